// Gradients of a product with respect to its operands, as tables, for training through a multiplier.
//
// Operands x of one line of the table (the other operand is held) run from low to high in numeric order; y(x) is the
// product. Both methods give the exact slope of a product that is linear in x.
//
// difference: the central difference of a moving average. W operands on either side are averaged, fewer at the ends:
//   mean(x)   = mean of y over [max(low, x - W), min(high, x + W)]
//   centre(x) = mean of the operands in that window
//   slope(x)  = (mean(h) - mean(l)) / (centre(h) - centre(l)),  l = max(low, x - 1), h = min(high, x + 1)
//
// regression: the least-squares line through all the operands, one slope for every x of the line:
//   slope     = sum (x - c) y(x) / sum (x - c)^2,  c = (low + high) / 2
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace axmul::tools {

struct gradient_method {
  bool is_regression = false;
  std::optional<int> window;  // W from 0 to 2^(bits - 1) - 1; else a sixteenth of the operands, at least 1

  std::string text() const;
};

// From `difference`, `difference:window=W`, `regression`. Errors: bad_input.
gradient_method parse_gradient_method(std::string const& text);

// Entry (x << column_bits) | y by operand patterns, like the products.
struct gradient_tables {
  std::vector<double> by_row, by_column;  // slopes by x and by y
};

// products: entry (x << column_bits) | y; patterns are two's complement when the multiplier is signed. Errors:
// bad_input when the window is too wide for an operand.
gradient_tables gradients(std::vector<std::int64_t> const& products, int row_bits, int column_bits, bool is_signed,
                          gradient_method const& method);

}  // namespace axmul::tools
