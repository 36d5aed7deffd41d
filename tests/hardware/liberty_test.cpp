#include "characterize/hardware/liberty.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "src/support/error.hpp"

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
  EXPECT_EQ(nor.output, "Y");
  EXPECT_EQ(nor.f.bits & 15, 1u);
  EXPECT_DOUBLE_EQ(nor.leakage, 2);
  EXPECT_DOUBLE_EQ(lib.find("INV")->leakage, 3);
  EXPECT_DOUBLE_EQ(lib.find("BIG_INV")->pins.front().capacitance, 3);
  for (char const* name : {"OLD", "TRI", "FF"}) EXPECT_FALSE(lib.find(name)->usable) << name;
  EXPECT_TRUE(lib.find("FF")->is_sequential);
  EXPECT_EQ(lib.smallest(lib.find("BIG_INV")->f)->name, "INV");
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
  for (liberty_cell const& cell : lib->cells.cells) EXPECT_TRUE(cell.usable) << cell.name;
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
