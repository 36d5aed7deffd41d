// The contenders of the matrix-product benchmark.
#pragma once
#include <cublas_v2.h>

#include <cmath>
#include <functional>
#include <memory>
#include <thread>

#include "axmul/cuda/float_gemm.cuh"
#include "axmul/cuda/int_gemm.cuh"
#include "axmul/int/mbm.hpp"
#include "axmul/int/mitchell.hpp"
#include "bench/gpu/baselines.cuh"
#include "bench/gpu/gemm_multipliers.hpp"
#include "bench/gpu/gemm_operands.cuh"

namespace axmul::gpu {

inline constexpr fp log_float{axmul::fp32, mitchell{}};
inline constexpr fp table_float{axmul::bf16, mbm{}};

inline void check(cublasStatus_t s, std::string const& what) {
  if (s != CUBLAS_STATUS_SUCCESS) throw std::runtime_error(what + ": cuBLAS status " + std::to_string(s));
}

// A linear texture over device memory.
template <class Entry>
class linear_texture {
 public:
  explicit linear_texture(std::vector<Entry> entries) : memory_(std::move(entries)) {
    cudaResourceDesc resource{};
    resource.resType = cudaResourceTypeLinear;
    resource.res.linear.devPtr = memory_.device();
    resource.res.linear.desc = cudaCreateChannelDesc<Entry>();
    resource.res.linear.sizeInBytes = memory_.host().size() * sizeof(Entry);
    cudaTextureDesc reads{};
    reads.readMode = cudaReadModeElementType;
    check(cudaCreateTextureObject(&texture_, &resource, &reads, nullptr), "cudaCreateTextureObject");
  }
  linear_texture(linear_texture const&) = delete;
  linear_texture& operator=(linear_texture const&) = delete;
  ~linear_texture() { cudaDestroyTextureObject(texture_); }
  texture_table<Entry> textured() const { return {texture_, nullptr}; }
  cached_table<Entry> cached() const { return {memory_.device()}; }

 private:
  mirrored<Entry> memory_;
  cudaTextureObject_t texture_{};
};

// Everything of one shape. `d` outlives the contenders.
class contenders_of {
 public:
  contenders_of(shape_data const& d, cudaDeviceProp const& device) : d_(d), s_(d.s), device_(device) {}

  std::vector<contender> all;
  std::vector<std::string> left_out;  // with the reason

  void integers(byte_multiplier const& m, bool baselines) {
    m.is_signed ? integers<std::int8_t, std::int16_t>(m, baselines)
                : integers<std::uint8_t, std::uint16_t>(m, baselines);
  }

  void floats() {
    floats(fixed<log_float>{}, "mitchell@fp32 log_sum", d_.a, d_.b, cuda::float_path::log_sum, d_.a, d_.b);
    floats(fixed<log_float>{}, "mitchell@fp32 log_sum, half of a is 0", d_.half_zeros, d_.b, cuda::float_path::log_sum,
           d_.half_zeros, d_.b);
    floats(fixed<log_float>{}, "mitchell@fp32 model", d_.a, d_.b, cuda::float_path::model, d_.a, d_.b);
    floats(fixed<table_float>{}, "mbm@bf16 table", d_.bf16_a, d_.bf16_b, cuda::float_path::table, d_.wide_a, d_.wide_b);
    floats(fixed<table_float>{}, "mbm@bf16 model", d_.bf16_a, d_.bf16_b, cuda::float_path::model, d_.wide_a, d_.wide_b);

    std::vector<std::uint8_t> entries;
    cuda::significand_range range{};
    cuda::fill_significands(table_float, range,
                            [&](std::uint32_t, std::int16_t x) { entries.push_back(static_cast<std::uint8_t>(x)); });
    auto const texture = std::make_shared<linear_texture<std::uint8_t>>(entries);
    // Its authors' kernel waits for the device after each launch.
    auto const run = [this, texture] {
      start(base_approxtrain_16x16_tex8{{texture->textured()},
                                        {d_.wide_a.device(), d_.wide_b.device(), floats_out(), s_.m, s_.n, s_.k}});
      check(cudaDeviceSynchronize(), "approxtrain");
    };
    add("base_approxtrain_16x16_tex8 mbm@bf16", role::baseline, true, run, bitwise(table_float, d_.wide_a, d_.wide_b));
  }

  // The device's own products.
  void natives() {
    auto const handle = std::shared_ptr<cublasContext>(make_handle(), [](cublasHandle_t h) { cublasDestroy(h); });
    auto const gemm = [this, handle](void const* a, void const* b, cudaDataType_t type, cublasComputeType_t compute) {
      float const one = 1, zero = 0;
      int const m = static_cast<int>(s_.m), n = static_cast<int>(s_.n), k = static_cast<int>(s_.k);
      check(cublasGemmEx(handle.get(), CUBLAS_OP_N, CUBLAS_OP_N, n, m, k, &one, b, type, n, a, type, k, &zero,
                         floats_out(), CUDA_R_32F, n, compute, CUBLAS_GEMM_DEFAULT),
            "cublasGemmEx");
    };
    add(
        "native cublas fp32", role::native, true,
        [=] { gemm(d_.a.device(), d_.b.device(), CUDA_R_32F, CUBLAS_COMPUTE_32F_PEDANTIC); }, near(d_.a, d_.b));
    add(
        "native cublas bf16", role::native, true,
        [=] { gemm(d_.bf16_a.device(), d_.bf16_b.device(), CUDA_R_16BF, CUBLAS_COMPUTE_32F); },
        near(d_.wide_a, d_.wide_b));
    native_bytes();
  }

 private:
  static cublasHandle_t make_handle() {
    cublasHandle_t made = nullptr;
    check(cublasCreate(&made), "cublasCreate");
    return made;
  }
  float* floats_out() const { return reinterpret_cast<float*>(d_.output.get()); }
  template <class Kernel>
  static void start(Kernel const& kernel) {
    check(cuda::launch(kernel, kernel.blocks(), kernel.shared_bytes(), nullptr), "launch");
  }
  void add(std::string const& name, role part, bool is_float, std::function<void()> run,
           std::function<std::string()> test) {
    all.push_back({name, part, is_float, std::move(run), std::move(test), [this] { d_.spoil(); }, 1, false, {}, ""});
  }

  // Bit for bit the sum that the model gives.
  template <class Model>
  std::function<std::string()> bitwise(Model const& model, mirrored<float> const& a, mirrored<float> const& b) const {
    return [this, model, &a, &b] {
      return d_.check_samples<float>(a.host(), b.host(), model, [](std::int32_t c, float sum) {
        return static_cast<std::uint32_t>(c) == bit_cast<std::uint32_t>(sum);
      });
    };
  }
  // Within what another order of additions can change; operands are below 1.
  std::function<std::string()> near(mirrored<float> const& a, mirrored<float> const& b) const {
    return [this, &a, &b] {
      return d_.check_samples<double>(
          a.host(), b.host(), [](float x, float y) { return static_cast<double>(x) * static_cast<double>(y); },
          [this](std::int32_t c, double sum) {
            double const k = static_cast<double>(s_.k);
            return std::fabs(static_cast<double>(bit_cast<float>(c)) - sum) <= k * std::sqrt(k) * 0x1p-24 + 1e-6;
          });
    };
  }

  template <class M, class T>
  void floats(M const& multiplier, std::string const& name, mirrored<T> const& a, mirrored<T> const& b,
              cuda::float_path path, mirrored<float> const& wide_a, mirrored<float> const& wide_b) {
    auto const gemm = std::make_shared<cuda::float_gemm<M>>();
    check(cuda::float_gemm<M>::create(*gemm, multiplier), name);
    cuda::matrix<T const> const x{a.device(), s_.m, s_.k, s_.k}, y{b.device(), s_.k, s_.n, s_.n};
    cuda::matrix<float> const c{floats_out(), s_.m, s_.n, s_.n};
    add(
        name, role::ours, true, [=] { check((*gemm)(x, y, c, nullptr, path), name); },
        bitwise(cuda::value_of(multiplier), wide_a, wide_b));
  }

  // All paths and baselines of one multiplier; the first one's whole output is what the others must give.
  template <class T, class Entry>
  void integers(byte_multiplier const& m, bool baselines) {
    auto const reference = std::make_shared<std::vector<std::int32_t>>();
    auto const test = [this, reference, table = m.table.data()] {
      std::string const fault = d_.check_samples<std::int64_t>(
          d_.bytes_a.host(), d_.bytes_b.host(),
          [table](std::uint8_t x, std::uint8_t y) { return std::int64_t{table[x << 8 | y]}; },
          [](std::int32_t c, std::int64_t sum) { return c == sum; });
      std::vector<std::int32_t> const c = d_.read();
      if (reference->empty()) *reference = c;
      if (!fault.empty()) return fault;
      return std::string(c == *reference ? "" : "differs from another integer product");
    };
    ours<T>(m, test);
    if (!baselines) return;
    auto const texture = std::make_shared<linear_texture<Entry>>(
        each<Entry>(m.table, [](std::int32_t x) { return static_cast<Entry>(x); }));
    std::uint32_t* const c = reinterpret_cast<std::uint32_t*>(d_.output.get());
    plain_operands<std::uint8_t, std::uint8_t, std::uint32_t> const x{
        d_.bytes_a.device(), d_.bytes_b.device(), c, s_.m, s_.n, s_.k};
    auto const base = [&](std::string const& name, std::function<void()> run) {
      add(name + " " + m.spec, role::baseline, false, std::move(run), test);
    };
    base("base_tfapprox_8x8_tex16", [=] {
      start(
          base_tfapprox_8x8_tex16<Entry>{{texture->textured(), 1, 0}, {x.a, d_.weights.device(), c, s_.m, s_.n, s_.k}});
    });
    base("base_transaxx_16x16_ldg16", [=] { start(base_transaxx_16x16_ldg16<Entry>{{texture->cached()}, x}); });
    base("base_appmult_128x128_tex16", [=] { start(base_appmult_128x128_tex16<Entry>{texture->textured(), x, s_.k}); });
    base("base_approxtorch_32x128_row16", [=] { split_product<Entry>(texture->cached(), x); });
    on_host(m, x);
  }

  template <class T>
  void ours(byte_multiplier const& m, std::function<std::string()> const& test) {
    factors_view const factors = m.factors.view();
    cuda::matrix<T const> const a{reinterpret_cast<T const*>(d_.bytes_a.device()), s_.m, s_.k, s_.k};
    cuda::matrix<T const> const b{reinterpret_cast<T const*>(d_.bytes_b.device()), s_.k, s_.n, s_.n};
    cuda::matrix<std::int32_t> const c{d_.output.get(), s_.m, s_.n, s_.n};
    auto const gemm = std::make_shared<cuda::int_gemm>();
    check(cuda::int_gemm::create(*gemm, m.table.data(), 8, 8, m.is_signed, &factors), m.spec);
    for (cuda::int_path const path : {cuda::int_path::table, cuda::int_path::factors}) {
      std::string const name = m.spec + " " + name_of(path) +
                               (path == cuda::int_path::factors ? " R=" + std::to_string(m.factors.rank) : "");
      auto const weights = std::make_shared<cuda::int_gemm::weights>();
      cuda::status const prepared = gemm->prepare(*weights, b, s_.m, nullptr, path);
      if (!prepared.ok()) {
        cudaGetLastError();
        left_out.push_back(name + ": " + prepared.message());
        continue;
      }
      add(
          name, role::ours, false, [=] { check((*gemm)(a, *weights, c, nullptr), name); }, test);
    }
  }

  // k is split where the blocks do not fill the device.
  template <class Entry>
  void split_product(cached_table<Entry> const& table,
                     plain_operands<std::uint8_t, std::uint8_t, std::uint32_t> const& x) const {
    base_approxtorch_32x128_row16<Entry> kernel{table, x, s_.k};
    dim3 const whole = kernel.blocks();
    long const wanted = 2L * device_.multiProcessorCount, blocks = static_cast<long>(whole.x) * whole.y;
    long const parts = std::max(1L, std::min({wanted / blocks, s_.k / 64, 64L}));
    kernel.k_per_part = cuda::round_up<std::int64_t>(cuda::ceil_div(s_.k, parts), 32);
    if (kernel.k_per_part < s_.k)
      check(cudaMemsetAsync(x.c, 0, d_.outputs() * sizeof(std::uint32_t)), "cudaMemsetAsync");
    start(kernel);
  }

  // i, j, k loops, one table entry a step, the rows among threads; the first rows of large shapes.
  void on_host(byte_multiplier const& m, plain_operands<std::uint8_t, std::uint8_t, std::uint32_t> const&) {
    auto const table = std::make_shared<std::vector<std::int16_t>>(
        each<std::int16_t>(m.table, [](std::int32_t x) { return static_cast<std::int16_t>(x); }));
    long const threads = std::max(1L, static_cast<long>(std::thread::hardware_concurrency()));
    long const rows = std::min(s_.m, std::max(threads, (1L << 28) * threads / (s_.n * s_.k) / 16));
    auto const c = std::make_shared<std::vector<std::int32_t>>(static_cast<std::size_t>(rows * s_.n));
    auto const entry = [table, is_signed = m.is_signed](std::uint8_t x, std::uint8_t y) {
      std::int16_t const p = (*table)[static_cast<std::size_t>(x << 8 | y)];
      return is_signed ? std::int32_t{p} : std::int32_t{static_cast<std::uint16_t>(p)};
    };
    auto const cell = [this, entry](long i, long j) {
      std::int32_t sum = 0;
      for (long k = 0; k < s_.k; ++k)
        sum += entry(d_.bytes_a.host()[static_cast<std::size_t>(i * s_.k + k)],
                     d_.bytes_b.host()[static_cast<std::size_t>(k * s_.n + j)]);
      return sum;
    };
    auto const run = [this, c, cell, rows, threads] {
      std::vector<std::thread> team;
      for (long t = 0; t < threads; ++t)
        team.emplace_back([=] {
          for (long i = t; i < rows; i += threads)
            for (long j = 0; j < s_.n; ++j) (*c)[static_cast<std::size_t>(i * s_.n + j)] = cell(i, j);
        });
      for (std::thread& t : team) t.join();
    };
    auto const test = [this, c, cell, rows] {
      for (auto const& [i, j] : d_.sampled)
        if (i < rows && (*c)[static_cast<std::size_t>(i * s_.n + j)] != cell(i, j)) return std::string("is wrong");
      return std::string();
    };
    add("base_cpu_scalar " + m.spec, role::baseline, false, run, test);
    all.back().spoil = [c] { std::fill(c->begin(), c->end(), -1); };
    all.back().share = static_cast<double>(rows) / static_cast<double>(s_.m);
    all.back().on_host = true;
  }

  // cuBLASLt's int8 product in the layout that it takes: k contiguous on both sides, sizes rounded up.
  void native_bytes() {
    long const m = cuda::round_up(s_.m, 32L), n = cuda::round_up(s_.n, 32L), k = cuda::round_up(s_.k, 16L);
    std::vector<std::int8_t> a(static_cast<std::size_t>(m * k)), b(static_cast<std::size_t>(n * k));
    for (long i = 0; i < s_.m; ++i)
      for (long l = 0; l < s_.k; ++l)
        a[static_cast<std::size_t>(i * k + l)] =
            static_cast<std::int8_t>(d_.bytes_a.host()[static_cast<std::size_t>(i * s_.k + l)]);
    for (long l = 0; l < s_.k; ++l)
      for (long j = 0; j < s_.n; ++j)
        b[static_cast<std::size_t>(j * k + l)] =
            static_cast<std::int8_t>(d_.bytes_b.host()[static_cast<std::size_t>(l * s_.n + j)]);
    struct work {
      mirrored<std::int8_t> a, b;
      cuda::buffer<std::int32_t> c;
      cuda::buffer<std::int8_t> workspace;
      cuda::bytes_product product;
      work(std::vector<std::int8_t> x, std::vector<std::int8_t> y) : a(std::move(x)), b(std::move(y)) {}
    };
    auto const w = std::make_shared<work>(std::move(a), std::move(b));
    check(w->c.allocate(static_cast<std::size_t>(m * n)), "cudaMalloc");
    check(w->workspace.allocate(cuda::bytes_product::workspace_bytes), "cudaMalloc");
    check(w->product.create(), "cublasLt");
    cuda::bytes_shape const padded{m, n, k, k, k, n};
    auto const run = [=] {
      check(w->product(padded, w->a.device(), w->b.device(), w->c.get(), w->workspace.get(), nullptr), "cublasLt");
    };
    auto const test = [this, w, n] {
      std::size_t const row = static_cast<std::size_t>(s_.n) * sizeof(std::int32_t);
      check(cudaMemcpy2D(d_.output.get(), row, w->c.get(), static_cast<std::size_t>(n) * sizeof(std::int32_t), row,
                         static_cast<std::size_t>(s_.m), cudaMemcpyDeviceToDevice),
            "cudaMemcpy2D");
      return d_.check_samples<std::int32_t>(
          d_.bytes_a.host(), d_.bytes_b.host(),
          [](std::uint8_t x, std::uint8_t y) { return static_cast<std::int8_t>(x) * static_cast<std::int8_t>(y); },
          [](std::int32_t c, std::int32_t sum) { return c == sum; });
    };
    add("native cublasLt int8", role::native, false, run, test);
    all.back().spoil = [w, m, n] {
      check(cudaMemset(w->c.get(), 0xa5, static_cast<std::size_t>(m * n) * sizeof(std::int32_t)), "cudaMemset");
    };
  }

  shape_data const& d_;
  shape s_;
  cudaDeviceProp device_;
};

}  // namespace axmul::gpu
