#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// How @signed forms magnitudes and negative products: two's complement, or the cheaper one's complement.
enum class negation { signmag, ones };

// Makes a two's-complement multiplier of an unsigned core: the core multiplies magnitudes, the sign is applied after.
// Operands: two's complement of n and nb bits, sign-extended to U. Product: n + nb bits, sign-extended to U, clamped to
// [-2^(n+nb-1), 2^(n+nb-1) - 1] after the sign is applied.
// Error: of the core, odd-symmetric for signmag; ones: the magnitude of x < 0 is ~x, a negative product is ~p.
template <class Core>
struct as_signed {
  static constexpr char const* name = "signed";
  static constexpr bool is_signed = true;

  Core core{};
  negation how = negation::signmag;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("how", s.how, words{"signmag|ones"});
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    U const sign_a = sign(a, bits_a(core));
    U const sign_b = sign(b, bits_b(core));
    U const s = sign_a ^ sign_b;
    U const largest = low_mask<U>(bits_a(core) + bits_b(core) - 1);
    U const p = core(negate_if(sign_a, a), negate_if(sign_b, b));
    U const limit = how == negation::signmag ? largest + s : largest;
    return negate_if(s, p < limit ? p : limit);
  }

 private:
  template <class U>
  static AXMUL_FN U sign(U const& x, int n) {
    return (x >> (n - 1)) & U{1};
  }

  // s = 1: -x, or ~x for ones; s = 0: x.
  template <class U>
  AXMUL_FN U negate_if(U const& s, U const& x) const {
    U const flipped = x ^ (U{0} - s);
    return how == negation::signmag ? flipped + s : flipped;
  }
};

template <class Core>
as_signed(Core, negation = {}) -> as_signed<Core>;

template <class Core>
AXMUL_FN int bits_a(as_signed<Core> const& m) {
  return bits_a(m.core);
}
template <class Core>
AXMUL_FN int bits_b(as_signed<Core> const& m) {
  return bits_b(m.core);
}

}  // namespace axmul
