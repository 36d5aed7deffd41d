// Gradients of products with respect to the operands, in closed form: what training through a multiplier needs.
//
// Operands as the multiplier f takes them; U holds the product. Signed multipliers: gradients with respect to the
// values. Formats: floats or doubles, rounded to the format first.
#pragma once
#include <type_traits>

#include "axmul/cell/leading_one.hpp"
#include "axmul/error_form.hpp"
#include "axmul/fp/fp.hpp"
#include "axmul/signed.hpp"

namespace axmul {

// df/da and df/db.
struct slopes {
  double a, b;
};

namespace detail {

// The value of the w low bits of x.
template <class U>
AXMUL_FN double value_of(U const& x, int w, bool extend) {
  U const pattern = x & low_mask<U>(w);
  bool const negative = extend && (pattern >> (w - 1)) != U{0};
  return negative ? -static_cast<double>((U{1} << (w - 1)) - (pattern - (U{1} << (w - 1))))
                  : static_cast<double>(pattern);
}

// 2^k, -1022 <= k <= 1023.
AXMUL_FN double power(int k) {
  return bit_cast<double>(static_cast<std::uint64_t>(1023 + k) << 52);
}

template <class M>
inline constexpr bool is_format = false;
template <class Core>
inline constexpr bool is_format<fp<Core>> = true;

}  // namespace detail

// f taken for a b: df/da = b, df/db = a.
template <class M>
struct straight_through {
  M mul;

  template <class U>
  AXMUL_FN slopes operator()(U const& a, U const& b) const {
    if constexpr (detail::is_format<M>)
      return {rounded(static_cast<double>(b)), rounded(static_cast<double>(a))};
    else
      return {detail::value_of(b, bits_b(mul), is_signed<M>), detail::value_of(a, bits_a(mul), is_signed<M>)};
  }

 private:
  AXMUL_FN double rounded(double x) const { return mul.decode(mul.template encode<std::uint64_t>(x)); }
};
template <class M>
straight_through(M) -> straight_through<M>;

// Whether log_slopes takes M: a sum of logarithms, plain, under @signed or as a format.
template <class M>
inline constexpr bool has_log_slopes = is_log_sum<M>;
template <class Core>
inline constexpr bool has_log_slopes<as_signed<Core>> = is_log_sum<Core>;
template <class Core>
inline constexpr bool has_log_slopes<fp<Core>> = is_log_sum<Core>;

// The slopes of the surface of a sum of logarithms, linear in pieces; floor, rounding and range are left aside. With
// |a| = 2^ka (1 + x), |b| = 2^kb (1 + y), x and y from 0 to below 1:
//     x + y < 1:  |f| = 2^(ka+kb) (1 + x + y),  df/da = sign(b) 2^kb,      df/db = sign(a) 2^ka
//     x + y >= 1: |f| = 2^(ka+kb+1) (x + y),    df/da = sign(b) 2^(kb+1),  df/db = sign(a) 2^(ka+1)
// On a border, where |a| or |b| is a power of two or x + y = 1, it is thus the piece of the larger magnitudes. Where an
// operand is 0: df/da = b, df/db = a, which is the difference from 0 to 1. @signed with how=ones: the magnitude of
// x < 0 is ~x. Formats: so too where one is infinite, a NaN or below 2^-1022.
template <class M>
struct log_slopes {
  M mul;

  template <class U>
  AXMUL_FN slopes operator()(U const& a, U const& b) const {
    static_assert(has_log_slopes<M>, "the multiplier is no sum of logarithms; see difference");
    return of(mul, a, b);
  }

 private:
  template <class Core, class U>
  static AXMUL_FN slopes of(Core const& m, U const& a, U const& b) {
    if (a == U{0} || b == U{0}) return {static_cast<double>(b), static_cast<double>(a)};
    int const w = bits_max(m) - 1;
    cell::log_operand<U> const la = cell::split_log(a, w);
    cell::log_operand<U> const lb = cell::split_log(b, w);
    int const carry = la.fraction + lb.fraction < (U{1} << w) ? 0 : 1;
    return {detail::power(lb.exponent + carry), detail::power(la.exponent + carry)};
  }

  template <class Core, class U>
  static AXMUL_FN slopes of(as_signed<Core> const& m, U const& a, U const& b) {
    U const minus_a = (a >> (bits_a(m) - 1)) & U{1};
    U const minus_b = (b >> (bits_b(m) - 1)) & U{1};
    slopes const s = of(m.core, magnitude(m, minus_a, a), magnitude(m, minus_b, b));
    return {minus_b != U{0} ? -s.a : s.a, minus_a != U{0} ? -s.b : s.b};
  }
  template <class Core, class U>
  static AXMUL_FN U magnitude(as_signed<Core> const& m, U const& minus, U const& x) {
    U const flipped = x ^ (U{0} - minus);
    return m.how == negation::signmag ? flipped + minus : flipped;
  }

  template <class Core, class F>
  static AXMUL_FN slopes of(fp<Core> const& m, F const& a, F const& b) {
    static_assert(std::is_floating_point_v<F>, "operands of formats are floats or doubles");
    slopes const other = straight_through<fp<Core>>{m}(a, b);
    std::uint64_t const x = bit_cast<std::uint64_t>(other.b), y = bit_cast<std::uint64_t>(other.a);
    if (!is_normal(x) || !is_normal(y)) return other;
    std::uint64_t const fraction = low_mask<std::uint64_t>(52);
    std::uint64_t const carry = ((x & fraction) + (y & fraction)) >> 52;
    return {scaled(y, carry), scaled(x, carry)};
  }
  // Of a double by its bits; what is not normal there counts as 0.
  static AXMUL_FN bool is_normal(std::uint64_t x) {
    std::uint64_t const exponent = (x >> 52) & 0x7ff;
    return exponent != 0 && exponent != 0x7ff;
  }
  static AXMUL_FN double scaled(std::uint64_t x, std::uint64_t carry) {
    return bit_cast<double>((x >> 52) << 52) * static_cast<double>(1 + carry);
  }
};
template <class M>
log_slopes(M) -> log_slopes<M>;

// The central difference of a moving average of an integer multiplier, as the tables of `axmul lut` hold it. The
// operands x of one line (the other operand is held) run from low to high in numeric order, y(x) is the product;
// `window` operands on either side are averaged, fewer at the ends:
//     mean(x)   = mean of y over [max(low, x - window), min(high, x + window)]
//     centre(x) = mean of the operands in that range
//     slope(x)  = (mean(h) - mean(l)) / (centre(h) - centre(l)),  l = max(low, x - 1),  h = min(high, x + 1)
// df/da is the slope along a, df/db that along b. 0 <= window < half the operands of either side. Rounded
// once while sums of differences stay below 2^53.
template <class M>
struct difference {
  M mul;
  int window;

  template <class U>
  AXMUL_FN slopes operator()(U const& a, U const& b) const {
    static_assert(!detail::is_format<M>, "differences are of integer multipliers");
    int const n = bits_a(mul), nb = bits_b(mul);
    return {slope(ordered(a, n), low_mask<U>(n), [&](U const& x) { return mul(operand(x, n), b); }),
            slope(ordered(b, nb), low_mask<U>(nb), [&](U const& x) { return mul(a, operand(x, nb)); })};
  }

 private:
  // Operands counted from the smallest: two's complement with its sign bit flipped.
  template <class U>
  static AXMUL_FN U ordered(U const& x, int w) {
    U const pattern = x & low_mask<U>(w);
    return is_signed<M> ? pattern ^ (U{1} << (w - 1)) : pattern;
  }
  template <class U>
  static AXMUL_FN U operand(U const& x, int w) {
    return is_signed<M> ? sign_extend<U>(x ^ (U{1} << (w - 1)), w) : x;
  }
  // p - q for products as words; exact before it is rounded.
  template <class P>
  AXMUL_FN double rise(P const& p, P const& q) const {
    if constexpr (is_signed<M>) {
      int const w = bits_a(mul) + bits_b(mul);
      P const x = ordered(p, w), y = ordered(q, w);
      return x < y ? -static_cast<double>(P(y - x)) : static_cast<double>(P(x - y));
    } else {
      return p < q ? -static_cast<double>(P(q - p)) : static_cast<double>(P(p - q));
    }
  }

  template <class U>
  struct operands {
    U first, last;

    AXMUL_FN double count() const { return static_cast<double>(U(last - first)) + 1; }
  };
  template <class U>
  AXMUL_FN operands<U> around(U const& x, U const& largest) const {
    U const wide = static_cast<U>(static_cast<unsigned>(window));
    return {x < wide ? U{0} : x - wide, largest - x < wide ? largest : x + wide};
  }

  template <class U, class F>
  AXMUL_FN double slope(U const& x, U const& largest, F const& y) const {
    operands<U> const l = around<U>(x == U{0} ? x : U(x - U{1}), largest);
    operands<U> const h = around<U>(x == largest ? x : U(x + U{1}), largest);
    // Sums of y(begin) - base to y(end - 1) - base.
    auto const base = y(l.first);
    auto const sum = [&](U const& begin, U const& end) {
      double s = 0;
      for (U i = begin; i < end; i += U{1}) s += rise(y(i), base);
      return s;
    };
    double const run = static_cast<double>(U(h.first + h.last - (l.first + l.last)));  // twice that of the centres
    // What is in both ranges cancels when they are of the same length.
    if (h.last - h.first == l.last - l.first)
      return 2 * (sum(l.last + U{1}, h.last + U{1}) - sum(l.first, h.first)) / (run * l.count());
    double const mean_rise = sum(h.first, h.last + U{1}) * l.count() - sum(l.first, l.last + U{1}) * h.count();
    return 2 * mean_rise / (run * l.count() * h.count());
  }
};
template <class M>
difference(M, int) -> difference<M>;

// The closed form where there is one, else the difference.
template <class M>
AXMUL_FN auto gradient_of(M const& mul, int window) {
  if constexpr (has_log_slopes<M>)
    return log_slopes<M>{mul};
  else
    return difference<M>{mul, window};
}

}  // namespace axmul
