#include "characterize/errors/weighted_pairs.hpp"

#include <fmt/format.h>

#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

constexpr std::uint64_t automatic = std::uint64_t{1} << 24;
constexpr std::uint64_t most = std::uint64_t{1} << 48;

bool takes_samples(design const& d, std::uint64_t pairs, std::string const& method) {
  if (method == "auto") return pairs > automatic;
  if (method == "analytic")
    throw bad_input(
        fmt::format("{}: the method analytic takes every pair alike, not a distribution; exhaustive and sampled take "
                    "one",
                    d.spec));
  if (method == "exhaustive" && pairs > most)
    throw bad_input(fmt::format(
        "{}: more than 2^48 pairs of nonzero weight are too many for the method exhaustive; use sampled", d.spec));
  if (method != "exhaustive" && method != "sampled")
    throw bad_input(fmt::format("method '{}' is not known; auto, exhaustive, analytic, sampled are", method));
  return method == "sampled";
}

}  // namespace

weighted_pairs::weighted_pairs(design const& d, pair_distribution const& distribution,
                               characterize_options const& options)
    : distribution_(distribution),
      sampled_(takes_samples(d, distribution.size(), options.method)),
      seed_(options.seed),
      size_(sampled_ ? options.samples : distribution.size()) {
  if (size_ == 0) throw bad_input("0 samples say nothing; at least 1 is needed");
}

void weighted_pairs::fill(std::uint64_t first, std::uint64_t count, block_of_pairs& pairs) const {
  pairs.count = static_cast<std::size_t>(count);
  if (sampled_) {
    distribution_.draw(seed_, first, pairs.count, pairs.a, pairs.b);
    std::fill_n(pairs.weights, pairs.count, 1);
  } else {
    distribution_.fill(first, pairs.count, pairs.a, pairs.b, pairs.weights);
  }
}

void errors_of(design const& d, std::uint64_t const* a, std::uint64_t const* b, std::size_t count,
               signed_error* errors) {
  u128 p[weighted_pairs::block];
  d.products(a, b, p, count);
  u128 const flip = d.is_signed ? u128{1} << 127 : u128{0};
  for (std::size_t i = 0; i < count; ++i) {
    u128 const x = d.is_signed ? sign_extend(u128{a[i]}, d.n) : u128{a[i]};
    u128 const y = d.is_signed ? sign_extend(u128{b[i]}, d.nb) : u128{b[i]};
    u128 const product = d.is_signed ? sign_extend(p[i], d.wp) : p[i];
    u128 const exact = x * y;
    bool const negative = (product ^ flip) < (exact ^ flip);
    errors[i] = {negative, negative ? exact - product : product - exact};
  }
}

}  // namespace axmul::tools
