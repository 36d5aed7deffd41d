#include "characterize/hardware/glitch.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "characterize/hardware/lanes.hpp"

namespace axmul::tools {
namespace {

using block = lane_block;
using vector = block::vector;
constexpr std::size_t words = block::words, lanes = block::lanes;

constexpr double steps_of_median = 16;

std::uint64_t ones(vector const& v) {
  std::uint64_t sum = 0;
  for (std::size_t w = 0; w < words; ++w) sum += static_cast<std::uint64_t>(__builtin_popcountll(v[w]));
  return sum;
}

bool any(vector const& v) {
  std::uint64_t all = 0;
  for (std::size_t w = 0; w < words; ++w) all |= v[w];
  return all != 0;
}

// Every lane is a transition from one pair to the next; all lanes run through the same steps of time.
class event_simulator {
 public:
  event_simulator(netlist const& mapped, timing_result const& timing) : mapped_(mapped) {
    std::size_t const nets = static_cast<std::size_t>(mapped.nets);
    values_.resize(nets);
    values_[netlist::one].bits = ~vector{};
    counts_.resize(nets, 0);
    readers_.resize(nets);
    std::vector<double> delays;
    for (std::size_t i = 0; i < mapped.instances.size(); ++i) add(mapped.instances[i], timing.delays_ns[i], delays);
    set_delays(delays);
    results_[1].bits = ~vector{};
    is_stale_.resize(gates_.size(), 0);
  }

  // `count` transitions, at most `lanes`: from pair k to pair k + 1.
  void run(std::uint64_t const* a, std::uint64_t const* b, std::size_t count) {
    settle(a, b, count);
    set_operand(mapped_.a, a + 1, count);
    set_operand(mapped_.b, b + 1, count);
    for (evaluate_stale(); planned_ > 0; evaluate_stale()) advance();
  }

  std::vector<std::uint64_t> const& counts() const { return counts_; }

 private:
  // Lanes in which a gate takes another value at a time, unless its function takes that back before.
  struct plan {
    std::uint64_t time;
    vector where;
  };

  // One output of an instance.
  struct gate {
    std::vector<gate_step> program;
    std::vector<int> inputs;
    std::size_t output;
    std::uint64_t delay = 1;       // steps
    std::vector<plan> plans = {};  // by time; no lane twice
  };

  void add(netlist::instance const& i, std::vector<double> const& delays_ns, std::vector<double>& delays) {
    netlist::cell_kind const& k = mapped_.kinds[static_cast<std::size_t>(i.kind)];
    for (std::size_t o = 0; o < i.outputs.size(); ++o) {
      if (i.outputs[o] == netlist::unconnected) continue;
      for (int const n : i.inputs) readers_[static_cast<std::size_t>(n)].push_back(gates_.size());
      gates_.push_back({compile_function(k.functions[o]), i.inputs, static_cast<std::size_t>(i.outputs[o])});
      results_.resize(std::max(results_.size(), first_result + gates_.back().program.size()));
      delays.push_back(delays_ns[o]);
    }
  }

  void set_delays(std::vector<double> const& delays) {
    std::vector<double> positive;
    std::copy_if(delays.begin(), delays.end(), std::back_inserter(positive), [](double d) { return d > 0; });
    std::sort(positive.begin(), positive.end());
    double const step = positive.empty() ? 1 : positive[positive.size() / 2] / steps_of_median;
    std::uint64_t longest = 1;
    for (std::size_t g = 0; g < gates_.size(); ++g) {
      gates_[g].delay = static_cast<std::uint64_t>(std::max(1.0, std::round(delays[g] / step)));
      longest = std::max(longest, gates_[g].delay);
    }
    calendar_.resize(longest + 1);
  }

  vector const& evaluate(gate const& g) {
    for (std::size_t i = 0; i < g.inputs.size(); ++i)
      results_[first_input + i] = values_[static_cast<std::size_t>(g.inputs[i])];
    auto const at = [&](int operand) -> vector const& {
      return results_[static_cast<std::size_t>(operand - gate_step::zero)].bits;
    };
    std::size_t to = first_result;
    for (gate_step const& s : g.program)
      apply(s.op, at(s.operand[0]), at(s.operand[1]), at(s.operand[2]), results_[to++].bits);
    return results_[to - 1].bits;
  }

  // Bit `i` of each operand.
  static void gather(std::uint64_t const* operand, std::size_t i, std::size_t count, vector& to) {
    to = vector{};
    for (std::size_t k = 0; k < count; ++k) to[k / 64] |= (operand[k] >> i & 1) << k % 64;
  }

  // The settled values of the first pair of each transition.
  void settle(std::uint64_t const* a, std::uint64_t const* b, std::size_t count) {
    for (std::size_t i = 0; i < mapped_.a.size(); ++i)
      gather(a, i, count, values_[static_cast<std::size_t>(mapped_.a[i])].bits);
    for (std::size_t i = 0; i < mapped_.b.size(); ++i)
      gather(b, i, count, values_[static_cast<std::size_t>(mapped_.b[i])].bits);
    for (std::size_t g = 0; g < gates_.size(); ++g) values_[gates_[g].output].bits = evaluate(gates_[g]);
  }

  void set_operand(std::vector<int> const& port, std::uint64_t const* operand, std::size_t count) {
    for (std::size_t i = 0; i < port.size(); ++i) {
      std::size_t const n = static_cast<std::size_t>(port[i]);
      vector now;
      gather(operand, i, count, now);
      now ^= values_[n].bits;
      if (any(now)) change(n, now);
    }
  }

  void change(std::size_t n, vector const& where) {
    values_[n].bits ^= where;
    counts_[n] += ones(where);
    for (std::size_t const g : readers_[n]) {
      if (is_stale_[g] == 0) stale_.push_back(g);
      is_stale_[g] = 1;
    }
  }

  void evaluate_stale() {
    for (std::size_t const i : stale_) {
      is_stale_[i] = 0;
      gate& g = gates_[i];
      vector const differs = evaluate(g) ^ values_[g.output].bits;
      vector fresh = differs;
      std::size_t kept = 0;
      for (plan& p : g.plans) {
        p.where &= differs;
        fresh &= ~p.where;
        if (any(p.where)) g.plans[kept++] = p;
      }
      g.plans.resize(kept);
      if (!any(fresh)) continue;
      g.plans.push_back({now_ + g.delay, fresh});
      calendar_[(now_ + g.delay) % calendar_.size()].push_back(i);
      ++planned_;
    }
    stale_.clear();
  }

  void advance() {
    ++now_;
    std::vector<std::size_t>& due = calendar_[now_ % calendar_.size()];
    for (std::size_t const i : due) {
      gate& g = gates_[i];
      if (g.plans.empty() || g.plans.front().time != now_) continue;
      change(g.output, g.plans.front().where);
      g.plans.erase(g.plans.begin());
    }
    planned_ -= due.size();
    due.clear();
  }

  // results_ holds the constants, the inputs and the steps of one gate, in the order of the operands of gate_step.
  static constexpr std::size_t first_input = 2, first_result = first_input + truth_table::max_inputs;

  netlist const& mapped_;
  std::vector<gate> gates_;
  std::vector<std::vector<std::size_t>> readers_;  // gates, of each net
  std::vector<block> values_;                      // of each net
  std::vector<block> results_ = std::vector<block>(first_result);
  std::vector<std::size_t> stale_;  // gates of which an input has changed
  std::vector<char> is_stale_;
  std::uint64_t now_ = 0;                           // steps
  std::vector<std::vector<std::size_t>> calendar_;  // gates with plans, by time, which goes round
  std::size_t planned_ = 0;                         // entries of the calendar
  std::vector<std::uint64_t> counts_;
};

}  // namespace

toggle_counts glitch_toggles(netlist const& mapped, timing_result const& timing, std::uint64_t const* a,
                             std::uint64_t const* b, std::size_t count) {
  toggle_counts result;
  result.transitions = count > 0 ? count - 1 : 0;
  event_simulator simulator(mapped, timing);
  for (std::size_t at = 0; at < result.transitions; at += lanes)
    simulator.run(a + at, b + at, std::min<std::size_t>(lanes, result.transitions - at));
  result.nets = simulator.counts();
  return result;
}

}  // namespace axmul::tools
