#include "characterize/errors/sums.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace axmul::tools {
namespace {

using boost::multiprecision::uint256_t;
constexpr double unit = 1099511627776.0;  // 2^40

// Types that hold the sum of |d| over a block and of d^2 over a block.
template <class U>
struct block_types;
template <>
struct block_types<std::uint32_t> {
  using sum = std::uint64_t;
  using square = u128;
  static square squared(std::uint32_t x) { return std::uint64_t{x} * x; }
};
template <>
struct block_types<std::uint64_t> {
  using sum = u128;
  using square = uint256_t;
  static square squared(std::uint64_t x) { return square(u128{x} * x); }
};
template <>
struct block_types<u128> {
  using sum = uint256_t;
  using square = wide_sum;
  static square squared(u128 x) { return square(x) * square(x); }
};

template <class U>
bool is_negative(U x) {
  return (x >> (8 * sizeof(U) - 1)) != 0;
}

template <class U, bool Signed>
void add(U const* a, U const* b, U const* p, std::size_t count, error_sums& s) {
  using types = block_types<U>;
  typename types::sum positive{0}, negative{0};
  typename types::square square{0};
  for (std::size_t i = 0; i < count; ++i) {
    U const exact = a[i] * b[i];
    U const flip = Signed ? U{1} << (8 * sizeof(U) - 1) : U{0};  // orders two's complement as unsigned
    bool const below = (p[i] ^ flip) < (exact ^ flip);
    U const size = below ? exact - p[i] : p[i] - exact;
    bool const exact_below = Signed && is_negative(exact);
    U const exact_size = exact_below ? U{0} - exact : exact;
    s.errors += size != 0;
    (below ? negative : positive) += size;
    if (size != 0) square += types::squared(size);
    if (size > s.worst) {
      s.worst = size;
      s.worst_a = static_cast<std::uint64_t>(a[i]);
      s.worst_b = static_cast<std::uint64_t>(b[i]);
    }
    if (exact == 0) {
      s.zero_errors += size != 0;
      continue;
    }
    ++s.nonzero;
    double const share = static_cast<double>(size) / static_cast<double>(exact_size);
    double const relative = below != exact_below ? -share : share;
    double const units = std::nearbyint(share * unit);
    if (units < 9e18) {
      std::int64_t const whole = static_cast<std::int64_t>(units);
      s.relative_abs += whole;
      s.relative += below != exact_below ? -whole : whole;
    } else {
      i128 const whole = static_cast<i128>(units);
      s.relative_abs += whole;
      s.relative += below != exact_below ? -whole : whole;
    }
    s.relative_max = std::max(s.relative_max, relative);
    s.relative_min = std::min(s.relative_min, relative);
    s.within[0] += share <= 0.01;
    s.within[1] += share <= 0.02;
    s.within[2] += share <= 0.05;
  }
  s.pairs += count;
  s.positive += wide_sum(positive);
  s.negative += wide_sum(negative);
  s.square += wide_sum(square);
}

}  // namespace

template <class U>
void accumulate(design const& d, U const* a, U const* b, U const* p, std::size_t count, error_sums& sums) {
  if (d.is_signed)
    add<U, true>(a, b, p, count, sums);
  else
    add<U, false>(a, b, p, count, sums);
  for (std::size_t bit = 0; bit < sums.bit_errors.size(); ++bit)
    for (std::size_t i = 0; i < count; ++i)
      sums.bit_errors[bit] += static_cast<std::uint64_t>(((p[i] ^ static_cast<U>(a[i] * b[i])) >> bit) & U{1});
}

template <class U>
void accumulate_moments(design const& d, U const* a, U const* b, U const* p, std::size_t count, error_sums& sums) {
  for (std::size_t i = 0; i < count; ++i) {
    U const exact = a[i] * b[i];
    U const flip = d.is_signed ? U{1} << (8 * sizeof(U) - 1) : U{0};
    double const size = static_cast<double>((p[i] ^ flip) < (exact ^ flip) ? exact - p[i] : p[i] - exact);
    double const product = static_cast<double>(d.is_signed && is_negative(exact) ? U{0} - exact : exact);
    sums.fourth += size * size * size * size;
    sums.exact_square += product * product;
    if (product != 0) sums.relative_square += size / product * (size / product);
  }
}
template void accumulate_moments(design const&, std::uint32_t const*, std::uint32_t const*, std::uint32_t const*,
                                 std::size_t, error_sums&);
template void accumulate_moments(design const&, std::uint64_t const*, std::uint64_t const*, std::uint64_t const*,
                                 std::size_t, error_sums&);
template void accumulate_moments(design const&, u128 const*, u128 const*, u128 const*, std::size_t, error_sums&);
template void accumulate(design const&, std::uint32_t const*, std::uint32_t const*, std::uint32_t const*, std::size_t,
                         error_sums&);
template void accumulate(design const&, std::uint64_t const*, std::uint64_t const*, std::uint64_t const*, std::size_t,
                         error_sums&);
template void accumulate(design const&, u128 const*, u128 const*, u128 const*, std::size_t, error_sums&);

void error_sums::merge(error_sums const& later) {
  pairs += later.pairs;
  errors += later.errors;
  nonzero += later.nonzero;
  zero_errors += later.zero_errors;
  for (int i = 0; i < 3; ++i) within[i] += later.within[i];
  positive += later.positive;
  negative += later.negative;
  square += later.square;
  relative += later.relative;
  relative_abs += later.relative_abs;
  if (later.worst > worst) {
    worst = later.worst;
    worst_a = later.worst_a;
    worst_b = later.worst_b;
  }
  relative_max = std::max(relative_max, later.relative_max);
  relative_min = std::min(relative_min, later.relative_min);
  fourth += later.fourth;
  relative_square += later.relative_square;
  exact_square += later.exact_square;
  bit_errors.resize(std::max(bit_errors.size(), later.bit_errors.size()));
  for (std::size_t i = 0; i < later.bit_errors.size(); ++i) bit_errors[i] += later.bit_errors[i];
  symmetric = symmetric && later.symmetric;
}

}  // namespace axmul::tools
