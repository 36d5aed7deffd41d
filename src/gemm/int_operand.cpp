#include "src/gemm/int_operand.hpp"

namespace axmul::detail {

std::vector<word> sums(operand const& x, std::vector<word> const& term) {
  std::vector<word> sum(static_cast<std::size_t>(x.lanes), 0);
  if (x.lane_step == 1) {
    for (index k = 0; k < x.depth; ++k)
      for (index l = 0; l < x.lanes; ++l) sum[static_cast<std::size_t>(l)] += term[x.at(l, k)];
  } else {
    for (index l = 0; l < x.lanes; ++l) {
      word total = 0;
      for (index k = 0; k < x.depth; ++k) total += term[x.at(l, k)];
      sum[static_cast<std::size_t>(l)] = total;
    }
  }
  return sum;
}

void set_sums(std::vector<word> const& rows, std::vector<word> const& columns, matrix<word> c) {
  for (index i = 0; i < c.rows; ++i)
    for (index j = 0; j < c.columns; ++j)
      c.data[i * c.stride + j] = rows[static_cast<std::size_t>(i)] + columns[static_cast<std::size_t>(j)];
}

}  // namespace axmul::detail
