#include "src/gemm/int_scalar.hpp"

#include <algorithm>
#include <cstring>

namespace axmul::detail {
namespace {

// Row i of c, the operands of 8 bits (full) or fewer. Eight columns at a time, their operands one word of 64 bits, stay
// in registers.
template <class T, bool full>
void multiply_row(T const* table, int bits_b, word least, operand const& a, index i, operand const& b, word* c) {
  constexpr index width = 8;
  int const nb = full ? 8 : bits_b;
  unsigned const mask_a = full ? 0xff : a.mask, mask_b = full ? 0xff : b.mask;
  std::uint8_t const* const left = a.data + i * a.lane_step;
  word const start = static_cast<word>(a.depth) * least;
  index j = 0;
  for (; j + width <= b.lanes; j += width) {
    word sum[width] = {};
    std::uint8_t const* right = b.data + j;
    for (index k = 0; k < a.depth; ++k, right += b.depth_step) {
      T const* const row = table + (static_cast<std::size_t>(left[k] & mask_a) << nb);
      std::uint64_t eight;
      std::memcpy(&eight, right, sizeof eight);
      sum[0] += static_cast<word>(row[eight & mask_b]);
      sum[1] += static_cast<word>(row[(eight >> 8) & mask_b]);
      sum[2] += static_cast<word>(row[(eight >> 16) & mask_b]);
      sum[3] += static_cast<word>(row[(eight >> 24) & mask_b]);
      sum[4] += static_cast<word>(row[(eight >> 32) & mask_b]);
      sum[5] += static_cast<word>(row[(eight >> 40) & mask_b]);
      sum[6] += static_cast<word>(row[(eight >> 48) & mask_b]);
      sum[7] += static_cast<word>(row[(eight >> 56) & mask_b]);
    }
    for (index l = 0; l < width; ++l) c[j + l] = start + sum[l];
  }
  for (; j < b.lanes; ++j) {
    word sum[4] = {start};
    auto const entry = [&](index k) {
      std::size_t const row = static_cast<std::size_t>(left[k] & mask_a) << nb;
      return static_cast<word>(table[row | (b.data[j + k * b.depth_step] & mask_b)]);
    };
    index k = 0;
    for (; k + 4 <= a.depth; k += 4)
      for (index l = 0; l < 4; ++l) sum[l] += entry(k + l);
    for (; k < a.depth; ++k) sum[0] += entry(k);
    c[j] = sum[0] + sum[1] + sum[2] + sum[3];
  }
}

template <class T>
void multiply_rows(T const* table, int nb, word least, operand const& a, operand const& b, matrix<word> c) {
  auto const row = a.mask == 0xff && b.mask == 0xff ? multiply_row<T, true> : multiply_row<T, false>;
  if (c.rows * c.columns * a.depth < parallel_products) {
    for (index i = 0; i < c.rows; ++i) row(table, nb, least, a, i, b, c.data + i * c.stride);
    return;
  }
#pragma omp parallel for
  for (index i = 0; i < c.rows; ++i) row(table, nb, least, a, i, b, c.data + i * c.stride);
}

class scalar_product : public prepared {
 public:
  scalar_product(scalar_table const& table, operand const& b)
      : table_(table), copy_(static_cast<std::size_t>(b.lanes * b.depth)), b_(b) {
    for (index k = 0; k < b.depth; ++k)
      for (index j = 0; j < b.lanes; ++j)
        copy_[static_cast<std::size_t>(k * b.lanes + j)] = static_cast<std::uint8_t>(b.at(j, k));
    b_.data = copy_.data();
    b_.lane_step = 1;
    b_.depth_step = b.lanes;
  }
  void multiply(operand const& a, matrix<word> c) const override { table_.multiply(a, b_, c); }

 private:
  scalar_table const& table_;
  std::vector<std::uint8_t> copy_;
  operand b_;
};

}  // namespace

scalar_table::scalar_table(product_table const& table) : nb_(table.nb) {
  auto const [low, high] = std::minmax_element(table.entries.begin(), table.entries.end());
  if (static_cast<std::int64_t>(*high) - *low <= 0xffff) {
    least_ = static_cast<word>(*low);
    for (std::int32_t const p : table.entries)
      narrow_.push_back(static_cast<std::uint16_t>(static_cast<word>(p) - least_));
  } else {
    wide_.assign(table.entries.begin(), table.entries.end());
  }
}

void scalar_table::multiply(operand const& a, operand const& b, matrix<word> c) const {
  if (wide_.empty())
    multiply_rows(narrow_.data(), nb_, least_, a, b, c);
  else
    multiply_rows(wide_.data(), nb_, least_, a, b, c);
}

std::unique_ptr<prepared> scalar_table::prepare(operand const& b) const {
  return std::make_unique<scalar_product>(*this, b);
}

}  // namespace axmul::detail
