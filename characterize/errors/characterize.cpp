#include "characterize/errors/characterize.hpp"

#include <fmt/format.h>

#include <variant>

#include "characterize/errors/analytic.hpp"
#include "characterize/errors/fields.hpp"
#include "characterize/errors/floats.hpp"
#include "characterize/errors/pairs.hpp"
#include "characterize/errors/sampled.hpp"
#include "characterize/errors/sums_json.hpp"
#include "characterize/errors/weighted.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

// 2^24: up to here every pair is tried unless another method is asked for.
constexpr int automatic_bits = 24;
constexpr int exhaustive_bits = 48;

std::string method_for(design const& d, characterize_options const& o) {
  // A format's exponents only scale: what there is to enumerate are pairs of significands.
  int const bits = d.is_float() ? 2 * d.fp->fmt.m : d.n + d.nb;
  if (o.method == "auto" && bits <= automatic_bits) return "exhaustive";
  if (o.method == "auto") return o.per_bit || why_not_analytic(d) ? "sampled" : "analytic";
  if (o.method == "analytic" && o.per_bit)
    throw bad_input(
        fmt::format("{}: the method analytic knows no error rates of bits; use exhaustive or sampled", d.spec));
  if (o.method == "exhaustive" && bits > exhaustive_bits)
    throw bad_input(fmt::format("{}: 2^{} pairs are too many for the method exhaustive (at most 2^{}); use sampled",
                                d.spec, bits, exhaustive_bits));
  if (o.method != "exhaustive" && o.method != "analytic" && o.method != "sampled")
    throw bad_input(fmt::format("method '{}' is not known; auto, exhaustive, analytic, sampled are", o.method));
  return o.method;
}

// The sums of a method, and the record that follows from them.
using any_sums = std::variant<error_sums, stratified_sums, float_sums>;

any_sums sums_of(design const& d, std::string const& method, characterize_options const& options) {
  if (method == "sampled" && options.samples == 0) throw bad_input("0 samples say nothing; at least 1 is needed");
  if (d.is_float()) return significand_sums(d, method, options);
  if (method == "sampled") return sampled_sums(d, options);
  return exhaustive_sums(d, options.per_bit, options.part);
}

struct record_maker {
  design const& d;
  std::string const& method;

  nlohmann::ordered_json operator()(error_sums const& sums) const {
    return integer_record(d, method, sums, check_identities(d));
  }
  nlohmann::ordered_json operator()(stratified_sums const& sums) const { return sampled_record(d, sums); }
  nlohmann::ordered_json operator()(float_sums const& sums) const { return float_record(d, method, sums); }
};

void merge(error_sums& all, error_sums const& part) {
  all.merge(part);
}
void merge(float_sums& all, float_sums const& part) {
  all.merge(part);
}
void merge(stratified_sums& all, stratified_sums const& part) {
  for (std::size_t h = 0; h < all.size(); ++h) all[h].merge(part.at(h));
}

nlohmann::ordered_json with_dot_product(nlohmann::ordered_json r, characterize_options const& options) {
  if (options.dot != 0) r["dot"] = dot_product(r, options.dot);
  return r;
}

// What is null in an exact record, estimated from samples; ci95 names those fields. The largest error stays exact or
// null.
void fill_from_samples(nlohmann::ordered_json& r, nlohmann::ordered_json const& sampled) {
  for (auto const& [field, value] : sampled.items()) {
    if (field == "ci95" || field.rfind("wce", 0) == 0 || !r.contains(field) || !r[field].is_null()) continue;
    r[field] = value;
    if (auto const half = sampled["ci95"].find(field); half != sampled["ci95"].end()) r["ci95"][field] = *half;
  }
}

nlohmann::ordered_json plain_record(design const& d, characterize_options const& options) {
  std::string const method = method_for(d, options);
  if (method == "analytic") {
    nlohmann::ordered_json r = analytic_record(d);
    if (options.method == "auto") fill_from_samples(r, sampled_record(d, sampled_sums(d, options)));
    return r;
  }
  return std::visit(record_maker{d, method}, sums_of(d, method, options));
}

// The method of a design in parts.
std::string mergeable_method(design const& d, characterize_options const& options) {
  if (!options.distribution.empty())
    throw bad_input(fmt::format("{}: statistics under a distribution are not computed in shards", d.spec));
  std::string const method = method_for(d, options);
  if (method == "analytic")
    throw bad_input(fmt::format(
        "{}: the method analytic takes no time that shards could share; use exhaustive or sampled", d.spec));
  return method;
}

}  // namespace

nlohmann::ordered_json characterize(design const& d, characterize_options const& options) {
  if (options.dot != 0 && d.is_float())
    throw bad_input(fmt::format("{}: dot products are of integer multipliers", d.spec));
  return with_dot_product(options.distribution.empty() ? plain_record(d, options) : weighted_record(d, options),
                          options);
}

nlohmann::ordered_json characterize_part(design const& d, characterize_options const& options) {
  std::string const method = mergeable_method(d, options);
  return std::visit([](auto const& sums) { return to_json(sums); }, sums_of(d, method, options));
}

nlohmann::ordered_json characterize_whole(design const& d, characterize_options const& options,
                                          std::vector<nlohmann::ordered_json> const& parts) {
  std::string const method = mergeable_method(d, options);
  any_sums all;
  if (d.is_float())
    all = float_sums{};
  else if (method == "sampled")
    all = stratified_sums{};
  auto const add_up = [&](auto& sums) {
    from_json(parts.at(0), sums);
    for (std::size_t i = 1; i < parts.size(); ++i) {
      std::decay_t<decltype(sums)> part;
      from_json(parts[i], part);
      merge(sums, part);
    }
  };
  try {
    std::visit(add_up, all);
  } catch (nlohmann::json::exception const& e) {
    throw bad_input(fmt::format("{}: a part cannot be read: {}", d.spec, e.what()));
  }
  return with_dot_product(std::visit(record_maker{d, method}, all), options);
}

std::string characterize_key(characterize_options const& o) {
  std::string key = "method=" + o.method;
  if (o.method == "auto" || o.method == "sampled") key += fmt::format(",samples={},seed={}", o.samples, o.seed);
  if (!o.distribution.empty()) key += ",distribution=" + o.distribution.canonical().dump();
  if (o.dot != 0) key += fmt::format(",dot={}", o.dot);
  return o.per_bit ? key + ",per-bit" : key;
}

}  // namespace axmul::tools
