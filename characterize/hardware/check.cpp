#include "characterize/hardware/check.hpp"

#include <algorithm>

#include "characterize/hardware/simulate.hpp"
#include "src/operand_pairs.hpp"

namespace axmul::tools {
namespace {

constexpr int exhaustive_bits = 24;
constexpr std::uint64_t sampled_pairs = 1'000'000;
constexpr std::size_t chunk = std::size_t{1} << 14;

std::uint64_t mask(int bits) {
  return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
}

// splitmix64's output function (Steele, Lea, Flood 2014) of a counter.
std::uint64_t mix(std::uint64_t counter) {
  std::uint64_t z = counter * 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

// One operand; of formats the first finite one of a sequence.
std::uint64_t draw(design const& d, int bits, std::uint64_t key) {
  for (std::uint64_t attempt = 0;; ++attempt) {
    std::uint64_t const x = mix(key + mix(attempt)) & mask(bits);
    if (!d.fp) return x;
    std::uint64_t const top = mask(d.fp->fmt.e);
    if ((x >> d.fp->fmt.m & top) != top) return x;
  }
}

}  // namespace

operand_sequence activity_pairs(design const& d, std::uint64_t seed, std::size_t count) {
  operand_sequence pairs{std::vector<std::uint64_t>(count), std::vector<std::uint64_t>(count)};
  std::uint64_t const stream = mix(~seed);
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t const key = mix(stream + i);
    pairs.a[i] = draw(d, d.n, key);
    pairs.b[i] = draw(d, d.nb, ~key);
  }
  return pairs;
}

netlist_check check_netlist(netlist const& mapped, design const& d, std::uint64_t seed) {
  operand_pairs const pairs(d.n, d.nb, exhaustive_bits, sampled_pairs, seed);
  simulator const netlist_model(mapped);
  std::vector<std::uint64_t> a(chunk), b(chunk);
  std::vector<u128> expected(chunk), got(chunk);
  netlist_check result;
  result.exhaustive = pairs.exhaustive();
  for (std::uint64_t at = 0; at < pairs.size() && !result.first; at += chunk) {
    std::size_t const here = static_cast<std::size_t>(std::min<std::uint64_t>(chunk, pairs.size() - at));
    pairs.fill(at, here, a.data(), b.data());
    d.products(a.data(), b.data(), expected.data(), here);
    netlist_model.products(a.data(), b.data(), got.data(), here);
    result.pairs += here;
    for (std::size_t i = 0; i < here && !result.first; ++i)
      if (expected[i] != got[i]) result.first = netlist_difference{a[i], b[i], expected[i], got[i]};
  }
  return result;
}

}  // namespace axmul::tools
