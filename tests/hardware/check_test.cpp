#include "characterize/hardware/check.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace {

// A netlist built by hand, with cells of one, two and six inputs and of two outputs.
struct built : netlist {
  built(int n, int nb) {
    top = "array";
    kinds = {{"AND2", 1, {"A", "B"}, {"Y"}, {{0x8888888888888888, 2}}, {}},
             {"XOR2", 1, {"A", "B"}, {"Y"}, {{0x6666666666666666, 2}}, {}},
             {"FA", 1, {"A", "B", "C"}, {"S", "CO"}, {{0x9696969696969696, 3}, {0xe8e8e8e8e8e8e8e8, 3}}, {}}};
    for (int i = 0; i < n; ++i) a.push_back(nets++);
    for (int i = 0; i < nb; ++i) b.push_back(nets++);
  }

  std::vector<int> add(int kind, std::vector<int> inputs) {
    std::vector<int> outputs;
    for (std::size_t i = 0; i < kinds[static_cast<std::size_t>(kind)].outputs.size(); ++i) outputs.push_back(nets++);
    instances.push_back({kind, std::move(inputs), outputs});
    return outputs;
  }

  // Changes bit `bit` of the product of one pair alone.
  void spoil(std::uint64_t x, std::uint64_t y, std::size_t bit) {
    std::vector<std::pair<int, bool>> wanted;
    for (std::size_t i = 0; i < a.size(); ++i) wanted.emplace_back(a[i], (x >> i & 1) != 0);
    for (std::size_t i = 0; i < b.size(); ++i) wanted.emplace_back(b[i], (y >> i & 1) != 0);
    wanted.resize((wanted.size() + 5) / 6 * 6, {one, true});
    int hit = one;
    for (std::size_t at = 0; at < wanted.size(); at += 6) {
      unsigned pattern = 0;
      std::vector<int> inputs;
      for (unsigned i = 0; i < 6; ++i) {
        pattern |= (wanted[at + i].second ? 1u : 0u) << i;
        inputs.push_back(wanted[at + i].first);
      }
      kinds.push_back({"IS", 1, {"A", "B", "C", "D", "E", "F"}, {"Y"}, {{std::uint64_t{1} << pattern, 6}}, {}});
      hit = add(0, {hit, add(static_cast<int>(kinds.size()) - 1, inputs)[0]})[0];
    }
    p[bit] = add(1, {p[bit], hit})[0];
  }
};

// Rows of full adders, one below the other; signed operands are extended to the product's width.
built array(int n, int nb, bool is_signed = false) {
  built made(n, nb);
  std::size_t const width = static_cast<std::size_t>(n + nb);
  made.p.assign(width, netlist::zero);
  std::vector<int> x = made.a, y = made.b;
  if (is_signed) {
    x.resize(width, x.back());
    y.resize(width, y.back());
  }
  for (std::size_t j = 0; j < y.size(); ++j) {
    int carry = netlist::zero;
    for (std::size_t i = 0; i < x.size() && i + j < width; ++i) {
      std::vector<int> const sum = made.add(2, {made.p[i + j], made.add(0, {x[i], y[j]})[0], carry});
      made.p[i + j] = sum[0];
      carry = sum[1];
    }
    if (x.size() + j < width) made.p[x.size() + j] = carry;
  }
  if (is_signed) made.instances.back().outputs[1] = netlist::unconnected;
  return made;
}

// An AIGER file of the same rows, from Verilog that declares b first; `change` is what differs in the product.
std::string aiger_of_array(int n, std::string const& change = "0") {
  std::string text =
      fmt::format("module array (b, a, p);\n  input [{0}:0] b, a;\n  output [{1}:0] p;\n", n - 1, 2 * n - 1);
  text += fmt::format("  wire [{0}:0] t0 = a & {{{0}{{b[0]}}}};\n  wire [{1}:0] t;\n", n, 2 * n - 1);
  for (int j = 1; j < n; ++j)
    text += fmt::format("  wire [{0}:0] t{1} = t{2}[{0}:1] + (a & {{{0}{{b[{1}]}}}});\n  assign t[{2}] = t{2}[0];\n", n,
                        j, j - 1);
  text += fmt::format("  assign t[{}:{}] = t{};\n  assign p = t ^ ({});\nendmodule\n", 2 * n - 1, n - 1, n - 1, change);
  scratch_dir const scratch;
  write_file(scratch / "array.v", text);
  run({"yosys", "-q", "-p",
       "read_verilog array.v; hierarchy -top array; proc; techmap; opt_clean; aigmap; write_aiger -symbols array.aig"},
      scratch / "log", scratch.path());
  return read_file(scratch / "array.aig");
}

void expect_difference(netlist_check const& c, std::uint64_t a, std::uint64_t b, std::uint64_t expected,
                       std::uint64_t got) {
  ASSERT_TRUE(c.first);
  EXPECT_EQ(c.first->a, a);
  EXPECT_EQ(c.first->b, b);
  EXPECT_EQ(static_cast<std::uint64_t>(c.first->expected), expected);
  EXPECT_EQ(static_cast<std::uint64_t>(c.first->got), got);
}

TEST(Check, EveryPairOfSmallOnes) {
  for (int n : {4, 8}) {
    design const d(fmt::format("exact:n={}", n));
    built mapped = array(n, n);
    netlist_check const good = check_netlist(mapped, d);
    EXPECT_FALSE(good.first);
    EXPECT_EQ(good.how, proof::exhaustive);
    EXPECT_EQ(good.pairs, std::uint64_t{1} << (2 * n));
    mapped.spoil(9, 3, 2);
    mapped.spoil(3, 5, 0);
    expect_difference(check_netlist(mapped, d), 3, 5, 15, 14);
  }
}

// 2^25 pairs; those that are wrong are not among the samples.
TEST(Check, EveryPairByRows) {
  struct {
    int n, nb;
    bool is_signed;
    std::uint64_t a, b, product;
  } const shapes[] = {{13, 12, false, 1234, 987, 1234 * 987},
                      {13, 12, true, 1234, 4096 - 987, (1 << 25) - 1234 * 987},
                      {21, 4, true, 1234, 11, (1 << 25) - 1234 * 5},
                      {4, 21, false, 13, 1234, 13 * 1234}};
  for (auto const& [n, nb, is_signed, a, b, product] : shapes) {
    design const d(fmt::format("exact:n={},nb={}{}", n, nb, is_signed ? "@signed" : ""));
    built mapped = array(n, nb, is_signed);
    netlist_check const good = check_netlist(mapped, d);
    EXPECT_FALSE(good.first) << d.spec;
    EXPECT_EQ(good.how, proof::exhaustive) << d.spec;
    EXPECT_EQ(good.pairs, std::uint64_t{1} << 25) << d.spec;
    mapped.spoil(a + 2, b, 24);
    mapped.spoil(a, b, 24);
    mapped.spoil(a, b + 2, 24);
    netlist_check const bad = check_netlist(mapped, d);
    expect_difference(bad, a, b, product, product ^ 1 << 24);
    EXPECT_EQ(bad.how, proof::exhaustive) << d.spec;
  }
}

TEST(Check, EveryPairOfACircuit) {
  scratch_dir const scratch;
  setenv("AXMUL_CACHE", scratch.path().c_str(), 1);
  write_file(scratch / "m.v",
             "module m (input [12:0] a, input [11:0] b, output [25:0] p);\n"
             "  wire [24:0] q = a * b;\n  assign p = {1'b1, q} ^ (a == 5000 && b == 3001);\nendmodule\n");
  design const d(fmt::format("verilog:file=\"{}\",signed=0", (scratch / "m.v").string()));
  unsetenv("AXMUL_CACHE");
  built mapped = array(13, 12);
  mapped.p.push_back(netlist::one);
  expect_difference(check_netlist(mapped, d), 5000, 3001, (1 << 25 | 5000 * 3001) ^ 1, 1 << 25 | 5000 * 3001);
  mapped.spoil(5000, 3001, 0);
  netlist_check const good = check_netlist(mapped, d);
  EXPECT_FALSE(good.first);
  EXPECT_EQ(good.how, proof::exhaustive);
}

TEST(Check, AgainstTheRtl) {
  design const d("exact:n=16");
  std::string const rtl = aiger_of_array(16);
  built mapped = array(16, 16);
  netlist_check const good = check_netlist(mapped, d, rtl);
  EXPECT_FALSE(good.first);
  EXPECT_EQ(good.how, proof::cec);
  EXPECT_GT(good.pairs, 1'000'000u);
  mapped.spoil(40503, 51966, 5);
  constexpr std::uint64_t product = std::uint64_t{40503} * 51966;
  expect_difference(check_netlist(mapped, d, rtl), 40503, 51966, product, product ^ 1 << 5);
}

TEST(Check, AgainstAnotherRtl) {
  design const d("exact:n=16");
  built const mapped = array(16, 16);
  try {
    check_netlist(mapped, d, aiger_of_array(16, "a == 40503 && b == 51966"));
    FAIL();
  } catch (check_failure const& e) {
    EXPECT_NE(std::string(e.what()).find("a=0x9e37 b=0xcafe"), std::string::npos) << e.what();
  }
  EXPECT_THROW(check_netlist(mapped, d, aiger_of_array(12)), tool_failure);
}

TEST(Check, SamplesOfWideOnes) {
  design const d("exact:n=32");
  built mapped = array(32, 32);
  netlist_check const good = check_netlist(mapped, d);
  EXPECT_FALSE(good.first);
  EXPECT_EQ(good.how, proof::sampled);
  EXPECT_GT(good.pairs, 1'000'000u);
  mapped.spoil(0xffffffff, 0x80000001, 63);
  std::uint64_t const product = std::uint64_t{0xffffffff} * 0x80000001;
  expect_difference(check_netlist(mapped, d), 0xffffffff, 0x80000001, product, product ^ std::uint64_t{1} << 63);
}

TEST(Check, Names) {
  EXPECT_EQ(name_of(proof::exhaustive), "exhaustive");
  EXPECT_EQ(name_of(proof::cec), "cec");
  EXPECT_EQ(name_of(proof::sampled), "sampled");
}

}  // namespace
}  // namespace axmul::tools
