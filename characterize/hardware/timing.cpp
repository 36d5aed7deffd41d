#include "characterize/hardware/timing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <set>
#include <sstream>
#include <string_view>
#include <system_error>

#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace {

constexpr double milliwatts = 1e3;  // OpenSTA reports watts, whatever its units are set to

// The last braces make a Tcl error an exit status.
constexpr char const* script = R"(if {{[catch {{
read_liberty cells.lib
read_verilog mapped.v
link_design {top}
set_cmd_units -time ns -capacitance pF
create_clock -name pairs -period {period}
set_input_delay 0 -clock pairs [all_inputs]
set_output_delay 0 -clock pairs [all_outputs]
set_input_transition {slew} [all_inputs]
set_load {load} [all_outputs]
report_checks -path_delay max -format full -digits 9
puts "axmul power"
set_power_activity -global -activity 1.0 -duty 0.5
report_power -instances [get_cells *] -digits 9
}} message]}} {{
puts "Error: $message"
exit 1
}}
exit
)";

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> found;
  for (std::size_t at = 0; (at = line.find_first_not_of(" \t\r", at)) != std::string_view::npos;) {
    std::size_t const end = std::min(line.find_first_of(" \t\r", at), line.size());
    found.push_back(line.substr(at, end - at));
    at = end;
  }
  return found;
}

double number(std::string_view text) {
  double value = 0;
  auto const [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop != text.data() + text.size())
    throw tool_failure(fmt::format("sta: '{}' stands where a number is expected", text));
  return value;
}

// "  0.116  4.041 ^ u17/Y (NAND2X1)"
void read_path_line(std::vector<std::string_view> const& line, timing_result& result) {
  if (line.size() != 5 || (line[2] != "^" && line[2] != "v") || line[4].front() != '(') return;
  std::string const cell(line[4].substr(1, line[4].size() - 2));
  result.path.push_back({std::string(line[3]), cell, line[2] == "^", number(line[0]), number(line[1])});
}

// "3.27e-06 4.19e-05 2.21e-11 4.52e-05 u1548"
void read_power_line(std::vector<std::string_view> const& line, timing_result& result) {
  if (line.size() != 5 || line[4].front() != 'u') return;
  std::size_t index = 0;
  auto const [stop, error] = std::from_chars(line[4].data() + 1, line[4].data() + line[4].size(), index);
  if (error != std::errc{} || index >= result.instances.size())
    throw tool_failure(fmt::format("sta: power of an unknown instance {}", line[4]));
  result.instances[index] = {number(line[0]) * milliwatts, number(line[1]) * milliwatts, number(line[2]) * milliwatts};
}

timing_result report(netlist const& mapped, library const& lib) {
  timing_result result;
  result.instances.resize(mapped.instances.size());
  if (mapped.instances.empty()) return result;

  scratch_dir const scratch;
  std::set<std::string> used;
  for (netlist::cell_kind const& k : mapped.kinds) used.insert(k.name);
  liberty_cell const& inverter = *lib.cells.smallest({~input_table(0), 1});
  double load = 0;
  for (liberty_pin const& pin : inverter.pins)
    if (pin.name == inverter.inputs.front())
      load = surroundings::output_inverters * pin.capacitance * picofarads(lib.cells);

  write_file(scratch / "cells.lib", lib.cells.subset(used, false));
  write_file(scratch / "mapped.v", mapped.verilog());
  write_file(scratch / "report.tcl",
             fmt::format(script, fmt::arg("top", mapped.top), fmt::arg("period", 1e9 / surroundings::pairs_per_second),
                         fmt::arg("slew", surroundings::input_slew_ns), fmt::arg("load", load)));
  std::string const text = run({"sta", "-no_init", "-no_splash", "-threads", "1", "-exit", "report.tcl"},
                               scratch / "sta.log", scratch.path());

  std::istringstream lines(text);
  bool in_power = false;
  std::size_t powers = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line == "axmul power") {
      in_power = true;
    } else if (in_power) {
      read_power_line(words(line), result);
      ++powers;
    } else {
      read_path_line(words(line), result);
    }
  }
  if (powers < mapped.instances.size()) throw tool_failure(fmt::format("sta: no power report of {}", mapped.top));
  if (!result.path.empty()) result.delay_ns = result.path.back().arrival_ns;
  return result;
}

// Liberty gives the energy of one edge. OpenSTA 2.0.17 charges both edges for each change of an output, later versions
// their mean: the factor is measured on the built-in inverter, whose energy an edge is known (generic.lib).
double internal_correction() {
  static double const factor = [] {
    constexpr double inverter_pj = 0.001;
    std::shared_ptr<library const> const lib = generic_liberty();
    liberty_cell const& cell = *lib->cells.find("INV");
    netlist one;
    one.top = "axmul_calibration";
    one.kinds.push_back({cell.name, *cell.area, cell.inputs, cell.output, cell.f});
    one.a = {2, 3};
    one.b = {4, 5};
    one.p = {6};
    one.nets = 7;
    one.instances.push_back({0, {2}, 6});
    double const reported = report(one, *lib).instances.front().internal_mw;
    if (!(reported > 0)) throw tool_failure("sta: no internal power of the built-in inverter");
    return inverter_pj * 1e-12 * surroundings::pairs_per_second * milliwatts / reported;
  }();
  return factor;
}

}  // namespace

timing_result time_and_power(netlist const& mapped, library const& lib) {
  timing_result result = report(mapped, lib);
  if (result.instances.empty()) return result;
  double const factor = internal_correction();
  for (instance_power& i : result.instances) i.internal_mw *= factor;
  return result;
}

power_result scale_power(timing_result const& at_full_activity, toggle_counts const& counts) {
  power_result sum;
  for (std::size_t i = 0; i < at_full_activity.instances.size(); ++i) {
    instance_power const& p = at_full_activity.instances[i];
    double const rate = static_cast<double>(counts.instances[i]) / static_cast<double>(counts.transitions);
    sum.dynamic_mw += rate * (p.internal_mw + p.switching_mw);
    sum.leakage_mw += p.leakage_mw;
  }
  return sum;
}

}  // namespace axmul::tools
