#include "characterize/errors/pairs.hpp"

#include <algorithm>
#include <vector>

#include "characterize/errors/rows.hpp"
#include "characterize/errors/words.hpp"

namespace axmul::tools {
namespace {

constexpr std::size_t block = 512;

// Pairs first, first + 1, ... as their patterns are: a major.
template <class U>
void walk_block(design const& d, std::uint64_t first, std::size_t count, error_sums& sums) {
  U a[block] = {}, b[block] = {}, p[block];
  bool lower_half = false;  // f(a, b) = f(b, a) is checked once for each unordered pair
  for (std::size_t i = 0; i < count; ++i) {
    a[i] = static_cast<U>((first + i) >> d.nb);
    b[i] = static_cast<U>((first + i) & low_mask<std::uint64_t>(d.nb));
    lower_half = lower_half || b[i] < a[i];
  }
  if (d.is_signed)
    for (std::size_t i = 0; i < count; ++i) {
      a[i] = sign_extend(a[i], d.n);
      b[i] = sign_extend(b[i], d.nb);
    }
  d.products(a, b, p, count);
  accumulate(d, a, b, p, count, sums);
  if (lower_half && sums.symmetric) {
    U q[block];
    d.products(b, a, q, count);
    sums.symmetric = std::equal(p, p + count, q);
  }
}

error_sums walk(design const& d, bool per_bit, shard const& shard_of_walk) {
  pair_chunks const chunks(std::uint64_t{1} << (d.n + d.nb));
  error_sums all;
  all.symmetric = d.n == d.nb;
  auto const body = [&](std::uint64_t c) {
    error_sums part;
    part.symmetric = d.n == d.nb;
    if (per_bit) part.bit_errors.resize(static_cast<std::size_t>(d.wp));
    with_word(d, [&](auto word) {
      std::uint64_t const end = chunks.end(c);
      for (std::uint64_t at = chunks.begin(c); at < end; at += block)
        walk_block<decltype(word)>(d, at, std::min<std::uint64_t>(block, end - at), part);
    });
    return part;
  };
  over_chunks(d.spec, chunks.count(), shard_of_walk, body, [&](error_sums const& part) { all.merge(part); });
  return all;
}

// Whether f(x, y) has the expected pattern for all the x of the check.
template <class Expected>
bool holds(design const& d, int width, bool fixed_first, std::uint64_t fixed, Expected const& expected) {
  bool const all = width <= 20;
  std::uint64_t const count = all ? std::uint64_t{1} << width : 1 << 16;
  std::vector<std::uint64_t> x(block), y(block, fixed);
  std::vector<u128> p(block);
  for (std::uint64_t at = 0; at < count; at += block) {
    std::size_t const size = static_cast<std::size_t>(std::min<std::uint64_t>(block, count - at));
    for (std::size_t i = 0; i < size; ++i) {
      std::uint64_t const index = at + i;
      std::uint64_t const corner =
          index < 128 ? (index % 2 == 0 ? std::uint64_t{1} << index / 2 : ~std::uint64_t{0} >> index / 2)
                      : random_bits(1, index);
      x[i] = all ? index : corner & low_mask<std::uint64_t>(width);
    }
    if (fixed_first)
      d.products(y.data(), x.data(), p.data(), size);
    else
      d.products(x.data(), y.data(), p.data(), size);
    for (std::size_t i = 0; i < size; ++i)
      if (p[i] != expected(x[i])) return false;
  }
  return true;
}

}  // namespace

error_sums exhaustive_sums(design const& d, bool per_bit, shard const& part) {
  return !per_bit && has_fast_rows(d) ? row_sums_of(d, part) : walk(d, per_bit, part);
}

identities check_identities(design const& d) {
  auto const zero = [](std::uint64_t) { return u128{0}; };
  auto const same = [&](int width) {
    return [&d, width](std::uint64_t x) {
      return (d.is_signed ? sign_extend(u128{x}, width) : u128{x}) & low_mask<u128>(d.wp);
    };
  };
  return {holds(d, d.nb, true, 0, zero) && holds(d, d.n, false, 0, zero),
          holds(d, d.nb, true, 1, same(d.nb)) && holds(d, d.n, false, 1, same(d.n))};
}

}  // namespace axmul::tools
