// Boolean functions of library cells: Liberty text to a truth table, a truth table to a short program.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace axmul::tools {

// A function of at most six inputs: bit k of `bits` is its value where input i is bit i of k.
// Entries beyond 2^inputs repeat the table, so that tables of the same function of fewer inputs compare equal.
struct truth_table {
  static constexpr int max_inputs = 6;
  std::uint64_t bits = 0;
  int inputs = 0;

  bool operator()(unsigned assignment) const { return (bits >> assignment & 1u) != 0; }
};

// The table of input `i` alone.
std::uint64_t input_table(int i);

// Reads a Liberty function string: ! and ' invert, then ^, then & * and juxtaposition, then + |; parentheses, 0, 1.
// Identifiers are the given names, at most six. Throws std::invalid_argument that says what is wrong and at which
// column.
truth_table parse_function(std::string_view text, std::vector<std::string> const& inputs);

enum class gate_op : std::uint8_t { copy, invert, and2, nand2, or2, nor2, xor2, xnor2, and_not, or_not, mux };

// r = op(x, y, z): and_not is !x & y, or_not is !x | y, mux is x ? y : z.
// Operands below truth_table::max_inputs are inputs, then come the results of earlier steps; zero and one are
// constants.
struct gate_step {
  static constexpr int zero = -2, one = -1;
  gate_op op;
  std::array<int, 3> operand;
};

// Steps whose last result is the function; one step for every usual gate of two inputs, a multiplexer at most for each
// input of others.
std::vector<gate_step> compile_function(truth_table const& f);

}  // namespace axmul::tools
