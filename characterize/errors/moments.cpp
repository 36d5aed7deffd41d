#include "characterize/errors/moments.hpp"

#include <array>
#include <cmath>
#include <type_traits>

#include "characterize/errors/words.hpp"

namespace axmul::tools {
namespace {

using boost::multiprecision::uint1024_t;

// Least significant first.
template <std::size_t N>
using limbs = std::array<std::uint64_t, N>;

limbs<1> to_limbs(std::uint64_t x) {
  return {x};
}
limbs<2> to_limbs(u128 x) {
  return {static_cast<std::uint64_t>(x), static_cast<std::uint64_t>(x >> 64)};
}

limbs<1> squared(std::uint32_t x) {
  return {std::uint64_t{x} * x};
}
limbs<2> squared(std::uint64_t x) {
  return to_limbs(u128{x} * x);
}
limbs<4> squared(u128 x) {
  limbs<2> const half = to_limbs(x);
  u128 const cross = u128{half[0]} * half[1];
  limbs<2> const bottom = to_limbs(u128{half[0]} * half[0]);
  u128 const middle = (u128{static_cast<std::uint64_t>(cross)} << 1) + bottom[1];
  limbs<2> const top = to_limbs(u128{half[1]} * half[1] + (cross >> 64 << 1) + (middle >> 64));
  return {bottom[0], static_cast<std::uint64_t>(middle), top[0], top[1]};
}

// A sum of at most 2^60 products of numbers of M and of N limbs.
template <std::size_t M, std::size_t N>
class product_sum {
 public:
  void add(limbs<M> const& x, limbs<N> const& y) {
    for (std::size_t i = 0; i < M; ++i)
      for (std::size_t j = 0; j < N; ++j) {
        u128 const product = u128{x[i]} * y[j];
        low_[i + j] += static_cast<std::uint64_t>(product);
        high_[i + j] += product >> 64;
      }
  }
  template <class Wide>
  Wide total() const {
    Wide sum = 0;
    for (std::size_t i = M + N - 1; i-- > 0;) sum = (sum << 64) + (Wide(high_[i]) << 64) + Wide(low_[i]);
    return sum;
  }

 private:
  u128 low_[M + N - 1] = {}, high_[M + N - 1] = {};
};

template <class U, bool Signed>
void add(U const* a, U const* b, U const* p, std::size_t count, moment_sums& s) {
  constexpr U flip = order<U>(Signed);
  constexpr std::size_t size = sizeof(U) == 16 ? 2 : 1, square = sizeof(U) == 4 ? 1 : sizeof(U) / 4;
  using whole_limbs = std::conditional_t<sizeof(U) == 16, u128, std::uint64_t>;
  product_sum<square, square> fourth;
  product_sum<size, square> cubes[2];
  product_sum<1, 1> relative;
  for (std::size_t i = 0; i < count; ++i) {
    U const exact = a[i] * b[i];
    U const error = error_size(p[i], exact, flip);
    limbs<square> const error_square = squared(error);
    fourth.add(error_square, error_square);
    cubes[(p[i] ^ flip) < (exact ^ flip) ? 1 : 0].add(to_limbs(whole_limbs{error}), error_square);
    if (exact == 0) continue;
    U const exact_size = Signed && is_negative(exact) ? U{0} - exact : exact;
    double const units = static_cast<double>(error) / static_cast<double>(exact_size) * relative_unit;
    if (units < nearest_limit) {
      limbs<1> const whole = to_limbs(static_cast<std::uint64_t>(nearest(units)));
      relative.add(whole, whole);
    } else {
      wide_sum const whole(static_cast<u128>(most_units(units)));
      s.relative_square += whole * whole;
    }
  }
  s.fourth += fourth.template total<uint1024_t>();
  s.cube_above += cubes[0].template total<wide_sum>();
  s.cube_below += cubes[1].template total<wide_sum>();
  s.relative_square += relative.total<wide_sum>();
}

}  // namespace

template <class U>
void accumulate_moments(design const& d, U const* a, U const* b, U const* p, std::size_t count, moment_sums& sums) {
  if (d.is_signed)
    add<U, true>(a, b, p, count, sums);
  else
    add<U, false>(a, b, p, count, sums);
}
template void accumulate_moments(design const&, std::uint32_t const*, std::uint32_t const*, std::uint32_t const*,
                                 std::size_t, moment_sums&);
template void accumulate_moments(design const&, std::uint64_t const*, std::uint64_t const*, std::uint64_t const*,
                                 std::size_t, moment_sums&);
template void accumulate_moments(design const&, u128 const*, u128 const*, u128 const*, std::size_t, moment_sums&);

void moment_sums::merge(moment_sums const& later) {
  fourth += later.fourth;
  cube_above += later.cube_above;
  cube_below += later.cube_below;
  relative_square += later.relative_square;
}

}  // namespace axmul::tools
