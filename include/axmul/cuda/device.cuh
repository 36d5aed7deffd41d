// What the CUDA kernels share: errors as values, matrices and buffers in device memory, and kernels as values whose
// bodies also run on the host, one thread after the other, for tests.
#pragma once
#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace axmul::cuda {

// The outcome of every call: CUDA's error or cuBLAS's status, and the call or the condition that failed.
struct [[nodiscard]] status {
  cudaError_t cuda = cudaSuccess;
  int cublas = 0;  // a cublasStatus_t, 0 for success
  char const* what = "";

  bool ok() const { return cuda == cudaSuccess && cublas == 0; }
  // One line: what failed and CUDA's words for it.
  std::string message() const {
    if (cublas != 0) return std::string(what) + ": cuBLAS status " + std::to_string(cublas);
    return cuda == cudaSuccess ? "no error" : std::string(what) + ": " + cudaGetErrorString(cuda);
  }
};

inline status check(cudaError_t error, char const* what) {
  return {error, 0, error == cudaSuccess ? "" : what};
}
// A refusal: arguments that do not fit, and what would.
inline status refuse(char const* what) {
  return {cudaErrorInvalidValue, 0, what};
}

// A matrix in device memory, row major; `stride` elements from one row to the next.
template <class T>
struct matrix {
  T* data;
  std::ptrdiff_t rows, columns, stride;
};

// `count` elements of device memory, owned; empty until allocated.
template <class T>
class buffer {
 public:
  buffer() = default;
  buffer(buffer&& other) noexcept : data_(std::exchange(other.data_, nullptr)) {}
  buffer& operator=(buffer&& other) noexcept {
    std::swap(data_, other.data_);
    return *this;
  }
  ~buffer() { static_cast<void>(cudaFree(data_)); }

  // Replaces what it held.
  status allocate(std::size_t count) {
    if (status const freed = check(cudaFree(std::exchange(data_, nullptr)), "cudaFree"); !freed.ok()) return freed;
    return count == 0 ? status{} : check(cudaMalloc(&data_, count * sizeof(T)), "cudaMalloc");
  }
  // Allocates and copies from the host; returns when the copy is made.
  status assign(T const* host, std::size_t count) {
    if (status const made = allocate(count); !made.ok()) return made;
    return check(cudaMemcpy(data_, host, count * sizeof(T), cudaMemcpyHostToDevice), "cudaMemcpy");
  }
  T* get() const { return data_; }

 private:
  T* data_ = nullptr;
};

// Device memory for the work of one call, in the order of its stream: taken at once, given back when the stream gets
// there.
template <class T>
class stream_buffer {
 public:
  explicit stream_buffer(cudaStream_t stream) : stream_(stream) {}
  stream_buffer(stream_buffer const&) = delete;
  stream_buffer& operator=(stream_buffer const&) = delete;
  ~stream_buffer() {
    if (data_ != nullptr) static_cast<void>(cudaFreeAsync(data_, stream_));
  }

  // Once for each object. pool: null for the device's own.
  status allocate(std::size_t count, cudaMemPool_t pool = nullptr) {
    void** const at = reinterpret_cast<void**>(&data_);
    std::size_t const bytes = (count == 0 ? 1 : count) * sizeof(T);
    if (pool == nullptr) return check(cudaMallocAsync(at, bytes, stream_), "cudaMallocAsync");
    return check(cudaMallocFromPoolAsync(at, bytes, pool, stream_), "cudaMallocFromPoolAsync");
  }
  T* get() const { return data_; }

 private:
  cudaStream_t stream_;
  T* data_ = nullptr;
};

// Where a thread stands: its index in the block, the block in the grid.
struct thread {
  int index;
  int x, y, z;
};

// A kernel is a trivially copyable value with
//   static constexpr int threads, blocks_per_sm;  a block's threads; blocks that must fit a multiprocessor's registers
//   struct state;                                 what a thread keeps from one phase to the next, zero at first
//   int phases(thread) const;                     the same for all threads of a block
//   void operator()(int phase, thread, state&, char* shared) const;
// The block meets at a barrier between two phases. `shared` is aligned to 16 bytes.
template <class Kernel>
__global__ void __launch_bounds__(Kernel::threads, Kernel::blocks_per_sm) run(Kernel const kernel) {
  extern __shared__ __align__(16) char shared[];
  thread const self{static_cast<int>(threadIdx.x), static_cast<int>(blockIdx.x), static_cast<int>(blockIdx.y),
                    static_cast<int>(blockIdx.z)};
  typename Kernel::state state{};
  int const phases = kernel.phases(self);
  for (int phase = 0; phase < phases; ++phase) {
    kernel(phase, self, state, shared);
    if (phase + 1 < phases) __syncthreads();
  }
}

// Starts a kernel; nothing to do for an empty grid. Above 48 KB of shared memory the kernel opts in.
template <class Kernel>
status launch(Kernel const& kernel, dim3 blocks, std::size_t shared_bytes, cudaStream_t stream) {
  if (blocks.x == 0 || blocks.y == 0 || blocks.z == 0) return {};
  void const* const function = reinterpret_cast<void const*>(&run<Kernel>);
  if (shared_bytes > 48 * 1024) {
    cudaError_t const opted =
        cudaFuncSetAttribute(function, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(shared_bytes));
    if (opted != cudaSuccess) return check(opted, "cudaFuncSetAttribute: dynamic shared memory");
  }
  void* arguments[] = {const_cast<Kernel*>(&kernel)};
  return check(cudaLaunchKernel(function, blocks, dim3(Kernel::threads), arguments, shared_bytes, stream),
               "cudaLaunchKernel");
}

template <class T>
__host__ __device__ constexpr T ceil_div(T x, T y) {
  return (x + y - 1) / y;
}
template <class T>
__host__ __device__ constexpr T round_up(T x, T multiple) {
  return ceil_div(x, multiple) * multiple;
}

}  // namespace axmul::cuda
