#include "characterize/hardware/liberty.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace {

constexpr char const* small = R"lib(/* two cells
   and */ library (tiny) {  // a comment
  time_unit : "1ps";
  capacitive_load_unit (1, "ff");
  leakage_power_unit : "1nW"
  operating_conditions (slow) { voltage : 1; }
  operating_conditions (fast) { voltage : 2; }
  default_operating_conditions : "fast";
  cell (INV) { area : 1.5; cell_leakage_power : 3;
    pin (A) { direction : input; capacitance : 2; }
    pin (Y) { direction : output; function : "A'"; timing () { related_pin : "A"; values ("1, 2", \
      "3, 4"); } } }
  cell ("BIG_INV") { area : 4; pin (A) { rise_capacitance : 2; fall_capacitance : 4; }
    pin (Y) { direction : output; function : "!A"; } }
  cell (NOR) { area : 2; leakage_power () { value : 1; when : "A"; } leakage_power () { value : 3; }
    pin (A, B) { direction : input; internal_power () { power (x) { values ("1"); } } }
    pin (Y) { direction : output; function : "!(A + B)"; } }
  cell (OLD) { area : 1; dont_use : true; pin (A) { } pin (Y) { direction : output; function : "!A"; } }
  cell (TRI) { area : 1; pin (A) { } pin (Y) { direction : output; function : "!A"; three_state : "A"; } }
  cell (FF) { area : 9; ff (IQ, IQN) { clocked_on : "C"; } pin (C) { } pin (Q) { direction : output; function : "IQ"; } }
}
)lib";

std::string error_of(std::string const& text) {
  try {
    read_liberty(text, "x.lib");
  } catch (bad_input const& e) {
    return e.what();
  }
  return "";
}

std::string without(std::string text, std::string const& what, std::string const& instead = "") {
  return text.replace(text.find(what), what.size(), instead);
}

TEST(Liberty, ReadsWhatIsNeeded) {
  liberty const lib = read_liberty(small, "x.lib");
  EXPECT_EQ(lib.name, "tiny");
  EXPECT_EQ(lib.corner, "fast");
  EXPECT_EQ(lib.area_unit, "um^2");
  EXPECT_EQ(lib.time_unit, "1ps");
  EXPECT_EQ(lib.leakage_unit, "1nW");
  EXPECT_DOUBLE_EQ(picofarads(lib), 1e-3);
  ASSERT_EQ(lib.cells.size(), 6u);
  liberty_cell const& nor = *lib.find("NOR");
  EXPECT_TRUE(nor.usable);
  EXPECT_EQ(nor.inputs, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(nor.outputs, (std::vector<std::string>{"Y"}));
  EXPECT_EQ(nor.functions.front().bits & 15, 1u);
  EXPECT_DOUBLE_EQ(nor.leakage, 2);
  EXPECT_DOUBLE_EQ(lib.find("INV")->leakage, 3);
  EXPECT_DOUBLE_EQ(lib.find("BIG_INV")->pins.front().capacitance, 3);
  for (char const* name : {"OLD", "TRI", "FF"}) EXPECT_FALSE(lib.find(name)->usable) << name;
  EXPECT_TRUE(lib.find("FF")->is_sequential);
  EXPECT_EQ(lib.smallest(lib.find("BIG_INV")->functions.front())->name, "INV");
}

TEST(Liberty, SubsetIsALibrary) {
  liberty const lib = read_liberty(small, "x.lib");
  liberty const part = read_liberty(lib.subset({"INV", "BIG_INV", "NOR"}, true), "part");
  EXPECT_EQ(part.cells.size(), 3u);
  EXPECT_EQ(part.text.find("internal_power"), std::string::npos);
  EXPECT_EQ(part.text.find("leakage_power ()"), std::string::npos);
  EXPECT_DOUBLE_EQ(*part.find("NOR")->area, 2);
}

TEST(Liberty, RefusesBrokenTexts) {
  EXPECT_NE(error_of("module x; endmodule").find("x.lib:1:"), std::string::npos);
  EXPECT_NE(error_of("").find("Liberty"), std::string::npos);
  std::string const text = small;
  EXPECT_NE(error_of(text.substr(0, text.size() - 3)).find("ends inside a group"), std::string::npos);
  EXPECT_NE(error_of(without(text, "area : 1.5", "area : big")).find("x.lib:9: area is 'big', not a number"),
            std::string::npos);
  EXPECT_NE(error_of(without(text, "area : 1.5;")).find("INV has no area"), std::string::npos);
  EXPECT_NE(error_of(without(text, "\"A'\"", "\"A' &\"")).find("x.lib:9: cell INV: function"), std::string::npos);
  EXPECT_NE(error_of(without(text, "   and */")).find("comment"), std::string::npos);
  EXPECT_NE(error_of(without(text, "\"fast\"", "\"fast")).find("x.lib:"), std::string::npos);
}

TEST(Liberty, RefusesLibrariesThatCannotMap) {
  EXPECT_NE(error_of("library (empty) { }").find("needs an inverter"), std::string::npos);
  EXPECT_NE(error_of(without(small, "!(A + B)", "A ^ B")).find("needs an inverter"), std::string::npos);
  EXPECT_NE(error_of(without(small, "(\"BIG_INV\") { area : 4;", "(\"BIG_INV\") { area : 4; dont_use : true;"))
                .find("3 combinational"),
            std::string::npos);
}

TEST(Liberty, MissingFile) {
  EXPECT_THROW(choose_liberty("/nonexistent/x.lib"), bad_input);
}

TEST(Liberty, BuiltInLibraryIsInGateEquivalents) {
  auto const lib = generic_liberty();
  EXPECT_EQ(lib->cells.area_unit, "GE");
  EXPECT_DOUBLE_EQ(*lib->cells.find("NAND2")->area, 1);
  for (liberty_cell const& cell : lib->cells.cells) EXPECT_NE(cell.usable, cell.inputs.empty()) << cell.name;
  EXPECT_DOUBLE_EQ(*lib->cells.smallest_full_adder()->area, 7);
  EXPECT_EQ(lib->cells.smallest_tie(true).cell->name, "TIEH");
  EXPECT_EQ(lib->cells.smallest_tie(false).cell->name, "TIEL");
}

TEST(Liberty, AbcReadsCellsOfOneOutputAlone) {
  auto const lib = generic_liberty();
  liberty const mapping = read_liberty(read_file(lib->mapping_file), "mapping.lib");
  EXPECT_EQ(mapping.cells.size(), lib->cells.cells.size() - 4);
  for (liberty_cell const& cell : mapping.cells) EXPECT_EQ(cell.outputs.size(), 1u) << cell.name;
  for (char const* name : {"FA", "HA", "TIEH", "TIEL"}) EXPECT_EQ(mapping.find(name), nullptr) << name;
}

// Pins in any order and by any name; cells that are nearly adders; ties of one and of two outputs.
std::string with_adders() {
  std::string const text = small;
  return text.substr(0, text.rfind('}')) + R"lib(
  cell (FA) { area : 20; pin (S) { direction : output; function : "X ^ Y ^ Z"; } pin (X, Y) { capacitance : 3; }
    pin (C) { direction : output; function : "(X Y) + (Z (X + Y))"; } pin (Z) { capacitance : 5; } }
  cell (FA_SMALLER) { area : 18; pin (CO) { direction : output; function : "(A&B) | (A&!C) | (B&!C)"; }
    pin (A, B, C) { } pin (S) { direction : output; function : "A ^ B ^ !C"; } }
  cell (FA_INVERTED) { area : 17; pin (CO) { direction : output; function : "!((A&B) | (A&C) | (B&C))"; }
    pin (A, B, C) { } pin (S) { direction : output; function : "A ^ B ^ C"; } }
  cell (FA_SEALED) { area : 16; dont_use : true; pin (CO) { direction : output; function : "(A&B) | (A&C) | (B&C)"; }
    pin (A, B, C) { } pin (S) { direction : output; function : "A ^ B ^ C"; } }
  cell (FA_BIG) { area : 30; pin (CO) { direction : output; function : "(A&B) | (A&C) | (B&C)"; }
    pin (A, B, C) { } pin (S) { direction : output; function : "A ^ B ^ C"; } }
  cell (HA) { area : 10; pin (A, B) { } pin (Q) { direction : output; function : "A & B"; }
    pin (P) { direction : output; function : "(A & !B) | (!A & B)"; } }
  cell (HA_OF_THREE) { area : 9; pin (A, B, C) { } pin (Q) { direction : output; function : "A & B"; }
    pin (P) { direction : output; function : "A ^ B"; } }
  cell (XOR_TWICE) { area : 8; pin (A, B) { } pin (Q) { direction : output; function : "A ^ B"; }
    pin (P) { direction : output; function : "A ^ B"; } }
  cell (HALF_KNOWN) { area : 1; pin (A, B) { } pin (Q) { direction : output; function : "!(A & B)"; }
    pin (P) { direction : output; } }
  cell (TIE) { area : 3; pin (HI) { direction : output; function : "1"; } pin (LO) { direction : output; function : "0"; } }
  cell (TIE_LOW) { area : 2; pin (Y) { direction : output; function : "0"; } }
  cell (FILL) { area : 1; }
  cell (ANTENNA) { area : 1; pin (A) { } }
}
)lib";
}

TEST(Liberty, CellsOfSeveralOutputs) {
  liberty const lib = read_liberty(with_adders(), "x.lib");
  liberty_cell const& fa = *lib.find("FA");
  EXPECT_TRUE(fa.usable);
  EXPECT_EQ(fa.inputs, (std::vector<std::string>{"X", "Y", "Z"}));
  EXPECT_EQ(fa.outputs, (std::vector<std::string>{"S", "C"}));
  ASSERT_EQ(fa.functions.size(), 2u);
  EXPECT_EQ(fa.functions[0].bits & 0xff, 0x96u);
  EXPECT_EQ(fa.functions[1].bits & 0xff, 0xe8u);
  EXPECT_FALSE(fa.has_function(fa.functions[0]));
  EXPECT_TRUE(lib.find("INV")->has_function({0x5555555555555555, 1}));
  EXPECT_EQ(lib.smallest(fa.functions[0]), nullptr);
  EXPECT_TRUE(lib.find("FA_SMALLER")->usable);
  EXPECT_FALSE(lib.find("FA_SEALED")->usable);
  EXPECT_FALSE(lib.find("HALF_KNOWN")->usable);
}

TEST(Liberty, SmallestFullAdder) {
  liberty const lib = read_liberty(with_adders(), "x.lib");
  ASSERT_NE(lib.smallest_full_adder(), nullptr);
  EXPECT_EQ(lib.smallest_full_adder()->name, "FA");
  liberty const none = read_liberty(small, "x.lib");
  EXPECT_EQ(none.smallest_full_adder(), nullptr);
}

TEST(Liberty, SmallestTies) {
  liberty const lib = read_liberty(with_adders(), "x.lib");
  ASSERT_NE(lib.smallest_tie(true).cell, nullptr);
  EXPECT_EQ(lib.smallest_tie(true).cell->name, "TIE");
  EXPECT_EQ(lib.smallest_tie(true).output, "HI");
  EXPECT_EQ(lib.smallest_tie(false).cell->name, "TIE_LOW");
  EXPECT_EQ(lib.smallest_tie(false).output, "Y");
  for (char const* name : {"TIE", "TIE_LOW", "FILL", "ANTENNA"}) EXPECT_FALSE(lib.find(name)->usable) << name;
  liberty const both =
      read_liberty(without(with_adders(), "area : 2; pin (Y)", "area : 2; dont_use : true; pin (Y)"), "");
  EXPECT_EQ(both.smallest_tie(false).cell->name, "TIE");
  EXPECT_EQ(both.smallest_tie(false).output, "LO");
  EXPECT_EQ(read_liberty(small, "x.lib").smallest_tie(true).cell, nullptr);
}

TEST(Liberty, CellsOfSeveralOutputsAreNoReplacementForGates) {
  std::string const text =
      without(with_adders(), "cell (\"BIG_INV\") { area : 4;", "cell (\"BIG_INV\") { area : 4; dont_use : true;");
  EXPECT_NE(error_of(text).find("3 combinational cells of one output"), std::string::npos) << error_of(text);
}

TEST(Liberty, OpenStaReadsTheBuiltInLibraryInSilence) {
  scratch_dir const scratch;
  auto const lib = generic_liberty();
  write_file(scratch / "cells.lib", lib->cells.text);
  write_file(scratch / "read.tcl",
             "read_liberty cells.lib\nputs \"cells [llength [get_lib_cells axmul_generic/*]]\"\n");
  std::string const text = run({"sta", "-no_init", "-no_splash", "-exit", "read.tcl"}, scratch / "log", scratch.path());
  EXPECT_EQ(text.find("arning"), std::string::npos) << text;
  EXPECT_NE(text.find(fmt::format("cells {}\n", lib->cells.cells.size())), std::string::npos) << text;
}

TEST(Function, PrecedenceAndOperators) {
  std::vector<std::string> const abc{"A", "B", "C"};
  auto const bits = [&](char const* text) { return parse_function(text, abc).bits & 0xff; };
  EXPECT_EQ(bits("A B + C"), bits("(A & B) | C"));
  EXPECT_EQ(bits("A * B ^ C"), bits("A & (B ^ C)"));
  EXPECT_EQ(bits("!A'"), bits("A"));
  EXPECT_EQ(bits("(A B)'"), bits("!(A & B)"));
  EXPECT_EQ(bits("A & 1 | 0"), 0xaau);
  EXPECT_EQ(bits("(((A B)+(B C))+(C A))"), 0xe8u);
  EXPECT_THROW(parse_function("A & D", abc), std::invalid_argument);
  EXPECT_THROW(parse_function("(A", abc), std::invalid_argument);
  EXPECT_THROW(parse_function("A )", abc), std::invalid_argument);
}

}  // namespace
}  // namespace axmul::tools
