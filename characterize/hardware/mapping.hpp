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

// How an RTL becomes cells: its products as arrays of ands or as Booth rows, its sums as ripple or as prefix adders,
// then ABC's commands, which see the logic between full adders where these are found first (adders.hpp) and kept as
// cells of the library.
struct mapping_style {
  std::string abc;
  bool ripple = false;
  bool adders = false;
  bool booth = false;

  std::string name() const;  // "Booth products; ripple sums; full adders; abc: strash; &get -n; &nf; &put; topo"
};

// Every way that is tried: the structure of the RTL kept or, where the area alone counts, mapped for area twice over,
// its sums rippling and not, with full adders too where the library has such a cell; and restructured for speed. Again
// with Booth rows, for an RTL with the operator *.
std::vector<mapping_style> mapping_styles(library const& lib, bool for_area = true);

// Restructured for this delay, with buffers and larger cells on the paths that need them.
mapping_style mapping_style_for(double target_ns);

// One entry for each style asked for; those with Booth rows are left out where the RTL has no * of four bits or more.
struct mapping_result {
  std::vector<mapping_style> styles;  // as carried out: where ABC aborts in one, another one of its mappers is tried
  std::vector<std::optional<netlist>> mapped;  // none where ABC fails in that style alone
  int products = 0;                            // * of four bits or more
  std::string graph;  // and-inverter graph of the RTL as it was read, AIGER; inputs a, b, outputs p
};

// `*` is built of this library's exact arrays (multiply.v). Constant outputs stay constants: no cell, no
// area. Throws bad_input for a module that is no multiplier, tool_failure when Yosys is missing or fails.
mapping_result map(rtl_source const& source, library const& lib, std::vector<mapping_style> const& styles);

}  // namespace axmul::tools
