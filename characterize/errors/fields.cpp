#include "characterize/errors/fields.hpp"

#include <cmath>

#include "characterize/errors/words.hpp"

namespace axmul::tools {
namespace {

// Sum of P^2 over all pairs: the product of the sums of squares of the operands.
cpp_int square_sum(int width, bool is_signed) {
  cpp_int const top = power_of_two(is_signed ? width - 1 : width);
  cpp_int const below = (top - 1) * top * (2 * top - 1) / 6;  // 0^2 + ... + (top-1)^2
  return is_signed ? 2 * below + top * top : below;
}

nlohmann::ordered_json operand(design const& d, std::uint64_t pattern, int width) {
  std::uint64_t const bits = pattern & low_mask<std::uint64_t>(width);
  if (d.is_signed) return static_cast<std::int64_t>(sign_extend(bits, width));
  return bits;
}

// factor times a sum over another, or null.
nlohmann::ordered_json share(std::optional<cpp_int> const& sum, cpp_int const& of, int factor = 1) {
  if (!sum) return nullptr;
  return quotient(factor * *sum, of);
}

// As an integer below 2^64.
nlohmann::ordered_json whole_number(cpp_int const& x) {
  if (x < power_of_two(64)) return static_cast<std::uint64_t>(x);
  return static_cast<double>(x);
}

}  // namespace

double quotient(cpp_int const& numerator, cpp_int const& denominator) {
  if (numerator == 0) return 0;
  cpp_int const size = abs(numerator);
  int const shift = 80 + static_cast<int>(msb(denominator)) - static_cast<int>(msb(size));
  cpp_int const scaled = shift > 0 ? cpp_int(size << shift) / denominator : size / (denominator << -shift);
  double const result = std::ldexp(static_cast<double>(scaled), -shift);
  return numerator < 0 ? -result : result;
}

product_range range_of(design const& d) {
  if (!d.is_signed) {
    cpp_int const top = (power_of_two(d.n) - 1) * (power_of_two(d.nb) - 1);
    return {top, top};
  }
  cpp_int const top = power_of_two(d.n + d.nb - 2);
  cpp_int const bottom = -(power_of_two(d.n - 1) * (power_of_two(d.nb - 1) - 1));
  cpp_int const other = -(power_of_two(d.nb - 1) * (power_of_two(d.n - 1) - 1));
  return {top, top - (bottom < other ? bottom : other)};
}

totals over_all(error_sums const& s) {
  cpp_int const positive(s.positive), negative(s.negative);
  worst_error const worst{cpp_int(s.worst), s.worst_a, s.worst_b};
  return {0,
          {s.pairs, positive - negative, cpp_int(s.square), s.errors, positive + negative, worst},
          s.nonzero,
          s.zero_errors,
          cpp_int(s.relative),
          cpp_int(s.relative_abs),
          {s.within[0], s.within[1], s.within[2]},
          {s.bit_errors.begin(), s.bit_errors.end()},
          s.relative_max,
          s.relative_min,
          s.pairs,
          s.symmetric};
}

nlohmann::ordered_json number(double x) {
  if (!std::isfinite(x)) return nullptr;
  return x;
}

void add_relative_fields(nlohmann::ordered_json& r, totals const& s) {
  cpp_int const units = s.nonzero << relative_bits;
  r["mred"] = quotient(100 * s.relative_abs, units);
  r["rel_bias"] = quotient(100 * s.relative, units);
  r["rel_max"] = number(100 * s.relative_max);
  r["rel_min"] = number(100 * s.relative_min);
  r["wcre"] = number(100 * std::fmax(std::fabs(s.relative_max), std::fabs(s.relative_min)));
  r["pred_1"] = quotient(s.within[0], s.nonzero);
  r["pred_2"] = quotient(s.within[1], s.nonzero);
  r["pred_5"] = quotient(s.within[2], s.nonzero);
}

nlohmann::ordered_json named_record(design const& d, std::string const& method, cpp_int const& pairs) {
  return {{"spec", d.spec}, {"family", d.family}, {"method", method}, {"pairs", whole_number(pairs)}};
}

void add_error_fields(nlohmann::ordered_json& r, design const& d, exact_sums const& s) {
  double const mse = quotient(s.d2, s.pairs);
  cpp_int const space = power_of_two(d.n + d.nb);
  r["er"] = share(s.errors, s.pairs);
  r["me"] = quotient(s.d, s.pairs);
  r["mae"] = share(s.abs_d, s.pairs);
  r["nmed"] = share(s.abs_d, s.pairs * range_of(d).largest);
  r["mae_pct"] = share(s.abs_d, s.pairs * space, 100);
  r["wce_pct"] = s.worst ? number(quotient(100 * s.worst->size, space)) : nullptr;
  r["mse"] = mse;
  r["rmse"] = std::sqrt(mse);
  r["var"] = std::fmax(quotient(s.pairs * s.d2 - s.d * s.d, s.pairs * s.pairs), 0);
  r["wce"] = s.worst ? whole_number(s.worst->size) : nullptr;
  r["wce_a"] = s.worst ? operand(d, s.worst->a, d.n) : nullptr;
  r["wce_b"] = s.worst ? operand(d, s.worst->b, d.nb) : nullptr;
}

void add_noise_fields(nlohmann::ordered_json& r, design const& d, exact_sums const& s, double exact_square) {
  double const span = static_cast<double>(range_of(d).span);
  r["noeb"] = d.n + d.nb - std::log2(1 + r["rmse"].get<double>());
  r["snr_db"] = number(10 * std::log10(exact_square / static_cast<double>(s.d2)));
  r["nm"] = std::sqrt(r["var"].get<double>()) / span;
  r["na"] = r["me"].get<double>() / span;
}

void add_exact_sums(nlohmann::ordered_json& r, exact_sums const& s) {
  nlohmann::ordered_json& sums = r["exact_sums"];
  if (s.errors) sums["errors"] = s.errors->str();
  sums["d"] = s.d.str();
  if (s.abs_d) sums["abs_d"] = s.abs_d->str();
  sums["d2"] = s.d2.str();
}

double exact_square_of(design const& d) {
  return static_cast<double>(square_sum(d.n, d.is_signed) * square_sum(d.nb, d.is_signed));
}

nlohmann::ordered_json integer_record(design const& d, std::string const& method, totals const& s,
                                      identities const& id) {
  nlohmann::ordered_json r = named_record(d, method, s.tried);
  add_error_fields(r, d, s.sums);
  add_relative_fields(r, s);
  r["zero_errors"] = whole_number(((s.zero_errors << 1) + power_of_two(s.fraction_bits)) >> (s.fraction_bits + 1));
  add_noise_fields(r, d, s.sums, std::ldexp(exact_square_of(d), s.fraction_bits));
  r["symmetric"] = s.symmetric;
  r["zero_absorbing"] = id.zero_absorbing;
  r["one_identity"] = id.one_identity;
  for (cpp_int const& errors : s.bit_errors) r["bit_error_rate"].push_back(quotient(errors, s.sums.pairs));
  return r;
}

nlohmann::ordered_json integer_record(design const& d, std::string const& method, error_sums const& sums,
                                      identities const& id) {
  totals const all = over_all(sums);
  nlohmann::ordered_json r = integer_record(d, method, all, id);
  add_exact_sums(r, all.sums);
  return r;
}

}  // namespace axmul::tools
