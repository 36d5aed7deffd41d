// The table path: products looked up as vectors.
//
// For one k, the table rows of 16 (AVX-512: 32) lanes of one operand, laid side by side, make a vector for each pattern
// of the other operand: one load then gives 16 products. Either operand can be the lanes; the other one is walked
// along.
#pragma once
#include "src/gemm/int_operand.hpp"

namespace axmul::detail {

// entry(a, b) = u[a] + v[b] + planes[0](a, b) + 2^16 planes[1](a, b) modulo 2^32, planes of 16 bits, the second one
// only where it is needed.
struct table_planes {
  explicit table_planes(product_table const& table);

  // rows[p]: lanes are patterns of a; columns[p]: lanes are patterns of b. Row length: row_length(walked bits).
  std::vector<std::vector<std::uint16_t>> by_a, by_b;
  separable_terms terms;
  int n, nb;
  // As many entries can be added in 16 bits: 1, 2 or 4.
  int addends;
};

// Entries in a row of a plane: a multiple of 8, for the blocks of the layout.
inline index row_length(int walked_bits) {
  return walked_bits < 3 ? 8 : index{1} << walked_bits;
}

// Vectors of lanes: 16 or 32, by instruction set.
index table_lanes();

// True when the rows of a are better made the lanes.
bool lanes_are_rows(index m, index n);

// The planes must outlive what is returned.
std::unique_ptr<prepared> prepare_table(table_planes const& planes, operand const& b, index rows);

}  // namespace axmul::detail
