#include "src/gemm/int_table.hpp"

#include <omp.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "src/gemm/aligned.hpp"
#include "src/isa.hpp"

namespace axmul::detail {
namespace {

constexpr int group = 4;      // steps of k whose tables are walked together
constexpr index walk = 4096;  // walked lanes whose sums stay in the cache

using u16x8 = std::uint16_t __attribute__((vector_size(16)));
using u16x16 = std::uint16_t __attribute__((vector_size(32)));

#define AXMUL_LOW_HALVES(x, y) __builtin_shufflevector(x, y, 0, 16, 1, 17, 2, 18, 3, 19, 8, 24, 9, 25, 10, 26, 11, 27)
#define AXMUL_HIGH_HALVES(x, y) \
  __builtin_shufflevector(x, y, 4, 20, 5, 21, 6, 22, 7, 23, 12, 28, 13, 29, 14, 30, 15, 31)

// One of three rounds of the transposition of eight words in each half.
inline __attribute__((always_inline)) void interleave(u16x16 const* x, u16x16* y) {
  for (int i = 0; i < 4; ++i) {
    y[2 * i] = AXMUL_LOW_HALVES(x[i], x[i + 4]);
    y[2 * i + 1] = AXMUL_HIGH_HALVES(x[i], x[i + 4]);
  }
}

// out[entry][lane] = rows[lane][entry] for 16 lanes; `step` lanes from one entry to the next.
inline __attribute__((always_inline)) void lay_side_by_side(std::uint16_t const* const* rows, index entries,
                                                            std::uint16_t* out, index step) {
  for (index e = 0; e < entries; e += 8) {
    u16x16 x[8], y[8];
    for (int i = 0; i < 8; ++i) {
      u16x8 low, high;
      std::memcpy(&low, rows[i] + e, sizeof low);
      std::memcpy(&high, rows[i + 8] + e, sizeof high);
      x[i] = __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    }
    interleave(x, y);
    interleave(y, x);
    interleave(x, y);
    for (int i = 0; i < 8; ++i) std::memcpy(out + (e + i) * step, &y[i], sizeof y[i]);
  }
}

// sums[walked]: the words of pairs of lanes, modulo 2^32, then the upper halves of those words.
// Adds, for `steps` tables that stand behind each other, the vectors at `offsets` bytes.
template <class V, int steps, int addends>
inline __attribute__((always_inline)) void walk_along(std::uint16_t const* offsets, char const* tables, word* sums,
                                                      index count) {
  constexpr index words = sizeof(V) / sizeof(word);
  for (index j = 0; j < count; ++j) {
    V all, upper;
    std::memcpy(&all, sums + 2 * words * j, sizeof all);
    std::memcpy(&upper, sums + 2 * words * j + words, sizeof upper);
    for (int g = 0; g < steps; g += addends) {
      // No half overflows here, so that words may be added.
      V pairs;
      std::memcpy(&pairs, tables + offsets[j * steps + g], sizeof pairs);
      for (int h = 1; h < addends; ++h) {
        V more;
        std::memcpy(&more, tables + offsets[j * steps + g + h], sizeof more);
        pairs += more;
      }
      all += pairs;
      upper += pairs >> 16;
    }
    std::memcpy(sums + 2 * words * j, &all, sizeof all);
    std::memcpy(sums + 2 * words * j + words, &upper, sizeof upper);
  }
}

struct table_kernel {
  index lanes;
  void (*lay)(std::uint16_t const* const* rows, index entries, std::uint16_t* out);
  void (*walk)(std::uint16_t const* offsets, char const* tables, word* sums, index count, int steps, int addends);
};

#define AXMUL_TABLE_KERNEL(isa, target, bytes)                                                                        \
  namespace isa {                                                                                                     \
  using vector = word __attribute__((vector_size(bytes)));                                                            \
  target void lay(std::uint16_t const* const* rows, index entries, std::uint16_t* out) {                              \
    for (index half = 0; half < bytes / 2; half += 16) lay_side_by_side(rows + half, entries, out + half, bytes / 2); \
  }                                                                                                                   \
  target void walk(std::uint16_t const* offsets, char const* tables, word* sums, index count, int steps,              \
                   int addends) {                                                                                     \
    if (steps == 1) return walk_along<vector, 1, 1>(offsets, tables, sums, count);                                    \
    if (addends == 1) return walk_along<vector, group, 1>(offsets, tables, sums, count);                              \
    if (addends == 2) return walk_along<vector, group, 2>(offsets, tables, sums, count);                              \
    walk_along<vector, group, 4>(offsets, tables, sums, count);                                                       \
  }                                                                                                                   \
  constexpr table_kernel kernel{bytes / 2, lay, walk};                                                                \
  }

AXMUL_TABLE_KERNEL(base, , 32)
AXMUL_TABLE_KERNEL(avx2, AXMUL_TARGET_AVX2, 32)
AXMUL_TABLE_KERNEL(avx512, AXMUL_TARGET_AVX512, 64)

table_kernel const& kernel() {
  switch (tools::instruction_set()) {
    case tools::isa::avx512: return avx512::kernel;
    case tools::isa::avx2: return avx2::kernel;
    default: return base::kernel;
  }
}

// The walked operand as byte offsets into the tables of a group: [group of k][lane][step].
std::vector<std::uint16_t> offsets_of(operand const& x, int bits) {
  std::vector<std::uint16_t> offsets(static_cast<std::size_t>(x.lanes * x.depth));
  std::size_t const vector = static_cast<std::size_t>(kernel().lanes) * sizeof(std::uint16_t);
  std::size_t const table = static_cast<std::size_t>(row_length(bits)) * vector;
  index const whole = x.depth / group * group;
#pragma omp parallel for if (x.lanes * x.depth > parallel_products)
  for (index k = 0; k < x.depth; ++k) {
    bool const grouped = k < whole;
    std::size_t const step = grouped ? static_cast<std::size_t>(k % group) : 0;
    index const stride = grouped ? group : 1;
    std::uint16_t* const out = offsets.data() + (k - static_cast<index>(step)) * x.lanes + static_cast<index>(step);
    for (index l = 0; l < x.lanes; ++l)
      out[l * stride] = static_cast<std::uint16_t>(step * table + x.at(l, k) * vector);
  }
  return offsets;
}

struct looked_up {
  std::vector<std::vector<std::uint16_t>> const& planes;  // of the operand whose rows become lanes
  int walked_bits, addends;
};

// One block of lanes against `count` walked ones from `first`; emit(walked, sums of the lanes' pairs) for each plane.
template <class Emit>
void multiply_block(looked_up const& table, operand const& laned, index lane, std::uint16_t const* offsets,
                    index walked_lanes, index first, index count, Emit&& emit) {
  table_kernel const& run = kernel();
  index const row = row_length(table.walked_bits);
  aligned_vector<std::uint16_t> tables(static_cast<std::size_t>(group * row * run.lanes));
  aligned_vector<word> sums(static_cast<std::size_t>(count * run.lanes));
  for (std::size_t plane = 0; plane < table.planes.size(); ++plane) {
    std::fill(sums.begin(), sums.end(), word{0});
    for (index k = 0; k < laned.depth;) {
      int const steps = k + group <= laned.depth ? group : 1;
      for (int g = 0; g < steps; ++g) {
        std::uint16_t const* rows[32];
        for (index l = 0; l < run.lanes; ++l) {
          std::size_t const pattern = laned.at(std::min(lane + l, laned.lanes - 1), k + g);
          rows[l] = table.planes[plane].data() + static_cast<index>(pattern) * row;
        }
        run.lay(rows, row, tables.data() + g * row * run.lanes);
      }
      run.walk(offsets + k * walked_lanes + first * steps, reinterpret_cast<char const*>(tables.data()), sums.data(),
               count, steps, table.addends);
      k += steps;
    }
    emit(static_cast<int>(16 * plane), sums.data());
  }
}

// c += laned x walked; transposed: the lanes are columns of c.
void multiply(looked_up const& table, operand const& laned, std::vector<std::uint16_t> const& offsets,
              index walked_lanes, matrix<word> c, bool transposed) {
  index const lanes = kernel().lanes, pairs = lanes / 2;
  index const blocks = (laned.lanes + lanes - 1) / lanes;
  index const threads = omp_get_max_threads();
  index const pieces = std::max((threads + blocks - 1) / blocks, (walked_lanes + walk - 1) / walk);
  index const piece = (walked_lanes + pieces - 1) / pieces;
  index const lane_step = transposed ? 1 : c.stride, walked_step = transposed ? c.stride : 1;
#pragma omp parallel for collapse(2) schedule(dynamic) if (laned.lanes * walked_lanes * laned.depth > parallel_products)
  for (index block = 0; block < blocks; ++block)
    for (index p = 0; p < pieces; ++p) {
      index const lane = block * lanes, first = p * piece;
      index const count = std::min(piece, walked_lanes - first), width = std::min(lanes, laned.lanes - lane);
      if (count <= 0) continue;
      multiply_block(table, laned, lane, offsets.data(), walked_lanes, first, count, [&](int shift, word const* sums) {
        for (index w = 0; w < count; ++w)
          for (index l = 0; l < width; ++l) {
            word const all = sums[w * lanes + l / 2], upper = sums[w * lanes + pairs + l / 2];
            c.data[(lane + l) * lane_step + (first + w) * walked_step] += (l % 2 != 0 ? upper : all - (upper << 16))
                                                                          << shift;
          }
      });
    }
}

class table_product : public prepared {
 public:
  table_product(table_planes const& planes, operand const& b, bool rows_are_lanes)
      : planes_(planes), b_(b), rows_are_lanes_(rows_are_lanes), columns_(sums(b, planes.terms.v)) {
    if (rows_are_lanes_) {
      offsets_ = offsets_of(b, planes.nb);
    } else {
      copy_.resize(static_cast<std::size_t>(b.lanes * b.depth));
      for (index k = 0; k < b.depth; ++k)
        for (index j = 0; j < b.lanes; ++j)
          copy_[static_cast<std::size_t>(k * b.lanes + j)] = static_cast<std::uint8_t>(b.at(j, k));
      b_.depth_step = b.lanes;
    }
    b_.data = copy_.data();
  }

  void multiply(operand const& a, matrix<word> c) const override {
    set_sums(sums(a, planes_.terms.u), columns_, c);
    if (rows_are_lanes_)
      detail::multiply({planes_.by_a, planes_.nb, planes_.addends}, a, offsets_, b_.lanes, c, false);
    else
      detail::multiply({planes_.by_b, planes_.n, planes_.addends}, b_, offsets_of(a, planes_.n), a.lanes, c, true);
  }

 private:
  table_planes const& planes_;
  operand b_;
  bool rows_are_lanes_;
  std::vector<word> columns_;
  std::vector<std::uint16_t> offsets_;
  std::vector<std::uint8_t> copy_;
};

}  // namespace

table_planes::table_planes(product_table const& table) : n(table.n), nb(table.nb) {
  // Less the row and the column of the operands in the middle, the table spans half as much.
  std::size_t const a0 = table.height() / 2, b0 = table.width() / 2;
  std::size_t const height = table.height(), width = table.width();
  std::int64_t low[2], span[2];
  auto const rest = [&](bool centred, std::size_t a, std::size_t b) {
    auto const entry = [&](std::size_t x, std::size_t y) { return std::int64_t{table.entries[(x << nb) | y]}; };
    return entry(a, b) - (centred ? entry(a, b0) + entry(a0, b) - entry(a0, b0) : 0);
  };
  for (bool const centred : {false, true}) {
    std::int64_t least = std::numeric_limits<std::int64_t>::max(), most = std::numeric_limits<std::int64_t>::min();
    for (std::size_t a = 0; a < height; ++a)
      for (std::size_t b = 0; b < width; ++b) {
        least = std::min(least, rest(centred, a, b));
        most = std::max(most, rest(centred, a, b));
      }
    low[centred] = least;
    span[centred] = most - least;
  }
  bool const centred = span[1] < span[0];
  addends = span[centred] <= 0xffff / 4 ? 4 : span[centred] <= 0xffff / 2 ? 2 : 1;
  word const least = static_cast<word>(low[centred]);
  terms.u.resize(height);
  terms.v.resize(width);
  for (std::size_t a = 0; a < height; ++a) terms.u[a] = least + (centred ? table.at(a, b0) - table.at(a0, b0) : 0);
  for (std::size_t b = 0; b < width; ++b) terms.v[b] = centred ? table.at(a0, b) : 0;
  index const row_a = row_length(nb), row_b = row_length(n);
  for (int shift = 0; shift < (span[centred] > 0xffff ? 32 : 16); shift += 16) {
    std::vector<std::uint16_t> a_rows(height * static_cast<std::size_t>(row_a));
    std::vector<std::uint16_t> b_rows(width * static_cast<std::size_t>(row_b));
    for (std::size_t a = 0; a < height; ++a)
      for (std::size_t b = 0; b < width; ++b) {
        word const left = table.at(a, b) - terms.u[a] - terms.v[b];
        std::uint16_t const part = static_cast<std::uint16_t>(left >> shift);
        a_rows[a * static_cast<std::size_t>(row_a) + b] = part;
        b_rows[b * static_cast<std::size_t>(row_b) + a] = part;
      }
    by_a.push_back(std::move(a_rows));
    by_b.push_back(std::move(b_rows));
  }
}

index table_lanes() {
  return kernel().lanes;
}

bool lanes_are_rows(index m, index n) {
  // Tables are laid out once for each block of lanes, looked up once for each pair of block and walked lane.
  index const lanes = table_lanes();
  auto const work = [&](index laned, index walked) { return (laned + lanes - 1) / lanes * (walked + 512); };
  return work(m, n) <= work(n, m);
}

std::unique_ptr<prepared> prepare_table(table_planes const& planes, operand const& b, index rows) {
  return std::make_unique<table_product>(planes, b, lanes_are_rows(rows, b.lanes));
}

}  // namespace axmul::detail
