#include "characterize/hardware/function.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <stdexcept>
#include <utility>

namespace axmul::tools {
namespace {

constexpr std::uint64_t all = ~std::uint64_t{0};

// Recursive descent, one function per level of precedence.
class expression {
 public:
  expression(std::string_view text, std::vector<std::string> const& inputs) : text_(text), inputs_(inputs) {}

  std::uint64_t parse() {
    std::uint64_t const value = sum();
    if (peek() != '\0') fail("an operator or the end");
    return value;
  }

 private:
  [[noreturn]] void fail(char const* wanted) const {
    throw std::invalid_argument(fmt::format("function \"{}\": expected {} at column {}", text_, wanted, at_ + 1));
  }

  char peek() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  std::uint64_t sum() {
    std::uint64_t value = product();
    for (char c = peek(); c == '+' || c == '|'; c = peek()) {
      ++at_;
      value |= product();
    }
    return value;
  }

  std::uint64_t product() {
    std::uint64_t value = difference();
    for (char c = peek(); c != '\0' && c != '+' && c != '|' && c != ')'; c = peek()) {
      if (c == '&' || c == '*') ++at_;
      value &= difference();
    }
    return value;
  }

  std::uint64_t difference() {
    std::uint64_t value = factor();
    while (peek() == '^') {
      ++at_;
      value ^= factor();
    }
    return value;
  }

  std::uint64_t factor() {
    if (peek() == '!') {
      ++at_;
      return ~factor();
    }
    std::uint64_t value = primary();
    while (peek() == '\'') {
      ++at_;
      value = ~value;
    }
    return value;
  }

  std::uint64_t primary() {
    if (peek() == '(') {
      ++at_;
      std::uint64_t const value = sum();
      if (peek() != ')') fail("')'");
      ++at_;
      return value;
    }
    std::size_t end = at_;
    auto const part_of_name = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '[' || c == ']' || c == '.' ||
             c == '\\';
    };
    while (end < text_.size() && part_of_name(text_[end])) ++end;
    std::string_view const name = text_.substr(at_, end - at_);
    if (name == "0" || name == "1") {
      at_ = end;
      return name == "1" ? all : 0;
    }
    auto const found = std::find(inputs_.begin(), inputs_.end(), name);
    if (found == inputs_.end()) fail("an input pin, 0, 1 or '('");
    at_ = end;
    return input_table(static_cast<int>(found - inputs_.begin()));
  }

  std::string_view text_;
  std::vector<std::string> const& inputs_;
  std::size_t at_ = 0;
};

struct cofactors {
  std::uint64_t low, high;
};

cofactors split(std::uint64_t f, int input) {
  std::uint64_t const mask = input_table(input);
  int const shift = 1 << input;
  std::uint64_t const low = f & ~mask, high = f & mask;
  return {low | low << shift, high | high >> shift};
}

class compiler {
 public:
  int build(std::uint64_t f) {
    if (f == 0) return gate_step::zero;
    if (f == all) return gate_step::one;
    for (int i = 0; i < truth_table::max_inputs; ++i)
      if (f == input_table(i)) return i;
    if (auto const known = done_.find(f); known != done_.end()) return known->second;
    int const result = decompose(f);
    done_.emplace(f, result);
    return result;
  }

  int emit(gate_op op, int x, int y = gate_step::zero, int z = gate_step::zero) {
    steps.push_back({op, {x, y, z}});
    return truth_table::max_inputs + static_cast<int>(steps.size()) - 1;
  }

  std::vector<gate_step> steps;

 private:
  // Peels an input off where the rest does not depend on it otherwise, else branches on the first one that it depends
  // on.
  int decompose(std::uint64_t f) {
    int branch = -1;
    for (int i = 0; i < truth_table::max_inputs; ++i) {
      auto const [low, high] = split(f, i);
      if (low == high) continue;
      if (branch < 0) branch = i;
      if (low == all && high == 0) return emit(gate_op::invert, i);
      if (low == 0) return emit(gate_op::and2, i, build(high));
      if (high == 0) return complement_input(gate_op::and_not, gate_op::nor2, i, low);
      if (high == all) return emit(gate_op::or2, i, build(low));
      if (low == all) return complement_input(gate_op::or_not, gate_op::nand2, i, high);
      if (low == ~high)
        return done_.count(high) != 0 ? emit(gate_op::xnor2, i, build(high)) : emit(gate_op::xor2, i, build(low));
    }
    auto const [low, high] = split(f, branch);
    int const y = build(high), z = build(low);
    return emit(gate_op::mux, branch, y, z);
  }

  // !x & g and !x | g: as nor2(x, !g) and nand2(x, !g) where !g is an input or known.
  int complement_input(gate_op plain, gate_op inverted, int x, std::uint64_t g) {
    bool const is_input = is_plain_input(~g);
    if (is_input || done_.count(~g) != 0) return emit(inverted, x, build(~g));
    return emit(plain, x, build(g));
  }

  static bool is_plain_input(std::uint64_t f) {
    for (int i = 0; i < truth_table::max_inputs; ++i)
      if (f == input_table(i)) return true;
    return false;
  }

  std::map<std::uint64_t, int> done_;
};

}  // namespace

std::uint64_t input_table(int i) {
  static constexpr std::uint64_t tables[truth_table::max_inputs] = {0xaaaaaaaaaaaaaaaa, 0xcccccccccccccccc,
                                                                    0xf0f0f0f0f0f0f0f0, 0xff00ff00ff00ff00,
                                                                    0xffff0000ffff0000, 0xffffffff00000000};
  return tables[i];
}

truth_table parse_function(std::string_view text, std::vector<std::string> const& inputs) {
  if (inputs.size() > static_cast<std::size_t>(truth_table::max_inputs))
    throw std::invalid_argument(fmt::format("function \"{}\" of more than {} inputs", text, truth_table::max_inputs));
  return {expression(text, inputs).parse(), static_cast<int>(inputs.size())};
}

std::vector<gate_step> compile_function(truth_table const& f) {
  compiler c;
  int const result = c.build(f.bits);
  int const last = truth_table::max_inputs + static_cast<int>(c.steps.size()) - 1;
  if (c.steps.empty() || result != last) c.emit(gate_op::copy, result);
  return std::move(c.steps);
}

}  // namespace axmul::tools
