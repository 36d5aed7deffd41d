// The families of a group against each other: the hypervolume of each one's front, the cheapest design of each at equal
// error.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "characterize/report/pareto.hpp"
#include "characterize/report/records.hpp"

namespace axmul::tools::reporting {

// A measure of error: the bounds of its logarithm in a hypervolume, and the levels at which families are compared.
struct error_scale {
  char const* field;
  double low, high;
  std::array<double, 5> levels;
};
inline constexpr error_scale error_scales[] = {{"mred", 1e-3, 100, {0.5, 1, 2, 5, 10}},
                                               {"nmed", 1e-6, 0.1, {5e-4, 1e-3, 2e-3, 5e-3, 1e-2}},
                                               {"wce_pct", 1e-3, 100, {1, 2, 5, 10, 20}},
                                               {"er", 1e-5, 1, {0.1, 0.25, 0.5, 0.75, 0.9}}};

// A measure of cost and its ratio to the exact multiplier; an empty name where records hold no ratio of it.
struct cost_scale {
  char const *field, *ratio;
};
inline constexpr cost_scale cost_scales[] = {
    {"pdp_pj", "pdp_ratio"}, {"area", "area_ratio"},  {"power_mw", "power_ratio"}, {"delay_ns", "delay_ratio"},
    {"power_glitch_mw", ""}, {"fpga.ice40.luts", ""}, {"fpga.xilinx.luts", ""}};

// The hypervolume (Zitzler and Thiele, IEEE Trans. Evol. Comput. 1999) of points whose cost is a ratio to the exact
// multiplier: the share of the box [low, high] x [0, 1], its error axis logarithmic, that they dominate. The reference
// point is (high, 1): what is no better in both counts nothing. Errors below `low`, zeros too, count as `low`. Points
// without both values take no part.
double hypervolume(std::vector<trade_off> points, double low, double high);

struct family_front {
  std::string family;
  std::size_t designs = 0, front = 0, on_group_front = 0;  // with both figures; on the family's front; on the group's
  double hypervolume;                                      // NaN where no design has the ratio
  // For each level the cheapest design whose error does not exceed it, of equals the most accurate; null where none.
  std::array<report_record const*, 5> cheapest{};
};

struct comparison {
  error_scale const* error;
  cost_scale const* cost;
  std::vector<family_front> families;  // the largest hypervolume first, then by name
  std::array<double, 5> best;          // the least cost at each level; infinite where no family holds it
};

// One for each measure of error and of cost that some design of the group has together; costs by costs, as
// `cost_scales` lists them.
std::vector<comparison> comparisons(record_group const& group);

// Library, corner and operands' distribution behind the costs of the group, with numbers of designs, where they are not
// the same for all: "a typical uniform (12), b slow uniform (3)". Empty otherwise.
std::string mixed_conditions(record_group const& group);

// fronts.csv: a line for each group, measures and family; equal_error.csv: also for each level that the family holds.
flat_table fronts_table(std::vector<record_group> const& groups);
flat_table equal_error_table(std::vector<record_group> const& groups);

}  // namespace axmul::tools::reporting
