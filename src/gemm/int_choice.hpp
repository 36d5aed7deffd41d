// What each path of int_gemm costs, so that the quickest can be chosen.
#pragma once
#include "src/gemm/int_factors.hpp"
#include "src/gemm/int_operand.hpp"

namespace axmul::detail {

// Products below which the scalar path is taken unseen.
constexpr index small_products = 2048;

// "AVX2" and the like.
char const* instructions();

// Nanoseconds on one core for m x k times k x n; prepared: the right operand is expanded beforehand.
class gemm_cost {
 public:
  gemm_cost(index m, index n, index k, bool prepared) : m_(m), n_(n), k_(k), prepared_(prepared) {}
  double scalar() const;
  double table(int bits_a, int bits_b, int planes) const;
  double log_sum() const;
  double factors(factor_engine engine, int rank) const;

 private:
  // How many columns of the right operand are yet to be expanded.
  index expanded(index columns) const { return prepared_ ? 0 : columns; }

  index m_, n_, k_;
  bool prepared_;
};

}  // namespace axmul::detail
