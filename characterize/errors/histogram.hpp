// How often each error occurs, as a table.
#pragma once
#include <string>
#include <vector>

#include "characterize/errors/characterize.hpp"

namespace axmul::tools {

// Pairs whose error d = approximate - exact is from low to high.
struct histogram_bin {
  i128 low, high;
  std::uint64_t count;  // pairs of nonzero weight
  u128 weight;          // theirs
};

// Over the pairs of the record: the occupied bins, upwards. One for each value up to 4096 of them, else aligned ones of
// the smallest power-of-two width that leaves 256 at most from the first to the last.
// Errors: bad_input for a format, and for errors of 2^127 and more.
std::vector<histogram_bin> error_histogram(design const& d, characterize_options const& options);

// Lines low,high,count,share under that header; share is that of the weight.
std::string histogram_csv(std::vector<histogram_bin> const& bins);

}  // namespace axmul::tools
