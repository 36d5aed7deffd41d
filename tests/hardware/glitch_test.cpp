#include "characterize/hardware/glitch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace axmul::tools {
namespace {

constexpr int inv = 0, xor2 = 1, fork = 2, nand2 = 3, mux = 4, adder = 5;

std::vector<netlist::cell_kind> kinds() {
  std::uint64_t const x = input_table(0), y = input_table(1), z = input_table(2);
  return {{"INV", 1, {"A"}, {"Y"}, {{~x, 1}}, {1}},
          {"XOR2", 1, {"A", "B"}, {"Y"}, {{x ^ y, 2}}, {1, 1}},
          {"FORK", 1, {"A"}, {"X", "Y"}, {{x, 1}, {x, 1}}, {1}},
          {"NAND2", 1, {"A", "B"}, {"Y"}, {{~(x & y), 2}}, {1, 1}},
          {"MUX", 1, {"A", "B", "S"}, {"Y"}, {{(z & y) | (~z & x), 3}}, {1, 1, 1}},
          {"FA", 1, {"A", "B", "C"}, {"S", "CO"}, {{x ^ y ^ z, 3}, {(x & y) | (x & z) | (y & z), 3}}, {1, 1, 1}}};
}

// a0 (net 2) and itself two inverters of 1 ns later, the nets 4 and 5, meet in an exclusive or, net 6; its pulse of
// 2 ns goes to a cell with two outputs, the nets 7 and 8.
netlist pulse() {
  netlist n;
  n.top = "pulse";
  n.kinds = kinds();
  n.a = {2};
  n.b = {3};
  n.p = {7, 8};
  n.nets = 9;
  n.instances = {{inv, {2}, {4}}, {inv, {4}, {5}}, {xor2, {2, 5}, {6}}, {fork, {6}, {7, 8}}};
  return n;
}

toggle_counts count(netlist const& n, std::vector<std::vector<double>> const& delays,
                    std::vector<std::uint64_t> const& a, std::vector<std::uint64_t> const& b) {
  timing_result timing;
  timing.delays_ns = delays;
  return glitch_toggles(n, timing, a.data(), b.data(), a.size());
}

using counts = std::vector<std::uint64_t>;

TEST(Glitch, PulsesShorterThanTheDelayAreSwallowed) {
  std::vector<std::uint64_t> const a{0, 1, 1, 0, 2}, b{0, 0, 0, 0, 0};  // bit 0 changes twice
  EXPECT_EQ(count(pulse(), {{1}, {1}, {1}, {1.5, 1.75}}, a, b).nets, (counts{0, 0, 2, 0, 2, 2, 4, 4, 4}));
  EXPECT_EQ(count(pulse(), {{1}, {1}, {1}, {1, 2.25}}, a, b).nets, (counts{0, 0, 2, 0, 2, 2, 4, 4, 0}));
  EXPECT_EQ(count(pulse(), {{1}, {1}, {1}, {2, 2.0625}}, a, b).nets, (counts{0, 0, 2, 0, 2, 2, 4, 4, 0}));
  EXPECT_EQ(count(pulse(), {{1}, {1}, {2.0625}, {1, 1}}, a, b).nets, (counts{0, 0, 2, 0, 2, 2, 0, 0, 0}));
}

TEST(Glitch, AnOutputThatNothingReadsIsNotTimed) {
  netlist n = pulse();
  n.instances[3].outputs[1] = netlist::unconnected;
  n.p = {7};
  EXPECT_EQ(count(n, {{1}, {1}, {1}, {1, 50}}, {0, 1}, {0, 0}).nets, (counts{0, 0, 1, 0, 1, 1, 2, 2, 0}));
}

// NAND2(a0, b0) where one operand rises as the other falls: at once, so there is no pulse; with a late operand there
// is.
TEST(Glitch, SkewMakesAHazard) {
  netlist n;
  n.top = "hazard";
  n.kinds = kinds();
  n.a = {2};
  n.b = {3};
  n.p = {4, 6};
  n.nets = 7;
  n.instances = {{nand2, {2, 3}, {4}}, {fork, {2}, {5, netlist::unconnected}}, {nand2, {5, 3}, {6}}};
  // a falls late, after b has risen: 1 -> 0 -> 1; a rises late: nothing
  EXPECT_EQ(count(n, {{1}, {2, 0}, {1}}, {1, 0, 1}, {0, 1, 0}).nets, (counts{0, 0, 2, 2, 0, 2, 2}));
  EXPECT_EQ(count(n, {{1}, {2, 0}, {1}}, {1, 0}, {0, 1}).nets, (counts{0, 0, 1, 1, 0, 1, 2}));
  EXPECT_EQ(count(n, {{1}, {2, 0}, {1}}, {0, 1}, {1, 0}).nets, (counts{0, 0, 1, 1, 0, 1, 0}));
}

TEST(Glitch, NoTransitionNoChange) {
  EXPECT_EQ(count(pulse(), {{1}, {1}, {1}, {1, 1}}, {1}, {0}).transitions, 0u);
  EXPECT_EQ(count(pulse(), {{1}, {1}, {1}, {1, 1}}, {1}, {0}).nets, counts(9, 0));
  EXPECT_EQ(count(pulse(), {{1}, {1}, {1}, {1, 1}}, {}, {}).transitions, 0u);
}

struct random_circuit {
  netlist n;
  std::vector<std::vector<double>> delays;
  std::vector<std::uint64_t> a, b;
};

random_circuit make_random(unsigned seed) {
  std::mt19937 random(seed);
  random_circuit c;
  c.n.top = "random";
  c.n.kinds = kinds();
  c.n.a = {2, 3, 4, 5};
  c.n.b = {6, 7, 8, 9};
  c.n.nets = 10;
  for (int i = 0; i < 50; ++i) {
    netlist::instance made{static_cast<int>(random() % c.n.kinds.size()), {}, {}};
    netlist::cell_kind const& k = c.n.kinds[static_cast<std::size_t>(made.kind)];
    std::vector<double> delays;
    for (std::size_t input = 0; input < k.inputs.size(); ++input)
      made.inputs.push_back(c.n.nets - 1 - static_cast<int>(random() % std::min(12u, static_cast<unsigned>(c.n.nets))));
    for (std::size_t output = 0; output < k.outputs.size(); ++output) {
      made.outputs.push_back(c.n.nets++);
      delays.push_back(0.01 * static_cast<double>(1 + random() % 20));
    }
    c.n.instances.push_back(made);
    c.delays.push_back(delays);
  }
  for (int bit = 0; bit < 8; ++bit) c.n.p.push_back(c.n.nets - 8 + bit);
  for (int k = 0; k < 700; ++k) {
    c.a.push_back(random());
    c.b.push_back(random());
  }
  return c;
}

// One transition after the other, one step of time after the other, from the definition.
counts reference(random_circuit const& c) {
  struct output {
    truth_table f;
    std::vector<int> inputs;
    int net, delay;
  };
  std::vector<double> sorted;
  for (auto const& d : c.delays) sorted.insert(sorted.end(), d.begin(), d.end());
  std::sort(sorted.begin(), sorted.end());
  double const step = sorted[sorted.size() / 2] / 16;
  std::vector<output> outputs;
  for (std::size_t i = 0; i < c.n.instances.size(); ++i)
    for (std::size_t o = 0; o < c.n.instances[i].outputs.size(); ++o)
      outputs.push_back({c.n.kinds[static_cast<std::size_t>(c.n.instances[i].kind)].functions[o],
                         c.n.instances[i].inputs, c.n.instances[i].outputs[o],
                         std::max(1, static_cast<int>(std::lround(c.delays[i][o] / step)))});

  counts result(static_cast<std::size_t>(c.n.nets), 0);
  std::vector<char> value(result.size(), 0);
  value[netlist::one] = 1;
  auto const function = [&](output const& o) {
    unsigned at = 0;
    for (std::size_t i = 0; i < o.inputs.size(); ++i)
      at |= static_cast<unsigned>(value[static_cast<std::size_t>(o.inputs[i])]) << i;
    return static_cast<char>(o.f(at));
  };
  auto const set = [&](std::size_t net, char to) {
    result[net] += value[net] != to ? 1 : 0;
    value[net] = to;
  };
  auto const operands = [&](std::size_t k) {
    for (std::size_t i = 0; i < 4; ++i) {
      set(static_cast<std::size_t>(c.n.a[i]), static_cast<char>(c.a[k] >> i & 1));
      set(static_cast<std::size_t>(c.n.b[i]), static_cast<char>(c.b[k] >> i & 1));
    }
  };
  operands(0);
  for (output const& o : outputs) value[static_cast<std::size_t>(o.net)] = function(o);
  std::fill(result.begin(), result.end(), 0);
  for (std::size_t k = 1; k < c.a.size(); ++k) {
    operands(k);
    std::vector<int> unlike(outputs.size(), 0);  // steps for which the function has differed from the output
    for (bool moving = true; moving;) {
      moving = false;
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        bool const differs = function(outputs[i]) != value[static_cast<std::size_t>(outputs[i].net)];
        unlike[i] = differs ? unlike[i] + 1 : 0;
        moving = moving || differs;
      }
      for (std::size_t i = 0; i < outputs.size(); ++i)
        if (unlike[i] == outputs[i].delay) {
          std::size_t const net = static_cast<std::size_t>(outputs[i].net);
          set(net, value[net] == 0 ? 1 : 0);
          unlike[i] = 0;
        }
    }
  }
  return result;
}

TEST(Glitch, RandomCircuitsAsFromTheDefinition) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    random_circuit const c = make_random(seed);
    toggle_counts const got = count(c.n, c.delays, c.a, c.b);
    EXPECT_EQ(got.transitions, c.a.size() - 1);
    EXPECT_EQ(got.nets, reference(c)) << seed;
  }
}

TEST(Glitch, AtLeastTheChangesWithoutDelayAndAsOftenOddOrEven) {
  std::uint64_t more = 0;
  for (unsigned seed = 1; seed <= 3; ++seed) {
    random_circuit const c = make_random(seed);
    for (std::size_t k = 1; k < 40; ++k) {
      toggle_counts const plain = simulator(c.n).toggles(&c.a[k - 1], &c.b[k - 1], 2);
      timing_result timing;
      timing.delays_ns = c.delays;
      toggle_counts const got = glitch_toggles(c.n, timing, &c.a[k - 1], &c.b[k - 1], 2);
      for (std::size_t net = 0; net < got.nets.size(); ++net) {
        EXPECT_GE(got.nets[net], plain.nets[net]);
        EXPECT_EQ((got.nets[net] - plain.nets[net]) % 2, 0u);
        more += got.nets[net] - plain.nets[net];
      }
    }
  }
  EXPECT_GT(more, 0u);
}

}  // namespace
}  // namespace axmul::tools
