// Area, delay, power of a multiplier through Yosys, ABC and OpenSTA: the record of `axmul synth`.
#pragma once
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "characterize/hardware/activity.hpp"
#include "characterize/hardware/liberty.hpp"
#include "src/design.hpp"

namespace axmul::tools {

// Which of the mappings that are tried is kept: the one with the least of this, of equal ones the first.
enum class objective { area, delay, pdp };

// "area", "delay" or "pdp"; throws bad_input.
objective parse_objective(std::string const& word);

struct synth_options {
  std::shared_ptr<library const> liberty;  // see choose_liberty
  std::vector<std::shared_ptr<library const>>
      corners;  // the same cells at other corners: the mapping is timed there too
  objective optimize = objective::area;
  activity_request activity;
  bool path = false;     // add the critical path
  bool netlist = false;  // add the mapped netlist, Verilog
  bool curve = false;    // add area against delay
  bool fpga = false;     // add the cost on FPGAs
  // The record of the exact multiplier; where it is empty that is synthesized, once for each library in this process.
  std::function<nlohmann::ordered_json(std::string const& spec)> reference;

  // Names these options in the store.
  std::string key() const;
};

// The record of interface.md, section 3b. With options.path also path[{pin, cell, edge, delay_ns, arrival_ns}];
// corners: corners[{liberty, corner, delay_ns, power_mw, leakage_mw, pdp_pj}]; curve: curve[{target_ns, delay_ns,
// area}], the mappings that no other beats in both, by rising delay, target_ns null where none was set; fpga: see
// fpga_cost(). Throws check_failure that names the first pair where the mapped netlist is not the model, bad_input for
// a corner that lacks a cell; may run in several threads.
nlohmann::ordered_json synthesize(design const& d, synth_options const& options);

// What a record depends on besides the RTL and the options: tools and library.
std::string synth_version(synth_options const& options);

}  // namespace axmul::tools
