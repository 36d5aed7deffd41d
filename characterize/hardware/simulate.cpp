#include "characterize/hardware/simulate.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "src/support/transpose.hpp"

namespace axmul::tools {

simulator::simulator(netlist const& mapped) {
  auto const slot = [](int n) { return static_cast<std::uint32_t>(n); };
  std::vector<std::vector<std::vector<gate_step>>> programs;  // of each output of each kind
  for (netlist::cell_kind const& k : mapped.kinds) {
    programs.emplace_back();
    for (truth_table const& f : k.functions) programs.back().push_back(compile_function(f));
  }

  nets_ = slots_ = static_cast<std::size_t>(mapped.nets);
  std::vector<int> level(slots_, 0);
  std::vector<std::pair<int, step>> levelled;
  auto const add = [&](std::vector<gate_step> const& program, std::vector<int> const& inputs, int output) {
    std::size_t const first_result = slots_;
    slots_ += program.size() - 1;
    level.resize(slots_, 0);
    for (std::size_t s = 0; s < program.size(); ++s) {
      step made{
          program[s].op, s + 1 == program.size() ? slot(output) : static_cast<std::uint32_t>(first_result + s), {}};
      int below = 0;
      for (std::size_t o = 0; o < 3; ++o) {
        int const from = program[s].operand[o];
        made.from[o] = from == gate_step::zero  ? slot(netlist::zero)
                       : from == gate_step::one ? slot(netlist::one)
                       : from < truth_table::max_inputs
                           ? slot(inputs[static_cast<std::size_t>(from)])
                           : static_cast<std::uint32_t>(first_result) + slot(from - truth_table::max_inputs);
        below = std::max(below, level[made.from[o]]);
      }
      level[made.to] = below + 1;
      levelled.emplace_back(below, made);
    }
  };
  for (netlist::instance const& i : mapped.instances)
    for (std::size_t j = 0; j < i.outputs.size(); ++j)
      if (i.outputs[j] != netlist::unconnected)
        add(programs[static_cast<std::size_t>(i.kind)][j], i.inputs, i.outputs[j]);
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
  for (step const& s : steps_)
    apply(s.op, state[s.from[0]].bits, state[s.from[1]].bits, state[s.from[2]].bits, state[s.to].bits);
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
  std::vector<block> state(slots_, block{}), counts(nets_, block{});
  std::vector<std::uint64_t> last(nets_, 0);
  state[netlist::one].bits = ~vector{};
  for (std::size_t at = 0; at < count; at += lanes) {
    std::size_t const here = std::min(lanes, count - at);
    load(a + at, b + at, here, state.data());
    run(state.data());
    vector valid = ~vector{};
    for (std::size_t w = here / 64; w < words; ++w) valid[w] = w > here / 64 ? 0 : (std::uint64_t{1} << here % 64) - 1;
    if (at == 0) valid[0] &= ~std::uint64_t{1};
    for (std::size_t n = netlist::one + 1; n < nets_; ++n) {
      vector const now = state[n].bits;
      vector before = now << 1;
      for (std::size_t w = 0; w < words; ++w) before[w] |= (w == 0 ? last[n] : now[w - 1]) >> 63;
      vector changed = (now ^ before) & valid;
      last[n] = now[words - 1];
      // The population counts of eight words: sums of 2, 4, 8, then all bits.
      changed -= changed >> 1 & 0x5555555555555555;
      changed = (changed & 0x3333333333333333) + (changed >> 2 & 0x3333333333333333);
      changed = (changed + (changed >> 4)) & 0x0f0f0f0f0f0f0f0f;
      changed += changed >> 8;
      changed += changed >> 16;
      changed += changed >> 32;
      counts[n].bits += changed & 0x7f;
    }
  }
  for (block const& c : counts) {
    std::uint64_t sum = 0;
    for (std::size_t w = 0; w < words; ++w) sum += c.bits[w];
    result.nets.push_back(sum);
  }
  return result;
}

}  // namespace axmul::tools
