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

// One column wide (3.5 inches), 8 point text, fonts embedded in the PDF. An empty name where no member has both values.
struct figure {
  std::string name;  // pareto_<group>_<cost>_<error>, with - and _ for what a file name should not hold
  std::string svg, pdf;
};

// Every design of the group, and the front of all. Throws tool_failure when gnuplot is missing or fails.
figure pareto_figure(record_group const& group, plot_metrics const& metrics, std::vector<family_style> const& styles);

// The front of each family as its own stepped line over the front of all; named fronts_<group>_<cost>_<error>.
figure fronts_figure(record_group const& group, plot_metrics const& metrics, std::vector<family_style> const& styles);

// The metric's name in the field: "MRED"; and with its unit: "MRED (%)". Units of area are the library's.
std::string metric_name(std::string const& field);
std::string metric_title(std::string const& field, std::string const& area_unit);

}  // namespace axmul::tools::reporting
