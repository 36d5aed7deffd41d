#include <omp.h>

#include <algorithm>

#include "axmul/gemm.hpp"
#include "src/gemm/aligned.hpp"
#include "src/gemm/float_format.hpp"
#include "src/gemm/float_kernels.hpp"
#include "src/gemm/shapes.hpp"
#include "src/isa.hpp"

namespace axmul {
namespace {

using detail::aligned_vector;
using detail::check_matrix;
using detail::check_product;
using detail::float_kernels;
using detail::float_rounding;
using detail::float_run;
using detail::float_table;
using detail::magnitude_bits;
using detail::narrowed;
using detail::rounding_of;
using detail::shape_of;
using detail::widened_float;

using index = std::ptrdiff_t;

constexpr std::uint32_t one = 0x3f800000;  // the pattern of 1
constexpr std::uint32_t implicit_bit = 0x00800000;

constexpr index block_rows = 64;  // of a, and of b: a block of a panel of b stays in the first cache
constexpr index group_panels = 16;

float_kernels const& kernels() {
#if defined(__x86_64__)
  static float_kernels const* const of[] = {&detail::float_kernels_base, &detail::float_kernels_avx2,
                                            &detail::float_kernels_avx512};
  return *of[static_cast<int>(tools::instruction_set())];
#else
  return detail::float_kernels_base;
#endif
}

// How products are formed on a path, and for which operands each loop is right.
struct method {
  float_kernels::kernel plain = nullptr;     // products in the normal range
  float_kernels::kernel masked = nullptr;    // the same with zeros in b
  float_kernels::kernel finished = nullptr;  // any finite operands; or none
  bool always = false;                       // plain is right for all operands
  std::uint32_t offset = 0;                  // subtracted from the patterns of a
  // Where plain is right, the pattern of a product less the sum of the patterns (less that of 1) is in [least, most].
  std::int64_t least = 0, most = 0;
  enum { none, bytes, words, patterns } codes = none;
  float_table table;
};

// What is known of a row of a panel of b, or of a block of rows.
struct row_facts {
  std::uint32_t low, high;  // magnitudes of a for which plain and masked are right; low > high: none
  bool zeros, finite;
};

constexpr char const* own_name = "float_gemm";

template <class T>
void check_shapes(matrix<T const> const& a, matrix<T const> const& b, matrix<float> const& c) {
  check_matrix(own_name, a, "a");
  check_matrix(own_name, b, "b");
  check_matrix(own_name, c, "c");
  check_product(own_name, shape_of(a), shape_of(b), shape_of(c));
}

// Worth waking threads.
bool is_large(index m, index n, index k) {
  return static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k) > 1e6;
}

}  // namespace

struct float_gemm::plan {
  float_model model;
  float_rounding operand, product;
  std::uint32_t largest;  // finite magnitude
  std::vector<std::int32_t> words;
  aligned_vector<std::uint8_t> bytes;
  method native, log_sum, table;

  explicit plan(float_model given);

  method const* of(gemm_path path) const;
  gemm_path choose(index m, index n, index k) const;
  void multiply(matrix<float const> a, matrix<float const> b, matrix<float> c, bool add, gemm_path path) const;

 private:
  struct packed;
  struct rows_of_a;

  void make_products();
  void make_corrections();
  row_facts facts(method const& how, std::uint32_t const* b, int count) const;
  packed pack(method const& how, matrix<float const> b) const;
  void pack_block(method const& how, matrix<float const> b, packed& to, index panel, index k0) const;
  void pack_rows(method const& how, matrix<float const> a, index k0, rows_of_a& to) const;
  void scalar(matrix<float const> a, matrix<float const> b, matrix<float> c) const;                      // adds to c
  void blocked(method const& how, matrix<float const> a, matrix<float const> b, matrix<float> c) const;  // adds to c
  void add_block(method const& how, rows_of_a const& a, index row, packed const& b, index panel, index k0,
                 float* c) const;
};

float_gemm::plan::plan(float_model given) : model(std::move(given)) {
  format const& f = model.fmt;
  if (f.e < 2 || f.e > 8 || f.m < 1 || f.m > 23 || (f.e == 8 && f.kind == format_kind::finite))
    detail::refuse(own_name, "a format of " + std::to_string(f.e) + " exponent and " + std::to_string(f.m) +
                                 " fraction bits; float contains 2 to 8 and 1 to 23");
  if (model.products == nullptr) detail::refuse(own_name, "the model has no function for products");
  operand = rounding_of(f, model.options, rounding::rne);
  product = rounding_of(f, model.options, model.options.round);
  largest = operand.largest;

  float_kernels const& k = kernels();
  fp_options const& o = model.options;
  // No product of two finite numbers of such a format leaves the normal range of float.
  bool const narrow = f.e <= 6;
  bool const fits = 2 * f.m + 2 <= 24;
  if (model.is_exact && f == fp32 && o.round == rounding::rne && o.subnormal == subnormals::gradual &&
      o.overflow == overflows::ieee) {
    native.plain = k.native;
    native.always = true;
  } else if (model.is_exact && (fits || (f == fp32 && o.round == rounding::rne))) {
    native.plain = native.masked = k.rounded;
    if (narrow && fits) native.finished = k.rounded;
    // (1 + x)(1 + y) is at most 0.0861 above Mitchell's, and is then rounded.
    native.most = (1 << 20) + (1 << (23 - f.m));
  }
  if (model.is_log_sum) {
    log_sum.plain = k.log_plain;
    log_sum.masked = k.log_masked;
    if (narrow) log_sum.finished = k.log_finished;
    log_sum.offset = one;
  }
  if (f.bits() <= 8)
    make_products();
  else if (f.m <= 8 && model.significands.size() == std::size_t{1} << (2 * f.m))
    make_corrections();
}

// Small formats: the products of all patterns.
void float_gemm::plan::make_products() {
  int const bits = model.fmt.bits();
  std::size_t const size = std::size_t{1} << bits;
  std::vector<float> a(size), b(size), p(size);
  for (std::size_t y = 0; y < size; ++y) b[y] = widened_float(model.fmt, static_cast<std::uint32_t>(y));
  words.reserve(size * size);
  for (std::size_t x = 0; x < size; ++x) {
    std::fill(a.begin(), a.end(), b[x]);
    model.products(model.model.get(), a.data(), b.data(), p.data(), size);
    for (float const value : p) words.push_back(bit_cast<std::int32_t>(value));
  }
  table.plain = kernels().words;
  table.always = true;
  table.codes = method::patterns;
  table.table = {nullptr, words.data(), 0, static_cast<std::uint32_t>(size - 1), 0, static_cast<int>(size)};
}

// What the core's product of two significands, rounded, adds to the sum of the patterns.
void float_gemm::plan::make_corrections() {
  int const m = model.fmt.m, shift = 23 - m, size = 1 << m;
  constexpr int centre = 100;  // an exponent from which no product leaves the range of the wide format
  format const wide{8, m, format_kind::ieee};
  words.reserve(static_cast<std::size_t>(size) * static_cast<std::size_t>(size + 1));
  bool vanishes = false;
  table.least = INT32_MAX;
  table.most = INT32_MIN;
  for (int x = 0; x < size; ++x) {
    for (int y = 0; y < size; ++y) {
      std::uint64_t const p = model.significands[static_cast<std::size_t>(x) << m | static_cast<std::size_t>(y)];
      if (p == 0) {
        vanishes = true;
        words.push_back(float_table::vanished);
        continue;
      }
      fp_options const round{model.options.round, subnormals::gradual, overflows::ieee};
      std::int64_t const bits = static_cast<std::int64_t>(fp_pack(wide, round, p, centre, 2 * m));
      std::int64_t const word = (bits - (centre << m) - x - y) * (1 << shift);
      table.least = std::min(table.least, word);
      table.most = std::max(table.most, word);
      words.push_back(static_cast<std::int32_t>(word));
    }
    words.push_back(float_table::vanished);
  }
  std::uint32_t const mask = static_cast<std::uint32_t>(size - 1);
  table.offset = one;
  table.table = {nullptr, words.data(), shift, mask, ~0U, size + 1};

  // Bytes at bit 16 are not negative: what makes them so is a multiple of 2^23, which leaves the fractions of a alone.
  std::int64_t const lift = table.least < 0 ? (-table.least + implicit_bit - 1) / implicit_bit * implicit_bit : 0;
  if (m <= 7 && !vanishes && (table.most + lift) >> 16 <= 255) {
    bytes.assign(static_cast<std::size_t>(size) * 128, 0);
    for (int x = 0; x < size; ++x)
      for (int y = 0; y < size; ++y)
        bytes.data()[x * 128 + y] = static_cast<std::uint8_t>(
            (words[static_cast<std::size_t>(x) * static_cast<std::size_t>(size + 1) + static_cast<std::size_t>(y)] +
             lift) >>
            16);
    table.offset += static_cast<std::uint32_t>(lift);
    table.table.bytes = bytes.data();
    table.plain = kernels().bytes_plain;
    table.masked = kernels().bytes_masked;
    table.codes = method::bytes;
  } else {
    table.plain = table.masked = kernels().words;
    table.codes = method::words;
  }
}

method const* float_gemm::plan::of(gemm_path path) const {
  method const* const how = path == gemm_path::native    ? &native
                            : path == gemm_path::log_sum ? &log_sum
                            : path == gemm_path::table   ? &table
                                                         : nullptr;
  return how != nullptr && how->plain != nullptr ? how : nullptr;
}

gemm_path float_gemm::plan::choose(index m, index n, index k) const {
  // Below this packing costs more than it saves.
  if (n * k < 8 || static_cast<double>(m) * static_cast<double>(n * k) < 64) return gemm_path::scalar;
  for (gemm_path const path : {gemm_path::native, gemm_path::log_sum, gemm_path::table})
    if (of(path) != nullptr) return path;
  return gemm_path::scalar;
}

// b in panels of columns, each padded to a width the kernels know with copies of its first column.
struct float_gemm::plan::packed {
  index k, n, panels, last_width;
  int widest;
  aligned_vector<std::uint32_t> patterns;
  aligned_vector<unsigned char> codes;
  std::size_t code_size;
  std::vector<row_facts> blocks;  // [panel][block of rows]

  index width(index panel) const { return panel + 1 == panels ? last_width : widest; }
  index columns(index panel) const { return std::min<index>(widest, n - panel * widest); }
  index at(index panel, index row) const { return panel * widest * k + row * width(panel); }
  std::size_t code(index i) const { return static_cast<std::size_t>(i) * code_size; }
  index blocks_of_k() const { return (k + block_rows - 1) / block_rows; }
};

// Up to block_rows rows of a, block_rows columns of them: rounded, and with their zeros left out.
struct float_gemm::plan::rows_of_a {
  struct row {
    int terms;
    std::uint32_t low, high;  // magnitudes, zero not counted
  };
  index count, depth;
  row facts[block_rows];
  alignas(64) std::uint32_t patterns[block_rows][block_rows];
  std::uint32_t values[block_rows][block_rows];
  std::uint32_t at[block_rows][block_rows];
};

row_facts float_gemm::plan::facts(method const& how, std::uint32_t const* b, int count) const {
  std::uint32_t low, high;
  bool const zeros = kernels().extent(b, count, &low, &high);
  row_facts r{1, 0, zeros, high <= largest};
  if (high == 0) low = high = one;
  if (!r.finite || low < implicit_bit) return r;
  std::int64_t const from = std::int64_t{operand.smallest} + one - low - how.least;
  std::int64_t const to = std::int64_t{largest} + one - high - how.most;
  std::int64_t const least = std::max(from, std::int64_t{implicit_bit});
  std::int64_t const most = std::min(to, std::int64_t{largest});
  if (least > most) return r;
  r.low = static_cast<std::uint32_t>(least);
  r.high = static_cast<std::uint32_t>(most);
  return r;
}

void float_gemm::plan::pack_block(method const& how, matrix<float const> b, packed& to, index panel, index k0) const {
  float_kernels const& kernel = kernels();
  index const padded = to.width(panel), columns = to.columns(panel), k1 = std::min(k0 + block_rows, to.k);
  int const shift = 23 - model.fmt.m;
  index const at = to.at(panel, k0), size = (k1 - k0) * padded;
  std::uint32_t* const patterns = to.patterns.data() + at;
  for (index k = k0; k < k1; ++k) {
    float const* const from = b.data + k * b.stride + panel * to.widest;
    std::uint32_t* const row = patterns + (k - k0) * padded;
    if (columns == padded) {
      kernel.round(operand, from, row, static_cast<int>(padded));
      continue;
    }
    for (index j = 0; j < padded; ++j) row[j] = bit_cast<std::uint32_t>(from[j < columns ? j : 0]);
  }
  int const count = static_cast<int>(size);
  if (columns < padded) kernel.round(operand, reinterpret_cast<float*>(patterns), patterns, count);
  to.blocks[static_cast<std::size_t>(panel * to.blocks_of_k() + k0 / block_rows)] = facts(how, patterns, count);
  unsigned char* const codes = to.codes.data() + to.code(at);
  if (how.codes == method::bytes) kernel.byte_codes(patterns, count, shift, codes);
  if (how.codes == method::words) kernel.word_codes(patterns, count, shift, reinterpret_cast<std::int32_t*>(codes));
  if (how.codes == method::patterns)
    for (index j = 0; j < size; ++j)
      reinterpret_cast<std::int32_t*>(codes)[j] = static_cast<std::int32_t>(narrowed(model.fmt, patterns[j]));
}

float_gemm::plan::packed float_gemm::plan::pack(method const& how, matrix<float const> b) const {
  float_kernels const& kernel = kernels();
  index const widest = kernel.panel, panels = (b.columns + widest - 1) / widest;
  index const rest = b.columns - (panels - 1) * widest;
  index last = how.codes == method::bytes ? kernel.byte_granule : kernel.granule;
  while (last < rest) last *= 2;
  std::size_t const size = static_cast<std::size_t>(b.rows * ((panels - 1) * widest + last));
  std::size_t const code_size = how.codes == method::none ? 0 : how.codes == method::bytes ? 1 : 4;
  packed to{b.rows,
            b.columns,
            panels,
            last,
            kernel.panel,
            aligned_vector<std::uint32_t>(size),
            aligned_vector<unsigned char>(size * code_size),
            code_size,
            {}};
  index const blocks = to.blocks_of_k();
  to.blocks.resize(static_cast<std::size_t>(panels * blocks));
#pragma omp parallel for schedule(static) if (is_large(panels, widest, b.rows))
  for (index i = 0; i < panels * blocks; ++i) pack_block(how, b, to, i / blocks, i % blocks * block_rows);
  return to;
}

void float_gemm::plan::pack_rows(method const& how, matrix<float const> a, index k0, rows_of_a& to) const {
  float_kernels const& kernel = kernels();
  to.count = a.rows;
  to.depth = std::min(block_rows, a.columns - k0);
  index const padded = (to.depth + kernel.granule - 1) / kernel.granule * kernel.granule;
  alignas(64) float row[block_rows];
  for (index i = 0; i < a.rows; ++i) {
    float const* from = a.data + i * a.stride + k0;
    if (to.depth < padded) {
      std::copy_n(from, to.depth, row);
      std::fill(row + to.depth, row + padded, from[0]);
      from = row;
    }
    std::uint32_t* const patterns = to.patterns[i];
    kernel.round(operand, from, patterns, static_cast<int>(padded));
    rows_of_a::row& facts = to.facts[i];
    kernel.extent(patterns, static_cast<int>(padded), &facts.low, &facts.high);
    int terms = 0;
    // Products with zero are zeros, and a sum that starts at +0 is never -0: adding them changes nothing.
    for (index k = 0; k < to.depth; ++k) {
      bool const kept = how.always || patterns[k] != 0;
      to.values[i][terms] = how.codes == method::patterns ? narrowed(model.fmt, patterns[k]) : patterns[k] - how.offset;
      to.at[i][terms] = static_cast<std::uint32_t>(k);
      terms += kept ? 1 : 0;
    }
    facts.terms = terms;
    if (facts.high == 0) facts.low = facts.high = one;
  }
}

// One row of a, a block of its columns, times a block of a panel.
void float_gemm::plan::add_block(method const& how, rows_of_a const& a, index row, packed const& b, index panel,
                                 index k0, float* c) const {
  rows_of_a::row const& of_a = a.facts[row];
  index const across = b.width(panel), at = b.at(panel, k0);
  row_facts const& block = b.blocks[static_cast<std::size_t>(panel * b.blocks_of_k() + k0 / block_rows)];
  float_run run{a.values[row],
                a.at[row],
                of_a.terms,
                b.patterns.data() + at,
                b.codes.data() + b.code(at),
                static_cast<int>(across),
                c};
  if (how.always) return how.plain(run, how.table, product);
  if (of_a.low >= block.low && of_a.high <= block.high)
    return (block.zeros ? how.masked : how.plain)(run, how.table, product);
  if (how.finished != nullptr && block.finite && of_a.high <= largest) return how.finished(run, how.table, product);

  for (index k = 0; k < a.depth; ++k) {
    std::uint32_t const pattern = a.patterns[row][k], magnitude = pattern & magnitude_bits;
    std::uint32_t const* const row_of_b = b.patterns.data() + at + k * across;
    row_facts const here = facts(how, row_of_b, static_cast<int>(across));
    if (magnitude == 0 && here.finite) continue;
    bool const plain = magnitude >= here.low && magnitude <= here.high;
    if (plain || (how.finished != nullptr && here.finite && magnitude <= largest)) {
      std::uint32_t const value = pattern - how.offset, only = static_cast<std::uint32_t>(k);
      run.values = &value;
      run.rows = &only;
      run.count = 1;
      (!plain ? how.finished : here.zeros ? how.masked : how.plain)(run, how.table, product);
      continue;
    }
    float from_a[128], from_b[128], p[128];
    std::size_t const columns = static_cast<std::size_t>(b.columns(panel));
    std::fill_n(from_a, columns, bit_cast<float>(pattern));
    for (std::size_t j = 0; j < columns; ++j) from_b[j] = bit_cast<float>(row_of_b[j]);
    model.products(model.model.get(), from_a, from_b, p, columns);
    for (std::size_t j = 0; j < columns; ++j) c[j] += p[j];
  }
}

void float_gemm::plan::blocked(method const& how, matrix<float const> a, matrix<float const> b, matrix<float> c) const {
  packed const panels = pack(how, b);
  index const row_blocks = (a.rows + block_rows - 1) / block_rows;
  bool const threads = is_large(a.rows, b.columns, b.rows);
  index const wanted = threads ? (4 * omp_get_max_threads() + row_blocks - 1) / row_blocks : 1;
  index const group = std::clamp<index>(panels.panels / wanted, 1, group_panels);
  index const groups = (panels.panels + group - 1) / group;
#pragma omp parallel for schedule(dynamic) if (threads)
  for (index task = 0; task < row_blocks * groups; ++task) {
    index const i0 = task / groups * block_rows, rows = std::min(block_rows, a.rows - i0);
    index const p0 = task % groups * group, p1 = std::min(p0 + group, panels.panels);
    rows_of_a block;
    for (index k0 = 0; k0 < b.rows; k0 += block_rows) {
      pack_rows(how, {a.data + i0 * a.stride, rows, a.columns, a.stride}, k0, block);
      for (index p = p0; p < p1; ++p) {
        index const columns = panels.columns(p);
        for (index i = 0; i < rows; ++i) {
          float* const to = c.data + (i0 + i) * c.stride + p * panels.widest;
          if (columns == panels.width(p)) {
            add_block(how, block, i, panels, p, k0, to);
            continue;
          }
          alignas(64) float sums[128];
          std::copy_n(to, columns, sums);
          std::fill(sums + columns, sums + panels.width(p), 0.0f);
          add_block(how, block, i, panels, p, k0, sums);
          std::copy_n(sums, columns, to);
        }
      }
    }
  }
}

void float_gemm::plan::scalar(matrix<float const> a, matrix<float const> b, matrix<float> c) const {
  constexpr index widest = 128;
  index const parts = (b.columns + widest - 1) / widest;
#pragma omp parallel for schedule(static) if (is_large(a.rows, 16 * b.columns, b.rows))
  for (index task = 0; task < a.rows * parts; ++task) {
    index const i = task / parts, j0 = task % parts * widest, columns = std::min(widest, b.columns - j0);
    float from_a[widest], p[widest];
    float* const sums = c.data + i * c.stride + j0;
    for (index k = 0; k < b.rows; ++k) {
      std::fill_n(from_a, columns, a.data[i * a.stride + k]);
      model.products(model.model.get(), from_a, b.data + k * b.stride + j0, p, static_cast<std::size_t>(columns));
      for (index j = 0; j < columns; ++j) sums[j] += p[j];
    }
  }
}

void float_gemm::plan::multiply(matrix<float const> a, matrix<float const> b, matrix<float> c, bool add,
                                gemm_path path) const {
  if (path == gemm_path::automatic) path = choose(a.rows, b.columns, b.rows);
  method const* const how = of(path);
  if (how == nullptr && path != gemm_path::scalar)
    detail::refuse(
        own_name, std::string("no path ") + name_of(path) + " for this multiplier, but " + name_of(choose(64, 64, 64)));
  if (!add)
    for (index i = 0; i < c.rows; ++i) std::fill_n(c.data + i * c.stride, c.columns, 0.0f);
  if (a.rows == 0 || b.columns == 0 || b.rows == 0) return;
  if (how == nullptr) return scalar(a, b, c);
  blocked(*how, a, b, c);
}

float_gemm::float_gemm(float_model model) : plan_(std::make_shared<plan const>(std::move(model))) {}

void float_gemm::operator()(matrix<float const> a, matrix<float const> b, matrix<float> c, gemm_path path) const {
  check_shapes(a, b, c);
  plan_->multiply(a, b, c, false, path);
}

void float_gemm::accumulate(matrix<float const> a, matrix<float const> b, matrix<float> c, gemm_path path) const {
  check_shapes(a, b, c);
  plan_->multiply(a, b, c, true, path);
}

void float_gemm::operator()(matrix<std::uint16_t const> a, matrix<std::uint16_t const> b, matrix<float> c,
                            gemm_path path) const {
  format const& f = plan_->model.fmt;
  if (f.bits() != 16) detail::refuse(own_name, "operands of 16 bits for a format of " + std::to_string(f.bits()));
  check_shapes(a, b, c);
  auto const widen = [&f](matrix<std::uint16_t const> x) {
    std::vector<float> to(static_cast<std::size_t>(x.rows * x.columns));
    for (index i = 0; i < x.rows; ++i)
      for (index j = 0; j < x.columns; ++j)
        to[static_cast<std::size_t>(i * x.columns + j)] = widened_float(f, x.data[i * x.stride + j]);
    return to;
  };
  std::vector<float> const wide_a = widen(a), wide_b = widen(b);
  plan_->multiply({wide_a.data(), a.rows, a.columns, a.columns}, {wide_b.data(), b.rows, b.columns, b.columns}, c,
                  false, path);
}

gemm_path float_gemm::choose(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k) const {
  return plan_->choose(m, n, k);
}

std::string float_gemm::explain(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k) const {
  static char const* const sets[] = {"any processor", "AVX2", "AVX-512"};
  gemm_path const path = choose(m, n, k);
  std::string text = name_of(path);
  if (path == gemm_path::scalar) {
    bool const small = choose(1 << 10, 1 << 10, 1 << 10) != path;
    return text + ": one call of the model for each product, " +
           (small ? "the matrices are too small for another path" : "no other path fits the multiplier");
  }
  method const& how = *plan_->of(path);
  text += path == gemm_path::native    ? ": products of the processor's multiplier"
          : path == gemm_path::log_sum ? ": sums of float patterns"
          : how.codes == method::bytes ? ": sums of float patterns and a byte of a table in registers"
          : how.codes == method::words ? ": sums of float patterns and a word of a table"
                                       : ": a table of all products";
  return text + ", " + sets[static_cast<int>(tools::instruction_set())] + ", " + std::to_string(kernels().panel) +
         " columns at a time";
}

}  // namespace axmul
