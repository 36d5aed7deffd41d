// Full product tables.
#pragma once
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "src/design.hpp"

namespace axmul::tools {

// Whether the table has at most 2^30 entries; larger ones are refused.
bool can_tabulate(design const& d);

// Calls row(a, products) for every operand pattern a in turn; products[b] is the pattern of f(a, b).
void for_each_row(design const& d, std::function<void(std::uint64_t, std::vector<u128> const&)> const& row);

// SHA-256 of the table as format raw writes it.
std::string raw_table_sha256(design const& d);

// Writes the products as little-endian words, row by row, two's complement sign-extended.
void write_words(design const& d, std::size_t bytes, std::ostream& out);

// Writes format raw: no header, index (a << nb) | b, 32-bit little-endian words (64-bit when n + nb > 32), two's
// complement sign-extended.
void write_raw(design const& d, std::ostream& out);

}  // namespace axmul::tools
