// Lookup tables read back: the formats of interface.md, section 4, that hold integer products.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace axmul::tools {

// The products of all operand patterns: entry (a << nb) | b, two's complement sign-extended.
struct product_table {
  int n = 0, nb = 0;
  bool is_signed = false;
  std::vector<std::uint64_t> products;
};

// What the reader is told; what the file says by itself must agree with it.
struct table_request {
  std::optional<std::string> format;  // else from the name
  std::optional<int> n, nb;
  std::optional<bool> is_signed;
};

// Whether files of a format say by themselves how wide the operands are.
bool tells_widths(std::string const& format);

// The format that the name of a file stands for: .npy, .safetensors, .h, else raw.
std::string format_of_name(std::filesystem::path const& file);

// Errors: bad_input that names the file, what was found and what is expected.
product_table read_table(std::filesystem::path const& file, table_request const& request);

// Format approxtrain: entry (fracA << m) | fracB is the product of the significands 1 + fracA / 2^m and 1 + fracB /
// 2^m, bit 7 its exponent (0 or 1), the low m bits the top of its fraction.
struct mantissa_table {
  int m = 0;
  std::vector<std::uint8_t> entries;
};

// m of a file name that ends in _<m>.bin, m from 1 to 7.
std::optional<int> fraction_bits_of_name(std::filesystem::path const& file);

// m comes from the name of the file. Errors: bad_input, as above.
mantissa_table read_mantissa_table(std::filesystem::path const& file);

}  // namespace axmul::tools
