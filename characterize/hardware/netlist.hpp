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

  static constexpr int unconnected = -1;  // an output that nothing reads

  struct cell_kind {
    std::string name;
    double area;  // in the library's unit
    std::vector<std::string> inputs, outputs;
    std::vector<truth_table> functions;  // of each output
    std::vector<double> loads;           // capacitance of each input, in the library's unit
  };

  struct instance {
    int kind;                  // index in kinds
    std::vector<int> inputs;   // nets, in the order of the kind's inputs
    std::vector<int> outputs;  // nets, in the order of the kind's outputs
  };

  std::string top;
  std::vector<cell_kind> kinds;     // those used, by name
  std::vector<instance> instances;  // in topological order; instance i is called "u<i>"
  std::vector<int> a, b, p;         // nets of the ports, least significant first
  int nets = 2;

  double area() const;
  int depth() const;            // cells on the longest path
  std::string verilog() const;  // structural, read by OpenSTA as well as by simulators that have the cells
  std::string blif() const;     // cells as tables; inputs a[0], ..., b[0], ..., outputs p[0], ...
};

// Reads module `top` of what Yosys' write_json printed. Throws bad_input where a cell is not combinational logic of the
// library, for ports other than inputs a, b and output p, and for loops. Inputs of cells that are constant are driven
// by tie cells where the library has them; constant outputs stay constants.
netlist read_netlist(std::string_view json, std::string const& top, liberty const& lib);

}  // namespace axmul::tools
