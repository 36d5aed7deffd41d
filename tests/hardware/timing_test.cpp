#include "characterize/hardware/timing.hpp"

#include <gtest/gtest.h>

namespace axmul::tools {
namespace {

constexpr double tau = 0.008, load = surroundings::output_inverters, slew = surroundings::input_slew_ns;
constexpr double inverter_load = 1, nand_load = 4.0 / 3;  // of an input, in those of an inverter

netlist read(std::string const& ports, std::string const& cells, library const& lib) {
  return read_netlist(R"({"modules": {"top": {"ports": {)" + ports + R"(}, "cells": {)" + cells + "}}}}", "top",
                      lib.cells);
}

// u0 = INV of a0 that drives p0 and u1 = NAND2(u0, b0); the other outputs are a constant, a wire and a copy.
TEST(Timing, ByLogicalEffort) {
  auto const lib = generic_liberty();
  netlist const n = read(R"("a": {"direction": "input", "bits": [2, 3]}, "b": {"direction": "input", "bits": [4, 5]},
              "p": {"direction": "output", "bits": [6, 7, "1", 5, 7]})",
                         R"("x": {"type": "INV", "connections": {"A": [2], "Y": [6]}},
              "y": {"type": "NAND2", "connections": {"A": [6], "B": [4], "Y": [7]}})",
                         *lib);
  timing_result const t = time_and_power(n, *lib);
  double const inv = tau * (1 + load + nand_load) + 0.2 * slew, inv_slew = 2 * tau * (1 + load + nand_load);
  double const nand = tau * (2 + 2 * load);
  EXPECT_NEAR(t.delay_ns, inv + nand + 0.2 * inv_slew, 1e-5);
  ASSERT_EQ(t.path.size(), 4u);
  EXPECT_EQ(t.path[1].pin, "u0/Y");
  EXPECT_EQ(t.path[1].cell, "INV");
  ASSERT_EQ(t.delays_ns.size(), 2u);
  ASSERT_EQ(t.delays_ns[0].size(), 1u);
  EXPECT_NEAR(t.delays_ns[0][0], inv, 1e-5);
  EXPECT_NEAR(t.delays_ns[1].at(0), nand + 0.2 * (inv_slew + slew) / 2, 1e-5);

  // 1e8 changes a second of 1 fJ inside, and of C V^2 / 2 outside
  EXPECT_NEAR(t.instances[0].internal_mw, 1e-4, 1e-9);
  EXPECT_NEAR(t.instances[1].internal_mw, 2e-4, 1e-9);
  EXPECT_NEAR(t.instances[0].switching_mw.at(0), 1e-4 * (load + nand_load), 1e-7);
  EXPECT_NEAR(t.instances[1].switching_mw.at(0), 1e-4 * 2 * load, 1e-7);
  EXPECT_NEAR(t.instances[0].leakage_mw, 0.5e-6, 1e-12);

  toggle_counts counts;
  counts.transitions = 4;
  counts.nets.assign(static_cast<std::size_t>(n.nets), 4);
  counts.nets[static_cast<std::size_t>(n.instances[0].outputs[0])] = 1;
  counts.nets[static_cast<std::size_t>(n.instances[1].outputs[0])] = 2;
  power_result const p = scale_power(n, t, counts);
  EXPECT_NEAR(p.dynamic_mw, (1e-4 + 1e-4 * (load + nand_load)) / 4 + (2e-4 + 2e-4 * load) / 2, 1e-7);
  EXPECT_NEAR(p.leakage_mw, 1.5e-6, 1e-11);

  // OpenSTA 2.0.17 reads no SAIF
  if (std::optional<power_result> const from_saif = power_from_saif(n, *lib, counts)) {
    EXPECT_NEAR(from_saif->dynamic_mw, p.dynamic_mw, 1e-7);
    EXPECT_NEAR(from_saif->leakage_mw, p.leakage_mw, 1e-11);
  }
}

// A half adder whose sum drives p0 and whose carry drives p1 and an inverter; the second one's carry is not read, and
// one of its operands is always 1. Parasitic delays and energies as derived in generic.lib.
TEST(Timing, CellsWithTwoOutputsAndTies) {
  auto const lib = generic_liberty();
  netlist const n = read(R"("a": {"direction": "input", "bits": [2]}, "b": {"direction": "input", "bits": [3]},
              "p": {"direction": "output", "bits": [4, 5, 6, 7]})",
                         R"("x": {"type": "HA", "connections": {"A": [2], "B": [3], "S": [4], "CO": [5]}},
              "y": {"type": "INV", "connections": {"A": [5], "Y": [6]}},
              "z": {"type": "HA", "connections": {"A": [2], "B": ["1"], "S": [7]}})",
                         *lib);
  timing_result const t = time_and_power(n, *lib);
  std::size_t adder = n.instances.size(), half_used = adder, tie = adder;
  for (std::size_t i = 0; i < n.instances.size(); ++i) {
    std::string const& kind = n.kinds[static_cast<std::size_t>(n.instances[i].kind)].name;
    if (kind == "HA") (n.instances[i].outputs[0] == netlist::unconnected ? half_used : adder) = i;
    if (kind == "TIEH") tie = i;
  }
  ASSERT_LT(adder, n.instances.size());
  ASSERT_LT(half_used, n.instances.size());
  ASSERT_LT(tie, n.instances.size());
  netlist::cell_kind const& k = n.kinds[static_cast<std::size_t>(n.instances[adder].kind)];
  ASSERT_EQ(k.outputs, (std::vector<std::string>{"CO", "S"}));

  double const carry_p = 2 + (1 + 4.0 / 3) + 1, sum_p = carry_p + 7.0 / 3 + 1, sum_energy = 7.0 / 3 + 1 + 1;
  EXPECT_NEAR(t.delays_ns[adder][0], tau * (carry_p + load + inverter_load) + 0.2 * slew, 1e-5);
  EXPECT_NEAR(t.delays_ns[adder][1], tau * (sum_p + load) + 0.2 * slew, 1e-5);
  EXPECT_NEAR(t.delays_ns[half_used][1], tau * (sum_p + load) + 0.2 * slew, 1e-5);
  EXPECT_EQ(t.delays_ns[tie], std::vector<double>{0});
  double const internal = 1e-4 * (carry_p + sum_energy), carry = 1e-4 * (load + inverter_load), sum = 1e-4 * load;
  EXPECT_NEAR(t.instances[adder].internal_mw, internal, 1e-7);
  EXPECT_NEAR(t.instances[adder].switching_mw[0], carry, 1e-8);
  EXPECT_NEAR(t.instances[adder].switching_mw[1], sum, 1e-8);
  EXPECT_NEAR(t.instances[half_used].switching_mw[0], 0, 1e-8);
  EXPECT_NEAR(t.instances[half_used].switching_mw[1], sum, 1e-8);
  EXPECT_NEAR(t.instances[tie].leakage_mw, 0.5e-6, 1e-12);

  // the carry changes once in four pairs, the sum three times, nothing else
  toggle_counts counts;
  counts.transitions = 4;
  counts.nets.assign(static_cast<std::size_t>(n.nets), 0);
  counts.nets[static_cast<std::size_t>(n.instances[adder].outputs[0])] = 1;
  counts.nets[static_cast<std::size_t>(n.instances[adder].outputs[1])] = 3;
  EXPECT_NEAR(scale_power(n, t, counts).dynamic_mw, carry / 4 + sum * 3 / 4 + internal / 2, 1e-7);
  // of the other adder only the sum counts
  counts.nets.assign(static_cast<std::size_t>(n.nets), 0);
  counts.nets[static_cast<std::size_t>(n.instances[half_used].outputs[1])] = 4;
  EXPECT_NEAR(scale_power(n, t, counts).dynamic_mw, sum + t.instances[half_used].internal_mw, 1e-8);
}

TEST(Timing, WiresTakeNoTime) {
  auto const lib = generic_liberty();
  netlist const n = read(R"("a": {"direction": "input", "bits": [2]}, "b": {"direction": "input", "bits": [3]},
                            "p": {"direction": "output", "bits": [2, "1"]})",
                         "", *lib);
  timing_result const t = time_and_power(n, *lib);
  EXPECT_EQ(t.delay_ns, 0);
  EXPECT_TRUE(t.delays_ns.empty());
  toggle_counts counts;
  counts.transitions = 1;
  counts.nets.assign(static_cast<std::size_t>(n.nets), 1);
  EXPECT_EQ(scale_power(n, t, counts).dynamic_mw, 0);
}

}  // namespace
}  // namespace axmul::tools
