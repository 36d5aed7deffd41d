// Matrix products with approximate integer multipliers on the GPU: the call of axmul::int_gemm on device pointers and a
// stream, for compute capability 8.0 and up. Link with cublasLt.
//
// c[i][j] = sum over k of f(a[i][k], b[k][j]), exact in 32 bits, the same on every path and equal to the CPU's.
// Nothing throws: every call returns a status. Calls return once their work is in the stream, which need not be done.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "axmul/cuda/bytes_product.cuh"
#include "axmul/cuda/factor_kernels.cuh"
#include "axmul/cuda/int_choice.cuh"
#include "axmul/cuda/table_gemm.cuh"
#include "axmul/factors.hpp"

namespace axmul::cuda {

// Products with a multiplier of at most 8 x 8 bits. Empty until created; copies share their memory on the device that
// was current at creation. Constant once created; may be used by many threads and streams.
class int_gemm {
 public:
  // Entry (a << nb) | b of `table` is the product of the operand patterns a and b, 1 <= n, nb <= 8, in host memory, as
  // are the factors, if any: they must give every entry of the table, which is checked. All is copied.
  static status create(int_gemm& made, std::int32_t const* table, int n, int nb, bool is_signed,
                       factors_view const* factors = nullptr);

  // c = a x b in device memory; c overlaps neither. Of an operand, bits above n (nb) are ignored. Unsigned multipliers
  // take uint8_t, signed ones int8_t. Refused: shapes that do not fit, k above max_k(), factors where there are none.
  template <class T>
  status operator()(matrix<T const> a, matrix<T const> b, matrix<std::int32_t> c, cudaStream_t stream,
                    int_path path = int_path::automatic) const;

  // b prepared once for many products, with a chosen for `rows` of a; later calls may have any number of rows. Weights
  // may be used on other streams once this stream has come here.
  class weights;
  template <class T>
  status prepare(weights& made, matrix<T const> b, std::ptrdiff_t rows, cudaStream_t stream,
                 int_path path = int_path::automatic) const;
  template <class T>
  status operator()(matrix<T const> a, weights const& b, matrix<std::int32_t> c, cudaStream_t stream) const;

  // Of an object that was created:
  // The longest k for which no sum can leave 32 bits: floor((2^31 - 1) / largest magnitude of a product).
  std::int64_t max_k() const { return content_->max_k; }
  // The path that `automatic` takes for m x k times k x n, b prepared.
  int_path choose(std::int64_t m, std::int64_t n, std::int64_t k) const {
    return choose_path(content_->traits, m, n, k);
  }
  // One line: the path and why.
  std::string explain(std::int64_t m, std::int64_t n, std::int64_t k) const {
    return explain_path(content_->traits, m, n, k);
  }

 private:
  // Work memory, kept between calls.
  struct work_memory {
    cudaMemPool_t pool = nullptr;
    work_memory() = default;
    work_memory(work_memory const&) = delete;
    work_memory& operator=(work_memory const&) = delete;
    ~work_memory() {
      if (pool != nullptr) static_cast<void>(cudaMemPoolDestroy(pool));
    }
    status create(int device);
  };

  struct content {
    bool is_signed = false;
    int_traits traits;
    std::int64_t max_k = 0;
    buffer<std::int32_t> table;
    buffer<std::uint16_t> short_table;
    shared_table short_entries{};
    global_table long_entries{};
    buffer<std::int8_t> factors_a, factors_b;
    buffer<std::uint32_t> constants_a, constants_b;
    bytes_product engine;
    work_memory memory;

    int rank() const { return static_cast<int>(traits.shifts.size()); }
    status set_table(std::int32_t const* entries, int shared_memory);
    status set_factors(factors_view const& f);
    // All paths but factors; m, n and k may be 0.
    status product(gemm_operands const& x, int_path path, cudaStream_t stream) const;
    template <class Table, int Columns>
    status table_product(Table const& entries, gemm_operands const& x, cudaStream_t stream) const;
    // b's factors, expanded_b bytes, and the sums of its columns, rounded up to side_multiple.
    std::size_t expanded_b(std::int64_t n, std::int64_t k) const;
    status expand_b(gemm_operands const& x, std::int8_t* factors, std::uint32_t* sums, cudaStream_t stream) const;
    status factor_product(gemm_operands const& x, std::int8_t const* factors_of_b, std::uint32_t const* sums_of_b,
                          cudaStream_t stream) const;
  };

  template <class T>
  status takes(std::int64_t k) const;
  template <class T>
  status fits(matrix<T const> a, std::int64_t b_rows, std::int64_t b_columns, matrix<std::int32_t> c) const;
  // Puts the choice in the place of `automatic`.
  status settle(int_path& path, std::int64_t m, std::int64_t n, std::int64_t k) const;
  template <class T>
  static gemm_operands operands(matrix<T const> a, matrix<T const> b, matrix<std::int32_t> c);

  std::shared_ptr<content const> content_;
};

// Made by int_gemm::prepare; of use with that object alone (and its copies).
class int_gemm::weights {
 public:
  int_path path() const { return path_; }

 private:
  friend class int_gemm;
  std::shared_ptr<content const> owner_;
  int_path path_ = int_path::automatic;
  std::int64_t rows_ = 0, columns_ = 0;
  buffer<std::uint8_t> bytes_;  // b itself, without gaps
  buffer<std::int8_t> factors_;
  buffer<std::uint32_t> sums_;
};

}  // namespace axmul::cuda

#include "axmul/cuda/int_gemm_impl.cuh"
