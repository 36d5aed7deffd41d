// What each path of int_gemm costs, so that the quickest can be chosen.
#pragma once
#include "src/gemm/int_factors.hpp"
#include "src/gemm/int_operand.hpp"

namespace axmul::detail {

// Products below which the scalar path is taken unseen.
constexpr index small_products = 2048;

// "AVX2" and the like.
char const* instructions();

// Nanoseconds on one core for m x k times k x n.
class gemm_cost {
 public:
  gemm_cost(index m, index n, index k) : m_(m), n_(n), k_(k) {}
  double scalar() const;
  double table(int bits_a, int bits_b, int planes) const;
  double log_sum() const;
  double factors(factor_engine engine, int rank) const;

 private:
  index m_, n_, k_;
};

}  // namespace axmul::detail
