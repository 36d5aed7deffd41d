// The figures for a paper: error against cost of one group, drawn by gnuplot.
#pragma once
#include <string>
#include <vector>

#include "characterize/report/records.hpp"
#include "characterize/report/style.hpp"

namespace axmul::tools::reporting {

// The metrics of a figure by field name: the first of each list that some member of the group has together with the
// other.
struct plot_metrics {
  std::vector<std::string> cost, error;
};

struct figure {
  std::string file;  // pareto_<group>_<cost>_<error>.svg, with - and _ for what a file name should not hold
  std::string svg;
};

// One column wide (3.5 inches), 8 point text; an empty file name where no member has both values.
// Throws tool_failure when gnuplot is missing or fails.
figure pareto_figure(record_group const& group, plot_metrics const& metrics, std::vector<family_style> const& styles);

// The metric's name in the field: "MRED"; and with its unit: "MRED (%)". Units of area are the library's.
std::string metric_name(std::string const& field);
std::string metric_title(std::string const& field, std::string const& area_unit);

}  // namespace axmul::tools::reporting
