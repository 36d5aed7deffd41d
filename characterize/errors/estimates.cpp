#include "characterize/errors/estimates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "characterize/errors/words.hpp"

namespace axmul::tools {
namespace {

constexpr int fraction_bits = 64;

cpp_int d_sum(error_sums const& s) {
  return cpp_int(s.positive) - cpp_int(s.negative);
}
cpp_int abs_sum(error_sums const& s) {
  return cpp_int(s.positive) + cpp_int(s.negative);
}

// The pairs that counts(error sums of a stratum) counts: half-widths of means over them.
class population {
 public:
  template <class Draws>
  population(stratified_sums const& sums, Draws const& counts) {
    for (stratum_sums const& s : sums) pairs_ += counted(s, counts(s.errors));
    for (stratum_sums const& s : sums) {
      std::uint64_t const n = counts(s.errors);
      if (n != 0 && s.errors.pairs != s.pairs) sampled_.push_back({&s, n, quotient(counted(s, n), pairs_)});
    }
  }

  cpp_int const& pairs() const { return pairs_; }

  // sum_and_square(stratum): the sums of what is averaged and of its square.
  template <class F>
  double mean(F const& sum_and_square) const {
    double variance = 0;
    for (draws const& s : sampled_) {
      if (s.count < 2) return std::numeric_limits<double>::infinity();
      auto const [sum, square] = sum_and_square(*s.sums);
      cpp_int const n = s.count;
      variance += s.weight * s.weight * quotient(n * square - sum * sum, n * n * (n - 1));
    }
    return half_width(variance);
  }

  // count(error sums of a stratum): the pairs that have the property.
  template <class F>
  double share(F const& count) const {
    double variance = 0, resolution = 0;
    for (draws const& s : sampled_) {
      double const n = static_cast<double>(s.count), p = static_cast<double>(count(s.sums->errors)) / n;
      variance += s.weight * s.weight * p * (1 - p) / (n - 1);
      resolution = std::fmax(resolution, s.weight / n);
    }
    return std::hypot(half_width(variance), 3 * resolution);
  }

 private:
  struct draws {
    stratum_sums const* sums;
    std::uint64_t count;
    double weight;
  };
  static cpp_int counted(stratum_sums const& s, std::uint64_t n) { return cpp_int(s.pairs) * n / s.errors.pairs; }

  cpp_int pairs_ = 0;
  std::vector<draws> sampled_;
};

std::uint64_t any(error_sums const& s) {
  return s.pairs;
}
std::uint64_t nonzero(error_sums const& s) {
  return s.nonzero;
}
std::uint64_t zero(error_sums const& s) {
  return s.pairs - s.nonzero;
}

using sum_pair = std::pair<cpp_int, cpp_int>;

}  // namespace

void stratum_sums::merge(stratum_sums const& other) {
  errors.merge(other.errors);
  moments.merge(other.moments);
}

double half_width(double variance) {
  return 1.959963984540054 * std::sqrt(variance);
}

totals estimated(stratified_sums const& sums) {
  error_sums seen;
  for (stratum_sums const& s : sums) seen.merge(s.errors);
  totals t = over_all(seen);
  auto const estimate = [&](auto const& count) {
    cpp_int sum = 0;
    for (stratum_sums const& s : sums)
      sum += (cpp_int(s.pairs) * cpp_int(count(s.errors)) << fraction_bits) / s.errors.pairs;
    return sum;
  };
  t.fraction_bits = fraction_bits;
  t.sums.pairs = estimate(any);
  t.sums.d = estimate(d_sum);
  t.sums.d2 = estimate([](error_sums const& s) { return s.square; });
  t.sums.errors = estimate([](error_sums const& s) { return s.errors; });
  t.sums.abs_d = estimate(abs_sum);
  t.nonzero = estimate(nonzero);
  t.zero_errors = estimate([](error_sums const& s) { return s.zero_errors; });
  t.relative = estimate([](error_sums const& s) { return s.relative; });
  t.relative_abs = estimate([](error_sums const& s) { return s.relative_abs; });
  for (int i = 0; i < 3; ++i) t.within[i] = estimate([i](error_sums const& s) { return s.within[i]; });
  for (std::size_t bit = 0; bit < t.bit_errors.size(); ++bit)
    t.bit_errors[bit] = estimate([bit](error_sums const& s) { return s.bit_errors[bit]; });
  return t;
}

nlohmann::ordered_json relative_intervals(stratified_sums const& sums) {
  population const all(sums, any), defined(sums, nonzero);
  double const percent = 100 / relative_unit;
  auto const relative = [&](auto sum) {
    return number(percent * defined.mean([&](stratum_sums const& s) {
      return sum_pair(s.errors.*sum, s.moments.relative_square);
    }));
  };
  auto const within = [&](int i) { return number(defined.share([i](error_sums const& s) { return s.within[i]; })); };
  return {{"er", number(all.share([](error_sums const& s) { return s.errors; }))},
          {"mred", relative(&error_sums::relative_abs)},
          {"rel_bias", relative(&error_sums::relative)},
          {"pred_1", within(0)},
          {"pred_2", within(1)},
          {"pred_5", within(2)}};
}

nlohmann::ordered_json integer_intervals(design const& d, stratified_sums const& sums, totals const& t,
                                         nlohmann::ordered_json const& record) {
  population const all(sums, any), zeros(sums, zero);
  product_range const range = range_of(d);
  double const largest = static_cast<double>(range.largest), span = static_cast<double>(range.span);
  double const mse = record["mse"], rmse = record["rmse"], deviation = std::sqrt(record["var"].get<double>());

  double const me = all.mean([](stratum_sums const& s) { return sum_pair(d_sum(s.errors), s.errors.square); });
  double const mae = all.mean([](stratum_sums const& s) { return sum_pair(abs_sum(s.errors), s.errors.square); });
  double const mse_half = all.mean([](stratum_sums const& s) { return sum_pair(s.errors.square, s.moments.fourth); });
  double const rmse_half = mse == 0 ? 0 : mse_half / (2 * rmse);
  // The variance moves with d^2 - 2 me d.
  cpp_int const slope = (t.sums.d << (fraction_bits + 1)) / t.sums.pairs;
  double const var = all.mean([&](stratum_sums const& s) {
    cpp_int const square(s.errors.square), fourth(s.moments.fourth);
    cpp_int const cube = cpp_int(s.moments.cube_above) - cpp_int(s.moments.cube_below);
    return sum_pair((square << fraction_bits) - slope * d_sum(s.errors),
                    (fourth << (2 * fraction_bits)) - (slope * cube << (fraction_bits + 1)) + slope * slope * square);
  });
  double const var_half = std::ldexp(var, -fraction_bits);

  nlohmann::ordered_json const relative = relative_intervals(sums);
  nlohmann::ordered_json r = {{"er", relative["er"]},
                              {"me", number(me)},
                              {"mae", number(mae)},
                              {"nmed", number(mae / largest)},
                              {"mae_pct", number(std::ldexp(100 * mae, -d.n - d.nb))},
                              {"mse", number(mse_half)},
                              {"rmse", number(rmse_half)},
                              {"var", number(var_half)},
                              {"zero_errors", number(zeros.share([](error_sums const& s) { return s.zero_errors; }) *
                                                     static_cast<double>(zeros.pairs()))},
                              {"noeb", number(rmse_half / ((1 + rmse) * std::log(2)))},
                              {"snr_db", number(10 / std::log(10) * mse_half / mse)},
                              {"nm", number(deviation == 0 ? 0 : var_half / (2 * deviation) / span)},
                              {"na", number(me / span)}};
  for (std::size_t bit = 0; bit < t.bit_errors.size(); ++bit)
    r["bit_error_rate"].push_back(number(all.share([bit](error_sums const& s) { return s.bit_errors[bit]; })));
  r.update(relative);
  return r;
}

}  // namespace axmul::tools
