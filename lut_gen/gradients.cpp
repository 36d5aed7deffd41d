#include "lut_gen/gradients.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "src/design.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

// Slopes along y, whose operands are in numeric order.
std::vector<double> differences(std::vector<std::int64_t> const& y, int window) {
  struct average {
    i128 sum, count, twice_centre;
  };
  int const size = static_cast<int>(y.size());
  std::vector<i128> below(y.size() + 1);
  for (std::size_t x = 0; x < y.size(); ++x) below[x + 1] = below[x] + y[x];
  auto const around = [&](int x) {
    int const first = std::max(0, x - window), last = std::min(size - 1, x + window);
    return average{below[static_cast<std::size_t>(last) + 1] - below[static_cast<std::size_t>(first)], last - first + 1,
                   first + last};
  };
  std::vector<double> slopes;
  for (int x = 0; x < size; ++x) {
    average const l = around(std::max(0, x - 1)), h = around(std::min(size - 1, x + 1));
    i128 const rise = 2 * (h.sum * l.count - l.sum * h.count);
    i128 const run = h.count * l.count * (h.twice_centre - l.twice_centre);
    slopes.push_back(static_cast<double>(rise) / static_cast<double>(run));
  }
  return slopes;
}

std::vector<double> regression(std::vector<std::int64_t> const& y) {
  i128 rise = 0, run = 0;
  i128 const size = static_cast<i128>(y.size());
  for (i128 x = 0; x < size; ++x) {
    i128 const from_centre = 2 * x - (size - 1);  // twice x - c
    rise += 2 * from_centre * y[static_cast<std::size_t>(x)];
    run += from_centre * from_centre;
  }
  return std::vector<double>(y.size(), static_cast<double>(rise) / static_cast<double>(run));
}

int window_of(gradient_method const& method, int bits) {
  int const most = (1 << (bits - 1)) - 1;
  int const window = method.window.value_or(std::max(1, (1 << bits) / 16));
  if (window > most)
    throw bad_input(fmt::format("gradients: window={} is too wide for operands of {} bits; 0 to {} are accepted",
                                window, bits, most));
  return window;
}

}  // namespace

std::string gradient_method::text() const {
  if (is_regression) return "regression";
  return window ? fmt::format("difference:window={}", *window) : "difference";
}

gradient_method parse_gradient_method(std::string const& text) {
  static std::regex const form(R"(regression|difference(:window=(\d{1,6}))?)");
  std::smatch match;
  if (!std::regex_match(text, match, form))
    throw bad_input(fmt::format(
        "gradients '{}' are not known; difference, difference:window=W (W operands on either side) and regression are",
        text));
  gradient_method method;
  method.is_regression = text == "regression";
  if (match[2].matched) method.window = std::stoi(match[2]);
  return method;
}

gradient_tables gradients(std::vector<std::int64_t> const& products, int row_bits, int column_bits, bool is_signed,
                          gradient_method const& method) {
  // Fills the slopes of all lines of 2^bits entries that are `stride` apart.
  auto const along = [&](int bits, std::size_t stride, std::size_t lines, std::size_t line_stride) {
    int const window = method.is_regression ? 0 : window_of(method, bits);
    std::vector<double> all(products.size());
    std::vector<std::int64_t> y(std::size_t{1} << bits);
    std::size_t const flip = is_signed ? y.size() / 2 : 0;  // between patterns and numeric order
    for (std::size_t line = 0; line < lines; ++line) {
      auto const at = [&](std::size_t x) { return line * line_stride + (x ^ flip) * stride; };
      for (std::size_t x = 0; x < y.size(); ++x) y[x] = products[at(x)];
      std::vector<double> const slopes = method.is_regression ? regression(y) : differences(y, window);
      for (std::size_t x = 0; x < y.size(); ++x) all[at(x)] = slopes[x];
    }
    return all;
  };
  std::size_t const rows = std::size_t{1} << row_bits, columns = std::size_t{1} << column_bits;
  return {along(row_bits, columns, columns, 1), along(column_bits, 1, rows, columns)};
}

}  // namespace axmul::tools
