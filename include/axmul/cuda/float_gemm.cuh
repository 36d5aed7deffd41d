// Matrix products with approximate floating-point multipliers on the GPU: the call of axmul::float_gemm on device
// pointers and a stream, for compute capability 8.0 and up.
//
// c[i][j] = (((0 + f(a[i][0], b[0][j])) + f(a[i][1], b[1][j])) + ...): products widened to float and added in order of
// k, each addition rounded to nearest even. The same on every path, and equal to the CPU's bit for bit, save the
// payloads of NaNs. Nothing throws: every call returns a status. Calls return once their work is in the stream.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "axmul/cuda/float_tiles.cuh"
#include "axmul/error_form.hpp"
#include "axmul/int/exact.hpp"

namespace axmul::cuda {

// How products are formed; all paths give the same result.
enum class float_path {
  automatic,  // the fastest that the multiplier has
  model,      // closed form: the multiplier's model for each product
  table,      // a table of significands in shared memory: formats up to 8 fraction bits
  log_sum,    // logarithms added as bit patterns
  native      // the processor's own multiplication: exact@fp32
};

// Products with M = fp<Core>, parameters known at run time, or fixed<mul>, known to the compiler. Empty until created;
// copies share their memory on the device that was current at creation. Constant once created; may be used by many
// threads and streams.
template <class M>
class float_gemm {
 public:
  // Refused: formats that float does not contain (e <= 8, m <= 23).
  static status create(float_gemm& made, M const& multiplier);

  // c = a x b in device memory; c overlaps neither. T: float, rounded to the format to nearest even, or uint16_t,
  // patterns of a format of 16 bits. Refused: shapes that do not fit, paths that the multiplier does not have.
  template <class T>
  status operator()(matrix<T const> a, matrix<T const> b, matrix<float> c, cudaStream_t stream,
                    float_path path = float_path::automatic) const;

  // The path that `automatic` takes.
  float_path choose() const;
  // One line: the path and why.
  std::string explain() const;

 private:
  using core = decltype(value_of(std::declval<M const&>()).core);
  static constexpr int most_table_bits = 8;

  struct content {
    M multiplier;
    // Formats up to 8 fraction bits, where no product of significands is 0 and a block's shared memory holds the table.
    bool has_table = false;
    significand_range range{};
    buffer<std::uint8_t> bytes;
    buffer<std::int16_t> words;
  };

  template <class Products, class T>
  static status start(Products const& products, float_operands<T> const& x, cudaStream_t stream);
  bool has(float_path path) const;

  std::shared_ptr<content const> content_;
};

template <class M>
status float_gemm<M>::create(float_gemm& made, M const& multiplier) {
  fp const m = value_of(multiplier);
  if (m.fmt.e < 2 || m.fmt.e > 8 || m.fmt.m < 1 || m.fmt.m > 23)
    return refuse("float_gemm: the format has at most 8 exponent bits and 23 fraction bits");
  auto const to = std::make_shared<content>(content{multiplier, false, {}, {}, {}});
  std::vector<std::int16_t> entries;
  if (m.fmt.m <= most_table_bits)
    to->has_table = fill_significands(m, to->range, [&](std::uint32_t, std::int16_t x) { entries.push_back(x); });
  int device = 0, shared_memory = 0;
  if (status const s = check(cudaGetDevice(&device), "cudaGetDevice"); !s.ok()) return s;
  if (status const s = check(cudaDeviceGetAttribute(&shared_memory, cudaDevAttrMaxSharedMemoryPerBlockOptin, device),
                             "cudaDeviceGetAttribute");
      !s.ok())
    return s;
  float_tiles<table_products<M, std::int16_t>, float> const largest{{multiplier, to->range, nullptr}, {}};
  to->has_table = to->has_table && largest.shared_bytes() <= static_cast<std::size_t>(shared_memory);
  status stored;
  if (to->has_table && to->range.is_byte) {
    std::vector<std::uint8_t> const bytes(entries.begin(), entries.end());
    stored = to->bytes.assign(bytes.data(), bytes.size());
  } else if (to->has_table) {
    stored = to->words.assign(entries.data(), entries.size());
  }
  if (stored.ok()) made.content_ = to;
  return stored;
}

template <class M>
bool float_gemm<M>::has(float_path path) const {
  fp const m = value_of(content_->multiplier);
  switch (path) {
    case float_path::automatic:
    case float_path::model: return true;
    case float_path::table: return content_->has_table;
    case float_path::log_sum: return axmul::is_log_sum<core>;
    case float_path::native:
      return std::is_same_v<core, exact> && m.fmt.e == 8 && m.fmt.m == 23 && m.options.round == rounding::rne &&
             m.options.subnormal == subnormals::gradual && m.options.overflow == overflows::ieee;
  }
  return false;
}

template <class M>
float_path float_gemm<M>::choose() const {
  for (float_path const path : {float_path::native, float_path::log_sum, float_path::table})
    if (has(path)) return path;
  return float_path::model;
}

template <class M>
std::string float_gemm<M>::explain() const {
  switch (choose()) {
    case float_path::native: return "native: the product is the processor's own";
    case float_path::log_sum: return "log_sum: the product of significands is the sum of their logarithms";
    case float_path::table:
      return std::string("table: all products of significands, entries of ") +
             (content_->range.is_byte ? "one byte" : "two bytes") + ", fit shared memory";
    default: return "model: too many significands for a table";
  }
}

template <class M>
template <class Products, class T>
status float_gemm<M>::start(Products const& products, float_operands<T> const& x, cudaStream_t stream) {
  float_tiles<Products, T> const kernel{products, x};
  return launch(kernel, kernel.blocks(), kernel.shared_bytes(), stream);
}

template <class M>
template <class T>
status float_gemm<M>::operator()(matrix<T const> a, matrix<T const> b, matrix<float> c, cudaStream_t stream,
                                 float_path path) const {
  if (content_ == nullptr) return refuse("float_gemm: not created");
  if (a.columns != b.rows || a.rows != c.rows || b.columns != c.columns)
    return refuse("float_gemm: a is m x k, b is k x n, c is m x n");
  if (a.stride < a.columns || b.stride < b.columns || c.stride < c.columns)
    return refuse("float_gemm: a stride is shorter than a row");
  if ((b.columns + 127) / 128 > 65535) return refuse("float_gemm: b has at most 8388480 columns");
  M const& m = content_->multiplier;
  if (sizeof(T) == 2 && value_of(m).fmt.bits() != 16)
    return refuse("float_gemm: operands of 16 bits are patterns of a format of 16 bits");
  if (!has(path)) return refuse("float_gemm: the multiplier does not have this path");
  if (path == float_path::automatic) path = choose();
  float_operands<T> const x{a.data, b.data, c.data, c.rows, c.columns, a.columns, a.stride, b.stride, c.stride};
  if (path == float_path::table && content_->range.is_byte)
    return start(table_products<M, std::uint8_t>(m, content_->range, content_->bytes.get()), x, stream);
  if (path == float_path::table)
    return start(table_products<M, std::int16_t>(m, content_->range, content_->words.get()), x, stream);
  if constexpr (axmul::is_log_sum<core>) {
    if (path == float_path::log_sum) return start(log_sum_products<M>(m), x, stream);
  }
  if constexpr (std::is_same_v<core, exact>) {
    if (path == float_path::native) return start(native_products<M>{m}, x, stream);
  }
  return start(model_products<M>{m}, x, stream);
}

}  // namespace axmul::cuda
