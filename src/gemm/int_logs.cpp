#include "src/gemm/int_logs.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace axmul::detail {
namespace {

// Logarithms of zero, such that the sum with any other, of 2^-32 .. 2^32, and with each other is that of a tiny float.
constexpr std::int32_t zero_a = 0x20000000, zero_b = -0x18000000;

word bits_of(float x) {
  word bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

float float_of(word bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

// Operands a0 and b0 are taken as the powers of two with exact products.
std::optional<log_codes> logs_from(product_table const& table, std::size_t a0, std::size_t b0) {
  constexpr std::int32_t exact = 1 << 24;  // integers that float holds
  for (std::int32_t const p : table.entries)
    if (p > exact || p < -exact) return std::nullopt;
  auto const bits_at = [&](std::size_t a, std::size_t b) {
    return bits_of(static_cast<float>(static_cast<std::int32_t>(table.at(a, b))));
  };
  if (table.at(a0, b0) == 0) return std::nullopt;
  log_codes logs{{1, {}}, {1, {}}};
  for (std::size_t a = 0; a < table.height(); ++a)
    logs.a.values.push_back(table.at(a, b0) == 0 ? zero_a : static_cast<std::int32_t>(bits_at(a, b0)));
  for (std::size_t b = 0; b < table.width(); ++b)
    logs.b.values.push_back(table.at(a0, b) == 0 ? zero_b
                                                 : static_cast<std::int32_t>(bits_at(a0, b) - bits_at(a0, b0)));
  for (std::size_t a = 0; a < table.height(); ++a)
    for (std::size_t b = 0; b < table.width(); ++b) {
      float const product = float_of(static_cast<word>(logs.a.values[a]) + static_cast<word>(logs.b.values[b]));
      // Not a NaN, and in the range of int32_t.
      if (!(std::fabs(product) < 0x1p31f)) return std::nullopt;
      if (static_cast<word>(static_cast<std::int32_t>(product)) != table.at(a, b)) return std::nullopt;
    }
  return logs;
}

class log_product : public prepared {
 public:
  log_product(log_codes const& logs, operand const& b) : logs_(logs), b_(expand(b, logs.b)) {}
  void multiply(operand const& a, matrix<word> c) const override {
    for (index i = 0; i < c.rows; ++i) std::fill_n(c.data + i * c.stride, c.columns, word{0});
    multiply_tiles(a, logs_.a, b_, 0, c);
  }

 private:
  log_codes const& logs_;
  expanded<std::int32_t> b_;
};

}  // namespace

std::optional<log_codes> find_logs(product_table const& table) {
  // The largest powers of two: unsigned, or negative of two's complement; then the positive of two's complement.
  for (std::size_t const a0 : {table.height() / 2, table.height() / 4})
    for (std::size_t const b0 : {table.width() / 2, table.width() / 4})
      if (auto logs = logs_from(table, a0, b0)) return logs;
  return std::nullopt;
}

std::unique_ptr<prepared> prepare_logs(log_codes const& logs, operand const& b) {
  return std::make_unique<log_product>(logs, b);
}

}  // namespace axmul::detail
