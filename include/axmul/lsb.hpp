#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// What takes the place of the truncated bits: zeros; or a one on top of zeros unless the operand is 0.
enum class truncation { zero, jam };

template <class U>
AXMUL_FN U truncate_operand(U const& x, int t, truncation mode) {
  U const kept = clear_low(x, t);
  return mode == truncation::jam && t > 0 && x != U{0} ? kept | (U{1} << (t - 1)) : kept;
}

// Truncates the operands of a core by their ta and tb low bits. Under @signed and formats it acts on the magnitudes.
// Operands and product: as of the core; ta < n, tb < nb.
// Error: of the core; never positive before it for zero, both signs for jam.
template <class Core>
struct lsb {
  static constexpr char const* name = "lsb";
  static constexpr bool is_signed = axmul::is_signed<Core>;

  Core core{};
  int ta = 0;
  int tb = 0;
  truncation mode = truncation::zero;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("ta", s.ta, range{0, bits_a(s.core) - 1, 0});
    f("tb", s.tb, range{0, bits_b(s.core) - 1, 0});
    f("mode", s.mode, words{"zero|jam"});
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return core(truncate_operand(a, ta, mode), truncate_operand(b, tb, mode));
  }

  // See error_form.hpp.
  template <class U, class F, class C = Core>
  AXMUL_FN auto error_terms(U const& a, U const& b, F&& f) const
      -> decltype(static_cast<C const&>(core).error_terms(a, b, f)) {
    U const x = truncate_operand(a, ta, mode);
    U const y = truncate_operand(b, tb, mode);
    f(x - a, b);
    f(x, y - b);
    return core.error_terms(x, y, f);
  }
};

template <class Core>
lsb(Core, int = 0, int = 0, truncation = {}) -> lsb<Core>;

template <class Core>
AXMUL_FN int bits_a(lsb<Core> const& m) {
  return bits_a(m.core);
}
template <class Core>
AXMUL_FN int bits_b(lsb<Core> const& m) {
  return bits_b(m.core);
}
template <class Core>
AXMUL_FN void set_width(lsb<Core>& m, int n) {
  set_width(m.core, n);
}

}  // namespace axmul
