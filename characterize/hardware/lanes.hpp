// Values of a net for 512 operand pairs at a time, one bit each, and what the steps of a cell's program do with them.
#pragma once
#include <cstddef>
#include <cstdint>

#include "characterize/hardware/function.hpp"

namespace axmul::tools {

struct lane_block {
  static constexpr std::size_t words = 8, lanes = 64 * words;
  typedef std::uint64_t vector __attribute__((vector_size(8 * words)));
  vector bits;
};

// to = op(x, y, z). Vectors are handed on by reference: their calling convention depends on the instruction set.
inline void apply(gate_op op, lane_block::vector const& x, lane_block::vector const& y, lane_block::vector const& z,
                  lane_block::vector& to) {
  switch (op) {
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
    case gate_op::mux: to = (x & y) | (~x & z); break;
  }
}

}  // namespace axmul::tools
