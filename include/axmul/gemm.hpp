// Matrix products with approximate multipliers, bit-exact and fast: the compiled target axmul::gemm.
//
// Integers: c[i][j] = sum over k of f(a[i][k], b[k][j]), exact in 32 bits.
// Floats: c[i][j] = (((0 + f(a[i][0], b[0][j])) + f(a[i][1], b[1][j])) + ...): products widened to float and added in
// order of k, each addition rounded to nearest even. The same on every path, machine and number of threads, but for the
// signs and payloads of NaNs.
// Errors: std::invalid_argument for shapes, operands and paths that do not fit, with the reason; std::overflow_error
// for sums that leave 32 bits. Threads: OpenMP's. Objects are constant once built and may be used by many threads.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "axmul/error_form.hpp"
#include "axmul/fp/fp.hpp"
#include "axmul/int/exact.hpp"
#include "axmul/lut.hpp"
#include "axmul/signed.hpp"

namespace axmul {

// A matrix in memory, row major; `stride` elements from one row to the next.
template <class T>
struct matrix {
  T* data;
  std::ptrdiff_t rows, columns, stride;
};

// How products are formed; all paths give the same result.
enum class gemm_path {
  automatic,  // chosen by multiplier, machine and shape
  scalar,     // one table entry, or one call of the model, for each product
  table,      // integers: the table in registers; floats: a table of significands, formats up to 8 fraction bits
  factors,    // integers: exact factors through an int8 matrix product
  log_sum,    // logarithms added as bit patterns (Mitchell and its kin)
  native      // floats: the processor's own multiplication (exact in fp32, and in formats up to 11 fraction bits)
};
char const* name_of(gemm_path path);

// Matrix products with a multiplier of at most 8 x 8 bits, unsigned or two's complement.
class int_gemm {
 public:
  // Entry (a << nb) | b of `table` is the product of the operand patterns a and b; it is copied. 1 <= n, nb <= 8.
  int_gemm(std::int32_t const* table, int n, int nb, bool is_signed);
  // Any integer multiplier.
  template <class M>
  explicit int_gemm(M const& multiplier)
      : int_gemm(table_of(multiplier).data(), bits_a(multiplier), bits_b(multiplier), axmul::is_signed<M>) {}

  // c = a x b. Operands outside n (nb) bits are refused. Unsigned multipliers take uint8_t, signed ones int8_t.
  void operator()(matrix<std::uint8_t const> a, matrix<std::uint8_t const> b, matrix<std::int32_t> c,
                  gemm_path path = gemm_path::automatic) const;
  void operator()(matrix<std::int8_t const> a, matrix<std::int8_t const> b, matrix<std::int32_t> c,
                  gemm_path path = gemm_path::automatic) const;

  // b prepared once for many products; `rows` of a are expected each time.
  class weights;
  weights prepare(matrix<std::uint8_t const> b, std::ptrdiff_t rows, gemm_path path = gemm_path::automatic) const;
  weights prepare(matrix<std::int8_t const> b, std::ptrdiff_t rows, gemm_path path = gemm_path::automatic) const;
  void operator()(matrix<std::uint8_t const> a, weights const& b, matrix<std::int32_t> c) const;
  void operator()(matrix<std::int8_t const> a, weights const& b, matrix<std::int32_t> c) const;

  // The longest k for which no sum can leave 32 bits: floor((2^31 - 1) / largest magnitude of a product). Longer
  // products are made in parts, added in 64 bits and checked.
  std::ptrdiff_t max_k() const;
  // The path that `automatic` takes for m x k times k x n, unprepared.
  gemm_path choose(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k) const;
  // One line: the path, why, and what it runs on.
  std::string explain(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k) const;

 private:
  template <class M>
  static std::vector<std::int32_t> table_of(M const& multiplier);

  void require_operands(bool is_signed) const;
  void multiply(matrix<std::uint8_t const> a, matrix<std::uint8_t const> b, matrix<std::int32_t> c,
                gemm_path path) const;
  void multiply(matrix<std::uint8_t const> a, weights const& b, matrix<std::int32_t> c) const;
  weights prepare_patterns(matrix<std::uint8_t const> b, std::ptrdiff_t rows, gemm_path path) const;

  struct plan;
  std::shared_ptr<plan const> plan_;
};

// Prepared by int_gemm::prepare; of use with that object alone (and its copies).
class int_gemm::weights {
 public:
  gemm_path path() const;

 private:
  friend class int_gemm;
  struct content;
  std::shared_ptr<content const> content_;
};

// What float_gemm needs to know of a floating-point multiplier.
struct float_model {
  format fmt;
  fp_options options;
  bool is_log_sum = false;  // the significands' product is the sum of their logarithms
  bool is_exact = false;
  std::shared_ptr<void const> model;
  // Products of floats: operands rounded to the format to nearest even, product widened.
  void (*products)(void const* model, float const* a, float const* b, float* p, std::size_t count) = nullptr;
  // Formats up to 8 fraction bits: what the core makes of all pairs of significands, entry (x << m) | y for the
  // fractions x and y, 2m + 2 bits each.
  std::vector<std::uint32_t> significands;
};

// Matrix products with a floating-point multiplier whose format float contains (e <= 8, m <= 23).
class float_gemm {
 public:
  template <class Core>
  explicit float_gemm(fp<Core> const& multiplier) : float_gemm(model_of(multiplier)) {}
  explicit float_gemm(float_model model);

  // c = a x b. Operands are rounded to the format to nearest even.
  void operator()(matrix<float const> a, matrix<float const> b, matrix<float> c,
                  gemm_path path = gemm_path::automatic) const;
  // Formats of 16 bits (bf16, fp16): operands as bit patterns.
  void operator()(matrix<std::uint16_t const> a, matrix<std::uint16_t const> b, matrix<float> c,
                  gemm_path path = gemm_path::automatic) const;
  // c = c + a x b: continues sums over a longer k. c holds what an earlier product left there (no -0).
  void accumulate(matrix<float const> a, matrix<float const> b, matrix<float> c,
                  gemm_path path = gemm_path::automatic) const;

  gemm_path choose(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k) const;
  std::string explain(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k) const;

 private:
  template <class Core>
  static float_model model_of(fp<Core> const& multiplier);

  struct plan;
  std::shared_ptr<plan const> plan_;
};

template <class M>
std::vector<std::int32_t> int_gemm::table_of(M const& multiplier) {
  int const n = bits_a(multiplier), nb = bits_b(multiplier);
  std::vector<std::int32_t> table;
  if (n > 8 || nb > 8) return table;  // refused by the constructor
  table.resize(std::size_t{1} << (n + nb));
  for (std::uint32_t a = 0; a >> n == 0; ++a)
    for (std::uint32_t b = 0; b >> nb == 0; ++b) {
      bool const extend = axmul::is_signed<M>;
      std::uint32_t const p = extend ? multiplier(sign_extend(a, n), sign_extend(b, nb)) : multiplier(a, b);
      table[(a << nb) | b] = static_cast<std::int32_t>(p);
    }
  return table;
}

template <class Core>
float_model float_gemm::model_of(fp<Core> const& multiplier) {
  float_model m;
  m.fmt = multiplier.fmt;
  m.options = multiplier.options;
  m.is_log_sum = axmul::is_log_sum<Core>;
  m.is_exact = std::is_same_v<Core, exact>;
  m.model = std::make_shared<fp<Core> const>(multiplier);
  m.products = [](void const* model, float const* a, float const* b, float* p, std::size_t count) {
    fp<Core> const f = *static_cast<fp<Core> const*>(model);
    for (std::size_t i = 0; i < count; ++i) p[i] = f(a[i], b[i]);
  };
  if (m.fmt.m <= 8) {
    std::uint32_t const one = std::uint32_t{1} << m.fmt.m;
    for (std::uint32_t x = 0; x < one; ++x)
      for (std::uint32_t y = 0; y < one; ++y) m.significands.push_back(multiplier.core(one | x, one | y));
  }
  return m;
}

}  // namespace axmul
