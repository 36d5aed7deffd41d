// Functions of one operand, exact and without a walk over its values: pieces of its range on which they are sums of
// functions of the operand's digits in base 4.
#pragma once
#include <array>
#include <functional>
#include <optional>
#include <vector>

#include "characterize/errors/exact_sums.hpp"
#include "src/design.hpp"

namespace axmul::tools {

// Bits shift .. of an operand, which take the values 0 .. size - 1; size is 4, or 2 for a single bit.
struct operand_digit {
  int shift, size;
};

// base + values[0][digit 0] + values[1][digit 1] + ..., where values[i][0] = 0.
struct digit_sum {
  i128 base = 0;
  std::vector<std::array<i128, 4>> values;
  i128 least = 0, most = 0;

  bool is_zero() const { return least == 0 && most == 0; }
  // 1 where the function is never negative, -1 where it is never positive, 0 for both and for neither.
  int sign() const { return (most > 0) - (least < 0); }
  i128 smallest_size() const { return least > 0 ? least : most < 0 ? -most : 0; }
  i128 largest_size() const { return most > -least ? most : -least; }
};

// The operands first + sum of digit << shift, and functions on them. What is summed over operands counts a piece
// `weight` times; what changes its sign with the operand, `signed_weight` times.
struct piece {
  std::uint64_t first = 0;
  std::vector<operand_digit> digits;
  std::vector<digit_sum> functions;
  int weight = 1, signed_weight = 1;

  cpp_int count() const;
  // Sum of a function over the operands of the piece.
  cpp_int sum(std::size_t function) const;
  // The pieces that have value 0, 1, ... in this digit.
  std::vector<piece> split(std::size_t digit) const;
};

// The values of all functions at an operand.
using operand_functions = std::function<std::vector<i128>(std::uint64_t)>;

// Pieces of 0 .. 2^width - 1, few of them, for functions that are sums of functions of the digits given the leading one
// and the bit below it.
std::vector<piece> pieces_of(operand_functions const& f, int width);

// Pieces of the magnitudes 0 .. 2^(width-1) of two's complement; weights say how many operands have each.
std::vector<piece> magnitude_pieces_of(operand_functions const& f, int width);

// Pieces on which no function changes its sign; none when they are too many.
std::optional<std::vector<piece>> of_one_sign(std::vector<piece> const& pieces);

// Over all operands: sums of the functions, with the operand's sign, and 16 times the sums of their products.
struct operand_moments {
  std::vector<cpp_int> sums;
  std::vector<std::vector<cpp_int>> products;
};
operand_moments moments_of(std::vector<piece> const& pieces);

}  // namespace axmul::tools
