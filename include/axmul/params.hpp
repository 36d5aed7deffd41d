// How a family describes its parameters and its origin; parser, printer, help, sweeps and RTL all read these.
//
// A family lists its parameters in declared order:
//     template <class Self, class F> static constexpr void params(Self& s, F&& f) {
//       f("n", s.n, width);  f("k", s.k, range{2, s.n, 4});  f("corr", s.corr, words{"none|const|var"});  f("nb", s.nb,
//       width_b);
//     }
// A range may depend on the members before it, and on n and nb.
#pragma once
#include "axmul/config.hpp"

namespace axmul {

// How the values of a range follow one another.
enum class spacing { one, two, doubling };

// Integers lo..hi in steps; none when lo > hi. A default outside becomes the nearest value.
struct range {
  int lo, hi, preset;
  spacing step = spacing::one;

  AXMUL_FN int next(int value) const {
    return step == spacing::doubling ? 2 * value : step == spacing::two ? value + 2 : value + 1;
  }
  AXMUL_FN bool contains(int value) const { return value >= lo && value <= hi && nearest(value) == value; }
  AXMUL_FN int nearest(int value) const {
    int found = lo;
    while (next(found) <= hi && 2 * value > found + next(found)) found = next(found);
    return found;
  }
};

// Enumerators by name, in the order of the enumeration; the first is the default.
struct words {
  char const* names;  // "none|const|var"
};

// Operands have 2 to 128 bits (specs: to 64); nb = 0 stands for nb = n.
inline constexpr range width{2, 128, 8};
inline constexpr range width_b{0, 128, 0};

// Where a definition comes from.
struct paper {
  char const* authors;
  char const* title;  // "" where it could not be read
  char const* venue;
  int year;
  char const* doi;  // "" where there is none
};

// How well a definition is pinned: by an independent number or RTL; unambiguous arithmetic; axmul's reading of the
// paper.
enum class evidence { a, b, c };

template <class... T>
struct type_list {};

// Whether a family has operands of two widths, n and nb.
template <class M, class = void>
inline constexpr bool is_rectangular = false;
template <class M>
inline constexpr bool is_rectangular<M, decltype(static_cast<void>(M::nb))> = true;

// Whether a multiplier takes and returns two's complement.
template <class M, class = void>
inline constexpr bool is_signed = false;
template <class M>
inline constexpr bool is_signed<M, decltype(static_cast<void>(M::is_signed))> = M::is_signed;

// Bits of the operands. Wrappers overload these.
template <class M>
AXMUL_FN int bits_a(M const& m) {
  return m.n;
}
template <class M>
AXMUL_FN int bits_b(M const& m) {
  if constexpr (is_rectangular<M>) return m.nb != 0 ? m.nb : m.n;
  return m.n;
}
// Bits of the wider operand.
template <class M>
AXMUL_FN int bits_max(M const& m) {
  return bits_a(m) > bits_b(m) ? bits_a(m) : bits_b(m);
}

// Makes m square, n bits on both sides: what a format asks of its core. Wrappers overload it.
template <class M>
AXMUL_FN void set_width(M& m, int n) {
  m.n = n;
  if constexpr (is_rectangular<M>) m.nb = 0;
}

}  // namespace axmul
