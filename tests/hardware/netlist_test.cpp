#include "characterize/hardware/netlist.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "characterize/hardware/simulate.hpp"
#include "src/support/error.hpp"

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
  EXPECT_EQ(t.instances, (std::vector<std::uint64_t>{2, 2}));
  EXPECT_EQ(t.a, (std::vector<std::uint64_t>{2, 1}));
  EXPECT_EQ(t.b, (std::vector<std::uint64_t>{2, 1}));
}

TEST(Netlist, TogglesAcrossBlocks) {
  simulator const s(small());
  std::vector<std::uint64_t> a, b(1537, 1);
  for (std::uint64_t i = 0; i < b.size(); ++i) a.push_back(i & 1);
  toggle_counts const t = s.toggles(a.data(), b.data(), a.size());
  EXPECT_EQ(t.transitions, 1536u);
  EXPECT_EQ(t.instances, (std::vector<std::uint64_t>{1536, 1536}));
}

TEST(Netlist, EveryFunctionOfThreeInputsCompiles) {
  for (unsigned table = 0; table < 256; ++table) {
    std::uint64_t const bits = table * 0x0101010101010101u;
    netlist n;
    n.kinds.push_back({"F", 1, {"A", "B", "C"}, "Y", {bits, 3}});
    n.a = {2, 3};
    n.b = {4, 5};
    n.p = {6};
    n.nets = 7;
    n.instances.push_back({0, {2, 3, 4}, 6});
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
