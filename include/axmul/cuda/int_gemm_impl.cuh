// The bodies of int_gemm.cuh, which includes this file.
#pragma once
#include <algorithm>
#include <limits>
#include <type_traits>
#include <utility>

#include "axmul/cuda/int_gemm.cuh"

namespace axmul::cuda {

inline status int_gemm::work_memory::create(int device) {
  cudaMemPoolProps wanted{};
  wanted.allocType = cudaMemAllocationTypePinned;
  wanted.location.type = cudaMemLocationTypeDevice;
  wanted.location.id = device;
  if (status const s = check(cudaMemPoolCreate(&pool, &wanted), "cudaMemPoolCreate"); !s.ok()) return s;
  std::uint64_t kept = std::numeric_limits<std::uint64_t>::max();
  return check(cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &kept), "cudaMemPoolSetAttribute");
}

inline status int_gemm::create(int_gemm& made, std::int32_t const* table, int n, int nb, bool is_signed,
                               factors_view const* factors) {
  if (n < 1 || n > 8 || nb < 1 || nb > 8) return refuse("int_gemm: operands of 1 to 8 bits are accepted");
  auto const c = std::make_shared<content>();
  c->is_signed = is_signed;
  c->traits.n = n;
  c->traits.nb = nb;
  if (factors != nullptr)
    if (status const s = gives_table(*factors, table, n, nb); !s.ok()) return s;
  int device = 0;
  if (status const s = check(cudaGetDevice(&device), "cudaGetDevice"); !s.ok()) return s;
  if (status const s = c->memory.create(device); !s.ok()) return s;
  if (status const s = check(cudaDeviceGetAttribute(&c->traits.multiprocessors, cudaDevAttrMultiProcessorCount, device),
                             "cudaDeviceGetAttribute");
      !s.ok())
    return s;
  int shared_memory = 0;
  if (status const s = check(cudaDeviceGetAttribute(&shared_memory, cudaDevAttrMaxSharedMemoryPerBlockOptin, device),
                             "cudaDeviceGetAttribute");
      !s.ok())
    return s;
  if (status const s = c->set_table(table, shared_memory); !s.ok()) return s;
  if (factors != nullptr)
    if (status const s = c->set_factors(*factors); !s.ok()) return s;
  made.content_ = c;
  return {};
}

inline status int_gemm::content::set_table(std::int32_t const* entries, int shared_memory) {
  std::size_t const count = std::size_t{1} << (traits.n + traits.nb);
  auto const [low, high] = std::minmax_element(entries, entries + count);
  max_k = longest_k(*low, *high);
  short_entries = {nullptr, traits.n, traits.nb, shared_table::copies_for(traits.n, traits.nb), *low};
  long_entries = {nullptr, traits.n, traits.nb};
  table_gemm<shared_table, 4> const largest{short_entries, {}, 0};
  traits.has_short_table =
      std::int64_t{*high} - *low <= 65535 && largest.shared_bytes() <= static_cast<std::size_t>(shared_memory);
  if (traits.has_short_table) {
    std::vector<std::uint16_t> const differences = shared_table::entries_of(entries, traits.n, traits.nb, *low);
    if (status const s = short_table.assign(differences.data(), differences.size()); !s.ok()) return s;
    short_entries.entries = short_table.get();
  }
  status const s = table.assign(entries, count);
  long_entries.entries = table.get();
  return s;
}

inline status int_gemm::content::set_factors(factors_view const& f) {
  traits.shifts.assign(f.shift, f.shift + f.rank);
  signed_factors const a = factors_of_a(f), b = factors_of_b(f);
  status s = factors_a.assign(a.factors.data(), a.factors.size());
  if (s.ok()) s = constants_a.assign(a.constants.data(), a.constants.size());
  if (s.ok()) s = factors_b.assign(b.factors.data(), b.factors.size());
  if (s.ok()) s = constants_b.assign(b.constants.data(), b.constants.size());
  return s.ok() ? engine.create() : s;
}

// c = 0.
inline status clear(gemm_operands const& x, cudaStream_t stream) {
  std::size_t const size = sizeof(std::int32_t);
  return check(cudaMemset2DAsync(x.c, static_cast<std::size_t>(x.stride_c) * size, 0,
                                 static_cast<std::size_t>(x.n) * size, static_cast<std::size_t>(x.m), stream),
               "cudaMemset2DAsync");
}

template <class Table, int Columns>
status int_gemm::content::table_product(Table const& entries, gemm_operands const& x, cudaStream_t stream) const {
  table_gemm<Table, Columns> kernel{entries, x, x.k};
  dim3 const whole = kernel.blocks();
  int const parts = split_of(std::int64_t{whole.x} * whole.y, x.k, traits.multiprocessors);
  kernel.k_per_part = round_up<std::int64_t>(ceil_div<std::int64_t>(x.k, parts), kernel.step);
  if (kernel.k_per_part < x.k)
    if (status const s = clear(x, stream); !s.ok()) return s;
  return launch(kernel, kernel.blocks(), kernel.shared_bytes(), stream);
}

inline status int_gemm::content::product(gemm_operands const& x, int_path path, cudaStream_t stream) const {
  if (x.m == 0 || x.n == 0) return {};
  if (x.k == 0) return clear(x, stream);
  if (path == int_path::naive) {
    naive_gemm const kernel{table.get(), traits.n, traits.nb, x};
    return launch(kernel, kernel.blocks(), 0, stream);
  }
  // The widest block that does not waste columns.
  bool const narrow = x.n <= 32;
  if (path == int_path::global_table)
    return narrow ? table_product<global_table, 1>(long_entries, x, stream)
                  : table_product<global_table, 2>(long_entries, x, stream);
  if (narrow) return table_product<shared_table, 1>(short_entries, x, stream);
  if (round_up<std::int64_t>(x.n, 64) < round_up<std::int64_t>(x.n, 128))
    return table_product<shared_table, 2>(short_entries, x, stream);
  return table_product<shared_table, 4>(short_entries, x, stream);
}

inline std::size_t int_gemm::content::expanded_b(std::int64_t n, std::int64_t k) const {
  return static_cast<std::size_t>(round_up(n, side_multiple) * rank() * round_up(k, k_multiple));
}

inline status int_gemm::content::expand_b(gemm_operands const& x, std::int8_t* factors, std::uint32_t* sums,
                                          cudaStream_t stream) const {
  std::int64_t const columns = round_up(x.n, side_multiple), depth = round_up(x.k, k_multiple);
  if (status const s =
          check(cudaMemsetAsync(sums, 0, static_cast<std::size_t>(columns) * sizeof *sums, stream), "cudaMemsetAsync");
      !s.ok())
    return s;
  expand_factors const kernel{
      x.b,     x.n,  x.k,     1,    x.stride_b, traits.nb, rank(), factors_b.get(), constants_b.get(),
      factors, sums, columns, depth};
  return launch(kernel, kernel.blocks(), kernel.shared_bytes, stream);
}

// In slabs of rows, so that the factors of a and the int8 product take no more than half a gigabyte or so.
inline status int_gemm::content::factor_product(gemm_operands const& x, std::int8_t const* factors_of_b,
                                                std::uint32_t const* sums_of_b, cudaStream_t stream) const {
  constexpr std::int64_t most_bytes = std::int64_t{1} << 29;
  std::int64_t const columns = round_up(x.n, side_multiple), depth = round_up(x.k, k_multiple);
  std::int64_t const row_bytes = rank() * depth + 4 * columns;
  std::int64_t const slab = std::min(round_up(x.m, side_multiple),
                                     std::max(side_multiple, most_bytes / row_bytes / side_multiple * side_multiple));
  stream_buffer<std::int8_t> factors(stream), workspace(stream);
  stream_buffer<std::int32_t> output(stream);
  stream_buffer<std::uint32_t> sums(stream);
  status s = factors.allocate(static_cast<std::size_t>(slab * rank() * depth), memory.pool);
  if (s.ok()) s = output.allocate(static_cast<std::size_t>(slab * columns), memory.pool);
  if (s.ok()) s = sums.allocate(static_cast<std::size_t>(slab), memory.pool);
  if (s.ok()) s = workspace.allocate(bytes_product::workspace_bytes, memory.pool);
  for (std::int64_t row = 0; s.ok() && row < x.m; row += slab) {
    std::int64_t const rows = std::min(slab, x.m - row), padded = round_up(rows, side_multiple);
    s = check(cudaMemsetAsync(sums.get(), 0, static_cast<std::size_t>(padded) * sizeof(std::uint32_t), stream),
              "cudaMemsetAsync");
    expand_factors const expand{
        x.a + row * x.stride_a, rows,          x.k,        x.stride_a, 1,    traits.n, rank(), factors_a.get(),
        constants_a.get(),      factors.get(), sums.get(), padded,     depth};
    if (s.ok()) s = launch(expand, expand.blocks(), expand.shared_bytes, stream);
    for (factor_part const& part : parts_of(traits.shifts, x.k)) {
      bytes_shape const shape{padded, columns, part.count * depth, rank() * depth, rank() * depth, columns};
      if (s.ok())
        s = engine(shape, factors.get() + part.first * depth, factors_of_b + part.first * depth, output.get(),
                   workspace.get(), stream);
      combine_parts const combine{output.get(),           columns, part.shift, part.first == 0, sums.get(), sums_of_b,
                                  x.c + row * x.stride_c, rows,    x.n,        x.stride_c};
      if (s.ok()) s = launch(combine, combine.blocks(), 0, stream);
    }
  }
  return s;
}

template <class T>
status int_gemm::fits(matrix<T const> a, std::int64_t b_rows, std::int64_t b_columns, matrix<std::int32_t> c) const {
  if (status const s = takes<T>(b_rows); !s.ok()) return s;
  if (a.rows < 0 || b_rows < 0 || b_columns < 0 || a.columns != b_rows || c.rows != a.rows || c.columns != b_columns)
    return refuse("int_gemm: shapes differ; a is m x k, b is k x n, c is m x n");
  if (a.stride < a.columns || c.stride < c.columns) return refuse("int_gemm: a stride is below the number of columns");
  return {};
}

template <class T>
status int_gemm::takes(std::int64_t k) const {
  static_assert(std::is_same_v<T, std::uint8_t> || std::is_same_v<T, std::int8_t>);
  if (content_ == nullptr) return refuse("int_gemm: not created");
  if (std::is_signed_v<T> != content_->is_signed)
    return refuse(content_->is_signed ? "int_gemm: a signed multiplier takes int8_t"
                                      : "int_gemm: an unsigned multiplier takes uint8_t");
  if (k > content_->max_k) return refuse("int_gemm: k above max_k(), the sum may leave 32 bits");
  return {};
}

inline status int_gemm::settle(int_path& path, std::int64_t m, std::int64_t n, std::int64_t k) const {
  if (path == int_path::automatic) path = choose(m, n, k);
  if (path == int_path::factors && !can_factor(content_->traits, k))
    return refuse("int_gemm: path factors needs factors at creation and k up to longest_bytes_k");
  if (path == int_path::table && !content_->traits.has_short_table)
    return refuse(
        "int_gemm: path table needs products within 16 bits of the least and 161 KB of shared memory a block");
  return {};
}

template <class T>
gemm_operands int_gemm::operands(matrix<T const> a, matrix<T const> b, matrix<std::int32_t> c) {
  return {reinterpret_cast<std::uint8_t const*>(a.data),
          reinterpret_cast<std::uint8_t const*>(b.data),
          c.data,
          a.rows,
          b.columns,
          b.rows,
          a.stride,
          b.stride,
          c.stride};
}

template <class T>
status int_gemm::operator()(matrix<T const> a, matrix<T const> b, matrix<std::int32_t> c, cudaStream_t stream,
                            int_path path) const {
  if (status const s = fits(a, b.rows, b.columns, c); !s.ok()) return s;
  if (b.stride < b.columns) return refuse("int_gemm: a stride is below the number of columns");
  if (status const s = settle(path, a.rows, b.columns, b.rows); !s.ok()) return s;
  gemm_operands const x = operands(a, b, c);
  if (path != int_path::factors || x.m == 0 || x.n == 0 || x.k == 0) return content_->product(x, path, stream);
  stream_buffer<std::int8_t> factors(stream);
  stream_buffer<std::uint32_t> sums(stream);
  status s = factors.allocate(content_->expanded_b(x.n, x.k), content_->memory.pool);
  if (s.ok()) s = sums.allocate(static_cast<std::size_t>(round_up(x.n, side_multiple)), content_->memory.pool);
  if (s.ok()) s = content_->expand_b(x, factors.get(), sums.get(), stream);
  return s.ok() ? content_->factor_product(x, factors.get(), sums.get(), stream) : s;
}

template <class T>
status int_gemm::prepare(weights& made, matrix<T const> b, std::ptrdiff_t rows, cudaStream_t stream,
                         int_path path) const {
  if (status const s = takes<T>(b.rows); !s.ok()) return s;
  if (b.rows < 0 || b.columns < 0 || b.stride < b.columns)
    return refuse("int_gemm: a stride is below the number of columns");
  if (status const s = settle(path, rows, b.columns, b.rows); !s.ok()) return s;
  weights w;
  w.owner_ = content_;
  w.path_ = path;
  w.rows_ = b.rows;
  w.columns_ = b.columns;
  status s;
  bool const empty = b.rows == 0 || b.columns == 0;
  if (!empty && path == int_path::factors) {
    s = w.factors_.allocate(content_->expanded_b(b.columns, b.rows));
    if (s.ok()) s = w.sums_.allocate(static_cast<std::size_t>(round_up<std::int64_t>(b.columns, side_multiple)));
    if (s.ok()) s = content_->expand_b(operands<T>({}, b, {}), w.factors_.get(), w.sums_.get(), stream);
  } else if (!empty) {
    std::size_t const width = static_cast<std::size_t>(b.columns), height = static_cast<std::size_t>(b.rows);
    s = w.bytes_.allocate(width * height);
    if (s.ok())
      s = check(cudaMemcpy2DAsync(w.bytes_.get(), width, b.data, static_cast<std::size_t>(b.stride), width, height,
                                  cudaMemcpyDeviceToDevice, stream),
                "cudaMemcpy2DAsync");
  }
  if (s.ok()) made = std::move(w);
  return s;
}

template <class T>
status int_gemm::operator()(matrix<T const> a, weights const& b, matrix<std::int32_t> c, cudaStream_t stream) const {
  if (b.owner_ == nullptr || b.owner_ != content_) return refuse("int_gemm: weights that another object prepared");
  if (status const s = fits(a, b.rows_, b.columns_, c); !s.ok()) return s;
  matrix<T const> const bytes{reinterpret_cast<T const*>(b.bytes_.get()), b.rows_, b.columns_, b.columns_};
  gemm_operands const x = operands(a, bytes, c);
  if (b.path_ != int_path::factors || x.m == 0 || x.n == 0 || x.k == 0) return content_->product(x, b.path_, stream);
  return content_->factor_product(x, b.factors_.get(), b.sums_.get(), stream);
}

}  // namespace axmul::cuda
