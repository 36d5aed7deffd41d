#include "characterize/hardware/activity.hpp"

#include <fmt/format.h>

#include <cmath>

#include "axmul/bits.hpp"
#include "characterize/errors/sums.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

constexpr double two_pi = 6.283185307179586;

void check_correlation(design const& d, activity_request const& request) {
  double const correlation = request.correlation;
  if (!(correlation >= 0 && correlation < 1))
    throw bad_input(fmt::format("correlation {} not accepted; a number of at least 0 and below 1 is", correlation));
  if (correlation == 0) return;
  if (d.is_float())
    throw bad_input(fmt::format(
        "{}: correlation {} not accepted; pairs of a format are independent, with correlation 0", d.spec, correlation));
  if (!request.distribution.joint.empty())
    throw bad_input(fmt::format(
        "correlation {} beside a joint distribution not accepted; distributions of a and of b are", correlation));
}

// The first finite pattern of the sequence of a key.
std::uint64_t finite_pattern(format const& fmt, int bits, std::uint64_t key) {
  std::uint64_t const top = low_mask<std::uint64_t>(fmt.e);
  for (std::uint64_t attempt = 0;; ++attempt) {
    std::uint64_t const x = random_bits(key, attempt) & low_mask<std::uint64_t>(bits);
    if ((x >> fmt.m & top) != top) return x;
  }
}

void fill_finite(design const& d, std::uint64_t seed, operand_sequence& pairs) {
  for (std::size_t t = 0; t < pairs.a.size(); ++t) {
    pairs.a[t] = finite_pattern(d.fp->fmt, d.n, random_bits(seed, 2 * t));
    pairs.b[t] = finite_pattern(d.fp->fmt, d.nb, random_bits(seed, 2 * t + 1));
  }
}

// The share of a standard Gaussian below z in units of 2^-64; what is beyond the precision of doubles, of random bits.
std::uint64_t share_below(double z, std::uint64_t random) {
  constexpr std::uint64_t fine = 0xffff;
  auto const tail = static_cast<std::uint64_t>(std::ldexp(std::erfc(std::fabs(z) * std::sqrt(0.5)), 63));
  return ((z < 0 ? tail : ~tail) & ~fine) | (random & fine);
}

void fill_correlated(pair_distribution const& distribution, activity_request const& request, operand_sequence& pairs) {
  double za = 0, zb = 0;
  for (std::size_t t = 0; t < pairs.a.size(); ++t) {
    // The first values are of the stationary distribution.
    double const kept = t == 0 ? 0 : request.correlation;
    double const radius = std::sqrt(-2 * std::log(unit_interval(random_bits(request.seed, 3 * t))) * (1 - kept * kept));
    double const angle = two_pi * unit_interval(random_bits(request.seed, 3 * t + 1));
    std::uint64_t const fine = random_bits(request.seed, 3 * t + 2);
    za = kept * za + radius * std::cos(angle);
    zb = kept * zb + radius * std::sin(angle);
    pairs.a[t] = distribution.a().quantile(share_below(za, fine));
    pairs.b[t] = distribution.b().quantile(share_below(zb, fine >> 16));
  }
}

}  // namespace

operand_sequence activity_pairs(design const& d, activity_request const& request) {
  check_correlation(d, request);
  operand_sequence pairs{std::vector<std::uint64_t>(request.pairs), std::vector<std::uint64_t>(request.pairs)};
  if (d.is_float() && request.distribution.empty()) {
    fill_finite(d, request.seed, pairs);
    return pairs;
  }
  pair_distribution const distribution(d, request.distribution);
  if (request.correlation == 0)
    distribution.draw(request.seed, 0, request.pairs, pairs.a.data(), pairs.b.data());
  else
    fill_correlated(distribution, request, pairs);
  return pairs;
}

nlohmann::ordered_json activity_fields(design const& d, activity_request const& request) {
  nlohmann::ordered_json fields{{"distribution", request.distribution.canonical()}};
  if (fields["distribution"] == distribution_request{}.canonical())
    fields["distribution"] = d.is_float() ? "uniform over finite patterns" : "uniform";
  fields["pairs"] = request.pairs;
  fields["seed"] = request.seed;
  if (request.correlation != 0) fields["correlation"] = request.correlation;
  return fields;
}

}  // namespace axmul::tools
