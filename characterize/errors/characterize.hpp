// Error statistics of a multiplier: the fields of interface.md, section 3.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "characterize/errors/chunks.hpp"
#include "characterize/errors/distribution.hpp"
#include "src/design.hpp"

namespace axmul::tools {

struct characterize_options {
  std::string method = "auto";  // auto, exhaustive, analytic, sampled
  std::uint64_t samples = std::uint64_t{1} << 24;
  std::uint64_t seed = 1;
  bool per_bit = false;
  distribution_request distribution{};
  shard part{};
  std::uint64_t dot = 0;  // products of a dot product; 0: no field `dot`
};

// The record of one multiplier. Figures are the same on any number of threads. Errors: bad_input when the method cannot
// be used for the design.
nlohmann::ordered_json characterize(design const& d, characterize_options const& options);

// The statistics in parts: the sums of options.part, and the record that all the parts of a whole give, in any order;
// it is what characterize() gives without parts. Errors: bad_input where there are no sums to be merged (analytic, a
// distribution), or parts that do not make a whole.
nlohmann::ordered_json characterize_part(design const& d, characterize_options const& options);
nlohmann::ordered_json characterize_whole(design const& d, characterize_options const& options,
                                          std::vector<nlohmann::ordered_json> const& parts);

// What names these options in the store, the part aside.
std::string characterize_key(characterize_options const& options);

}  // namespace axmul::tools
