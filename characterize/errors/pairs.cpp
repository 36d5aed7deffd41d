#include "characterize/errors/pairs.hpp"

#include <algorithm>
#include <atomic>
#include <vector>

#include "src/support/progress.hpp"

namespace axmul::tools {
namespace {

constexpr std::size_t block = 512;

// Calls body(word{}) with the smallest word type of the design.
template <class F>
auto with_word(design const& d, F&& body) {
  switch (d.word_bits) {
    case 32: return body(std::uint32_t{});
    case 64: return body(std::uint64_t{});
    default: return body(u128{});
  }
}

// Pair i of the walk as operand patterns.
struct every_pair {
  int nb;
  template <class U>
  void operator()(std::uint64_t i, U& a, U& b) const {
    a = static_cast<U>(i >> nb);
    b = static_cast<U>(i & low_mask<std::uint64_t>(nb));
  }
};
struct random_pair {
  std::uint64_t seed;
  int n, nb;
  template <class U>
  void operator()(std::uint64_t i, U& a, U& b) const {
    a = static_cast<U>(random_bits(seed, 2 * i) & low_mask<std::uint64_t>(n));
    b = static_cast<U>(random_bits(seed, 2 * i + 1) & low_mask<std::uint64_t>(nb));
  }
};

template <class U, class Pair>
void walk_block(design const& d, Pair const& pair, std::uint64_t first, std::size_t count, bool moments,
                std::atomic<bool>& symmetric, error_sums& sums) {
  U a[block] = {}, b[block] = {}, p[block];
  bool lower_half = false;  // f(a, b) = f(b, a) is checked once for each unordered pair
  for (std::size_t i = 0; i < count; ++i) {
    pair(first + i, a[i], b[i]);
    lower_half = lower_half || b[i] < a[i];
  }
  if (d.is_signed)
    for (std::size_t i = 0; i < count; ++i) {
      a[i] = sign_extend(a[i], d.n);
      b[i] = sign_extend(b[i], d.nb);
    }
  d.products(a, b, p, count);
  accumulate(d, a, b, p, count, sums);
  if (moments) accumulate_moments(d, a, b, p, count, sums);
  if (lower_half && symmetric.load(std::memory_order_relaxed)) {
    U q[block];
    d.products(b, a, q, count);
    if (!std::equal(p, p + count, q)) symmetric = false;
  }
}

template <class Pair>
error_sums walk(design const& d, Pair const& pair, std::uint64_t pairs, bool moments, bool per_bit) {
  std::uint64_t const chunk = std::clamp<std::uint64_t>(pairs / 256, 1 << 12, 1 << 22);
  std::int64_t const chunks = static_cast<std::int64_t>((pairs + chunk - 1) / chunk);
  std::vector<error_sums> parts(static_cast<std::size_t>(chunks));
  std::atomic<bool> symmetric{d.n == d.nb};
  progress bar(d.spec, static_cast<std::uint64_t>(chunks));
#pragma omp parallel for schedule(dynamic) if (chunks > 1)
  for (std::int64_t c = 0; c < chunks; ++c) {
    error_sums& part = parts[static_cast<std::size_t>(c)];
    if (per_bit) part.bit_errors.resize(static_cast<std::size_t>(d.wp));
    std::uint64_t const begin = static_cast<std::uint64_t>(c) * chunk;
    std::uint64_t const end = std::min(begin + chunk, pairs);
    with_word(d, [&](auto word) {
      for (std::uint64_t at = begin; at < end; at += block)
        walk_block<decltype(word)>(d, pair, at, std::min<std::uint64_t>(block, end - at), moments, symmetric, part);
    });
    bar.advance();
  }
  error_sums all;
  for (error_sums const& part : parts) all.merge(part);
  all.symmetric = symmetric;
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

error_sums exhaustive_sums(design const& d, bool per_bit) {
  return walk(d, every_pair{d.nb}, std::uint64_t{1} << (d.n + d.nb), false, per_bit);
}

error_sums sampled_sums(design const& d, characterize_options const& options) {
  return walk(d, random_pair{options.seed, d.n, d.nb}, options.samples, true, options.per_bit);
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
