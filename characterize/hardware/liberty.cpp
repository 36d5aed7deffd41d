#include "characterize/hardware/liberty.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "characterize/hardware/liberty_reader.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

constexpr std::string_view generic_name = "axmul_generic";
constexpr char const* generic_path = "characterize/hardware/generic.lib";
constexpr char const* osu018_path = "/usr/share/qflow/tech/osu018/osu018_stdcells.lib";

constexpr int fewest_cells = 3;  // ABC maps to no fewer

using form = liberty_statement::form;

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_true(liberty_statement const& s) {
  return s.value == "true" || s.value == "TRUE" || s.value == "1";
}

std::string first_argument(liberty_statement const& s) {
  return s.arguments.empty() ? std::string() : s.arguments.front();
}

void skip(liberty_reader& in, liberty_statement const& s, liberty_cell& cell) {
  in.skip_group();
  if (one_of(s.name, {"internal_power", "leakage_power", "pg_pin", "receiver_capacitance"}))
    cell.not_for_mapping.push_back({s.begin, in.position()});
}

void read_pin(liberty_reader& in, liberty_statement const& head, liberty_cell& cell) {
  liberty_pin pin;
  std::optional<double> rise, fall, both;
  for (liberty_statement s; in.next(s);) {
    if (s.kind == form::group) {
      skip(in, s, cell);
    } else if (s.kind == form::attribute) {
      if (s.name == "direction") pin.direction = s.value;
      if (s.name == "function") pin.function = s.value;
      if (s.name == "three_state") pin.three_state = true;
      if (s.name == "capacitance") both = in.number(s);
      if (s.name == "rise_capacitance") rise = in.number(s);
      if (s.name == "fall_capacitance") fall = in.number(s);
    }
  }
  pin.capacitance = both ? *both : (rise.value_or(0) + fall.value_or(0)) / 2;
  for (std::string const& name : head.arguments) {
    pin.name = name;
    cell.pins.push_back(pin);
  }
}

double read_leakage(liberty_reader& in) {
  double value = 0;
  for (liberty_statement s; in.next(s);) {
    if (s.kind == form::group) in.skip_group();
    if (s.kind == form::attribute && s.name == "value") value = in.number(s);
  }
  return value;
}

void find_use(liberty_reader const& in, liberty_cell& cell) {
  std::vector<std::string_view> texts;
  for (liberty_pin const& pin : cell.pins) {
    if (pin.direction == "input") cell.inputs.push_back(pin.name);
    if (pin.direction == "inout" || pin.three_state) cell.is_special = true;
    if (pin.direction != "output") continue;
    cell.outputs.push_back(pin.name);
    texts.push_back(pin.function);
  }
  if (cell.is_sequential || cell.dont_use || cell.is_special || texts.empty()) return;
  if (std::find(texts.begin(), texts.end(), "") != texts.end()) return;
  if (cell.inputs.size() > static_cast<std::size_t>(truth_table::max_inputs)) return;
  try {
    for (std::string_view const text : texts) cell.functions.push_back(parse_function(text, cell.inputs));
  } catch (std::invalid_argument const& e) {
    in.fail_at(cell.span.begin, fmt::format("cell {}: {}", cell.name, e.what()));
  }
  if (!cell.area) in.fail_at(cell.span.begin, fmt::format("cell {} has no area", cell.name));
  cell.usable = !cell.inputs.empty();
}

liberty_cell read_cell(liberty_reader& in, liberty_statement const& head) {
  liberty_cell cell;
  cell.name = first_argument(head);
  cell.span.begin = head.begin;
  std::optional<double> leakage;
  std::vector<double> states;
  for (liberty_statement s; in.next(s);) {
    if (s.kind == form::attribute) {
      if (s.name == "area") cell.area = in.number(s);
      if (s.name == "cell_leakage_power") leakage = in.number(s);
      if (s.name == "dont_use") cell.dont_use = is_true(s);
      if (s.name == "clock_gating_integrated_cell") cell.is_special = true;
      if (one_of(s.name, {"is_isolation_cell", "is_level_shifter", "always_on"}) && is_true(s)) cell.is_special = true;
    } else if (s.kind == form::group) {
      if (s.name == "pin") {
        read_pin(in, s, cell);
      } else if (s.name == "leakage_power") {
        states.push_back(read_leakage(in));
        cell.not_for_mapping.push_back({s.begin, in.position()});
      } else {
        if (one_of(s.name, {"ff", "latch", "ff_bank", "latch_bank", "statetable"})) cell.is_sequential = true;
        if (one_of(s.name, {"bus", "bundle"})) cell.is_special = true;
        skip(in, s, cell);
      }
    }
  }
  cell.span.end = in.position();
  double sum = 0;
  for (double const state : states) sum += state;
  cell.leakage = leakage ? *leakage : states.empty() ? 0 : sum / static_cast<double>(states.size());
  find_use(in, cell);
  return cell;
}

void read_library(liberty_reader& in, liberty& lib) {
  std::string first_condition, default_condition;
  for (liberty_statement s; in.next(s);) {
    if (s.kind == form::group && s.name == "cell") {
      lib.cells.push_back(read_cell(in, s));
    } else if (s.kind == form::group) {
      if (s.name == "operating_conditions" && first_condition.empty()) first_condition = first_argument(s);
      in.skip_group();
    } else if (s.kind == form::list) {
      if (s.name == "capacitive_load_unit" && s.arguments.size() == 2)
        lib.capacitance_unit = s.arguments[0] + s.arguments[1];
    } else {
      if (s.name == "time_unit") lib.time_unit = s.value;
      if (s.name == "voltage_unit") lib.voltage_unit = s.value;
      if (s.name == "leakage_power_unit") lib.leakage_unit = s.value;
      if (s.name == "default_operating_conditions") default_condition = s.value;
    }
  }
  lib.corner = !default_condition.empty() ? default_condition : !first_condition.empty() ? first_condition : "nominal";
}

bool can_map_to(liberty_cell const& cell) {
  return cell.usable && cell.outputs.size() == 1;
}

// By area and name.
template <class Predicate>
liberty_cell const* smallest_where(std::vector<liberty_cell> const& cells, Predicate holds) {
  liberty_cell const* best = nullptr;
  for (liberty_cell const& cell : cells) {
    if (!holds(cell)) continue;
    if (best == nullptr || std::pair(*cell.area, cell.name) < std::pair(*best->area, best->name)) best = &cell;
  }
  return best;
}

std::shared_ptr<library const> load(std::string text, std::string source) {
  auto lib = std::make_shared<library>();
  lib->sha256 = sha256(text);
  lib->cells = read_liberty(std::move(text), source);
  lib->source = std::move(source);
  lib->mapping_file = lib->scratch / "mapping.lib";
  std::set<std::string> names;
  for (liberty_cell const& cell : lib->cells.cells)
    if (can_map_to(cell)) names.insert(cell.name);
  write_file(lib->mapping_file, lib->cells.subset(names, true));
  return lib;
}

}  // namespace

bool liberty_cell::has_function(truth_table const& f) const {
  return functions.size() == 1 && functions.front().bits == f.bits;
}

liberty_cell const* liberty::find(std::string_view cell_name) const {
  auto const found =
      std::find_if(cells.begin(), cells.end(), [&](liberty_cell const& c) { return c.name == cell_name; });
  return found == cells.end() ? nullptr : &*found;
}

liberty_cell const* liberty::smallest(truth_table const& f) const {
  return smallest_where(cells, [&](liberty_cell const& cell) { return cell.usable && cell.has_function(f); });
}

liberty_cell const* liberty::smallest_full_adder() const {
  std::uint64_t const a = input_table(0), b = input_table(1), c = input_table(2);
  std::uint64_t const sum = a ^ b ^ c, carry = (a & b) | (a & c) | (b & c);
  return smallest_where(cells, [&](liberty_cell const& cell) {
    if (!cell.usable || cell.inputs.size() != 3 || cell.outputs.size() != 2) return false;
    std::uint64_t const x = cell.functions[0].bits, y = cell.functions[1].bits;
    return (x == sum && y == carry) || (x == carry && y == sum);
  });
}

liberty::tie liberty::smallest_tie(bool value) const {
  auto const driver = [&](liberty_cell const& cell) {
    return std::find_if(cell.functions.begin(), cell.functions.end(),
                        [&](truth_table const& f) { return f(0) == value; });
  };
  liberty_cell const* const cell =
      smallest_where(cells, [&](liberty_cell const& c) { return c.inputs.empty() && driver(c) != c.functions.end(); });
  if (cell == nullptr) return {};
  return {cell, cell->outputs[static_cast<std::size_t>(driver(*cell) - cell->functions.begin())]};
}

std::string liberty::subset(std::set<std::string> const& names, bool for_mapping) const {
  std::string result;
  std::size_t at = 0;
  auto const drop = [&](text_span const& span) {
    result.append(text, at, span.begin - at);
    at = span.end;
  };
  for (liberty_cell const& cell : cells) {
    if (names.count(cell.name) == 0)
      drop(cell.span);
    else if (for_mapping)
      std::for_each(cell.not_for_mapping.begin(), cell.not_for_mapping.end(), drop);
  }
  return result.append(text, at, text.size() - at);
}

liberty read_liberty(std::string text, std::string const& origin) {
  liberty lib;
  lib.text = std::move(text);
  liberty_reader in(lib.text, origin);
  liberty_statement head;
  if (!in.next(head) || head.kind != form::group || head.name != "library")
    in.fail_at(head.begin, "expected library (name) {: this is no Liberty file");
  lib.name = first_argument(head);
  read_library(in, lib);
  lib.area_unit = lib.name == generic_name ? "GE" : "um^2";

  std::uint64_t const a = input_table(0), b = input_table(1);
  bool const has_and = lib.smallest({a & b, 2}) != nullptr || lib.smallest({~(a & b), 2}) != nullptr ||
                       lib.smallest({a | b, 2}) != nullptr || lib.smallest({~(a | b), 2}) != nullptr;
  auto const usable = std::count_if(lib.cells.begin(), lib.cells.end(), can_map_to);
  if (lib.smallest({~a, 1}) == nullptr || !has_and || usable < fewest_cells)
    throw bad_input(
        fmt::format("{}: library {} cannot map logic: it needs an inverter, an and, or, nand or nor of two inputs, "
                    "and {} combinational cells of one output in all",
                    origin, lib.name, fewest_cells));
  return lib;
}

double picofarads(liberty const& lib) {
  std::string const& unit = lib.capacitance_unit.empty() ? "1pf" : lib.capacitance_unit;
  double scale = 0;
  auto const [stop, error] = std::from_chars(unit.data(), unit.data() + unit.size(), scale);
  std::string const suffix(stop, unit.data() + unit.size());
  if (error == std::errc{} && one_of(suffix, {"pf", "pF", "PF"})) return scale;
  if (error == std::errc{} && one_of(suffix, {"ff", "fF", "FF"})) return scale / 1000;
  throw bad_input(fmt::format("library {}: capacitive_load_unit is '{}'; pf or ff is expected", lib.name, unit));
}

std::shared_ptr<library const> generic_liberty() {
  return load(std::string(embedded(generic_path)), "built-in");
}

std::shared_ptr<library const> choose_liberty(std::optional<std::filesystem::path> const& file) {
  if (file) return load(read_maybe_gzip(*file), file->string());
  if (char const* const variable = std::getenv("AXMUL_LIBERTY"); variable != nullptr && *variable != '\0')
    return load(read_maybe_gzip(variable), variable);
  if (std::error_code error; std::filesystem::exists(osu018_path, error))
    return load(read_maybe_gzip(osu018_path), osu018_path);
  return generic_liberty();
}

}  // namespace axmul::tools
