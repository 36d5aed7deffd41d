#include "characterize/hardware/fpga.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

nlohmann::ordered_json cost(std::string const& body) {
  return fpga_cost(fmt::format("module mul (input [15:0] a, b, output [31:0] p);\n  {}\nendmodule\n", body), "mul",
                   false);
}

// Eight bits of a + b, of which the carry out alone is used, then eight of a sum that needs it.
// iCE40: 8 carries; 8 carries, 8 tables for b & s[8] and 8 for the sum; levels: chain, table, chain, table.
// Xilinx: 8 tables and 3 CARRY4 for each sum, as the carry out takes a ninth bit; levels: table, chain, table, chain.
// An exclusive or of seven: 2 tables. ~a[15]: a table of one input.
TEST(Fpga, CountsByHand) {
  auto const c = cost(
      "wire [8:0] s = a[7:0] + b[7:0];\n"
      "  wire [8:0] t = a[7:0] + (b[7:0] & {8{s[8]}});\n"
      "  assign p = {b[15:5], 10'd5, ^a[14:8], ~a[15], t};");
  EXPECT_EQ(c.dump(), R"({"ice40":{"luts":19,"carries":16,"depth":4},"xilinx":{"luts":19,"carries":6,"depth":4}})");
}

TEST(Fpga, WiresCostNothing) {
  EXPECT_EQ(cost("assign p = {a[3:0], 12'd9, b};").dump(),
            R"({"ice40":{"luts":0,"carries":0,"depth":0},"xilinx":{"luts":0,"carries":0,"depth":0}})");
}

TEST(Fpga, RefusesWhatIsNoMultiplier) {
  EXPECT_THROW(cost("assign p = ;"), tool_failure);
  try {
    cost("reg [31:0] q;\n  always @(posedge a[0]) q <= b;\n  assign p = q;");
    FAIL();
  } catch (tool_failure const& e) {
    EXPECT_NE(std::string(e.what()).find("SB_DFF"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace axmul::tools
