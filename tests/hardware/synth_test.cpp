#include "characterize/hardware/synth.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <thread>
#include <tuple>

#include "characterize/hardware/adders.hpp"
#include "characterize/hardware/check.hpp"
#include "characterize/hardware/mapping.hpp"
#include "characterize/hardware/simulate.hpp"
#include "characterize/hardware/timing.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

std::string module(int n, std::string const& expression) {
  return fmt::format("module mul (input [{0}:0] a, input [{0}:0] b, output [{1}:0] p);\n  assign p = {2};\nendmodule\n",
                     n - 1, 2 * n - 1, expression);
}

// One style of mapping is enough here.
netlist mapped(std::string const& verilog, library const& lib, std::size_t style = 0) {
  return *map({verilog, "mul"}, lib, {mapping_styles(lib)[style]}).mapped.front();
}

// On every pair of n and nb bits, all bits of p that `mask` has.
void expect_products(netlist const& m, int n, int nb, int mask, std::function<int(int a, int b)> const& product,
                     std::string const& what) {
  simulator const simulated(m);
  for (std::uint64_t a = 0; a < 1u << n; ++a)
    for (std::uint64_t b = 0; b < 1u << nb; ++b) {
      u128 p = 0;
      simulated.products(&a, &b, &p, 1);
      ASSERT_EQ(static_cast<int>(p), product(static_cast<int>(a), static_cast<int>(b)) & mask)
          << what << ": " << a << ", " << b;
    }
}

// Dadda's tree has n^2 - 4n + 3 full adders, a ripple adder behind it 2n - 3.
TEST(Map, EveryStyleIsTheProduct) {
  auto const lib = generic_liberty();
  std::vector<mapping_style> const styles = mapping_styles(*lib);
  EXPECT_EQ(styles.size(), 10u);
  mapping_result const all = map({module(6, "a * b"), "mul"}, *lib, styles);
  ASSERT_EQ(all.mapped.size(), styles.size());
  for (std::size_t i = 0; i < styles.size(); ++i) {
    netlist_check const check = check_netlist(*all.mapped[i], design("exact:n=6"));
    EXPECT_FALSE(check.first) << styles[i].name();
    EXPECT_EQ(check.how, proof::exhaustive);
    auto const& kinds = all.mapped[i]->kinds;
    auto const adders =
        std::count_if(all.mapped[i]->instances.begin(), all.mapped[i]->instances.end(),
                      [&](netlist::instance const& u) { return kinds[static_cast<std::size_t>(u.kind)].name == "FA"; });
    if (styles[i].booth) continue;
    if (styles[i].adders && !styles[i].ripple)
      EXPECT_GE(adders, 15) << styles[i].name();
    else
      EXPECT_EQ(adders, styles[i].adders ? 24 : 0) << styles[i].name();
  }
}

TEST(Map, AreaIsTheSumOfTheCells) {
  auto const lib = generic_liberty();
  netlist const m = mapped(module(2, "a * b"), *lib);
  double sum = 0;
  for (netlist::instance const& i : m.instances)
    sum += *lib->cells.find(m.kinds[static_cast<std::size_t>(i.kind)].name)->area;
  EXPECT_GT(sum, 0);
  EXPECT_DOUBLE_EQ(m.area(), sum);
}

// Products as arrays and as Booth rows: of both signs, an even and an odd number of bits, either operand the narrower
// one, cut and extended.
TEST(Map, MultipliesAsTheOperator) {
  auto const lib = generic_liberty();
  std::vector<mapping_style> const styles = mapping_styles(*lib);
  auto const booth = std::find_if(styles.begin(), styles.end(), [](mapping_style const& s) { return s.booth; });
  for (auto const& [n, nb, width] : {std::tuple{4, 4, 8}, {4, 5, 11}, {7, 6, 7}, {5, 5, 10}, {5, 3, 8}})
    for (bool const is_signed : {false, true}) {
      std::string const text = fmt::format(
          "module mul (input {0}[{1}:0] a, input {0}[{2}:0] b, output {0}[{3}:0] p);\n  assign p = a * b;\nendmodule\n",
          is_signed ? "signed " : "", n - 1, nb - 1, width - 1);
      mapping_result const all = map({text, "mul"}, *lib, {styles.front(), *booth});
      ASSERT_EQ(all.mapped.size(), nb < 4 ? 1u : 2u);
      auto const value = [&](int x, int bits) { return x - (is_signed && x >> (bits - 1) != 0 ? 1 << bits : 0); };
      for (std::size_t i = 0; i < all.mapped.size(); ++i)
        expect_products(
            *all.mapped[i], n, nb, (1 << width) - 1,
            [&, n = n, nb = nb](int a, int b) { return value(a, n) * value(b, nb); }, text + all.styles[i].name());
    }
}

TEST(Map, MultipliesPartsAsTheOperator) {
  auto const lib = generic_liberty();
  struct {
    char const *ports, *expression;
    std::function<int(int a, int b)> product;
  } const cases[] = {
      {"input [4:0] a, input [2:0] b, output [9:0] p", "a[4:3] * b", [](int a, int b) { return (a >> 3) * b; }},
      {"input [4:0] a, input [2:0] b, output [9:0] p", "a * b[0]", [](int a, int b) { return a * (b & 1); }},
      {"input [4:0] a, input [2:0] b, output [9:0] p", "{{5{1'b0}}, {a * b}}", [](int a, int b) { return a * b & 31; }},
  };
  for (auto const& c : cases) {
    netlist const m =
        mapped(fmt::format("module mul ({});\n  assign p = {};\nendmodule\n", c.ports, c.expression), *lib);
    expect_products(m, 5, 3, 1023, c.product, fmt::format("{}, {}", c.ports, c.expression));
  }
}

// Sums, differences and comparisons in every style; full adders with complemented inputs and outputs among them.
TEST(Map, AddsAsTheOperators) {
  auto const lib = generic_liberty();
  struct {
    char const* expression;
    std::function<int(int a, int b)> value;
    bool has_adders;
  } const cases[] = {
      {"a + b", [](int a, int b) { return a + b; }, true},
      {"a - b", [](int a, int b) { return a - b; }, true},
      {"b - ~a", [](int a, int b) { return b - (~a & 255); }, true},
      {"~(a - b) + {a[2:0], 3'd5}", [](int a, int b) { return (~(a - b) & 255) + ((a & 7) << 3 | 5); }, true},
      {"-a + (a ^ b) + b", [](int a, int b) { return -a + (a ^ b) + b; }, true},
      {"{a < b, a <= b, $signed(a) < $signed(b)}",
       [](int a, int b) { return (a < b) << 2 | (a <= b) << 1 | ((a ^ 8) < (b ^ 8)); }, false},
  };
  std::vector<mapping_style> const styles = mapping_styles(*lib);
  for (auto const& c : cases) {
    mapping_result const all = map({module(4, c.expression), "mul"}, *lib, styles);
    for (std::size_t i = 0; i < all.styles.size(); ++i) {
      netlist const& m = *all.mapped[i];
      expect_products(m, 4, 4, 255, c.value, fmt::format("{}, {}", c.expression, all.styles[i].name()));
      bool const has_adder = std::any_of(m.kinds.begin(), m.kinds.end(), [](auto const& k) { return k.name == "FA"; });
      if (c.has_adders && all.styles[i].ripple) {
        EXPECT_EQ(has_adder, all.styles[i].adders) << c.expression;
      }
    }
  }
}

TEST(Map, RefusesOtherGraphs) {
  auto const lib = generic_liberty();
  liberty_cell const& adder = *lib->cells.smallest_full_adder();
  for (char const* text : {"", "aig 1 1 0 0 0\n", "aag 2 1 0 1 1\n2\n4\n4 2 6\n", "aag 1 1 0 1 0\n2\n"})
    EXPECT_THROW(with_full_adders(text, "mul", adder), tool_failure) << text;
}

TEST(Map, WiresCostNothing) {
  auto const lib = generic_liberty();
  for (char const* expression : {"{a, 3'd5}", "8'd0", "b"})
    for (auto const& m : map({module(4, expression), "mul"}, *lib, mapping_styles(*lib)).mapped) {
      EXPECT_TRUE(m->instances.empty()) << expression;
      EXPECT_EQ(m->area(), 0) << expression;
      EXPECT_EQ(time_and_power(*m, *lib).delay_ns, 0) << expression;
    }
}

TEST(Map, RefusesRegisters) {
  auto const lib = generic_liberty();
  EXPECT_THROW(
      mapped("module mul (input [1:0] a, b, output reg [3:0] p);\n  always @(posedge a[0]) p <= b;\nendmodule\n", *lib),
      bad_input);
  EXPECT_THROW(mapped("module mul (", *lib), tool_failure);
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

}  // namespace
}  // namespace axmul::tools
