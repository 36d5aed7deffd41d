#include "lut_gen/formats.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <cctype>

#include "lut_gen/table.hpp"
#include "src/decimal.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse(design const& d, char const* format, std::string const& why) {
  throw bad_input(fmt::format("{}: format {} cannot hold it: {}", d.spec, format, why));
}

void raw(design const& d, fs::path const&, std::ostream& out) {
  if (d.is_float() && d.n > 12) refuse(d, "raw", fmt::format("float formats up to 12 bits wide, this one has {}", d.n));
  write_raw(d, out);
}

int entry_bits(design const& d) {
  for (int bits : {8, 16, 32})
    if (d.wp <= bits) return bits;
  return 64;
}

void npy(design const& d, fs::path const&, std::ostream& out) {
  std::size_t const bytes = static_cast<std::size_t>(entry_bits(d)) / 8;
  std::string header =
      fmt::format("{{'descr': '{}{}{}', 'fortran_order': False, 'shape': ({}, {}), }}", bytes == 1 ? '|' : '<',
                  d.is_signed ? 'i' : 'u', bytes, std::uint64_t{1} << d.n, std::uint64_t{1} << d.nb);
  constexpr std::size_t prefix = 10;  // magic, version, length of the header
  header.append(63 - (prefix + header.size()) % 64, ' ');
  header += '\n';
  out << "\x93NUMPY" << '\x01' << '\x00' << static_cast<char>(header.size() & 0xff)
      << static_cast<char>(header.size() >> 8) << header;
  write_words(d, bytes, out);
}

void c_header(design const& d, fs::path const&, std::ostream& out) {
  std::string name = "axmul_";
  for (char c : d.spec) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  std::string guard;
  for (char c : name + "_h") guard += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  fmt::print(out, "// {}: products, [a][b] by operand pattern\n#ifndef {}\n#define {}\n#include <stdint.h>\n\n", d.spec,
             guard, guard);
  fmt::print(out, "static const {}int{}_t {}[{}][{}] = {{\n", d.is_signed ? "" : "u", entry_bits(d), name,
             std::uint64_t{1} << d.n, std::uint64_t{1} << d.nb);
  for_each_row(d, [&](std::uint64_t, std::vector<u128> const& products) {
    std::string line = "  {";
    for (u128 p : products) line += digits(d.is_signed ? sign_extend(p, d.wp) : p, d.is_signed) + ",";
    line.back() = '}';
    out << line << ",\n";
  });
  fmt::print(out, "}};\n\n#endif  // {}\n", guard);
}

// m of a file name that ends in _<m>.bin; 0 when it does not.
int fraction_bits(fs::path const& file) {
  std::string const name = file.filename().string();
  std::size_t const bar = name.rfind('_');
  if (bar == std::string::npos || name.size() != bar + 6 || name.substr(bar + 2) != ".bin") return 0;
  int const m = name[bar + 1] - '0';
  return m >= 1 && m <= 7 ? m : 0;
}

void approxtrain(design const& d, fs::path const& file, std::ostream& out) {
  if (!d.is_float()) refuse(d, "approxtrain", "it holds float multipliers; write the spec with a format, as mbm@bf16");
  int const m = fraction_bits(file);
  if (m == 0)
    throw bad_input(fmt::format(
        "{}: format approxtrain takes its fraction bits from the name, which must end in _<m>.bin, m from 1 to 7",
        file.string()));
  format const& f = d.fp->fmt;
  if (f.m < m)
    refuse(d, "approxtrain", fmt::format("the name asks for {} fraction bits, the multiplier has {}", m, f.m));
  std::uint64_t const one = static_cast<std::uint64_t>(f.bias()) << f.m;
  for (std::uint64_t i = 0; i >> (2 * m) == 0; ++i) {
    std::uint64_t const a = one | (i >> m) << (f.m - m);
    std::uint64_t const b = one | (i & low_mask<std::uint64_t>(m)) << (f.m - m);
    u128 p = 0;
    d.products(&a, &b, &p, 1);
    std::uint64_t const bits = static_cast<std::uint64_t>(p);
    std::uint64_t const carry = (bits >> f.m) - static_cast<std::uint64_t>(f.bias());
    if (carry > 1) refuse(d, "approxtrain", "a product of significands lies outside [1, 4)");
    out.put(static_cast<char>(carry << 7 | ((bits & low_mask<std::uint64_t>(f.m)) >> (f.m - m))));
  }
}

}  // namespace

std::vector<table_format> const& table_formats() {
  static std::vector<table_format> const formats = {
      {"raw", "little-endian words, row a, column b", raw},
      {"npy", "NumPy array of shape (2^n, 2^nb)", npy},
      {"c", "C header with a static const array", c_header},
      {"approxtrain", "ApproxTrain mantissa table; the file name ends in _<m>.bin", approxtrain},
  };
  return formats;
}

written_file write_table(design const& d, std::string const& name, fs::path const& file) {
  std::string known;
  for (table_format const& f : table_formats()) {
    if (f.name == name) return write_file(file, [&](std::ostream& out) { f.write(d, file, out); });
    known += (known.empty() ? "" : ", ") + std::string(f.name);
  }
  throw bad_input(fmt::format("format '{}' is not known; {} are", name, known));
}

}  // namespace axmul::tools
