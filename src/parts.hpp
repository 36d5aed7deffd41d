// Error statistics computed in shards: parts in stores, made whole when all of them have met in one.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "characterize/errors/characterize.hpp"
#include "src/store.hpp"

namespace axmul::tools {

// Computes the sums of options.part and keeps them. Errors: bad_input.
void put_part(store& results, design const& d, characterize_options const& options);

struct missing_parts {
  std::string spec;
  std::uint64_t found, count;
};

// Replaces each whole set of parts by the record that it makes; returns the sets that are not whole.
std::vector<missing_parts> complete_parts(store& results);

}  // namespace axmul::tools
