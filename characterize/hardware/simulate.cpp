#include "characterize/hardware/simulate.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "src/support/transpose.hpp"

namespace axmul::tools {
namespace {

std::uint64_t popcount(std::uint64_t x) {
  return static_cast<std::uint64_t>(__builtin_popcountll(x));
}

}  // namespace

simulator::simulator(netlist const& mapped) {
  auto const slot = [](int n) { return static_cast<std::uint32_t>(n); };
  std::vector<std::vector<gate_step>> programs;
  for (netlist::cell_kind const& k : mapped.kinds) programs.push_back(compile_function(k.f));

  slots_ = static_cast<std::size_t>(mapped.nets);
  std::vector<int> level(slots_, 0);
  std::vector<std::pair<int, step>> levelled;
  for (netlist::instance const& i : mapped.instances) {
    std::vector<gate_step> const& program = programs[static_cast<std::size_t>(i.kind)];
    std::size_t const first_result = slots_;
    slots_ += program.size() - 1;
    level.resize(slots_, 0);
    for (std::size_t s = 0; s < program.size(); ++s) {
      step made{
          program[s].op, s + 1 == program.size() ? slot(i.output) : static_cast<std::uint32_t>(first_result + s), {}};
      int below = 0;
      for (std::size_t o = 0; o < 3; ++o) {
        int const from = program[s].operand[o];
        made.from[o] = from == gate_step::zero  ? slot(netlist::zero)
                       : from == gate_step::one ? slot(netlist::one)
                       : from < truth_table::max_inputs
                           ? slot(i.inputs[static_cast<std::size_t>(from)])
                           : static_cast<std::uint32_t>(first_result) + slot(from - truth_table::max_inputs);
        below = std::max(below, level[made.from[o]]);
      }
      level[made.to] = below + 1;
      levelled.emplace_back(below, made);
    }
    outputs_.push_back(slot(i.output));
  }
  // Runs of one operation, so that the branch in run() is foreseen.
  std::stable_sort(levelled.begin(), levelled.end(), [](auto const& x, auto const& y) {
    return std::pair(x.first, x.second.op) < std::pair(y.first, y.second.op);
  });
  for (auto const& [depth, made] : levelled) steps_.push_back(made);
  std::transform(mapped.a.begin(), mapped.a.end(), std::back_inserter(a_), slot);
  std::transform(mapped.b.begin(), mapped.b.end(), std::back_inserter(b_), slot);
  std::transform(mapped.p.begin(), mapped.p.end(), std::back_inserter(p_), slot);
}

// Operands of up to 32 bits each are turned together.
void simulator::load(std::uint64_t const* a, std::uint64_t const* b, std::size_t count, block* state) const {
  bool const together = a_.size() <= 32 && b_.size() <= 32;
  std::uint64_t rows[64];
  for (std::size_t w = 0; w < words; ++w) {
    std::size_t const begin = std::min(count, 64 * w), here = std::min<std::size_t>(count - begin, 64);
    std::fill(rows + here, rows + 64, 0);
    if (together)
      for (std::size_t i = 0; i < here; ++i) rows[i] = (a[begin + i] & 0xffffffff) | b[begin + i] << 32;
    else
      std::copy(a + begin, a + begin + here, rows);
    transpose(rows);
    for (std::size_t i = 0; i < a_.size(); ++i) state[a_[i]].bits[w] = rows[i];
    if (!together) {
      std::fill(rows + here, rows + 64, 0);
      std::copy(b + begin, b + begin + here, rows);
      transpose(rows);
    }
    for (std::size_t i = 0; i < b_.size(); ++i) state[b_[i]].bits[w] = rows[(together ? 32 : 0) + i];
  }
}

void simulator::run(block* state) const {
  for (step const& s : steps_) {
    vector& to = state[s.to].bits;
    vector const& x = state[s.from[0]].bits;
    vector const& y = state[s.from[1]].bits;
    switch (s.op) {
      case gate_op::copy: to = x; break;
      case gate_op::invert: to = ~x; break;
      case gate_op::and2: to = x & y; break;
      case gate_op::nand2: to = ~(x & y); break;
      case gate_op::or2: to = x | y; break;
      case gate_op::nor2: to = ~(x | y); break;
      case gate_op::xor2: to = x ^ y; break;
      case gate_op::xnor2: to = ~(x ^ y); break;
      case gate_op::and_not: to = ~x & y; break;
      case gate_op::or_not: to = ~x | y; break;
      case gate_op::mux: to = (x & y) | (~x & state[s.from[2]].bits); break;
    }
  }
}

void simulator::store(block const* state, u128* p, std::size_t count) const {
  std::uint64_t rows[64];
  for (std::size_t w = 0; 64 * w < count; ++w) {
    std::size_t const here = std::min<std::size_t>(count - 64 * w, 64);
    for (std::size_t half = 0; half == 0 || half < p_.size(); half += 64) {
      std::size_t const bits = std::min<std::size_t>(p_.size() - half, 64);
      for (std::size_t i = 0; i < bits; ++i) rows[i] = state[p_[half + i]].bits[w];
      std::fill(rows + bits, rows + 64, 0);
      transpose(rows);
      for (std::size_t i = 0; i < here; ++i) {
        u128& product = p[64 * w + i];
        product = half == 0 ? u128{rows[i]} : product | u128{rows[i]} << 64;
      }
    }
  }
}

void simulator::products(std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) const {
  std::vector<block> state(slots_, block{});
  state[netlist::one].bits = ~vector{};
  for (std::size_t at = 0; at < count; at += lanes) {
    std::size_t const here = std::min(lanes, count - at);
    load(a + at, b + at, here, state.data());
    run(state.data());
    store(state.data(), p + at, here);
  }
}

toggle_counts simulator::toggles(std::uint64_t const* a, std::uint64_t const* b, std::size_t count) const {
  toggle_counts result;
  result.transitions = count > 0 ? count - 1 : 0;
  std::vector<std::uint32_t> watched = outputs_;
  watched.insert(watched.end(), a_.begin(), a_.end());
  watched.insert(watched.end(), b_.begin(), b_.end());
  std::vector<std::uint64_t> counts(watched.size(), 0), last(watched.size(), 0);
  std::vector<block> state(slots_, block{});
  state[netlist::one].bits = ~vector{};
  for (std::size_t at = 0; at < count; at += lanes) {
    std::size_t const here = std::min(lanes, count - at);
    load(a + at, b + at, here, state.data());
    run(state.data());
    for (std::size_t i = 0; i < watched.size(); ++i)
      for (std::size_t w = 0; 64 * w < here; ++w) {
        std::uint64_t const now = state[watched[i]].bits[w];
        std::uint64_t changed = now ^ (now << 1 | last[i]);
        if (at == 0 && w == 0) changed &= ~std::uint64_t{1};
        if (std::size_t const valid = here - 64 * w; valid < 64) changed &= (std::uint64_t{1} << valid) - 1;
        counts[i] += popcount(changed);
        last[i] = now >> 63;
      }
  }
  auto const first_a = counts.begin() + static_cast<std::ptrdiff_t>(outputs_.size());
  auto const first_b = first_a + static_cast<std::ptrdiff_t>(a_.size());
  result.instances.assign(counts.begin(), first_a);
  result.a.assign(first_a, first_b);
  result.b.assign(first_b, counts.end());
  return result;
}

}  // namespace axmul::tools
