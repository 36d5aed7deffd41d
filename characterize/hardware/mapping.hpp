// Multipliers mapped to the cells of a library by Yosys and ABC, in several ways.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "characterize/hardware/liberty.hpp"
#include "characterize/hardware/netlist.hpp"

namespace axmul::tools {

// A module with inputs a, b and output p, combinational.
struct rtl_source {
  std::string verilog, top;
  bool is_system_verilog = false;
};

// How an RTL becomes cells: its sums as ripple or as prefix adders, then ABC's commands, which see the logic between
// full adders where these are found first (adders.hpp) and kept as cells of the library.
struct mapping_style {
  std::string abc;
  bool ripple = false;
  bool adders = false;

  std::string name() const;  // "ripple sums; full adders; abc: strash; &get -n; &nf; &put; topo"
};

// Every way that is tried: the structure of the RTL kept, its sums rippling and not, with full adders too where the
// library has such a cell; and restructured.
std::vector<mapping_style> mapping_styles(library const& lib);

// Restructured for this delay, with buffers and larger cells on the paths that need them.
mapping_style mapping_style_for(double target_ns);

// One entry for each style asked for.
struct mapping_result {
  std::vector<mapping_style> styles;  // as carried out: where ABC aborts in one, another one of its mappers is tried
  std::vector<std::optional<netlist>> mapped;  // none where ABC fails in that style alone
  std::string graph;  // and-inverter graph of the RTL as it was read, AIGER; inputs a, b, outputs p
};

// `*` is built as the exact array of this library (AND array, Dadda tree). Constant outputs stay constants: no cell, no
// area. Throws bad_input for a module that is no multiplier, tool_failure when Yosys is missing or fails.
mapping_result map(rtl_source const& source, library const& lib, std::vector<mapping_style> const& styles);

}  // namespace axmul::tools
