// A logarithmic axis on [0, 1] with readable ticks, and a gutter at its low end where the zeros of exact designs stand.
#pragma once
#include <string>
#include <vector>

namespace axmul::tools::reporting {

struct tick {
  double position;
  std::string label;  // gnuplot's enhanced text; empty for a minor tick
};

class log_axis {
 public:
  // Fits the values that are finite and not negative.
  explicit log_axis(std::vector<double> const& values);

  bool has_gutter() const { return gutter_; }
  // Where the axis is broken, between the zeros and the numbers.
  static constexpr double break_position = 0.085;
  double position(double value) const;
  std::vector<tick> const& ticks() const { return ticks_; }

 private:
  void place_ticks();
  bool gutter_ = false;
  double low_, high_;  // log10
  std::vector<tick> ticks_;
};

}  // namespace axmul::tools::reporting
