// Which path an integer matrix product takes on a GPU, from the table, the device and the shape. No device is needed to
// ask.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "axmul/cuda/factor_kernels.cuh"

namespace axmul::cuda {

// How products are formed; all paths give the same result.
enum class int_path {
  automatic,     // chosen by table, device and shape
  naive,         // one thread for each output, for checks
  global_table,  // int32 table through the read-only cache, register-tiled
  table,         // 16-bit table in shared memory, register-tiled
  factors        // exact factors through cuBLASLt's int8 product
};
inline char const* name_of(int_path path) {
  char const* const names[] = {"automatic", "naive", "global_table", "table", "factors"};
  return names[static_cast<int>(path)];
}

// What the choice depends on besides the shape.
struct int_traits {
  int n = 8, nb = 8;
  bool has_short_table = false;      // products within 16 bits of the least, and a device that holds the table
  std::vector<std::uint8_t> shifts;  // one for each term of the factors; empty: none
  int multiprocessors = 132;
};

// Rates on an H200, of which other devices have their share by multiprocessors: products per second of the two table
// kernels and of cuBLASLt's int8 product, bytes per second of the kernels around it, seconds to start a kernel.
// Estimates from the model of 32 / 2.8 reads per clock of shared memory, 32 / 8 through the cache, and from the
// device's data sheet.
struct int_rates {
  double table = 2.2e12, global_table = 0.7e12, bytes = 5e14, memory = 3e12, start = 4e-6;
};

inline double table_seconds(int_traits const& t, std::int64_t m, std::int64_t n, std::int64_t k,
                            int_rates const& rates = {}) {
  double const products = static_cast<double>(round_up<std::int64_t>(m, 8)) *
                          static_cast<double>(round_up<std::int64_t>(n, 32)) * static_cast<double>(k);
  double const share = t.multiprocessors / 132.0;
  return rates.start + products / (share * (t.has_short_table ? rates.table : rates.global_table));
}

// With b prepared: the factors of a are written and read, each part of the output is written, read and added.
inline double factor_seconds(int_traits const& t, std::int64_t m, std::int64_t n, std::int64_t k,
                             int_rates const& rates = {}) {
  double const rank = static_cast<double>(t.shifts.size()), parts = static_cast<double>(parts_of(t.shifts, k).size());
  double const rows = static_cast<double>(round_up(m, side_multiple)),
               depth = static_cast<double>(round_up(k, k_multiple)),
               columns = static_cast<double>(round_up(n, side_multiple)), share = t.multiprocessors / 132.0;
  double const products = rows * columns * depth * rank;
  double const bytes = 2 * rows * depth * rank + 16 * rows * columns * parts;
  return rates.start * (2 + 2 * parts) + (products / rates.bytes + bytes / rates.memory) / share;
}

inline bool can_factor(int_traits const& t, std::int64_t k) {
  return !parts_of(t.shifts, k).empty();
}

inline int_path choose_path(int_traits const& t, std::int64_t m, std::int64_t n, std::int64_t k) {
  if (can_factor(t, k) && factor_seconds(t, m, n, k) < table_seconds(t, m, n, k)) return int_path::factors;
  return t.has_short_table ? int_path::table : int_path::global_table;
}

inline std::string explain_path(int_traits const& t, std::int64_t m, std::int64_t n, std::int64_t k) {
  auto const microseconds = [](double seconds) { return std::to_string(seconds * 1e6) + " us"; };
  int_path const path = choose_path(t, m, n, k);
  std::string line = std::string(name_of(path)) + ": ";
  if (t.shifts.empty()) {
    line += "no factors given";
  } else if (!can_factor(t, k)) {
    line += "k beyond " + std::to_string(longest_bytes_k) + ", too long for the int8 product";
  } else {
    line += std::to_string(t.shifts.size()) + " terms in " + std::to_string(parts_of(t.shifts, k).size()) +
            " int8 products, estimated " + microseconds(factor_seconds(t, m, n, k)) + " against " +
            microseconds(table_seconds(t, m, n, k)) + " of the table";
  }
  if (path == int_path::table) line += "; 16-bit table in shared memory";
  if (path == int_path::global_table) line += "; table in global memory, too wide for shared memory";
  return line;
}

// Into how many parts k is cut so that all multiprocessors have blocks: the least number of rounds, where a part costs
// its length and what its start costs, the copy of the table, in steps of k.
inline int split_of(std::int64_t blocks, std::int64_t k, int multiprocessors) {
  constexpr std::int64_t start = 16, shortest = 64;
  int best = 1;
  double least = 0;
  for (int parts = 1; parts <= 64 && (parts == 1 || k / parts >= shortest); ++parts) {
    double const rounds = static_cast<double>(ceil_div<std::int64_t>(blocks * parts, multiprocessors));
    double const cost = rounds * static_cast<double>(ceil_div<std::int64_t>(k, parts) + start);
    // A tenth less at least: the parts' outputs are added atomically.
    if (parts == 1 || cost < 0.9 * least) {
      best = parts;
      least = cost;
    }
  }
  return best;
}

}  // namespace axmul::cuda
