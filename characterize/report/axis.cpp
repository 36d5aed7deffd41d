#include "characterize/report/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace axmul::tools::reporting {
namespace {

constexpr double gutter_centre = 0.04, first_with_gutter = 0.125, first = 0.085, last = 0.935;

// The figure of a tick: mantissa 1 to 9 times a power of ten; all ticks of an axis are plain or all are powers.
std::string tick_text(double value, bool plain) {
  if (plain) return fmt::format("{:.6g}", value);
  int const exponent = static_cast<int>(std::floor(std::log10(value) + 1e-9));
  double const mantissa = value / std::pow(10.0, exponent);
  std::string const power = fmt::format("10^{{/*0.95 {}}}", exponent);
  return std::abs(mantissa - 1) < 1e-9 ? power : fmt::format("{:.3g}·{}", mantissa, power);
}

}  // namespace

log_axis::log_axis(std::vector<double> const& values) {
  low_ = std::numeric_limits<double>::infinity();
  high_ = -low_;
  for (double const v : values) {
    if (v == 0) gutter_ = true;
    if (!std::isfinite(v) || v <= 0) continue;
    low_ = std::min(low_, std::log10(v));
    high_ = std::max(high_, std::log10(v));
  }
  if (low_ > high_) low_ = -1, high_ = 0;
  if (high_ - low_ < 0.1) low_ -= 0.15, high_ += 0.15;
  place_ticks();
}

double log_axis::position(double value) const {
  if (value == 0) return gutter_centre;
  double const start = gutter_ ? first_with_gutter : first;
  return start + (std::log10(value) - low_) / (high_ - low_) * (last - start);
}

void log_axis::place_ticks() {
  double const span = high_ - low_, floor_position = gutter_ ? break_position + 0.01 : 0;
  std::vector<double> labelled, minor;
  if (span < 0.7) {
    double const from = std::pow(10, low_), to = std::pow(10, high_), raw = (to - from) / 4,
                 scale = std::pow(10, std::floor(std::log10(raw)));
    double const step = scale * (raw / scale < 1.5 ? 1 : raw / scale < 3.5 ? 2 : raw / scale < 7.5 ? 5 : 10);
    for (double k = std::max(1.0, std::floor(from / step) - 1); k * step < to + 2 * step; ++k)
      labelled.push_back(k * step);
  } else {
    int const stride = std::max(1, static_cast<int>(std::ceil(span / 7)));
    int const from = static_cast<int>(std::floor(low_)) - 1, to = static_cast<int>(std::ceil(high_)) + 1;
    for (int e = from; e <= to; ++e)
      for (int m = 1; m <= 9; ++m) {
        double const v = m * std::pow(10.0, e);
        bool const decade = m == 1 && ((e % stride) + stride) % stride == 0;
        if (decade || (span < 2 && (m == 2 || m == 5)) || (span < 1.1 && m == 3))
          labelled.push_back(v);
        else if (m == 1 || (span <= 6 && stride == 1))
          minor.push_back(v);
      }
  }
  auto const is_outside = [&](double v) { return position(v) < floor_position || position(v) > 1; };
  labelled.erase(std::remove_if(labelled.begin(), labelled.end(), is_outside), labelled.end());
  minor.erase(std::remove_if(minor.begin(), minor.end(), is_outside), minor.end());
  bool const plain = std::all_of(labelled.begin(), labelled.end(), [](double v) { return v > 0.9e-3 && v < 1.1e4; });
  if (gutter_) ticks_.push_back({gutter_centre, "0"});
  for (double const v : labelled) ticks_.push_back({position(v), tick_text(v, plain)});
  for (double const v : minor) ticks_.push_back({position(v), ""});
}

}  // namespace axmul::tools::reporting
