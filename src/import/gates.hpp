// The inner loops of bit-sliced evaluation: compiled for each instruction set, chosen at run time.
#pragma once
#include <cstddef>
#include <cstdint>

namespace axmul::tools {

// One bit of 2048 operand pairs.
struct alignas(64) bit_plane {
  static constexpr int lane_bits = 11;
  static constexpr std::size_t lanes = std::size_t{1} << lane_bits, words = lanes / 64;
  std::uint64_t bits[words];
};

// to = table(from[0], from[1], from[2]): bit k of the table is the value where from[i] is bit i of k.
struct gate_call {
  std::uint8_t table;
  std::uint32_t from[3], to;
};

// Evaluates gates in order over planes by number; runs of one table are fast.
void run_gates(gate_call const* gates, std::size_t count, bit_plane* planes);

// The bits of planes p[0], ..., p[31] as words: word lane_index(l) has those of lane l.
void join_planes(bit_plane const* const p[32], std::uint32_t* words);

// Lanes are numbered as join_planes() writes them: the word of lane l of a plane.
constexpr std::size_t lane_index(std::size_t l) {
  return (l / 256) * 256 + (l % 32) * 8 + (l % 256) / 32;
}

}  // namespace axmul::tools
