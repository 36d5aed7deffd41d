#include "characterize/errors/fields.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>

namespace axmul::tools {
namespace {

using boost::multiprecision::cpp_int;

// Rounded from at least 64 significant bits.
double quotient(cpp_int const& numerator, cpp_int const& denominator) {
  if (numerator == 0) return 0;
  cpp_int const size = abs(numerator);
  int const shift = 80 + static_cast<int>(msb(denominator)) - static_cast<int>(msb(size));
  cpp_int const scaled = shift > 0 ? cpp_int(size << shift) / denominator : size / (denominator << -shift);
  double const result = std::ldexp(static_cast<double>(scaled), -shift);
  return numerator < 0 ? -result : result;
}

cpp_int power(int bits) {
  return cpp_int(1) << bits;
}

// Largest |P|, and largest less smallest P.
struct product_range {
  cpp_int largest, span;
};
product_range range_of(design const& d) {
  if (!d.is_signed) {
    cpp_int const top = (power(d.n) - 1) * (power(d.nb) - 1);
    return {top, top};
  }
  cpp_int const top = power(d.n + d.nb - 2);
  cpp_int const bottom = -(power(d.n - 1) * (power(d.nb - 1) - 1));
  cpp_int const other = -(power(d.nb - 1) * (power(d.n - 1) - 1));
  return {top, top - (bottom < other ? bottom : other)};
}

// Sum of P^2 over all pairs: the product of the sums of squares of the operands.
cpp_int square_sum(int width, bool is_signed) {
  cpp_int const top = power(is_signed ? width - 1 : width);
  cpp_int const below = (top - 1) * top * (2 * top - 1) / 6;  // 0^2 + ... + (top-1)^2
  return is_signed ? 2 * below + top * top : below;
}

double half_width(double variance, double pairs) {
  return 1.959963984540054 * std::sqrt(std::fmax(variance, 0) / pairs);
}

nlohmann::ordered_json operand(design const& d, std::uint64_t pattern, int width) {
  std::uint64_t const bits = pattern & low_mask<std::uint64_t>(width);
  if (d.is_signed) return static_cast<std::int64_t>(sign_extend(bits, width));
  return bits;
}

double share_interval(std::uint64_t count, std::uint64_t of) {
  double const pairs = static_cast<double>(of);
  double const p = static_cast<double>(count) / pairs;
  return half_width(p * (1 - p), pairs);
}

nlohmann::ordered_json intervals(error_sums const& s, double me, double mae, double mse, double scale) {
  double const pairs = static_cast<double>(s.pairs);
  double const mae_half = half_width(mse - mae * mae, pairs);
  double const mse_half = half_width(s.fourth / pairs - mse * mse, pairs);
  nlohmann::ordered_json r = {{"me", number(half_width(mse - me * me, pairs))},
                              {"mae", number(mae_half)},
                              {"nmed", number(mae_half / scale)},
                              {"mse", number(mse_half)},
                              {"rmse", number(mse > 0 ? mse_half / (2 * std::sqrt(mse)) : 0)}};
  r.update(relative_intervals(s));
  return r;
}

}  // namespace

nlohmann::ordered_json number(double x) {
  if (!std::isfinite(x)) return nullptr;
  return x;
}

nlohmann::ordered_json relative_intervals(error_sums const& s) {
  double const pairs = static_cast<double>(s.nonzero);
  double const mean_abs = static_cast<double>(s.relative_abs) / 1099511627776.0 / pairs;
  double const mean = static_cast<double>(s.relative) / 1099511627776.0 / pairs;
  double const mean_square = s.relative_square / pairs;
  return {{"er", number(share_interval(s.errors, s.pairs))},
          {"mred", number(100 * half_width(mean_square - mean_abs * mean_abs, pairs))},
          {"rel_bias", number(100 * half_width(mean_square - mean * mean, pairs))},
          {"pred_1", number(share_interval(s.within[0], s.nonzero))},
          {"pred_2", number(share_interval(s.within[1], s.nonzero))},
          {"pred_5", number(share_interval(s.within[2], s.nonzero))}};
}

void add_relative_fields(nlohmann::ordered_json& r, error_sums const& s) {
  double const pairs = static_cast<double>(s.nonzero);
  double const unit = 1099511627776.0 * pairs / 100;  // 2^-40 in percent
  r["mred"] = number(static_cast<double>(s.relative_abs) / unit);
  r["rel_bias"] = number(static_cast<double>(s.relative) / unit);
  r["rel_max"] = number(100 * s.relative_max);
  r["rel_min"] = number(100 * s.relative_min);
  r["wcre"] = number(100 * std::fmax(std::fabs(s.relative_max), std::fabs(s.relative_min)));
  r["pred_1"] = number(static_cast<double>(s.within[0]) / pairs);
  r["pred_2"] = number(static_cast<double>(s.within[1]) / pairs);
  r["pred_5"] = number(static_cast<double>(s.within[2]) / pairs);
}

nlohmann::ordered_json integer_record(design const& d, std::string const& method, error_sums const& s,
                                      identities const& id) {
  cpp_int const pairs = s.pairs;
  cpp_int const d_sum = cpp_int(s.positive) - cpp_int(s.negative);
  cpp_int const abs_sum = cpp_int(s.positive) + cpp_int(s.negative);
  cpp_int const square = cpp_int(s.square);
  cpp_int const worst =
      (cpp_int(static_cast<std::uint64_t>(s.worst >> 64)) << 64) + static_cast<std::uint64_t>(s.worst);
  product_range const range = range_of(d);
  double const me = quotient(d_sum, pairs);
  double const mae = quotient(abs_sum, pairs);
  double const mse = quotient(square, pairs);
  double const var = quotient(pairs * square - d_sum * d_sum, pairs * pairs);
  double const span = static_cast<double>(range.span);
  bool const sampled = method == "sampled";
  double const signal =
      sampled ? s.exact_square : static_cast<double>(square_sum(d.n, d.is_signed) * square_sum(d.nb, d.is_signed));

  nlohmann::ordered_json r;
  r["spec"] = d.spec;
  r["family"] = d.family;
  r["method"] = method;
  r["pairs"] = s.pairs;
  r["er"] = quotient(s.errors, pairs);
  r["me"] = me;
  r["mae"] = mae;
  r["nmed"] = quotient(abs_sum, pairs * range.largest);
  r["mae_pct"] = quotient(100 * abs_sum, pairs << (d.n + d.nb));
  r["wce_pct"] = quotient(100 * worst, power(d.n + d.nb));
  r["mse"] = mse;
  r["rmse"] = std::sqrt(mse);
  r["var"] = var;
  r["wce"] = s.worst >> 64 == 0 ? nlohmann::ordered_json(static_cast<std::uint64_t>(s.worst))
                                : nlohmann::ordered_json(static_cast<double>(worst));
  r["wce_a"] = operand(d, s.worst_a, d.n);
  r["wce_b"] = operand(d, s.worst_b, d.nb);
  add_relative_fields(r, s);
  r["zero_errors"] = s.zero_errors;
  r["noeb"] = d.n + d.nb - std::log2(1 + std::sqrt(mse));
  r["snr_db"] = number(10 * std::log10(signal / static_cast<double>(square)));
  r["nm"] = std::sqrt(var) / span;
  r["na"] = me / span;
  r["symmetric"] = s.symmetric;
  r["zero_absorbing"] = id.zero_absorbing;
  r["one_identity"] = id.one_identity;
  for (std::uint64_t errors : s.bit_errors) r["bit_error_rate"].push_back(quotient(errors, pairs));
  r["exact_sums"] = {
      {"errors", std::to_string(s.errors)}, {"d", d_sum.str()}, {"abs_d", abs_sum.str()}, {"d2", square.str()}};
  if (sampled) r["ci95"] = intervals(s, me, mae, mse, static_cast<double>(range.largest));
  return r;
}

}  // namespace axmul::tools
