// Full product tables.
#pragma once
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "src/design.hpp"

namespace axmul::tools {

// A multiplier in rows and columns: entry [x][y] is f(x, y), or f(y, x) when the operands are exchanged.
struct tabulated {
  design const& d;
  bool is_exchanged = false;

  tabulated(design const& m, bool exchanged = false) : d(m), is_exchanged(exchanged) {}
  int row_bits() const { return is_exchanged ? d.nb : d.n; }
  int column_bits() const { return is_exchanged ? d.n : d.nb; }
};

// Whether the table has at most 2^30 entries; larger ones are refused.
bool can_tabulate(design const& d);

// Calls row(x, products) for every pattern x in turn; products[y] is the pattern of entry [x][y].
void for_each_row(tabulated const& t, std::function<void(std::uint64_t, std::vector<u128> const&)> const& row);

// The number that a product pattern of an integer multiplier stands for.
i128 product_value(design const& d, u128 pattern);

// Writes the low bytes of a word, the lowest first.
void append_word(std::string& bytes, u128 word, std::size_t size);

// SHA-256 of the table as format raw writes it.
std::string raw_table_sha256(tabulated const& t);

// Writes the products as little-endian words, row by row, two's complement sign-extended.
void write_words(tabulated const& t, std::size_t bytes, std::ostream& out);

// Writes format raw: no header, index (x << column_bits) | y, 32-bit little-endian words (64-bit when the product has
// more than 32 bits), two's complement sign-extended.
void write_raw(tabulated const& t, std::ostream& out);

// The head of a NumPy file (v1.0) of integers in rows and columns.
std::string npy_header(bool is_signed, std::size_t bytes, std::uint64_t rows, std::uint64_t columns);

}  // namespace axmul::tools
