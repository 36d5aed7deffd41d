// Full adders found in gates.
#pragma once
#include <string>

#include "characterize/hardware/liberty.hpp"

namespace axmul::tools {

// BLIF of module `top` that does what the and-inverter graph does (ASCII AIGER with names), with an instance of
// `adder`, a cell with the sum and the carry of three inputs, wherever two nodes are both of the same three, some of
// these or the carry complemented. What is left are Yosys' ands and inverters. The cuts of three nodes are enumerated
// as in A. Mishchenko, S. Chatterjee, R. Brayton, "DAG-aware AIG rewriting", DAC 2006, DOI 10.1145/1146909.1147048.
// Throws tool_failure for another text.
std::string with_full_adders(std::string const& aiger, std::string const& top, liberty_cell const& adder);

}  // namespace axmul::tools
