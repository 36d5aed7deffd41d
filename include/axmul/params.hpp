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

// Integers lo..hi; the default is moved into the range when it lies outside.
struct range {
  int lo, hi, preset;
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

// Bits of the operands. Wrappers overload these.
template <class M>
AXMUL_FN int bits_a(M const& m) {
  return m.n;
}
template <class M>
AXMUL_FN int bits_b(M const& m) {
  return m.nb != 0 ? m.nb : m.n;
}

// Makes m square, n bits on both sides: what a format asks of its core. Wrappers overload it.
template <class M>
AXMUL_FN void set_width(M& m, int n) {
  m.n = n;
  m.nb = 0;
}

}  // namespace axmul
