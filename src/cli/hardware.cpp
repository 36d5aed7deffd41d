#include "src/cli/hardware.hpp"

#include "src/cli/common.hpp"

namespace axmul::cli {

void hardware_arguments::add_to(CLI::App& command) {
  tools::activity_request& activity = options.activity;
  command.add_option("--liberty", liberty, "Cell library, .lib or .lib.gz (default: $AXMUL_LIBERTY, osu018, built-in)");
  command.add_option("--corner", corners, "The same cells at another corner: time and power there too (repeatable)")
      ->allow_extra_args(false);
  command.add_option("--optimize", optimize, "Of the mappings tried keep the least area, delay or pdp");
  command.add_flag("--curve", options.curve, "Add area against delay over target delays");
  command.add_flag("--fpga", options.fpga, "Add LUTs, carries and depth on iCE40 and Xilinx 7");
  add_distributions(command, activity.distribution);
  command.add_option("--correlation", activity.correlation,
                     "Correlation of each operand with that of the pair before, for power, 0 to below 1");
  command.add_option("--activity-pairs", activity.pairs, "Operand pairs that power is measured on")->check(at_least(2));
  command.add_option("--activity-seed", activity.seed, "Their seed")->check(at_least(0));
}

tools::synth_options hardware_arguments::parsed() const {
  tools::synth_options result = options;
  result.optimize = tools::parse_objective(optimize);
  result.liberty =
      tools::choose_liberty(liberty.empty() ? std::nullopt : std::optional<std::filesystem::path>(liberty));
  for (std::string const& corner : corners) result.corners.push_back(tools::choose_liberty(corner));
  return result;
}

}  // namespace axmul::cli
