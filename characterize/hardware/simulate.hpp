// Bit-sliced, zero-delay simulation of a mapped netlist: 512 operand pairs at a time.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "characterize/hardware/lanes.hpp"
#include "characterize/hardware/netlist.hpp"
#include "src/design.hpp"

namespace axmul::tools {

// Changes of value over a sequence of operand pairs, each settled before the next one arrives.
struct toggle_counts {
  std::uint64_t transitions = 0;    // pairs - 1
  std::vector<std::uint64_t> nets;  // changes of each net of the netlist, the ports' included
};

// A netlist made ready to run. Threads may share one.
class simulator {
 public:
  explicit simulator(netlist const& mapped);

  // Product patterns of `count` pairs of operand patterns; bits above the ports' widths are ignored.
  void products(std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) const;

  toggle_counts toggles(std::uint64_t const* a, std::uint64_t const* b, std::size_t count) const;

 private:
  using block = lane_block;
  using vector = block::vector;
  static constexpr std::size_t words = block::words, lanes = block::lanes;

  struct step {
    gate_op op;
    std::uint32_t to;
    std::array<std::uint32_t, 3> from;
  };

  void load(std::uint64_t const* a, std::uint64_t const* b, std::size_t count, block* state) const;
  void run(block* state) const;
  void store(block const* state, u128* p, std::size_t count) const;

  std::vector<step> steps_;
  std::vector<std::uint32_t> a_, b_, p_;  // slots of the ports
  std::size_t nets_ = 0, slots_ = 0;      // the nets, by number, are the first slots
};

}  // namespace axmul::tools
