#include "characterize/errors/sums.hpp"

#include <algorithm>

#include "characterize/errors/words.hpp"

namespace axmul::tools {
namespace {

using boost::multiprecision::uint256_t;

// Types that hold the sum of |d| over a block and of d^2 over a block.
template <class U>
struct block_types;
template <>
struct block_types<std::uint32_t> {
  using sum = std::uint64_t;
  using square = u128;
  static std::uint64_t squared(std::uint32_t x) { return std::uint64_t{x} * x; }
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

// At most this many pairs at once: sums of relative errors below 2^51 units fit 64 bits.
constexpr std::size_t most_pairs = 2048;

template <class U, bool Signed>
void add(design const& d, U const* a, U const* b, U const* p, std::size_t count, error_sums& s) {
  using types = block_types<U>;
  constexpr U flip = order<U>(Signed);
  typename types::sum positive{0}, negative{0};
  typename types::square square{0};
  U worst = 0;
  std::uint64_t errors = 0, nonzero = 0, zero_errors = 0, within_1 = 0, within_2 = 0, within_5 = 0;
  std::int64_t relative_sum = 0, relative_abs = 0;
  double relative_max = s.relative_max, relative_min = s.relative_min;
  for (std::size_t i = 0; i < count; ++i) {
    U const exact = a[i] * b[i];
    bool const below = (p[i] ^ flip) < (exact ^ flip);
    U const size = error_size(p[i], exact, flip);
    bool const exact_below = Signed && is_negative(exact);
    U const exact_size = exact_below ? U{0} - exact : exact;
    errors += size != 0;
    positive += below ? U{0} : size;
    negative += below ? size : U{0};
    square += types::squared(size);
    worst = std::max(worst, size);
    if (exact == 0) {
      zero_errors += size != 0;
      continue;
    }
    ++nonzero;
    double const share = static_cast<double>(size) / static_cast<double>(exact_size);
    double const relative = below != exact_below ? -share : share;
    double const units = share * relative_unit;
    if (units < nearest_limit) {
      std::int64_t const whole = static_cast<std::int64_t>(nearest(units));
      relative_abs += whole;
      relative_sum += below != exact_below ? -whole : whole;
    } else {
      i128 const whole = static_cast<i128>(most_units(units));
      s.relative_abs += whole;
      s.relative += below != exact_below ? -whole : whole;
    }
    relative_max = std::max(relative_max, relative);
    relative_min = std::min(relative_min, relative);
    within_1 += share <= 0.01;
    within_2 += share <= 0.02;
    within_5 += share <= 0.05;
  }
  s.pairs += count;
  s.errors += errors;
  s.nonzero += nonzero;
  s.zero_errors += zero_errors;
  s.within[0] += within_1;
  s.within[1] += within_2;
  s.within[2] += within_5;
  s.positive += wide_sum(positive);
  s.negative += wide_sum(negative);
  s.square += wide_sum(square);
  s.relative += relative_sum;
  s.relative_abs += relative_abs;
  s.relative_max = relative_max + 0.0;  // no -0
  s.relative_min = relative_min + 0.0;
  if (worst > s.worst) {
    std::size_t at = 0;
    while (error_size(p[at], U(a[at] * b[at]), flip) != worst) ++at;
    s.worst = worst;
    s.worst_a = static_cast<std::uint64_t>(a[at]) & low_mask<std::uint64_t>(d.n);
    s.worst_b = static_cast<std::uint64_t>(b[at]) & low_mask<std::uint64_t>(d.nb);
  }
}

}  // namespace

template <class U>
void accumulate(design const& d, U const* a, U const* b, U const* p, std::size_t count, error_sums& sums) {
  if (count > most_pairs) {
    accumulate(d, a, b, p, most_pairs, sums);
    return accumulate(d, a + most_pairs, b + most_pairs, p + most_pairs, count - most_pairs, sums);
  }
  if (d.is_signed)
    add<U, true>(d, a, b, p, count, sums);
  else
    add<U, false>(d, a, b, p, count, sums);
  for (std::size_t bit = 0; bit < sums.bit_errors.size(); ++bit)
    for (std::size_t i = 0; i < count; ++i)
      sums.bit_errors[bit] += static_cast<std::uint64_t>(((p[i] ^ static_cast<U>(a[i] * b[i])) >> bit) & U{1});
}

template void accumulate(design const&, std::uint32_t const*, std::uint32_t const*, std::uint32_t const*, std::size_t,
                         error_sums&);
template void accumulate(design const&, std::uint64_t const*, std::uint64_t const*, std::uint64_t const*, std::size_t,
                         error_sums&);
template void accumulate(design const&, u128 const*, u128 const*, u128 const*, std::size_t, error_sums&);

void error_sums::merge(error_sums const& other) {
  pairs += other.pairs;
  errors += other.errors;
  nonzero += other.nonzero;
  zero_errors += other.zero_errors;
  for (int i = 0; i < 3; ++i) within[i] += other.within[i];
  positive += other.positive;
  negative += other.negative;
  square += other.square;
  relative += other.relative;
  relative_abs += other.relative_abs;
  bool const first = other.worst_a < worst_a || (other.worst_a == worst_a && other.worst_b < worst_b);
  if (other.worst > worst || (other.worst == worst && worst != 0 && first)) {
    worst = other.worst;
    worst_a = other.worst_a;
    worst_b = other.worst_b;
  }
  relative_max = std::max(relative_max, other.relative_max);
  relative_min = std::min(relative_min, other.relative_min);
  bit_errors.resize(std::max(bit_errors.size(), other.bit_errors.size()));
  for (std::size_t i = 0; i < other.bit_errors.size(); ++i) bit_errors[i] += other.bit_errors[i];
  symmetric = symmetric && other.symmetric;
}

}  // namespace axmul::tools
