// Delay and power of a mapped netlist by OpenSTA.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "characterize/hardware/netlist.hpp"
#include "characterize/hardware/simulate.hpp"

namespace axmul::tools {

// The surroundings that every multiplier is timed in: an ideal driver with this slew at each input, and at each output
// bit the load of so many of the library's smallest inverters. Wires have no capacitance. Both edges count.
struct surroundings {
  static constexpr double input_slew_ns = 0.05;
  static constexpr double output_inverters = 4;
  static constexpr double pairs_per_second = 100e6;
};

struct path_step {
  std::string pin;   // "a[3]", then "u17/Y", then "p[7]"
  std::string cell;  // of the library; "in" and "out" at the ports
  bool rises;
  double delay_ns, arrival_ns;
};

struct instance_power {
  double internal_mw = 0;            // if each output changed once a pair, at pairs_per_second
  std::vector<double> switching_mw;  // of each output, likewise
  double leakage_mw = 0;
};

struct timing_result {
  double delay_ns = 0;  // from the inputs to the outputs; 0 where no cell lies between them
  std::vector<path_step> path;
  std::vector<instance_power> instances;
  std::vector<std::vector<double>> delays_ns;  // of each output of each instance: the mean over its inputs and edges
};

struct power_result {
  double dynamic_mw = 0, leakage_mw = 0;
};

// Throws tool_failure when OpenSTA is missing or fails.
timing_result time_and_power(netlist const& mapped, library const& lib);

// The power of a netlist whose nets change as counted. The nets of the operands belong to who drives them. Of a cell
// with several outputs the switching power is shared out by their loads; the internal power follows their mean rate.
power_result scale_power(netlist const& mapped, timing_result const& at_full_activity, toggle_counts const& counts);

// The same by OpenSTA itself, which reads the changes as SAIF, each net being one for half of the time. Empty where the
// installed version reads none (2.0.17). Throws tool_failure as time_and_power.
std::optional<power_result> power_from_saif(netlist const& mapped, library const& lib, toggle_counts const& counts);

}  // namespace axmul::tools
