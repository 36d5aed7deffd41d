#include "lut_gen/table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {

bool can_tabulate(design const& d) {
  return d.n + d.nb <= 30;
}

void for_each_row(tabulated const& t, std::function<void(std::uint64_t, std::vector<u128> const&)> const& row) {
  design const& d = t.d;
  if (!can_tabulate(d))
    throw bad_input(
        fmt::format("{}: a table of 2^{} products is too large; up to 2^30 are written", d.spec, d.n + d.nb));
  std::size_t const columns = std::size_t{1} << t.column_bits();
  std::vector<std::uint64_t> fixed(columns), counted(columns);
  for (std::size_t i = 0; i < columns; ++i) counted[i] = i;
  std::vector<std::uint64_t> const& a = t.is_exchanged ? counted : fixed;
  std::vector<std::uint64_t> const& b = t.is_exchanged ? fixed : counted;
  std::vector<u128> products(columns);
  for (std::uint64_t x = 0; x >> t.row_bits() == 0; ++x) {
    std::fill(fixed.begin(), fixed.end(), x);
    d.products(a.data(), b.data(), products.data(), columns);
    row(x, products);
  }
}

i128 product_value(design const& d, u128 pattern) {
  return static_cast<i128>(d.is_signed ? sign_extend(pattern, d.wp) : pattern);
}

void append_word(std::string& bytes, u128 word, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(static_cast<unsigned char>(word >> (8 * i)));
}

void write_words(tabulated const& t, std::size_t bytes, std::ostream& out) {
  std::string line;
  for_each_row(t, [&](std::uint64_t, std::vector<u128> const& products) {
    line.clear();
    for (u128 p : products) append_word(line, t.d.is_signed ? sign_extend(p, t.d.wp) : p, bytes);
    out.write(line.data(), static_cast<std::streamsize>(line.size()));
  });
}

void write_raw(tabulated const& t, std::ostream& out) {
  write_words(t, t.d.wp > 32 ? 8 : 4, out);
}

std::string raw_table_sha256(tabulated const& t) {
  return write_file("/dev/null", [&](std::ostream& out) { write_raw(t, out); }).sha256;
}

std::string npy_header(bool is_signed, std::size_t bytes, std::uint64_t rows, std::uint64_t columns) {
  std::string header = fmt::format("{{'descr': '{}{}{}', 'fortran_order': False, 'shape': ({}, {}), }}",
                                   bytes == 1 ? '|' : '<', is_signed ? 'i' : 'u', bytes, rows, columns);
  std::string head("\x93NUMPY\x01\x00", 8);
  header.append(63 - (head.size() + 2 + header.size()) % 64, ' ');
  header += '\n';
  append_word(head, header.size(), 2);
  return head + header;
}

}  // namespace axmul::tools
