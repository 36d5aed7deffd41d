// Cost on FPGAs through Yosys' synth_ice40 and synth_xilinx.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace axmul::tools {

// {"ice40": {"luts", "carries", "depth"}, "xilinx": the same}, for iCE40 and Xilinx 7: look-up tables of any size (an
// inverter that the mapping leaves is one, as it has no other place), carry cells (SB_CARRY of one bit, CARRY4 of
// four), and the levels on the longest path from a and b to p: a look-up table is one level, a chain of carry cells
// one. Before place and route: no two tables are packed into one. No DSP block, no wide multiplexer, no buffer at the
// ports; a design with no logic costs 0. Module `top` has inputs a, b and output p. Throws tool_failure: Yosys is
// missing or fails, a cell is none of these, a loop.
nlohmann::ordered_json fpga_cost(std::string const& verilog, std::string const& top, bool is_system_verilog);

}  // namespace axmul::tools
