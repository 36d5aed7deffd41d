#include "characterize/errors/characterize.hpp"

#include <fmt/format.h>

#include <cmath>

#include "characterize/errors/fields.hpp"
#include "characterize/errors/floats.hpp"
#include "characterize/errors/pairs.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

// 2^24: up to here every pair is tried unless another method is asked for.
constexpr int automatic_bits = 24;
constexpr int exhaustive_bits = 48;

std::string method_for(design const& d, characterize_options const& o) {
  // A format's exponents only scale: what there is to enumerate are pairs of significands.
  int const bits = d.is_float() ? 2 * d.fp->fmt.m : d.n + d.nb;
  if (o.method == "auto") return bits <= automatic_bits ? "exhaustive" : "sampled";
  if (o.method == "analytic")
    throw bad_input(
        fmt::format("{}: no exact closed form is known to the method analytic; use exhaustive or sampled", d.spec));
  if (o.method == "exhaustive" && bits > exhaustive_bits)
    throw bad_input(fmt::format("{}: 2^{} pairs are too many for the method exhaustive (at most 2^{}); use sampled",
                                d.spec, bits, exhaustive_bits));
  if (o.method != "exhaustive" && o.method != "sampled")
    throw bad_input(fmt::format("method '{}' is not known; auto, exhaustive, analytic, sampled are", o.method));
  return o.method;
}

}  // namespace

nlohmann::ordered_json characterize(design const& d, characterize_options const& options) {
  std::string const method = method_for(d, options);
  if (method == "sampled" && options.samples == 0) throw bad_input("0 samples say nothing; at least 1 is needed");
  if (d.is_float()) return float_record(d, method, options);
  error_sums const sums = method == "exhaustive" ? exhaustive_sums(d, options.per_bit) : sampled_sums(d, options);
  return integer_record(d, method, sums, check_identities(d));
}

std::string characterize_key(characterize_options const& o) {
  std::string key = "method=" + o.method;
  if (o.method != "exhaustive") key += fmt::format(",samples={},seed={}", o.samples, o.seed);
  return o.per_bit ? key + ",per-bit" : key;
}

}  // namespace axmul::tools
