// A multiplier at run time: its name, its ports, its parts for the RTL, and the products of a block of operands.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "axmul/fp/fp.hpp"

namespace axmul::tools {

class imported;

using u128 = axmul::uint128_t;
__extension__ typedef __int128 i128;

// One module parameter of the RTL, as in `#(.N(8), .K(4))`.
struct rtl_parameter {
  std::string name;
  int value;
};

// What wraps the core, as the RTL needs it.
struct lsb_stage {
  int ta, tb, mode;
};
struct fp_stage {
  format fmt;
  fp_options options;
};

// Products of `count` pairs of operands in words of one type; unsigned operands zero-extended, two's complement
// sign-extended.
template <class U>
using block_function = void (*)(void const* model, U const* a, U const* b, U* p, std::size_t count);

// Products of x and y, y + 1, ..., y + count - 1.
using row_function = void (*)(void const* model, std::uint32_t x, std::uint32_t y, std::uint32_t* p, std::size_t count);

class design {
 public:
  // Throws bad_input with the message of the parser.
  explicit design(std::string_view text);

  std::string spec;       // canonical
  std::string core;       // name of the core
  std::string family;     // the core's, or core@lsb when its operands are truncated
  std::string reference;  // spec of the exact multiplier of the same widths, sign and format
  std::string core_spec;  // spec of what multiplies significands, for formats; else the spec itself
  int n = 0, nb = 0;      // bits of the operand patterns (formats: 1 + e + m)
  int wp = 0;             // bits of the product pattern
  bool is_signed = false;
  int core_n = 0, core_nb = 0;  // widths of the core
  std::vector<rtl_parameter> core_parameters;
  std::optional<lsb_stage> lsb;
  std::optional<int> signed_how;
  std::optional<fp_stage> fp;
  int word_bits = 32;                      // of the smallest word that holds the product: 32, 64 or 128
  std::shared_ptr<imported const> import;  // what is behind a design that is no family

  bool is_float() const { return fp.has_value(); }
  // "8x8 unsigned", "8x4 signed", "bf16": designs that can be compared with one another.
  std::string group() const;

  // Products in words of type U (uint32_t, uint64_t, u128) of at least word_bits.
  template <class U>
  void products(U const* a, U const* b, U* p, std::size_t count) const {
    std::get<block_function<U>>(blocks_)(model_.get(), a, b, p, count);
  }
  // Products of operand patterns (zero-extended bit patterns, as on the Verilog ports), as patterns of wp bits.
  void products(std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) const;

  // Families with word_bits = 32, compiled for the processor at hand: f(a, b + i), and f(b + i, a).
  bool has_rows() const { return row_ != nullptr; }
  void row(std::uint32_t a, std::uint32_t b, std::uint32_t* p, std::size_t count) const {
    row_(model_.get(), a, b, p, count);
  }
  void column(std::uint32_t a, std::uint32_t b, std::uint32_t* p, std::size_t count) const {
    column_(model_.get(), a, b, p, count);
  }

  using blocks = std::tuple<block_function<std::uint32_t>, block_function<std::uint64_t>, block_function<u128>>;
  void set_model(std::shared_ptr<void const> model, blocks const& functions, row_function by_row,
                 row_function by_column) {
    model_ = std::move(model);
    blocks_ = functions;
    row_ = by_row;
    column_ = by_column;
  }
  void set_import(std::shared_ptr<imported const> what);

 private:
  std::shared_ptr<void const> model_;
  blocks blocks_;
  row_function row_ = nullptr, column_ = nullptr;
};

}  // namespace axmul::tools
