#include "characterize/hardware/synth.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

std::string module(int n, std::string const& expression) {
  return fmt::format("module mul (input [{0}:0] a, input [{0}:0] b, output [{1}:0] p);\n  assign p = {2};\nendmodule\n",
                     n - 1, 2 * n - 1, expression);
}

TEST(Map, AreaIsTheSumOfTheCells) {
  auto const lib = generic_liberty();
  mapping_result const m = map(module(2, "a * b"), "mul", *lib);
  double sum = 0;
  for (netlist::instance const& i : m.mapped.instances)
    sum += *lib->cells.find(m.mapped.kinds[static_cast<std::size_t>(i.kind)].name)->area;
  EXPECT_GT(m.cells, 0);
  EXPECT_DOUBLE_EQ(m.area, sum);
  EXPECT_EQ(m.cells, static_cast<int>(m.mapped.instances.size()));
  EXPECT_EQ(m.depth, m.mapped.depth());
  EXPECT_TRUE(check_netlist(m.mapped, design("exact:n=2")).exhaustive);
  EXPECT_FALSE(check_netlist(m.mapped, design("exact:n=2")).first);
}

TEST(Map, CheckFindsTheFirstDifference) {
  mapping_result const m = map(module(4, "(a == 3 && b == 5) ? 8'd14 : a * b"), "mul", *generic_liberty());
  netlist_check const c = check_netlist(m.mapped, design("exact:n=4"));
  ASSERT_TRUE(c.first);
  EXPECT_EQ(c.first->a, 3u);
  EXPECT_EQ(c.first->b, 5u);
  EXPECT_EQ(static_cast<int>(c.first->expected), 15);
  EXPECT_EQ(static_cast<int>(c.first->got), 14);
}

TEST(Map, WiresCostNothing) {
  auto const lib = generic_liberty();
  for (char const* expression : {"{a, 3'd5}", "8'd0", "b"}) {
    mapping_result const m = map(module(4, expression), "mul", *lib);
    EXPECT_EQ(m.cells, 0) << expression;
    EXPECT_EQ(m.area, 0) << expression;
    EXPECT_EQ(time_and_power(m.mapped, *lib).delay_ns, 0) << expression;
  }
}

TEST(Map, RefusesRegisters) {
  EXPECT_THROW(map("module mul (input [1:0] a, b, output reg [3:0] p);\n  always @(posedge a[0]) p <= b;\nendmodule\n",
                   "mul", *generic_liberty()),
               bad_input);
  EXPECT_THROW(map("module mul (", "mul", *generic_liberty()), tool_failure);
}

// u0 = INV of a0 that drives p0 and u1 = NAND2(u0, b0); the other outputs are a constant, a wire and a copy.
TEST(Timing, ByLogicalEffort) {
  auto const lib = generic_liberty();
  netlist n = read_netlist(R"({"modules": {"top": {
    "ports": {"a": {"direction": "input", "bits": [2, 3]}, "b": {"direction": "input", "bits": [4, 5]},
              "p": {"direction": "output", "bits": [6, 7, "1", 5, 7]}},
    "cells": {"x": {"type": "INV", "connections": {"A": [2], "Y": [6]}},
              "y": {"type": "NAND2", "connections": {"A": [6], "B": [4], "Y": [7]}}}}}})",
                           "top", lib->cells);
  timing_result const t = time_and_power(n, *lib);
  double const tau = 0.008, load = surroundings::output_inverters;
  double const inv = tau * (1 + load + 4.0 / 3) + 0.2 * surroundings::input_slew_ns;
  double const nand = tau * (2 + 2 * load) + 0.2 * (2 * tau * (1 + load + 4.0 / 3));
  EXPECT_NEAR(t.delay_ns, inv + nand, 1e-5);
  ASSERT_EQ(t.path.size(), 4u);
  EXPECT_EQ(t.path[1].pin, "u0/Y");
  EXPECT_EQ(t.path[1].cell, "INV");
  // 1e8 changes a second of 1 fJ inside, and of C V^2 / 2 outside
  EXPECT_NEAR(t.instances[0].internal_mw, 1e-4, 1e-9);
  EXPECT_NEAR(t.instances[1].internal_mw, 2e-4, 1e-9);
  EXPECT_NEAR(t.instances[0].switching_mw, 1e-4 * (load + 4.0 / 3), 1e-7);
  EXPECT_NEAR(t.instances[1].switching_mw, 1e-4 * 2 * load, 1e-7);
  EXPECT_NEAR(t.instances[0].leakage_mw, 0.5e-6, 1e-12);

  toggle_counts counts;
  counts.transitions = 4;
  counts.instances = {1, 2};
  power_result const p = scale_power(t, counts);
  EXPECT_NEAR(p.dynamic_mw, (1e-4 + 1e-4 * (load + 4.0 / 3)) / 4 + (2e-4 + 2e-4 * load) / 2, 1e-7);
  EXPECT_NEAR(p.leakage_mw, 1.5e-6, 1e-11);
}

TEST(Synth, RecordHasTheFieldsAndRepeats) {
  synth_options options;
  options.liberty = generic_liberty();
  design const d("exact:n=4");
  nlohmann::ordered_json const first = synthesize(d, options);
  std::vector<std::string> names;
  for (auto const& field : first.items()) names.push_back(field.key());
  EXPECT_EQ(names, (std::vector<std::string>{
                       "spec",       "liberty",     "corner",      "tools",           "mapping",  "cells",
                       "area",       "area_unit",   "depth",       "delay_ns",        "power_mw", "dynamic_mw",
                       "leakage_mw", "pdp_pj",      "energy_pj",   "power_glitch_mw", "activity", "netlist_verified",
                       "area_ratio", "delay_ratio", "power_ratio", "pdp_ratio"}));
  EXPECT_EQ(first["netlist_verified"], "exhaustive");
  EXPECT_EQ(first["area_ratio"], 1.0);
  EXPECT_GT(first["delay_ns"], 0.0);
  EXPECT_GT(first["dynamic_mw"], 0.0);
  EXPECT_DOUBLE_EQ(first["power_mw"], first["dynamic_mw"].get<double>() + first["leakage_mw"].get<double>());
  EXPECT_DOUBLE_EQ(first["pdp_pj"], first["power_mw"].get<double>() * first["delay_ns"].get<double>());
  EXPECT_DOUBLE_EQ(first["energy_pj"], 10 * first["dynamic_mw"].get<double>());
  EXPECT_EQ(synthesize(d, options).dump(), first.dump());

  options.path = true;
  nlohmann::ordered_json const with_path = synthesize(d, options);
  EXPECT_EQ(with_path["path"].back()["arrival_ns"], first["delay_ns"]);
}

TEST(Synth, ThreadsShareOneReference) {
  synth_options options;
  options.liberty = generic_liberty();
  int asked = 0;
  std::vector<nlohmann::ordered_json> records(3);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < records.size(); ++i)
    threads.emplace_back([&, i] { records[i] = synthesize(design(fmt::format("drum:n=6,k={}", 3 + i)), options); });
  for (std::thread& t : threads) t.join();
  for (nlohmann::ordered_json const& r : records) EXPECT_GT(r["area_ratio"], 0.0);

  options.reference = [&](std::string const&) {
    ++asked;
    return nlohmann::ordered_json{{"area", 10.0}, {"delay_ns", 0.0}, {"power_mw", nullptr}};
  };
  nlohmann::ordered_json const r = synthesize(design("drum:n=6,k=3"), options);
  EXPECT_EQ(asked, 1);
  EXPECT_DOUBLE_EQ(r["area_ratio"], r["area"].get<double>() / 10);
  EXPECT_TRUE(r["delay_ratio"].is_null());
  EXPECT_TRUE(r["power_ratio"].is_null());
}

TEST(Check, PairsDependOnSeedAndNumberAlone) {
  design const d("exact:n=16");
  operand_sequence const all = activity_pairs(d, 7, 100), part = activity_pairs(d, 7, 10),
                         other = activity_pairs(d, 8, 100);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(part.a[i], all.a[i]);
    EXPECT_EQ(part.b[i], all.b[i]);
  }
  EXPECT_NE(all.a, other.a);
  EXPECT_NE(all.a, all.b);
}

TEST(Check, FloatPairsAreFinite) {
  operand_sequence const pairs = activity_pairs(design("exact@fp16"), 1, 2000);
  for (std::uint64_t const x : pairs.a) EXPECT_NE(x >> 10 & 31, 31u);
  for (std::uint64_t const x : pairs.b) EXPECT_NE(x >> 10 & 31, 31u);
}

}  // namespace
}  // namespace axmul::tools
