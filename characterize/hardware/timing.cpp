#include "characterize/hardware/timing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <numeric>
#include <set>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "characterize/hardware/internal_power.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace {

constexpr int period_ns = 10;
static_assert(period_ns * surroundings::pairs_per_second == 1e9);
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
{timing}puts "axmul power"
{activity}report_power -instances [get_cells *] -digits 9
}} message]}} {{
puts "Error: $message"
exit 1
}}
exit
)";

constexpr char const* timing_commands = R"(report_checks -path_delay max -format full -digits 9
write_sdf -digits 6 -no_timestamp -no_version delays.sdf
)";

constexpr char const* full_activity = "set_power_activity -global -activity 1.0 -duty 0.5\n";

std::vector<std::string_view> words(std::string_view line, char const* between = " \t\r") {
  std::vector<std::string_view> found;
  for (std::size_t at = 0; (at = line.find_first_not_of(between, at)) != std::string_view::npos;) {
    std::size_t const end = std::min(line.find_first_of(between, at), line.size());
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

std::size_t instance_number(std::string_view name, std::size_t instances) {
  std::size_t index = 0;
  auto const [stop, error] = std::from_chars(name.data() + 1, name.data() + name.size(), index);
  if (name.front() != 'u' || error != std::errc{} || stop != name.data() + name.size() || index >= instances)
    throw tool_failure(fmt::format("sta: an unknown instance {}", name));
  return index;
}

// Capacitance on each net, in the library's unit: the pins that read it, and `port_load` for each output bit.
std::vector<double> net_loads(netlist const& mapped, double port_load) {
  std::vector<double> loads(static_cast<std::size_t>(mapped.nets), 0);
  for (netlist::instance const& i : mapped.instances) {
    netlist::cell_kind const& k = mapped.kinds[static_cast<std::size_t>(i.kind)];
    for (std::size_t pin = 0; pin < i.inputs.size(); ++pin)
      loads[static_cast<std::size_t>(i.inputs[pin])] += k.loads[pin];
  }
  for (int const n : mapped.p) loads[static_cast<std::size_t>(n)] += port_load;
  return loads;
}

// The outputs of an instance have one voltage: their parts of its switching power are as their loads.
std::vector<double> share_out(double switching_mw, netlist::instance const& i, std::vector<double> const& loads) {
  std::vector<double> shares(i.outputs.size(), 0);
  double sum = 0;
  for (std::size_t o = 0; o < shares.size(); ++o)
    if (i.outputs[o] != netlist::unconnected) sum += shares[o] = loads[static_cast<std::size_t>(i.outputs[o])];
  for (double& share : shares) share = sum > 0 ? switching_mw * share / sum : 0;
  return shares;
}

// "3.27e-06 4.19e-05 2.21e-11 4.52e-05 u1548"; false for a line of another kind.
bool read_power_line(std::vector<std::string_view> const& line, netlist const& mapped, std::vector<double> const& loads,
                     timing_result& result) {
  if (line.size() != 5 || line[4].front() != 'u') return false;
  std::size_t const index = instance_number(line[4], mapped.instances.size());
  result.instances[index] = {number(line[0]) * milliwatts,
                             share_out(number(line[1]) * milliwatts, mapped.instances[index], loads),
                             number(line[2]) * milliwatts};
  return true;
}

// "1ns", "100ps"
double nanoseconds(std::string_view unit) {
  for (auto const& [suffix, scale] : {std::pair{"ns", 1.0}, {"ps", 1e-3}, {"us", 1e3}})
    if (unit.size() > 2 && unit.substr(unit.size() - 2) == suffix)
      return number(unit.substr(0, unit.size() - 2)) * scale;
  throw tool_failure(fmt::format("sta: the delays are in '{}'; ns, ps or us is expected", unit));
}

// Standard Delay Format, of which two kinds of lines matter:
//   (INSTANCE u17)
//   (IOPATH A Y (0.159::0.160) (0.137::0.138))   least and greatest, of the rising and of the falling edge
void read_delays(std::string const& sdf, netlist const& mapped, timing_result& result) {
  struct mean {
    double sum = 0;
    int terms = 0;
  };
  std::vector<std::vector<mean>> means;
  for (netlist::instance const& i : mapped.instances) means.emplace_back(i.outputs.size());

  double unit = 1;
  std::size_t instance = means.size();
  std::istringstream lines(sdf);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string_view> const word = words(line, " \t\r():");
    if (word.empty()) continue;
    if (word[0] == "TIMESCALE") {
      unit = nanoseconds(word.at(1));
    } else if (word[0] == "INSTANCE" && word.size() == 2) {
      instance = instance_number(word[1], means.size());
    } else if (word[0] == "IOPATH" && word.size() > 3 && instance < means.size()) {
      std::vector<std::string> const& outputs =
          mapped.kinds[static_cast<std::size_t>(mapped.instances[instance].kind)].outputs;
      auto const output = std::find(outputs.begin(), outputs.end(), word[2]);
      if (output == outputs.end()) throw tool_failure(fmt::format("sta: {} has no output {}", word[1], word[2]));
      mean& m = means[instance][static_cast<std::size_t>(output - outputs.begin())];
      // Zeros stand where the input is constant.
      for (std::size_t w = 3; w < word.size(); ++w)
        if (double const delay = number(word[w]); delay != 0) {
          m.sum += delay * unit;
          ++m.terms;
        }
    }
  }
  for (std::vector<mean> const& outputs : means) {
    std::vector<double>& delays = result.delays_ns.emplace_back();
    for (mean const& m : outputs) delays.push_back(m.terms == 0 ? 0 : m.sum / m.terms);
  }
}

// Runs OpenSTA in `scratch` over a netlist of these cells, a Liberty text: the paths, where asked for, and the power of
// each cell.
timing_result run_sta(netlist const& mapped, library const& lib, std::string const& cells, scratch_dir const& scratch,
                      char const* timing, std::string const& activity) {
  timing_result result;
  result.instances.resize(mapped.instances.size());
  liberty_cell const& inverter = *lib.cells.smallest({~input_table(0), 1});
  double load = 0;  // of an output bit, in the library's unit
  for (liberty_pin const& pin : inverter.pins)
    if (pin.name == inverter.inputs.front()) load = surroundings::output_inverters * pin.capacitance;

  write_file(scratch / "cells.lib", cells);
  write_file(scratch / "mapped.v", mapped.verilog());
  write_file(scratch / "report.tcl",
             fmt::format(script, fmt::arg("top", mapped.top), fmt::arg("period", period_ns),
                         fmt::arg("slew", surroundings::input_slew_ns), fmt::arg("load", load * picofarads(lib.cells)),
                         fmt::arg("timing", timing), fmt::arg("activity", activity)));
  std::string const text = run({"sta", "-no_init", "-no_splash", "-threads", "1", "-exit", "report.tcl"},
                               scratch / "sta.log", scratch.path());

  std::vector<double> const loads = net_loads(mapped, load);
  std::istringstream lines(text);
  bool in_power = false;
  std::size_t powers = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line == "axmul power")
      in_power = true;
    else if (!in_power)
      read_path_line(words(line), result);
    else if (read_power_line(words(line), mapped, loads, result))
      ++powers;
  }
  if (powers != mapped.instances.size())
    throw tool_failure(
        fmt::format("sta: power of {} of the {} cells of {}", powers, mapped.instances.size(), mapped.top));
  if (!result.path.empty()) result.delay_ns = result.path.back().arrival_ns;
  return result;
}

// Takes the statements of this name out.
void drop_attribute(std::string& cells, std::string_view name) {
  for (std::size_t at = 0; (at = cells.find(name, at)) != std::string::npos;) {
    std::size_t const colon = cells.find_first_not_of(" \t", at + name.size()), end = cells.find(';', at);
    if (colon != std::string::npos && cells[colon] == ':' && end != std::string::npos)
      cells.erase(at, end + 1 - at);
    else
      at += name.size();
  }
}

// The cells of a netlist, with energies that run_sta reports as they are meant, and without estimates of wires.
std::string cells_of(netlist const& mapped, library const& lib) {
  std::set<std::string> used;
  for (netlist::cell_kind const& k : mapped.kinds) used.insert(k.name);
  std::string cells = cells_with_weighed_power(lib, used, [&](netlist const& copies, std::string const& text) {
    scratch_dir const scratch;
    std::vector<double> mw;
    for (instance_power const& p : run_sta(copies, lib, text, scratch, "", full_activity).instances)
      mw.push_back(p.internal_mw);
    return mw;
  });
  for (char const* name : {"default_wire_load", "default_wire_load_selection"}) drop_attribute(cells, name);
  return cells;
}

// Switching Activity Interchange Format: the changes of each operand bit and of each connected output of each instance.
std::string saif(netlist const& mapped, toggle_counts const& counts) {
  std::string text = fmt::format(
      "(SAIFILE (SAIFVERSION \"2.0\") (DIRECTION \"backward\") (DIVIDER /) (TIMESCALE 1 ns) (DURATION {})\n"
      "(INSTANCE {} (NET\n",
      counts.transitions * std::uint64_t{period_ns}, mapped.top);
  std::uint64_t const half = counts.transitions * std::uint64_t{period_ns} / 2;
  auto const add = [&](std::string const& pin, int net) {
    fmt::format_to(std::back_inserter(text), "({} (T0 {}) (T1 {}) (TC {}))\n", pin, half, half,
                   counts.nets[static_cast<std::size_t>(net)]);
  };
  for (std::size_t i = 0; i < mapped.a.size(); ++i) add(fmt::format("a\\[{}\\]", i), mapped.a[i]);
  for (std::size_t i = 0; i < mapped.b.size(); ++i) add(fmt::format("b\\[{}\\]", i), mapped.b[i]);
  text += ")\n";
  for (std::size_t i = 0; i < mapped.instances.size(); ++i) {
    netlist::instance const& instance = mapped.instances[i];
    netlist::cell_kind const& k = mapped.kinds[static_cast<std::size_t>(instance.kind)];
    fmt::format_to(std::back_inserter(text), "(INSTANCE u{} (NET\n", i);
    for (std::size_t o = 0; o < k.outputs.size(); ++o)
      if (instance.outputs[o] != netlist::unconnected) add(k.outputs[o], instance.outputs[o]);
    text += "))\n";
  }
  return text + "))\n";
}

bool reads_saif() {
  static bool const does = [] {
    scratch_dir const scratch;
    write_file(scratch / "ask.tcl", "puts \"found [info commands read_saif]\"\nexit\n");
    std::string const said =
        run({"sta", "-no_init", "-no_splash", "-exit", "ask.tcl"}, scratch / "sta.log", scratch.path());
    return said.find("found read_saif") != std::string::npos;
  }();
  return does;
}

}  // namespace

timing_result time_and_power(netlist const& mapped, library const& lib) {
  if (mapped.instances.empty()) return {};
  scratch_dir const scratch;
  timing_result result = run_sta(mapped, lib, cells_of(mapped, lib), scratch, timing_commands, full_activity);
  read_delays(read_file(scratch / "delays.sdf"), mapped, result);
  return result;
}

std::optional<power_result> power_from_saif(netlist const& mapped, library const& lib, toggle_counts const& counts) {
  power_result sum;
  if (!reads_saif()) return std::nullopt;
  if (mapped.instances.empty()) return sum;
  scratch_dir const scratch;
  write_file(scratch / "activity.saif", saif(mapped, counts));
  timing_result const result = run_sta(mapped, lib, cells_of(mapped, lib), scratch, "",
                                       fmt::format("read_saif -scope {} activity.saif\n", mapped.top));
  for (instance_power const& i : result.instances) {
    sum.dynamic_mw += i.internal_mw + std::accumulate(i.switching_mw.begin(), i.switching_mw.end(), 0.0);
    sum.leakage_mw += i.leakage_mw;
  }
  return sum;
}

power_result scale_power(netlist const& mapped, timing_result const& at_full_activity, toggle_counts const& counts) {
  power_result sum;
  for (std::size_t i = 0; i < mapped.instances.size(); ++i) {
    instance_power const& p = at_full_activity.instances[i];
    std::vector<int> const& outputs = mapped.instances[i].outputs;
    double rates = 0;
    int connected = 0;
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      if (outputs[o] == netlist::unconnected) continue;
      double const rate = static_cast<double>(counts.nets[static_cast<std::size_t>(outputs[o])]) /
                          static_cast<double>(counts.transitions);
      sum.dynamic_mw += rate * p.switching_mw[o];
      rates += rate;
      ++connected;
    }
    if (connected > 0) sum.dynamic_mw += rates / connected * p.internal_mw;
    sum.leakage_mw += p.leakage_mw;
  }
  return sum;
}

}  // namespace axmul::tools
