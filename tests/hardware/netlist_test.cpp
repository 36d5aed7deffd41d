#include "characterize/hardware/netlist.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "characterize/hardware/simulate.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace {

// a[1:0], b[1:0], p[7:0]: a gate, constants, wires, one output twice, an undriven bit.
constexpr char const* json = R"({"modules": {"top": {
  "ports": {"a": {"direction": "input", "bits": [2, 3]}, "b": {"direction": "input", "bits": [4, 5]},
            "p": {"direction": "output", "bits": [8, 7, 7, "0", "1", "x", 5, 99]}},
  "cells": {"second": {"type": "INV", "connections": {"A": [7], "Y": [8]}},
            "first": {"type": "NAND2", "connections": {"A": [2], "B": [4], "Y": [7]}}}}}})";

netlist small() {
  return read_netlist(json, "top", generic_liberty()->cells);
}

std::vector<int> outputs(netlist const& n) {
  std::vector<int> nets;
  for (netlist::instance const& i : n.instances) nets.insert(nets.end(), i.outputs.begin(), i.outputs.end());
  return nets;
}

std::vector<std::uint64_t> toggles_of(toggle_counts const& t, std::vector<int> const& nets) {
  std::vector<std::uint64_t> counts;
  for (int const n : nets) counts.push_back(t.nets[static_cast<std::size_t>(n)]);
  return counts;
}

TEST(Netlist, OrderAreaDepthVerilog) {
  netlist const n = small();
  ASSERT_EQ(n.instances.size(), 2u);
  EXPECT_EQ(n.kinds[static_cast<std::size_t>(n.instances[0].kind)].name, "NAND2");
  EXPECT_DOUBLE_EQ(n.area(), 1.5);
  EXPECT_EQ(n.depth(), 2);
  EXPECT_EQ(n.p[3], netlist::zero);
  EXPECT_EQ(n.p[4], netlist::one);
  EXPECT_EQ(n.p[5], netlist::zero);
  EXPECT_EQ(n.p[7], netlist::zero);
  std::string const text = n.verilog();
  EXPECT_NE(text.find("NAND2 u0 (.A(a[0]), .B(b[0]), .Y(p[1]));"), std::string::npos) << text;
  EXPECT_NE(text.find("assign p[2] = p[1];"), std::string::npos) << text;
  EXPECT_NE(text.find("assign p[4] = 1'b1;"), std::string::npos) << text;
}

TEST(Netlist, ProductsByHand) {
  simulator const s(small());
  std::uint64_t const a[] = {0, 1, 1, 3}, b[] = {0, 0, 1, 2};
  u128 p[4];
  s.products(a, b, p, 4);
  // p0 = a0 & b0, p1 = p2 = !p0, p4 = 1, p6 = b1
  EXPECT_EQ(static_cast<unsigned>(p[0]), 0x16u);
  EXPECT_EQ(static_cast<unsigned>(p[1]), 0x16u);
  EXPECT_EQ(static_cast<unsigned>(p[2]), 0x11u);
  EXPECT_EQ(static_cast<unsigned>(p[3]), 0x56u);
}

TEST(Netlist, TogglesByHand) {
  simulator const s(small());
  std::uint64_t const a[] = {0, 1, 1, 3, 2}, b[] = {1, 1, 0, 2, 3};
  toggle_counts const t = s.toggles(a, b, 5);  // a0: 0 1 1 1 0, b0: 1 1 0 0 1, nand: 1 0 1 1 1
  EXPECT_EQ(t.transitions, 4u);
  netlist const n = small();
  EXPECT_EQ(toggles_of(t, outputs(n)), (std::vector<std::uint64_t>{2, 2}));
  EXPECT_EQ(toggles_of(t, n.a), (std::vector<std::uint64_t>{2, 1}));
  EXPECT_EQ(toggles_of(t, n.b), (std::vector<std::uint64_t>{2, 1}));
  EXPECT_EQ(t.nets.size(), static_cast<std::size_t>(n.nets));
  EXPECT_EQ(t.nets[netlist::zero] + t.nets[netlist::one], 0u);
}

TEST(Netlist, TogglesAcrossBlocks) {
  simulator const s(small());
  std::vector<std::uint64_t> a, b(1537, 1);
  for (std::uint64_t i = 0; i < b.size(); ++i) a.push_back(i & 1);
  toggle_counts const t = s.toggles(a.data(), b.data(), a.size());
  EXPECT_EQ(t.transitions, 1536u);
  EXPECT_EQ(toggles_of(t, outputs(small())), (std::vector<std::uint64_t>{1536, 1536}));
}

TEST(Netlist, EveryFunctionOfThreeInputsCompiles) {
  for (unsigned table = 0; table < 256; ++table) {
    std::uint64_t const bits = table * 0x0101010101010101u;
    netlist n;
    n.kinds.push_back({"F", 1, {"A", "B", "C"}, {"Y"}, {{bits, 3}}, {1, 1, 1}});
    n.a = {2, 3};
    n.b = {4, 5};
    n.p = {6};
    n.nets = 7;
    n.instances.push_back({0, {2, 3, 4}, {6}});
    simulator const s(n);
    for (std::uint64_t x = 0; x < 8; ++x) {
      std::uint64_t const a = x & 3, b = x >> 2;
      u128 p;
      s.products(&a, &b, &p, 1);
      ASSERT_EQ(static_cast<unsigned>(p), table >> x & 1) << table << " " << x;
    }
  }
}

TEST(Netlist, WidePorts) {
  netlist n;
  n.top = "wide";
  for (int i = 0; i < 64; ++i) n.a.push_back(2 + i);
  for (int i = 0; i < 64; ++i) n.b.push_back(66 + i);
  n.p = n.b;
  n.p.insert(n.p.end(), n.a.begin(), n.a.end());
  n.nets = 130;
  std::vector<std::uint64_t> a, b;
  for (std::uint64_t i = 1; i <= 700; ++i) {
    a.push_back(i * 0x9e3779b97f4a7c15);
    b.push_back(i * 0xbf58476d1ce4e5b9);
  }
  std::vector<u128> p(a.size());
  simulator(n).products(a.data(), b.data(), p.data(), a.size());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_TRUE(p[i] == (u128{a[i]} << 64 | b[i])) << i;
}

// 2 x 2 bits: p = a + b of two half and a full adder, one carry without a reader, one pin without a net.
constexpr char const* adder = R"({"modules": {"sum": {
  "ports": {"a": {"direction": "input", "bits": [2, 3]}, "b": {"direction": "input", "bits": [4, 5]},
            "p": {"direction": "output", "bits": [6, 7, 8, 14]}},
  "cells": {"high": {"type": "FA", "connections": {"A": [3], "B": [5], "CI": [9], "CO": [8], "S": [7]}},
            "low": {"type": "HA", "connections": {"A": [2], "B": [4], "CO": [9], "S": [6]}},
            "spare": {"type": "HA", "connections": {"A": [2], "B": [3], "CO": [10], "S": []}},
            "open": {"type": "FA", "connections": {"A": [2], "B": ["1"], "CI": ["0"], "CO": ["x"], "S": [12]}},
            "floating": {"type": "NAND2", "connections": {"A": [77], "B": ["1"], "Y": [13]}},
            "last": {"type": "INV", "connections": {"A": [13], "Y": [14]}}}}}})";

netlist sum() {
  return read_netlist(adder, "sum", generic_liberty()->cells);
}

netlist::instance const& instance_of(netlist const& n, std::string const& kind, std::size_t which = 0) {
  for (netlist::instance const& i : n.instances)
    if (n.kinds[static_cast<std::size_t>(i.kind)].name == kind && which-- == 0) return i;
  throw std::out_of_range(kind);
}

TEST(Netlist, SeveralOutputs) {
  netlist const n = sum();
  ASSERT_EQ(n.instances.size(), 8u);  // and two ties
  EXPECT_DOUBLE_EQ(n.area(), 2 * 7 + 2 * 3.5 + 1 + 0.5 + 2 * 0.5);
  EXPECT_EQ(n.depth(), 2);
  netlist::cell_kind const& fa = n.kinds[static_cast<std::size_t>(instance_of(n, "FA").kind)];
  EXPECT_EQ(fa.outputs, (std::vector<std::string>{"CO", "S"}));
  EXPECT_EQ(fa.loads, (std::vector<double>{0.013, 0.013, 0.009}));
  int unconnected = 0;
  for (netlist::instance const& i : n.instances)
    for (int const net : i.outputs) unconnected += net == netlist::unconnected;
  EXPECT_EQ(unconnected, 2);

  std::string const text = n.verilog();
  EXPECT_NE(text.find(".A(a[1]), .B(b[1]), .CI("), std::string::npos) << text;
  EXPECT_NE(text.find(".CO(p[2]), .S(p[1]));"), std::string::npos) << text;
  EXPECT_NE(text.find("HA u2 (.A(a[0]), .B(b[0]), .CO("), std::string::npos) << text;
  EXPECT_NE(text.find("HA u3 (.A(a[0]), .B(a[1]), .CO("), std::string::npos) << text;
  EXPECT_EQ(text.find(".S()"), std::string::npos) << text;
  EXPECT_EQ(text.find("1'b"), std::string::npos) << text;
}

TEST(Netlist, TiesAreShared) {
  netlist const n = sum();
  netlist::instance const &high = instance_of(n, "TIEH"), &low = instance_of(n, "TIEL");
  EXPECT_THROW(instance_of(n, "TIEH", 1), std::out_of_range);
  EXPECT_THROW(instance_of(n, "TIEL", 1), std::out_of_range);
  ASSERT_EQ(high.outputs.size(), 1u);
  EXPECT_TRUE(high.inputs.empty());
  netlist::instance const &open = instance_of(n, "FA", 0), &nand = instance_of(n, "NAND2");
  EXPECT_EQ(open.inputs, (std::vector<int>{n.a[0], high.outputs[0], low.outputs[0]}));
  EXPECT_EQ(nand.inputs, (std::vector<int>{low.outputs[0], high.outputs[0]}));
  EXPECT_EQ(small().p[4], netlist::one);  // an output stays a constant
  EXPECT_THROW(instance_of(small(), "TIEH"), std::out_of_range);
}

// One cell for both constants, of which each is an output; a library without ties keeps the constants.
TEST(Netlist, TiesOfOtherLibraries) {
  std::string const cells = R"lib(cell (INV) { area : 1; pin (A) { } pin (Y) { direction : output; function : "!A"; } }
    cell (NAND2) { area : 1; pin (A, B) { } pin (Y) { direction : output; function : "!(A B)"; } }
    cell (NOR2) { area : 1; pin (A, B) { } pin (Y) { direction : output; function : "!(A + B)"; } })lib";
  std::string const tie = R"lib(cell (TIE) { area : 3; pin (HI) { direction : output; function : "1"; }
    pin (LO) { direction : output; function : "0"; } })lib";
  std::string text = json;
  text.replace(text.find("[4], \"Y\""), 3, "[\"1\"]");
  netlist const tied = read_netlist(text, "top", read_liberty("library (x) {" + cells + tie + "}", "x"));
  ASSERT_EQ(tied.instances.size(), 3u);
  EXPECT_NE(tied.verilog().find("TIE u0 (.HI(n"), std::string::npos) << tied.verilog();
  EXPECT_DOUBLE_EQ(tied.area(), 5);
  EXPECT_EQ(tied.depth(), 2);
  netlist const bare = read_netlist(text, "top", read_liberty("library (x) {" + cells + "}", "x"));
  ASSERT_EQ(bare.instances.size(), 2u);
  EXPECT_NE(bare.verilog().find(".B(1'b1)"), std::string::npos) << bare.verilog();
  for (netlist const* n : {&tied, &bare}) {
    std::uint64_t const a[] = {0, 1}, b[] = {0, 0};
    u128 p[2];
    simulator(*n).products(a, b, p, 2);
    EXPECT_EQ(static_cast<unsigned>(p[0]), 0x16u);
    EXPECT_EQ(static_cast<unsigned>(p[1]), 0x11u);
  }
}

TEST(Netlist, AdderCellsAdd) {
  simulator const s(sum());
  for (std::uint64_t a = 0; a < 4; ++a)
    for (std::uint64_t b = 0; b < 4; ++b) {
      u128 p;
      s.products(&a, &b, &p, 1);
      EXPECT_EQ(static_cast<unsigned>(p), a + b) << a << " " << b;  // the floating input is zero, so p3 is, too
    }
}

TEST(Netlist, TogglesOfEachOutput) {
  netlist const n = sum();
  std::uint64_t const a[] = {0, 1, 3, 2, 3}, b[] = {1, 1, 1, 3, 3};
  toggle_counts const t = simulator(n).toggles(a, b, 5);  // the sums 1, 2, 4, 5, 6; a0 + b0 = 1, 2, 2, 1, 2
  EXPECT_EQ(toggles_of(t, n.p), (std::vector<std::uint64_t>{3, 3, 1, 0}));
  EXPECT_EQ(toggles_of(t, instance_of(n, "HA", 0).outputs), (std::vector<std::uint64_t>{3, 3}));
  netlist::instance const& spare = instance_of(n, "HA", 1);
  EXPECT_EQ(spare.outputs[1], netlist::unconnected);
  EXPECT_EQ(t.nets[static_cast<std::size_t>(spare.outputs[0])], 3u);  // a0 & a1: 0 0 1 0 1
  for (char const* kind : {"TIEH", "TIEL"}) EXPECT_EQ(toggles_of(t, instance_of(n, kind).outputs).front(), 0u) << kind;
  EXPECT_EQ(t.nets.size(), static_cast<std::size_t>(n.nets));
}

TEST(Netlist, BlifText) {
  std::string const text = small().blif();
  EXPECT_EQ(
      text.rfind(".model top\n.inputs a[0] a[1] b[0] b[1]\n.outputs p[0] p[1] p[2] p[3] p[4] p[5] p[6] p[7]\n", 0), 0u)
      << text;
  EXPECT_NE(text.find("\n00 1\n10 1\n01 1\n.names"), std::string::npos) << text;
  EXPECT_NE(text.find(".names b[1] p[6]\n1 1\n"), std::string::npos) << text;
  EXPECT_EQ(text.substr(text.size() - 5), ".end\n");
}

// What ABC says of the netlist's tables against those that are written here.
std::string equivalence(std::string const& blif, std::string const& golden) {
  scratch_dir const scratch;
  write_file(scratch / "mapped.blif", blif);
  write_file(scratch / "golden.blif", golden);
  return run({"berkeley-abc", "-c", "cec mapped.blif golden.blif"}, scratch / "log", scratch.path());
}

TEST(Netlist, AbcProvesTheBlif) {
  std::string const golden =
      ".model golden\n.inputs a[0] a[1] b[0] b[1]\n.outputs p[0] p[1] p[2] p[3]\n"
      ".names a[0] b[0] p[0]\n10 1\n01 1\n.names a[0] b[0] c\n11 1\n"
      ".names a[1] b[1] c p[1]\n100 1\n010 1\n001 1\n111 1\n"
      ".names a[1] b[1] c p[2]\n11- 1\n1-1 1\n-11 1\n.names p[3]\n.end\n";
  std::string const same = equivalence(sum().blif(), golden);
  EXPECT_NE(same.find("Networks are equivalent"), std::string::npos) << same;
  EXPECT_EQ(same.find("arning"), std::string::npos) << same;
  std::string wrong = golden;
  std::string const different = equivalence(sum().blif(), wrong.replace(wrong.find("111 1"), 5, "110 1"));
  EXPECT_NE(different.find("NOT EQUIVALENT"), std::string::npos) << different;
}

TEST(Netlist, AbcReadsConstantsAndWires) {
  std::string const golden =
      ".model golden\n.inputs a[0] a[1] b[0] b[1]\n.outputs p[0] p[1] p[2] p[3] p[4] p[5] p[6] p[7]\n"
      ".names a[0] b[0] p[0]\n11 1\n.names a[0] b[0] p[1]\n0- 1\n-0 1\n.names p[1] p[2]\n1 1\n"
      ".names p[3]\n.names p[4]\n1\n.names p[5]\n.names b[1] p[6]\n1 1\n.names p[7]\n.end\n";
  std::string const said = equivalence(small().blif(), golden);
  EXPECT_NE(said.find("Networks are equivalent"), std::string::npos) << said;
}

TEST(Netlist, RefusesWhatIsNoMultiplier) {
  auto const lib = generic_liberty();
  auto const with = [](std::string text, std::string const& what, std::string const& instead) {
    return text.replace(text.find(what), what.size(), instead);
  };
  EXPECT_THROW(read_netlist(with(json, "INV", "$_DFF_P_"), "top", lib->cells), bad_input);
  EXPECT_THROW(read_netlist(with(json, "\"B\": [4]", "\"B\": [8]"), "top", lib->cells), bad_input);  // a loop
  EXPECT_THROW(read_netlist(with(json, "\"b\":", "\"clk\":"), "top", lib->cells), bad_input);
  EXPECT_THROW(read_netlist("{}", "top", lib->cells), bad_input);
  EXPECT_THROW(read_netlist(json, "other", lib->cells), bad_input);
}

}  // namespace
}  // namespace axmul::tools
