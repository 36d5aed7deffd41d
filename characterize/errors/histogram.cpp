#include "characterize/errors/histogram.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <unordered_map>

#include "characterize/errors/weighted_pairs.hpp"
#include "src/decimal.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

constexpr std::size_t most_values = 4096;
constexpr int most_bins = 256;

struct hash {
  std::size_t operator()(i128 x) const {
    return static_cast<std::size_t>((static_cast<std::uint64_t>(x) ^ static_cast<std::uint64_t>(x >> 64)) *
                                    0x9e3779b97f4a7c15u);
  }
};

// Bins of width 2^shift, widened whenever more than most_values are occupied.
struct bins_of_width {
  struct bin {
    std::uint64_t count = 0;
    u128 weight = 0;
  };
  int shift = 0;
  std::unordered_map<i128, bin, hash> bins;

  void add(i128 d, std::uint64_t weight) {
    bin& b = bins[d >> shift];
    ++b.count;
    b.weight += weight;
    while (bins.size() > most_values) widen(shift + 1);
  }

  void widen(int to) {
    std::unordered_map<i128, bin, hash> wide;
    for (auto const& [key, b] : bins) {
      bin& target = wide[key >> (to - shift)];
      target.count += b.count;
      target.weight += b.weight;
    }
    bins = std::move(wide);
    shift = to;
  }

  void merge(bins_of_width&& other) {
    int const common = std::max(shift, other.shift);
    if (shift < common) widen(common);
    if (other.shift < common) other.widen(common);
    for (auto const& [key, b] : other.bins) {
      bins[key].count += b.count;
      bins[key].weight += b.weight;
    }
    while (bins.size() > most_values) widen(shift + 1);
  }
};

}  // namespace

std::vector<histogram_bin> error_histogram(design const& d, characterize_options const& options) {
  if (d.is_float())
    throw bad_input(
        fmt::format("{}: histograms are of errors of integer multipliers; name the core, {}", d.spec, d.core_spec));
  pair_distribution const distribution(d, options.distribution);
  characterize_options walked = options;
  if (walked.method == "analytic") walked.method = "auto";
  weighted_pairs const pairs(d, distribution, walked);
  std::atomic<bool> beyond{false};
  auto parts =
      pairs.parts<bins_of_width>(d.spec, [&](weighted_pairs::block_of_pairs const& block, bins_of_width& part) {
        signed_error errors[weighted_pairs::block];
        errors_of(d, block.a, block.b, block.count, errors);
        for (std::size_t i = 0; i < block.count; ++i) {
          if (errors[i].size >> 127 != 0) {
            beyond = true;
            continue;
          }
          i128 const size = static_cast<i128>(errors[i].size);
          part.add(errors[i].negative ? -size : size, block.weights[i]);
        }
      });
  if (beyond) throw bad_input(fmt::format("{}: histograms take errors below 2^127 only", d.spec));
  bins_of_width all;
  for (bins_of_width& part : parts) all.merge(std::move(part));

  std::vector<histogram_bin> bins;
  if (all.shift != 0) {
    auto const [first, last] = std::minmax_element(all.bins.begin(), all.bins.end(),
                                                   [](auto const& x, auto const& y) { return x.first < y.first; });
    int coarser = 0;
    while ((last->first >> coarser) - (first->first >> coarser) >= most_bins) ++coarser;
    all.widen(all.shift + coarser);
  }
  i128 const rest = (i128{1} << all.shift) - 1;
  for (auto const& [key, b] : all.bins) {
    i128 const low = static_cast<i128>(static_cast<u128>(key) << all.shift);
    bins.push_back({low, low + rest, b.count, b.weight});
  }
  std::sort(bins.begin(), bins.end(), [](histogram_bin const& x, histogram_bin const& y) { return x.low < y.low; });
  return bins;
}

std::string histogram_csv(std::vector<histogram_bin> const& bins) {
  u128 total = 0;
  for (histogram_bin const& b : bins) total += b.weight;
  std::string text = "low,high,count,share\n";
  for (histogram_bin const& b : bins)
    text +=
        fmt::format("{},{},{},{}\n", digits(static_cast<u128>(b.low), true), digits(static_cast<u128>(b.high), true),
                    b.count, static_cast<double>(b.weight) / static_cast<double>(total));
  return text;
}

}  // namespace axmul::tools
