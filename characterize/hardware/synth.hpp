// Area, delay, power of a multiplier through Yosys, ABC and OpenSTA: the record of `axmul synth`.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "characterize/hardware/check.hpp"
#include "characterize/hardware/liberty.hpp"
#include "characterize/hardware/netlist.hpp"
#include "characterize/hardware/timing.hpp"
#include "src/design.hpp"

namespace axmul::tools {

// area and delay are two ABC scripts; pdp maps with both and keeps the smaller power-delay product.
enum class objective { area, delay, pdp };

// "area", "delay" or "pdp"; throws bad_input.
objective parse_objective(std::string const& word);

struct mapping_result {
  netlist mapped;
  std::string verilog;  // of the mapped netlist
  int cells = 0;
  double area = 0;      // in the library's unit
  int depth = 0;        // cells on the longest path
  std::string mapping;  // how: "abc: strash; map -a; topo"
};

// Maps module `top` (inputs a, b, output p, combinational). Constant outputs stay constants: no cell, no area.
// `goal` is area or delay; `is_system_verilog` says how the text is read. Throws bad_input for a module that is no
// multiplier, tool_failure when Yosys is missing or fails.
mapping_result map(std::string const& verilog, std::string const& top, library const& lib,
                   objective goal = objective::area, bool is_system_verilog = false);

struct synth_options {
  std::shared_ptr<library const> liberty;  // see choose_liberty
  objective optimize = objective::area;
  bool path = false;  // add the critical path to the record
  std::size_t activity_pairs = 4096;
  std::uint64_t seed = 1;
  // The record of the exact multiplier; where it is empty that is synthesized, once for each library in this process.
  std::function<nlohmann::ordered_json(std::string const& spec)> reference;
};

// The record of interface.md, section 3b; with options.path also path[{pin, cell, edge, delay_ns, arrival_ns}].
// Throws check_failure that names the first pair where the mapped netlist is not the model; may run in several threads.
nlohmann::ordered_json synthesize(design const& d, synth_options const& options);

// What a record depends on besides the RTL and the options: tools and library.
std::string synth_version(library const& lib);

}  // namespace axmul::tools
