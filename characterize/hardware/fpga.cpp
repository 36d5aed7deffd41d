#include "characterize/hardware/fpga.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace {

using nlohmann::ordered_json;

// What each cell of the two targets is counted as.
std::map<std::string, std::string> const counted_as = {
    {"SB_LUT4", "luts"}, {"SB_CARRY", "carries"}, {"INV", "luts"},  {"LUT1", "luts"}, {"LUT2", "luts"},
    {"LUT3", "luts"},    {"LUT4", "luts"},        {"LUT5", "luts"}, {"LUT6", "luts"}, {"CARRY4", "carries"}};

// Levels from the inputs of a mapped module to each of its bits.
class levels {
 public:
  explicit levels(ordered_json const& module) {
    for (auto const& [name, cell] : module.at("cells").items())
      for (auto const& [pin, bits] : cell.at("connections").items()) {
        if (cell.at("port_directions").at(pin) != "output") continue;
        for (std::size_t i = 0; i < bits.size(); ++i)
          if (bits[i].is_number()) drivers_[bits[i].get<int>()] = {&cell, pin, i};
      }
  }

  // 0 for an input, `constant` for what no input reaches.
  static constexpr int constant = -1;
  int of(ordered_json const& bit) {
    if (bit.is_string()) return constant;
    auto const driven = drivers_.find(bit.get<int>());
    if (driven == drivers_.end()) return 0;
    auto const [known, is_new] = known_.try_emplace(driven->first, in_progress);
    if (is_new) return known_[driven->first] = after(driven->second);
    if (known->second == in_progress) throw tool_failure("yosys: a combinational loop in the mapped netlist");
    return known->second;
  }

 private:
  struct driver {
    ordered_json const* cell;
    std::string pin;
    std::size_t index;
  };
  static constexpr int in_progress = -2;

  int after(driver const& d) {
    int level = constant;
    for (auto const& [pin, bits] : d.cell->at("connections").items()) {
      if (d.cell->at("port_directions").at(pin) != "input") continue;
      for (std::size_t i = 0; i < bits.size(); ++i) {
        if (!depends(d, pin, i)) continue;
        int const before = of(bits[i]);
        bool const same_chain = pin == "CI" && is_carry_out(bits[i]);
        level = std::max(level, before == constant || same_chain ? before : before + 1);
      }
    }
    return level;
  }
  // CARRY4 has four bits: its sum O[i] depends on S[0..i] and DI[0..i-1], its carry CO[i] on DI[i] as well.
  static bool depends(driver const& d, std::string const& pin, std::size_t i) {
    if (pin == "S" && d.cell->at("type") == "CARRY4") return i <= d.index;
    if (pin == "DI") return d.pin == "CO" ? i <= d.index : i < d.index;
    return true;
  }
  bool is_carry_out(ordered_json const& bit) const {
    auto const driven = bit.is_number() ? drivers_.find(bit.get<int>()) : drivers_.end();
    return driven != drivers_.end() && driven->second.pin == "CO";
  }

  std::unordered_map<int, driver> drivers_;
  std::unordered_map<int, int> known_;
};

ordered_json cost_of(ordered_json const& module) {
  ordered_json cost = {{"luts", 0}, {"carries", 0}};
  for (auto const& [name, cell] : module.at("cells").items()) {
    std::string const type = cell.at("type");
    auto const known = counted_as.find(type);
    if (known == counted_as.end())
      throw tool_failure(
          fmt::format("yosys: cell {} in the mapped netlist; look-up tables and carry cells are expected", type));
    ordered_json& count = cost[known->second];
    count = count.get<int>() + 1;
  }
  levels to(module);
  int depth = 0;
  for (ordered_json const& bit : module.at("ports").at("p").at("bits")) depth = std::max(depth, to.of(bit));
  cost["depth"] = depth;
  return cost;
}

}  // namespace

ordered_json fpga_cost(std::string const& verilog, std::string const& top, bool is_system_verilog) {
  scratch_dir const scratch;
  write_file(scratch / "design.v", verilog);
  // Wide multiplexers are left out: with them ABC's mapping takes more tables and more levels.
  // "-run prepare:" is all of the flow but the reading of libraries, where cells that are never inferred take long
  write_file(scratch / "fpga.ys", fmt::format("read_verilog {1} design.v\n"
                                              "hierarchy -check -top {0}\n"
                                              "proc\n"
                                              "flatten\n"
                                              "setundef -undriven -zero\n"
                                              "design -save elaborated\n"
                                              "synth_ice40 -top {0}\n"
                                              "setattr -unset src\n"
                                              "write_json ice40.json\n"
                                              "design -load elaborated\n"
                                              "read_verilog -lib -specify +/xilinx/cells_sim.v\n"
                                              "hierarchy -check -top {0}\n"
                                              "synth_xilinx -nodsp -noiopad -noclkbuf -nowidelut -run prepare:\n"
                                              "setattr -unset src\n"
                                              "write_json xilinx.json\n",
                                              top, is_system_verilog ? "-sv" : ""));
  run({"yosys", "-Q", "-T", "-s", "fpga.ys"}, scratch / "yosys.log", scratch.path());
  auto const module = [&](char const* file) {
    return ordered_json::parse(read_file(scratch / file)).at("modules").at(top);
  };
  return {{"ice40", cost_of(module("ice40.json"))}, {"xilinx", cost_of(module("xilinx.json"))}};
}

}  // namespace axmul::tools
