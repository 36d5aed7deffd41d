// Operand pairs, and a mapped netlist against the model over them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "characterize/hardware/netlist.hpp"
#include "src/design.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {

// Operand patterns, pair k at index k.
struct operand_sequence {
  std::vector<std::uint64_t> a, b;
};

// `count` pairs, uniform over the operand patterns, over those of finite numbers (exponent field not all ones) for
// formats; independent of one another. Pair k depends on seed and k alone.
operand_sequence activity_pairs(design const& d, std::uint64_t seed, std::size_t count);

struct netlist_difference {
  std::uint64_t a, b;
  u128 expected, got;  // patterns of the model and of the netlist
};

struct netlist_check {
  bool exhaustive = false;
  std::uint64_t pairs = 0;                  // compared, up to and including the block of the first difference
  std::optional<netlist_difference> first;  // in the order of the pairs
};

// Over the pairs of src/operand_pairs.hpp: all of them up to 2^24, else the corners and 10^6 random ones.
netlist_check check_netlist(netlist const& mapped, design const& d, std::uint64_t seed = 1);

}  // namespace axmul::tools
