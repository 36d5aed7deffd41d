#include "lut_gen/formats.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <cctype>
#include <cmath>
#include <cstring>
#include <limits>

#include "characterize/errors/characterize.hpp"
#include "lut_gen/factor.hpp"
#include "lut_gen/read.hpp"
#include "lut_gen/safetensors.hpp"
#include "src/decimal.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse(table_job const& job, char const* format, std::string const& why) {
  throw bad_input(fmt::format("{}: format {} cannot hold it: {}", job.table.d.spec, format, why));
}

void expect_integers(table_job const& job, char const* format) {
  if (job.table.d.is_float())
    refuse(job, format, "it holds integer multipliers; raw and npy hold the patterns of floats");
}

// Which operand the first index stands for.
char const* order(tabulated const& t) {
  return t.is_exchanged ? "[b][a] by operand pattern" : "[a][b] by operand pattern";
}

void raw(table_job const& job, std::ostream& out) {
  design const& d = job.table.d;
  if (d.is_float() && d.n > 12)
    refuse(job, "raw", fmt::format("float formats up to 12 bits wide, this one has {}", d.n));
  write_raw(job.table, out);
}

// The smallest integer type.
int entry_bits(int product_bits) {
  for (int bits : {8, 16, 32})
    if (product_bits <= bits) return bits;
  return 64;
}

void npy(table_job const& job, std::ostream& out) {
  tabulated const& t = job.table;
  std::size_t const bytes = static_cast<std::size_t>(entry_bits(t.d.wp)) / 8;
  out << npy_header(t.d.is_signed, bytes, std::uint64_t{1} << t.row_bits(), std::uint64_t{1} << t.column_bits());
  write_words(t, bytes, out);
}

// The rows of a two-dimensional array of C.
void write_c_rows(tabulated const& t, std::ostream& out) {
  for_each_row(t, [&](std::uint64_t, std::vector<u128> const& products) {
    std::string line = "  {";
    for (u128 p : products) line += digits(t.d.is_signed ? sign_extend(p, t.d.wp) : p, t.d.is_signed) + ",";
    line.back() = '}';
    out << line << ",\n";
  });
}

void c_header(table_job const& job, std::ostream& out) {
  tabulated const& t = job.table;
  std::string name = "axmul_";
  for (char c : t.d.spec) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  std::string guard;
  for (char c : name + "_h") guard += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  fmt::print(out, "// {}: products, {}\n#ifndef {}\n#define {}\n#include <stdint.h>\n\n", t.d.spec, order(t), guard,
             guard);
  fmt::print(out, "static const {}int{}_t {}[{}][{}] = {{\n", t.d.is_signed ? "" : "u", entry_bits(t.d.wp), name,
             std::uint64_t{1} << t.row_bits(), std::uint64_t{1} << t.column_bits());
  write_c_rows(t, out);
  fmt::print(out, "}};\n\n#endif  // {}\n", guard);
}

// All products in row-major order by operand pattern, when every one is in the type of the format's entries.
std::vector<std::int64_t> all_products(table_job const& job, char const* format, char const* type, std::int64_t low,
                                       std::int64_t high) {
  tabulated const& t = job.table;
  std::vector<std::int64_t> all;
  for_each_row(t, [&](std::uint64_t x, std::vector<u128> const& products) {
    for (std::size_t y = 0; y < products.size(); ++y) {
      i128 const value = product_value(t.d, products[y]);
      if (value < low || value > high)
        refuse(
            job, format,
            fmt::format("its entries are {}, the product of the patterns {} and {} is {}", type, t.is_exchanged ? y : x,
                        t.is_exchanged ? x : y, digits(static_cast<u128>(value), t.d.is_signed)));
      all.push_back(static_cast<std::int64_t>(value));
    }
  });
  return all;
}

template <class Entry>
std::vector<std::int64_t> all_products(table_job const& job, char const* format, char const* type) {
  return all_products(job, format, type, static_cast<std::int64_t>(std::numeric_limits<Entry>::min()),
                      static_cast<std::int64_t>(std::numeric_limits<Entry>::max()));
}

void expect_eight_bits(table_job const& job, char const* format) {
  expect_integers(job, format);
  design const& d = job.table.d;
  if (d.n != 8 || d.nb != 8) refuse(job, format, fmt::format("it holds 8x8 bits, this one has {}x{}", d.n, d.nb));
}

void tfapprox(table_job const& job, std::ostream& out) {
  expect_eight_bits(job, "tfapprox");
  if (job.table.d.is_signed) refuse(job, "tfapprox", "it holds unsigned multipliers");
  std::string bytes;
  for (std::int64_t p : all_products<std::uint16_t>(job, "tfapprox", "uint16"))
    append_word(bytes, static_cast<u128>(p), 2);
  out << bytes;
}

// Two's-complement patterns as indices are the wrap order 0 to 127, -128 to -1.
void eight_bit_header(table_job const& job, char const* format, char const* type, std::ostream& out) {
  expect_eight_bits(job, format);
  if (!job.table.d.is_signed) refuse(job, format, "it holds signed multipliers");
  all_products<std::int16_t>(job, format, "int16");
  fmt::print(out, "#include <stdint.h>\n\n{} lut [256][256] = {{\n", type);
  write_c_rows(job.table, out);
  out << "};\n";
}

void adapt(table_job const& job, std::ostream& out) {
  eight_bit_header(job, "adapt", "const int16_t", out);
}

void transaxx(table_job const& job, std::ostream& out) {
  eight_bit_header(job, "transaxx", "const __device__ int16_t", out);
}

// Operands in numeric order: the pattern of the i-th, and its value.
struct numeric_axis {
  std::size_t size, flip;

  numeric_axis(int bits, bool is_signed) : size(std::size_t{1} << bits), flip(is_signed ? size / 2 : 0) {}
  std::size_t pattern(std::size_t i) const { return i ^ flip; }
  std::int64_t value(std::size_t i) const { return static_cast<std::int64_t>(i) - static_cast<std::int64_t>(flip); }
};

void approxtorch(table_job const& job, std::ostream& out) {
  expect_eight_bits(job, "approxtorch");
  std::vector<std::int64_t> const products = all_products<std::int32_t>(job, "approxtorch", "int32");
  numeric_axis const axis(8, job.table.d.is_signed);
  for (std::size_t x = 0; x < axis.size; ++x) {
    std::string line;
    for (std::size_t y = 0; y < axis.size; ++y)
      line += fmt::format("{} ", products[axis.pattern(x) << 8 | axis.pattern(y)]);
    line.back() = '\n';
    out << line;
  }
}

void appmult(table_job const& job, std::ostream& out) {
  constexpr double scale = 16;
  expect_integers(job, "appmult");
  design const& d = job.table.d;
  if (d.n != d.nb || d.n > 8)
    refuse(job, "appmult", fmt::format("it holds equal widths up to 8x8 bits, this one has {}x{}", d.n, d.nb));
  std::vector<std::int64_t> const products = d.is_signed ? all_products<std::int16_t>(job, "appmult", "int16")
                                                         : all_products<std::uint16_t>(job, "appmult", "uint16");
  gradient_tables const slopes =
      gradients(products, d.n, d.n, d.is_signed, job.options.gradients.value_or(gradient_method{}));
  numeric_axis const axis(d.n, d.is_signed);
  auto const section = [&](char const* title, auto const& entry) {
    out << title << '\n';
    for (std::size_t x = 0; x < axis.size; ++x)
      for (std::size_t y = 0; y < axis.size; ++y)
        fmt::print(out, "{} {} {}\n", axis.value(x), axis.value(y), entry(axis.pattern(x) << d.n | axis.pattern(y)));
  };
  auto const scaled = [&](std::vector<double> const& slope) {
    return [&](std::size_t i) {
      long long const entry = std::llround(scale * slope[i]);
      if (entry < std::numeric_limits<std::int16_t>::min() || entry > std::numeric_limits<std::int16_t>::max())
        refuse(job, "appmult", fmt::format("its gradients are int16, sixteenfold; one is {}", slope[i]));
      return entry;
    };
  };
  section("LUT for approximate multiplier:", [&](std::size_t i) { return products[i]; });
  section("LUT for the gradient of the approximate multiplier w.r.t. the first operand:", scaled(slopes.by_row));
  section("LUT for the gradient of the approximate multiplier w.r.t. the second operand:", scaled(slopes.by_column));
}

// m of a file name that ends in _<m>.bin.
int fraction_bits(fs::path const& file) {
  std::optional<int> const m = fraction_bits_of_name(file);
  if (!m)
    throw bad_input(fmt::format(
        "{}: format approxtrain takes its fraction bits from the name, which must end in _<m>.bin, m from 1 to 7",
        file.string()));
  return *m;
}

void approxtrain(table_job const& job, std::ostream& out) {
  tabulated const& t = job.table;
  design const& d = t.d;
  if (!d.is_float())
    refuse(job, "approxtrain", "it holds float multipliers; write the spec with a format, as mbm@bf16");
  int const m = fraction_bits(job.file);
  format const& f = d.fp->fmt;
  if (f.m < m)
    refuse(job, "approxtrain", fmt::format("the name asks for {} fraction bits, the multiplier has {}", m, f.m));
  std::uint64_t const one = static_cast<std::uint64_t>(f.bias()) << f.m;
  for (std::uint64_t i = 0; i >> (2 * m) == 0; ++i) {
    std::uint64_t const x = one | (i >> m) << (f.m - m);
    std::uint64_t const y = one | (i & low_mask<std::uint64_t>(m)) << (f.m - m);
    u128 p = 0;
    d.products(t.is_exchanged ? &y : &x, t.is_exchanged ? &x : &y, &p, 1);
    std::uint64_t const bits = static_cast<std::uint64_t>(p);
    std::uint64_t const carry = (bits >> f.m) - static_cast<std::uint64_t>(f.bias());
    if (carry > 1) refuse(job, "approxtrain", "a product of significands lies outside [1, 4)");
    out.put(static_cast<char>(carry << 7 | ((bits & low_mask<std::uint64_t>(f.m)) >> (f.m - m))));
  }
}

nlohmann::ordered_json metadata(tabulated const& t) {
  return {{"spec", t.d.spec}, {"version", AXMUL_VERSION}, {"order", order(t)}, {"sha256", raw_table_sha256(t)}};
}

// approximate - exact, in row-major order.
void write_errors(tabulated const& t, std::size_t bytes, std::ostream& out) {
  design const& d = t.d;
  auto const value = [&](std::uint64_t pattern, int bits) {
    return static_cast<i128>(d.is_signed ? sign_extend(u128{pattern}, bits) : u128{pattern});
  };
  std::string line;
  for_each_row(t, [&](std::uint64_t x, std::vector<u128> const& products) {
    line.clear();
    for (std::size_t y = 0; y < products.size(); ++y) {
      i128 const exact = value(x, t.row_bits()) * value(y, t.column_bits());
      append_word(line, static_cast<u128>(product_value(d, products[y]) - exact), bytes);
    }
    out << line;
  });
}

template <class Word, class Value>
std::string little_endian(std::vector<Value> const& values) {
  std::string bytes;
  for (Value v : values) append_word(bytes, static_cast<u128>(static_cast<Word>(v)), sizeof(Word));
  return bytes;
}

// float32, row major.
std::string floats(std::vector<double> const& values) {
  std::string bytes;
  for (double v : values) {
    float const narrow = static_cast<float>(v);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &narrow, sizeof bits);
    append_word(bytes, bits, sizeof bits);
  }
  return bytes;
}

tensor held(char const* name, char const* type, std::vector<std::uint64_t> shape, std::string bytes) {
  return {name, type, std::move(shape), [bytes = std::move(bytes)](std::ostream& out) { out << bytes; }};
}

void safetensors(table_job const& job, std::ostream& out) {
  constexpr int most_gradients = 24;  // 2^24 of them
  expect_integers(job, "safetensors");
  tabulated const& t = job.table;
  design const& d = t.d;
  int const product_bits = entry_bits(d.wp), error_bits = entry_bits(std::max(d.wp, d.n + d.nb) + 1);
  if (std::max(d.wp, d.n + d.nb) > 63) refuse(job, "safetensors", "its errors are int64, products may have 63 bits");
  if (job.options.gradients && d.n + d.nb > most_gradients)
    refuse(job, "safetensors", fmt::format("gradients of up to 2^{} products are written", most_gradients));
  std::vector<std::uint64_t> const shape = {std::uint64_t{1} << t.row_bits(), std::uint64_t{1} << t.column_bits()};
  std::vector<tensor> tensors = {
      {"product", fmt::format("{}{}", d.is_signed ? 'I' : 'U', product_bits), shape,
       [&](std::ostream& to) { write_words(t, static_cast<std::size_t>(product_bits) / 8, to); }},
      {"error", fmt::format("I{}", error_bits), shape,
       [&](std::ostream& to) { write_errors(t, static_cast<std::size_t>(error_bits) / 8, to); }}};
  nlohmann::ordered_json about = metadata(t);
  characterize_options exhaustively;
  exhaustively.method = "exhaustive";
  nlohmann::ordered_json const statistics = characterize(d, exhaustively);
  for (char const* field : {"me", "mae", "wce", "mred"}) about[field] = statistics.at(field).dump();
  if (job.options.gradients) {
    gradient_tables const slopes = gradients(all_products<std::int64_t>(job, "safetensors", "int64"), t.row_bits(),
                                             t.column_bits(), d.is_signed, *job.options.gradients);
    about["gradients"] = job.options.gradients->text();
    tensors.push_back(held("grad_a", "F32", shape, floats(t.is_exchanged ? slopes.by_column : slopes.by_row)));
    tensors.push_back(held("grad_b", "F32", shape, floats(t.is_exchanged ? slopes.by_row : slopes.by_column)));
  }
  write_safetensors(about, tensors, out);
}

void factors(table_job const& job, std::ostream& out) {
  expect_integers(job, "factors");
  tabulated const& t = job.table;
  if (t.d.n > 8 || t.d.nb > 8)
    refuse(job, "factors", fmt::format("it holds up to 8x8 bits, this one has {}x{}", t.d.n, t.d.nb));
  constexpr std::int64_t most = std::int64_t{1} << 24;
  std::vector<std::int64_t> const products = all_products(job, "factors", "at most 2^24 in magnitude", -most, most);
  std::vector<std::int32_t> const table(products.begin(), products.end());
  factorisation const found = factorise(table.data(), t.row_bits(), t.column_bits());
  std::uint64_t const rows = std::uint64_t{1} << t.row_bits(), columns = std::uint64_t{1} << t.column_bits();
  std::uint64_t const rank = static_cast<std::uint64_t>(found.rank);
  write_safetensors(metadata(t),
                    {held("u", "I32", {rows}, little_endian<std::uint32_t>(found.u)),
                     held("v", "I32", {columns}, little_endian<std::uint32_t>(found.v)),
                     held("f", "U8", {rows, rank}, little_endian<std::uint8_t>(found.f)),
                     held("g", "U8", {rank, columns}, little_endian<std::uint8_t>(found.g)),
                     held("shift", "U8", {rank}, little_endian<std::uint8_t>(found.shift))},
                    out);
}

}  // namespace

std::vector<table_format> const& table_formats() {
  static std::vector<table_format> const formats = {
      {"raw", "little-endian words, row a, column b", false, raw},
      {"npy", "NumPy array of shape (2^n, 2^nb)", false, npy},
      {"safetensors", "tensors product and error, grad_a and grad_b with --gradients", true, safetensors},
      {"c", "C header with a static const array", false, c_header},
      {"tfapprox", "TFApprox: uint16 words, 8x8 unsigned", false, tfapprox},
      {"approxtrain", "ApproxTrain mantissa table; the file name ends in _<m>.bin", false, approxtrain},
      {"adapt", "AdaPT: C header, int16, 8x8 signed", false, adapt},
      {"transaxx", "TransAxx: CUDA header, int16, 8x8 signed", false, transaxx},
      {"approxtorch", "ApproxTorch: text, 256 lines in numeric order", false, approxtorch},
      {"appmult", "AppMult: text, products and both gradients, up to 8x8", true, appmult},
      {"factors", "safetensors f, g, shift, u, v of exact int8 factors, up to 8x8", false, factors},
  };
  return formats;
}

bool parse_roles(std::string const& text) {
  if (text != "row=activation" && text != "row=weight")
    throw bad_input(fmt::format("roles '{}' are not known; row=activation and row=weight are", text));
  return text == "row=weight";
}

written_file write_table(design const& d, std::string const& name, fs::path const& file, table_options const& options) {
  std::string known, with_gradients;
  for (table_format const& f : table_formats()) {
    known += (known.empty() ? "" : ", ") + std::string(f.name);
    if (f.has_gradients) with_gradients += (with_gradients.empty() ? "" : " and ") + std::string(f.name);
  }
  for (table_format const& f : table_formats()) {
    if (f.name != name) continue;
    if (options.gradients && !f.has_gradients)
      throw bad_input(fmt::format("format {} has no gradients; {} have", name, with_gradients));
    return write_file(file, [&](std::ostream& out) { f.write({{d, options.rows_are_weights}, options, file}, out); });
  }
  throw bad_input(fmt::format("format '{}' is not known; {} are", name, known));
}

}  // namespace axmul::tools
