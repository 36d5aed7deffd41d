#include "characterize/hardware/internal_power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "characterize/hardware/liberty_reader.hpp"
#include "characterize/hardware/timing.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

constexpr double negligible = 1e-6;  // OpenSTA computes in single precision
constexpr int first_net = 2;         // after the constants
constexpr unsigned states = 1u << truth_table::max_inputs;

using form = liberty_statement::form;

// values ("...", "..."): where it stands in the text of its cell, and its strings.
struct value_list {
  text_span span;
  std::vector<std::string> rows;
};

// An internal_power group of a pin, or of several that are declared together.
struct power_group {
  std::vector<std::string> pins;
  bool is_output = false;
  std::string related, supply;
  std::optional<std::uint64_t> condition;  // the states of the inputs in which it holds, as in truth_table
  bool rises = false, falls = false;       // it has an energy for that edge
  std::string attributes;                  // as they were read
  std::vector<std::string> tables;         // rise_power, fall_power, power
  std::vector<value_list> lists;
};

struct cell_power {
  liberty_cell const* cell;
  std::string_view text;
  std::string supplies;  // its pg_pin groups
  std::vector<power_group> groups;
};

// A condition names inputs and outputs. Empty where it cannot be read.
std::optional<std::uint64_t> read_condition(std::string const& when, liberty_cell const& cell) {
  std::vector<std::string> pins = cell.inputs;
  if (pins.size() + cell.outputs.size() <= static_cast<std::size_t>(truth_table::max_inputs))
    pins.insert(pins.end(), cell.outputs.begin(), cell.outputs.end());
  try {
    truth_table const holds = parse_function(when, pins);
    std::uint64_t found = 0;
    for (unsigned state = 0; state < states; ++state) {
      unsigned values = state % (1u << cell.inputs.size());
      for (std::size_t o = 0; cell.inputs.size() + o < pins.size(); ++o)
        values |= static_cast<unsigned>(cell.functions[o](state)) << (cell.inputs.size() + o);
      found |= std::uint64_t{holds(values)} << state;
    }
    return found;
  } catch (std::invalid_argument const&) {
    return std::nullopt;
  }
}

// A group of which the head was just read.
power_group read_group(liberty_reader& in, liberty_cell const& cell) {
  power_group found;
  for (liberty_statement s; in.next(s);) {
    if (s.kind == form::attribute) {
      if (s.name == "when") found.condition = read_condition(s.value, cell);
      if (s.name == "related_pin") found.related = s.value;
      if (s.name == "related_pg_pin") found.supply = s.value;
      fmt::format_to(std::back_inserter(found.attributes), " {} : \"{}\";", s.name, s.value);
    } else if (s.kind == form::group) {
      if (s.name == "rise_power" || s.name == "power") found.rises = true;
      if (s.name == "fall_power" || s.name == "power") found.falls = true;
      found.tables.emplace_back(s.name);
      for (liberty_statement t; in.next(t);) {
        if (t.kind == form::group) in.skip_group();
        if (t.kind == form::list && t.name == "values") found.lists.push_back({{t.begin, in.position()}, t.arguments});
      }
    }
  }
  return found;
}

cell_power read_power(liberty_cell const& cell, library const& lib) {
  std::string_view const text = std::string_view(lib.cells.text).substr(cell.span.begin);
  cell_power found{&cell, text.substr(0, cell.span.end - cell.span.begin), {}, {}};
  liberty_reader in(found.text, lib.source);
  liberty_statement s;
  in.next(s);
  while (in.next(s)) {
    if (s.kind != form::group) continue;
    if (s.name != "pin") {
      in.skip_group();
      if (s.name == "pg_pin") found.supplies += found.text.substr(s.begin, in.position() - s.begin);
      continue;
    }
    for (liberty_statement t; in.next(t);) {
      if (t.kind != form::group) continue;
      if (t.name != "internal_power" || s.arguments.empty()) {
        in.skip_group();
        continue;
      }
      found.groups.push_back(read_group(in, cell));
      found.groups.back().pins = s.arguments;
      found.groups.back().is_output = std::count(cell.outputs.begin(), cell.outputs.end(), s.arguments.front()) > 0;
    }
  }
  return found;
}

bool lists(std::string const& list, std::string const& pin) {
  std::istringstream words(list);
  return std::find(std::istream_iterator<std::string>(words), {}, pin) != std::istream_iterator<std::string>();
}

// In how many states the group is what a change of its pin costs; for an output, summed over the inputs that change it.
// A group without a condition holds where no other does.
double times(power_group const& g, cell_power const& c) {
  std::uint64_t holds = g.condition.value_or(~std::uint64_t{0});
  if (!g.condition)
    for (power_group const& other : c.groups)
      if (other.pins == g.pins && other.related == g.related && other.supply == g.supply && other.condition)
        holds &= ~*other.condition;
  if (!g.is_output) return __builtin_popcountll(holds);
  std::vector<std::string> const& outputs = c.cell->outputs;
  auto const o = std::find(outputs.begin(), outputs.end(), g.pins.front()) - outputs.begin();
  std::uint64_t const f = c.cell->functions[static_cast<std::size_t>(o)].bits;
  int count = 0;
  for (int i = 0; i < static_cast<int>(c.cell->inputs.size()); ++i) {
    if (!g.related.empty() && !lists(g.related, c.cell->inputs[static_cast<std::size_t>(i)])) continue;
    std::uint64_t changes = (f ^ f >> (1u << i)) & ~input_table(i);
    changes |= changes << (1u << i);
    count += __builtin_popcountll(changes & holds);
  }
  return count;
}

// The part of the group in what a change of each of its pins costs, the mean of both edges.
double share(power_group const& g, cell_power const& c) {
  double rises = 0, falls = 0;  // of all groups of the pins and their supply
  for (power_group const& other : c.groups)
    if (other.pins == g.pins && other.supply == g.supply) {
      if (other.rises) rises += times(other, c);
      if (other.falls) falls += times(other, c);
    }
  if (!g.is_output) rises = falls = states;
  double const own = times(g, c);
  double const mean = ((g.rises && rises > 0 ? own / rises : 0) + (g.falls && falls > 0 ? own / falls : 0)) / 2;
  return mean * static_cast<double>(g.pins.size());
}

// The cell under another name, without delays: one group is 1, the others of its pins are 0.
std::string copy_of(cell_power const& of, power_group const& one, std::string const& name) {
  std::string text = fmt::format("cell ({}) {{\n{}\n", name, of.supplies);
  auto const to = std::back_inserter(text);
  for (liberty_pin const& pin : of.cell->pins) {
    fmt::format_to(to, "pin (\"{}\") {{ direction : {};", pin.name, pin.direction);
    if (!pin.function.empty()) fmt::format_to(to, " function : \"{}\";", pin.function);
    text += '\n';
    bool const has_group = std::count(one.pins.begin(), one.pins.end(), pin.name) > 0;
    for (power_group const& g : of.groups) {
      if (!has_group || g.pins != one.pins) continue;
      fmt::format_to(to, "internal_power () {{{}", g.attributes);
      for (std::string const& table : g.tables)
        fmt::format_to(to, " {} (scalar) {{ values (\"{}\"); }}", table, &g == &one ? 1 : 0);
      text += " }\n";
    }
    text += "}\n";
  }
  return text + "}\n";
}

double volts(liberty const& lib) {
  std::string const& unit = lib.voltage_unit.empty() ? "1V" : lib.voltage_unit;
  double scale = 0;
  auto const [stop, error] = std::from_chars(unit.data(), unit.data() + unit.size(), scale);
  std::string const suffix(stop, unit.data() + unit.size());
  if (error == std::errc{} && (suffix == "V" || suffix == "v")) return scale;
  if (error == std::errc{} && (suffix == "mV" || suffix == "mv")) return scale / 1000;
  throw bad_input(fmt::format("library {}: voltage_unit is '{}'; V or mV is expected", lib.name, unit));
}

// What the values of each group of each cell have to be multiplied by.
std::vector<double> measure(std::vector<cell_power> const& cells, library const& lib, power_report const& report) {
  netlist copies;
  copies.top = "axmul_copies";
  for (int i = 0; i < truth_table::max_inputs; ++i) copies.a.push_back(first_net + i);
  copies.b = {first_net + truth_table::max_inputs};
  copies.nets = copies.b.back() + 1;
  // The library's own statements come before its cells.
  std::string text = lib.cells.text.substr(0, lib.cells.cells.front().span.begin);
  double const unit_mw =
      volts(lib.cells) * volts(lib.cells) * picofarads(lib.cells) * 1e-12 * surroundings::pairs_per_second * 1e3;
  std::vector<double> expected;
  for (cell_power const& c : cells)
    for (power_group const& g : c.groups) {
      liberty_cell const& cell = *c.cell;
      std::string const name = fmt::format("axmul_copy_{}", expected.size());
      text += copy_of(c, g, name);
      netlist::instance i{static_cast<int>(copies.kinds.size()), {}, {}};
      copies.kinds.push_back(
          {name, 0, cell.inputs, cell.outputs, cell.functions, std::vector<double>(cell.inputs.size(), 0)});
      i.inputs.assign(copies.a.begin(), copies.a.begin() + static_cast<std::ptrdiff_t>(cell.inputs.size()));
      for (std::size_t o = 0; o < cell.outputs.size(); ++o) i.outputs.push_back(copies.nets++);
      copies.p.insert(copies.p.end(), i.outputs.begin(), i.outputs.end());
      copies.instances.push_back(std::move(i));
      expected.push_back(share(g, c) * unit_mw);
    }
  if (expected.empty()) return {};
  std::vector<double> const reported = report(copies, text + "}\n");
  std::vector<double> factors;
  for (std::size_t i = 0; i < expected.size(); ++i)
    factors.push_back(reported.at(i) > 0 ? expected[i] / reported[i] : 1);
  return factors;
}

// "0.1, 0.2" with each number multiplied.
std::string multiply(std::string const& row, double factor) {
  constexpr char const* between = ", \t\r\n\\";
  std::string result;
  for (std::size_t at = 0; (at = row.find_first_not_of(between, at)) != std::string::npos;) {
    std::size_t const end = std::min(row.find_first_of(between, at), row.size());
    std::string const word = row.substr(at, end - at);
    char* stop = nullptr;
    double const value = std::strtod(word.c_str(), &stop);
    if (!result.empty()) result += ", ";
    result += *stop == '\0' ? fmt::format("{:.9g}", value * factor) : word;
    at = end;
  }
  return result;
}

// The text of a cell with its values multiplied by the factors of its groups.
std::string multiplied(cell_power const& c, double const* factor) {
  std::map<std::size_t, std::pair<std::size_t, std::string>> edits;  // begin, end, by what replaced
  for (power_group const& g : c.groups) {
    double const f = *factor++;
    if (std::abs(f - 1) < negligible) continue;
    for (value_list const& list : g.lists) {
      std::vector<std::string> rows;
      for (std::string const& row : list.rows) rows.push_back('"' + multiply(row, f) + '"');
      edits[list.span.begin] = {list.span.end, fmt::format("values ({})", fmt::join(rows, ", "))};
    }
  }
  std::string result;
  std::size_t at = 0;
  for (auto const& [begin, edit] : edits) {
    result.append(c.text, at, begin - at).append(edit.second);
    at = edit.first;
  }
  return result.append(c.text, at);
}

}  // namespace

std::string cells_with_weighed_power(library const& lib, std::set<std::string> const& names,
                                     power_report const& report) {
  static std::mutex mutex;
  static std::map<std::pair<std::string, std::string>, std::string> known;  // texts, by library and cell
  std::lock_guard const lock(mutex);

  std::vector<cell_power> fresh;
  for (liberty_cell const& cell : lib.cells.cells)
    if (names.count(cell.name) != 0 && known.count({lib.sha256, cell.name}) == 0)
      fresh.push_back(read_power(cell, lib));
  std::vector<double> const factors = measure(fresh, lib, report);
  double const* factor = factors.data();
  for (cell_power const& c : fresh) {
    known[{lib.sha256, c.cell->name}] = multiplied(c, factor);
    factor += c.groups.size();
  }

  std::string result;
  std::size_t at = 0;
  for (liberty_cell const& cell : lib.cells.cells) {
    result.append(lib.cells.text, at, cell.span.begin - at);
    if (names.count(cell.name) != 0) result += known.at({lib.sha256, cell.name});
    at = cell.span.end;
  }
  return result.append(lib.cells.text, at);
}

}  // namespace axmul::tools
