// The product of signed bytes on the tensor cores, by cuBLASLt (link with cublasLt).
#pragma once
#include <cublasLt.h>

#include <cstddef>
#include <cstdint>

#include "axmul/cuda/device.cuh"

namespace axmul::cuda {

inline status check(cublasStatus_t error, char const* what) {
  return {cudaSuccess, static_cast<int>(error), error == CUBLAS_STATUS_SUCCESS ? "" : what};
}

// One int8 matrix product: c (m x n, int32) = a (m x k) b^T (n x k), row major, k a multiple of 16, m and n of 32,
// leading dimensions in elements.
struct bytes_shape {
  std::int64_t m, n, k, stride_a, stride_b, stride_c;
};

// cuBLASLt's int8 product in the layout its tensor cores take: in its column-major terms the output is c^T = op(b) a^T
// with op = transpose, both inputs with k contiguous.
class bytes_product {
 public:
  bytes_product() = default;
  bytes_product(bytes_product const&) = delete;
  bytes_product& operator=(bytes_product const&) = delete;
  ~bytes_product() {
    if (handle_ != nullptr) static_cast<void>(cublasLtDestroy(handle_));
  }

  static constexpr std::size_t workspace_bytes = std::size_t{32} << 20;
  status create() { return check(cublasLtCreate(&handle_), "cublasLtCreate"); }

  // workspace: workspace_bytes of device memory, aligned to 256 bytes; the inputs to 16 bytes.
  status operator()(bytes_shape const& s, std::int8_t const* a, std::int8_t const* b, std::int32_t* c, void* workspace,
                    cudaStream_t stream) const {
    auto const unsigned_of = [](std::int64_t x) { return static_cast<std::uint64_t>(x); };
    description d;
    status done =
        check(cublasLtMatmulDescCreate(&d.operation, CUBLAS_COMPUTE_32I, CUDA_R_32I), "cublasLtMatmulDescCreate");
    cublasOperation_t const transpose = CUBLAS_OP_T;
    if (done.ok())
      done =
          check(cublasLtMatmulDescSetAttribute(d.operation, CUBLASLT_MATMUL_DESC_TRANSA, &transpose, sizeof transpose),
                "cublasLtMatmulDescSetAttribute");
    if (done.ok())
      done = check(cublasLtMatrixLayoutCreate(&d.b, CUDA_R_8I, unsigned_of(s.k), unsigned_of(s.n), s.stride_b),
                   "cublasLtMatrixLayoutCreate, weights");
    if (done.ok())
      done = check(cublasLtMatrixLayoutCreate(&d.a, CUDA_R_8I, unsigned_of(s.k), unsigned_of(s.m), s.stride_a),
                   "cublasLtMatrixLayoutCreate, activations");
    if (done.ok())
      done = check(cublasLtMatrixLayoutCreate(&d.c, CUDA_R_32I, unsigned_of(s.n), unsigned_of(s.m), s.stride_c),
                   "cublasLtMatrixLayoutCreate, output");
    if (done.ok()) done = check(cublasLtMatmulPreferenceCreate(&d.preference), "cublasLtMatmulPreferenceCreate");
    std::size_t const workspace_size = workspace_bytes;
    std::uint32_t const alignment = 16;
    if (done.ok()) done = d.prefer(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, workspace_size);
    // Parts begin at multiples of 16 bytes; the preference's default of 256 would allow kernels that read more at once.
    if (done.ok()) done = d.prefer(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, alignment);
    if (done.ok()) done = d.prefer(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, alignment);
    cublasLtMatmulHeuristicResult_t best{};
    int found = 0;
    if (done.ok())
      done = check(
          cublasLtMatmulAlgoGetHeuristic(handle_, d.operation, d.b, d.a, d.c, d.c, d.preference, 1, &best, &found),
          "cublasLtMatmulAlgoGetHeuristic");
    if (done.ok() && found == 0)
      done = check(CUBLAS_STATUS_NOT_SUPPORTED, "cublasLtMatmulAlgoGetHeuristic: no int8 algorithm for this shape");
    std::int32_t const one = 1, zero = 0;
    if (done.ok())
      done = check(cublasLtMatmul(handle_, d.operation, &one, b, d.b, a, d.a, &zero, c, d.c, c, d.c, &best.algo,
                                  workspace, workspace_size, stream),
                   "cublasLtMatmul");
    return done;
  }

 private:
  // cuBLASLt's descriptors of one call.
  struct description {
    cublasLtMatmulDesc_t operation = nullptr;
    cublasLtMatrixLayout_t a = nullptr, b = nullptr, c = nullptr;
    cublasLtMatmulPreference_t preference = nullptr;

    description() = default;
    description(description const&) = delete;
    description& operator=(description const&) = delete;
    ~description() {
      if (preference != nullptr) static_cast<void>(cublasLtMatmulPreferenceDestroy(preference));
      for (cublasLtMatrixLayout_t layout : {a, b, c})
        if (layout != nullptr) static_cast<void>(cublasLtMatrixLayoutDestroy(layout));
      if (operation != nullptr) static_cast<void>(cublasLtMatmulDescDestroy(operation));
    }
    template <class T>
    status prefer(cublasLtMatmulPreferenceAttributes_t attribute, T const& value) {
      return check(cublasLtMatmulPreferenceSetAttribute(preference, attribute, &value, sizeof value),
                   "cublasLtMatmulPreferenceSetAttribute");
    }
  };

  cublasLtHandle_t handle_ = nullptr;
};

}  // namespace axmul::cuda
