#include "characterize/hardware/internal_power.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "characterize/hardware/timing.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

constexpr double femtojoules = 1e12 / surroundings::pairs_per_second;  // in a milliwatt, at one change a pair

// In fJ, of one instance of each of these cells of which everything changes once a pair.
std::map<std::string, double> energies(library const& lib, std::set<std::string> const& names) {
  netlist n;
  n.top = "top";
  n.a = {2, 3, 4, 5, 6, 7};
  n.b = {8, 9};
  n.nets = 10;
  for (liberty_cell const& cell : lib.cells.cells) {
    if (names.count(cell.name) == 0) continue;
    netlist::instance i{static_cast<int>(n.kinds.size()), {}, {}};
    for (std::size_t pin = 0; pin < cell.inputs.size(); ++pin) i.inputs.push_back(n.a[pin]);
    for (std::size_t pin = 0; pin < cell.outputs.size(); ++pin) n.p.push_back(i.outputs.emplace_back(n.nets++));
    n.kinds.push_back({cell.name, *cell.area, cell.inputs, cell.outputs, cell.functions,
                       std::vector<double>(cell.inputs.size(), 0.002)});
    n.instances.push_back(i);
  }
  timing_result const t = time_and_power(n, lib);
  std::map<std::string, double> result;
  for (std::size_t i = 0; i < n.instances.size(); ++i)
    result[n.kinds[i].name] = t.instances[i].internal_mw * femtojoules;
  return result;
}

// The built-in library with some of its text replaced.
std::shared_ptr<library const> edited(std::vector<std::pair<std::string, std::string>> const& edits) {
  std::string text = generic_liberty()->cells.text;
  for (auto const& [from, to] : edits) {
    std::size_t const at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
  }
  scratch_dir const folder;
  write_file(folder / "edited.lib", text);
  return choose_liberty(folder / "edited.lib");
}

std::string tables(double rise, double fall) {
  return fmt::format(
      "rise_power (energy) {{ values (\"{0}, {0}\"); }} fall_power (energy) {{ values (\"{1}, {1}\"); }}", rise, fall);
}

std::string group(std::string const& attributes, double rise, double fall) {
  return fmt::format("internal_power () {{ {} {} }}\n", attributes, tables(rise, fall));
}

// As derived at the head of generic.lib, which rounds to 1e-3 fJ.
TEST(InternalPower, OfEveryBuiltInCellAsItIsStated) {
  std::map<std::string, double> const stated{
      {"INV", 1},         {"BUF", 3},         {"NAND2", 2}, {"NAND3", 3}, {"NOR2", 2}, {"NOR3", 3},
      {"AOI21", 7.0 / 3}, {"OAI21", 7.0 / 3}, {"AND2", 4},  {"OR2", 4},   {"XOR2", 5}, {"XNOR2", 5},
      {"MUX2", 5},        {"HA", 29.0 / 3},   {"FA", 11.5}, {"TIEH", 0},  {"TIEL", 0}};
  auto const lib = generic_liberty();
  std::set<std::string> names;
  for (liberty_cell const& cell : lib->cells.cells) names.insert(cell.name);
  std::map<std::string, double> const found = energies(*lib, names);
  ASSERT_EQ(found.size(), stated.size());
  for (auto const& [name, energy] : found) EXPECT_NEAR(energy, stated.at(name), 1e-3) << name;
}

TEST(InternalPower, InputsAndConditionsCostTheirOwn) {
  std::string const b = "pin (B) { direction : input; capacitance : 0.002667;", nand = "cell (NAND2)";
  std::size_t const at = generic_liberty()->cells.text.find(nand);
  std::string const head = generic_liberty()->cells.text.substr(
      at, generic_liberty()->cells.text.find(b, at) + b.size() - at);  // to within the pin B of NAND2
  EXPECT_NEAR(energies(*edited({{head, head + group("", 0.001, 0.003)}}), {"NAND2"}).at("NAND2"), 2 + 2, 2e-6);
  // one state in four, then another one in two of which the output is part
  EXPECT_NEAR(energies(*edited({{head, head + group("when : \"A & !B\";", 0.004, 0.008)}}), {"NAND2"}).at("NAND2"),
              2 + 6.0 / 4, 2e-6);
  EXPECT_NEAR(energies(*edited({{head, head + group("when : \"!A & Y\";", 0.004, 0.008)}}), {"NAND2"}).at("NAND2"),
              2 + 6.0 / 2, 2e-6);
}

TEST(InternalPower, UnequalGroupsGiveTheirMean) {
  std::string const text = generic_liberty()->cells.text;
  std::size_t const begin = text.find("cell (AOI21)"), end = text.find("cell (OAI21)");
  ASSERT_LT(begin, end);
  std::string const cell = text.substr(begin, end - begin);
  double energy = 0.001;  // 1, 2 and 3 fJ
  std::string to = cell;
  for (std::size_t at = 0; (at = to.find("internal_power", at)) != std::string::npos; energy += 0.001) {
    std::size_t const begin_tables = to.find("rise_power", at), end_group = to.find("} }", to.find("fall_power", at));
    ASSERT_LT(begin_tables, end_group);
    to.replace(begin_tables, end_group + 1 - begin_tables, tables(energy, energy));
    ++at;
  }
  ASSERT_NEAR(energy, 0.004, 1e-9);
  // A and B matter in one of four states of the others, C in three
  EXPECT_NEAR(energies(*edited({{cell, to}}), {"AOI21"}).at("AOI21"), (1 + 2 + 3 * 3) / 5.0, 2e-6);
}

TEST(InternalPower, InTheUnitsOfTheLibrary) {
  auto const lib = edited({{"voltage_unit : \"1V\"", "voltage_unit : \"100mV\""},
                           {"capacitive_load_unit (1, pf)", "capacitive_load_unit (10, ff)"}});
  EXPECT_NEAR(energies(*lib, {"OAI21"}).at("OAI21"), 7.0 / 3 * 1e-4, 1e-7);
  EXPECT_THROW(energies(*edited({{"voltage_unit : \"1V\"", "voltage_unit : \"1mile\""}}), {"INV"}), bad_input);
}

// A tool that makes of the groups of BUF and NAND2 what is given.
TEST(InternalPower, ValuesAreMultipliedOnce) {
  auto const lib = edited({{"leakage_power : 0.5", "leakage_power : 0.25"}});
  int runs = 0;
  power_report const tool = [&](netlist const& n, std::string const& cells) {
    ++runs;
    EXPECT_EQ(n.instances.size(), 3u);
    EXPECT_EQ(cells.find("timing"), std::string::npos);
    double const unit = 1e3 / femtojoules;  // 1 pJ
    return std::vector<double>{2 * unit, 0 * unit, 0.125 * unit};
  };
  std::string const text = cells_with_weighed_power(*lib, {"BUF", "NAND2"}, tool);
  std::vector<std::string> values;
  for (std::size_t at = 0; (at = text.find("rise_power (energy) { ", at)) != std::string::npos; ++at)
    values.push_back(text.substr(at + 22, text.find(';', at) - at - 22));
  EXPECT_EQ(values, (std::vector<std::string>{"values (\"0.0015, 0.0015\")", "values (\"0.002, 0.002\")",
                                              "values (\"0.008, 0.008\")"}));
  EXPECT_EQ(text.find("cell (INV)"), std::string::npos);
  EXPECT_EQ(cells_with_weighed_power(*lib, {"BUF", "NAND2"}, tool), text);
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace axmul::tools
