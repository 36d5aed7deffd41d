// Error statistics of a multiplier: the fields of interface.md, section 3.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "src/design.hpp"

namespace axmul::tools {

struct characterize_options {
  std::string method = "auto";  // auto, exhaustive, sampled
  std::uint64_t samples = std::uint64_t{1} << 24;
  std::uint64_t seed = 1;
  bool per_bit = false;
};

// The record of one multiplier. Figures are the same on any number of threads. Errors: bad_input when the method cannot
// be used for the design.
nlohmann::ordered_json characterize(design const& d, characterize_options const& options);

// What names these options in the store.
std::string characterize_key(characterize_options const& options);

}  // namespace axmul::tools
