// A combinational multiplier as a network of small tables: what synthesis makes of a user's Verilog.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

namespace axmul::tools {

struct network {
  static constexpr int zero = 0, one = 1;  // the nets that are constant

  // Bit k of the table is the output where inputs[i] is bit i of k; inputs that are not used are `zero`.
  struct gate {
    std::uint8_t table;
    std::array<int, 3> inputs;
    int output;
  };

  int nets = 2;
  std::vector<int> a, b, p;  // nets of the ports, least significant bit first
  std::vector<gate> gates;   // each after those that drive its inputs
};

}  // namespace axmul::tools
