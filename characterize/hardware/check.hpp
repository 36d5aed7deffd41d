// A mapped netlist against the model: on every pair, by equivalence with the RTL, or on samples.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "characterize/hardware/netlist.hpp"
#include "src/design.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {

struct netlist_difference {
  std::uint64_t a, b;
  u128 expected, got;  // patterns of the model and of the netlist
};

// How far equality is known. cec: proved equal to the RTL by ABC's combinational equivalence checker; the RTL is what
// `axmul verify` holds against the model.
enum class proof { exhaustive, cec, sampled };

// "exhaustive", "cec", "sampled".
std::string name_of(proof p);

struct netlist_check {
  proof how = proof::sampled;
  std::uint64_t pairs = 0;                  // compared, up to and including the block of the first difference
  std::optional<netlist_difference> first;  // in the order of the pairs
};

// Up to 2^24 pairs all of them. Beyond, first the corners and 10^6 random pairs; then `rtl` by cec, for a minute at
// most; then, up to 2^32 pairs, all of them where the design has rows or a circuit, in half a minute of this thread;
// what is left is `sampled`. `rtl` is an AIGER file with the names of its bits, inputs a[0], ..., b[0], ..., outputs
// p[0], ... (Yosys' write_aiger -symbols); none: empty. A difference that cec finds is its own, not the first one.
// Throws check_failure where the RTL differs from a netlist that agrees with the model, tool_failure.
netlist_check check_netlist(netlist const& mapped, design const& d, std::string const& rtl = {},
                            std::uint64_t seed = 1);

}  // namespace axmul::tools
