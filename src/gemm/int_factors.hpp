// The factors path: a few exact integer matrix products for one approximate one.
#pragma once
#include <string>

#include "lut_gen/factor.hpp"
#include "src/gemm/int_operand.hpp"
#include "src/gemm/int_tile.hpp"

namespace axmul::detail {

// What multiplies the factors. oneDNN's int8 product is exact on processors with VNNI or AMX alone: on others its sums
// of two products saturate at 16 bits, and factors of 16 bits are multiplied here.
enum class factor_engine { tiles, onednn };
factor_engine best_factor_engine();
// One word or two, with the instruction set.
std::string describe(factor_engine engine);

// A table as factors, in the form that an engine takes.
class table_factors {
 public:
  // Errors: those of factorise().
  table_factors(product_table const& table, factor_engine engine);
  int rank() const { return rank_; }
  int bound() const { return bound_; }
  int products() const { return static_cast<int>(groups_.size()); }
  factor_engine engine() const { return engine_; }

  // The object must outlive what is returned.
  std::unique_ptr<prepared> prepare(operand const& b, index rows) const;

 private:
  friend class tile_product;
  friend class onednn_product;
  // Terms multiplied in one matrix product, whose result is shifted.
  struct group {
    int shift;
    codes<std::int16_t> a, b;
  };
  int rank_, bound_;
  factor_engine engine_;
  std::vector<group> groups_;
  separable_terms terms_;
};

}  // namespace axmul::detail
