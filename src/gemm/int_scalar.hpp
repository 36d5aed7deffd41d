// The scalar path: one table entry read for each product.
#pragma once
#include "src/gemm/int_operand.hpp"

namespace axmul::detail {

// Entries less the least one, in 16 bits where that fits: half the cache.
class scalar_table {
 public:
  explicit scalar_table(product_table const& table);
  void multiply(operand const& a, operand const& b, matrix<word> c) const;
  // Copies b; the table must outlive what is returned.
  std::unique_ptr<prepared> prepare(operand const& b) const;

 private:
  int nb_;
  word least_ = 0;
  std::vector<std::uint16_t> narrow_;
  std::vector<word> wide_;
};

}  // namespace axmul::detail
