// Equality of a model with its Verilog, with its mapped netlist, or with another model.
#pragma once
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "src/design.hpp"

namespace axmul::tools {

struct verify_options {
  int exhaustive_bits = 24;          // up to 2^24 pairs every pair is tried
  std::uint64_t pairs = 10'000'000;  // random pairs beyond, after the corners
  std::uint64_t seed = 1;
  int jobs = 1;
};

// Verilog by somebody else, to be compared with a model: module `top` of the file, with ports a, b, p.
struct foreign_module {
  std::string file, top;
};

using record_sink = std::function<void(nlohmann::ordered_json const&)>;

// Each design's model against its Verilog in Verilator; one build for all. A record goes to `done` as soon as it is
// known, in the order of the groups.
void verify_rtl(std::vector<design> const& designs, verify_options const& options, record_sink const& done);

// The model against modules that should be equal to it; records have the field "file".
void verify_foreign(design const& d, std::vector<foreign_module> const& modules, verify_options const& options,
                    record_sink const& done);

// The model against another function of operand patterns; `engine` names it in the record.
using block_products = std::function<void(std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count)>;
nlohmann::ordered_json verify_function(design const& d, std::string const& engine, block_products const& other,
                                       verify_options const& options);

// What names these options in the store.
std::string verify_key(verify_options const& options);

}  // namespace axmul::tools
