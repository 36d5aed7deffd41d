// A mapped multiplier: cells of a library between the ports a, b and p.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "characterize/hardware/liberty.hpp"

namespace axmul::tools {

struct netlist {
  // Nets are numbers; these two are constant, and what is undriven or unknown is zero.
  static constexpr int zero = 0, one = 1;

  struct cell_kind {
    std::string name;
    double area;
    std::vector<std::string> inputs;
    std::string output;
    truth_table f;
  };

  struct instance {
    int kind;                 // index in kinds
    std::vector<int> inputs;  // nets, in the order of the kind's inputs
    int output;               // net
  };

  std::string top;
  std::vector<cell_kind> kinds;     // those used, by name
  std::vector<instance> instances;  // in topological order; instance i is called "u<i>"
  std::vector<int> a, b, p;         // nets of the ports, least significant first
  int nets = 2;

  double area() const;
  int depth() const;            // cells on the longest path
  std::string verilog() const;  // structural, read by OpenSTA as well as by simulators that have the cells
};

// Reads module `top` of what Yosys' write_json printed. Throws bad_input where a cell is not combinational logic of the
// library, for ports other than inputs a, b and output p, and for loops.
netlist read_netlist(std::string_view json, std::string const& top, liberty const& lib);

}  // namespace axmul::tools
