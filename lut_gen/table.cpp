#include "lut_gen/table.hpp"

#include <fmt/format.h>

#include <sstream>

#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {

bool can_tabulate(design const& d) {
  return d.n + d.nb <= 30;
}

void for_each_row(design const& d, std::function<void(std::uint64_t, std::vector<u128> const&)> const& row) {
  if (!can_tabulate(d))
    throw bad_input(
        fmt::format("{}: a table of 2^{} products is too large; up to 2^30 are written", d.spec, d.n + d.nb));
  std::size_t const columns = std::size_t{1} << d.nb;
  std::vector<std::uint64_t> a(columns), b(columns);
  for (std::size_t i = 0; i < columns; ++i) b[i] = i;
  std::vector<u128> products(columns);
  for (std::uint64_t x = 0; x >> d.n == 0; ++x) {
    std::fill(a.begin(), a.end(), x);
    d.products(a.data(), b.data(), products.data(), columns);
    row(x, products);
  }
}

void write_words(design const& d, std::size_t bytes, std::ostream& out) {
  std::string line;
  for_each_row(d, [&](std::uint64_t, std::vector<u128> const& products) {
    line.clear();
    for (u128 p : products) {
      u128 const word = d.is_signed ? sign_extend(p, d.wp) : p;
      for (std::size_t i = 0; i < bytes; ++i) line += static_cast<char>(static_cast<unsigned char>(word >> (8 * i)));
    }
    out.write(line.data(), static_cast<std::streamsize>(line.size()));
  });
}

void write_raw(design const& d, std::ostream& out) {
  write_words(d, d.wp > 32 ? 8 : 4, out);
}

std::string raw_table_sha256(design const& d) {
  std::ostringstream out;
  write_raw(d, out);
  return sha256(std::move(out).str());
}

}  // namespace axmul::tools
