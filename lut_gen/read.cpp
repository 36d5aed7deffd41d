#include "lut_gen/read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "axmul/bits.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {
namespace fs = std::filesystem;
namespace {

constexpr int most_bits = 30;  // of both operands

struct input {
  fs::path const& file;
  table_request const& request;
  std::string_view bytes;

  [[noreturn]] void fail(std::string const& why) const { throw bad_input(fmt::format("{}: {}", file.string(), why)); }
};

// How entries are stored.
struct entry_type {
  std::size_t bytes;
  bool is_signed;
  bool big_endian = false;
};

std::uint64_t entry(std::string_view bytes, std::size_t index, entry_type type) {
  std::uint64_t x = 0;
  for (std::size_t i = 0; i < type.bytes; ++i) {
    std::size_t const at = type.big_endian ? i : type.bytes - 1 - i;
    x = x << 8 | static_cast<unsigned char>(bytes[index * type.bytes + at]);
  }
  return x;
}

bool is_negative(std::uint64_t x) {
  return x >> 63 != 0;
}

// The bits of an axis of 2^bits operands.
int axis_bits(input const& in, std::uint64_t size) {
  for (int bits = 2; bits <= most_bits; ++bits)
    if (size == std::uint64_t{1} << bits) return bits;
  in.fail(fmt::format("an axis of {} operands; 2^n of them are expected, n from 2", size));
}

void check_given(input const& in, char const* key, std::optional<int> const& given, int found) {
  if (given && *given != found) in.fail(fmt::format("{}={} was asked for, the table has {}", key, *given, found));
}

// An empty table for axes whose sizes are known.
product_table sized(input const& in, std::uint64_t rows, std::uint64_t columns) {
  product_table t;
  t.n = axis_bits(in, rows);
  t.nb = axis_bits(in, columns);
  check_given(in, "n", in.request.n, t.n);
  check_given(in, "nb", in.request.nb ? in.request.nb : in.request.n, t.nb);
  if (t.n + t.nb > most_bits) in.fail(fmt::format("2^{} products; up to 2^{} are read", t.n + t.nb, most_bits));
  t.products.resize(std::size_t{1} << (t.n + t.nb));
  return t;
}

// Settles the sign of a table whose negative entries are sign-extended. Entries of unsigned type in a signed table are
// patterns of their type.
void settle_sign(input const& in, product_table& t, entry_type type) {
  bool const negative = type.is_signed && std::any_of(t.products.begin(), t.products.end(), is_negative);
  t.is_signed = in.request.is_signed.value_or(negative);
  if (negative && !t.is_signed) in.fail("it has negative products; an unsigned multiplier has none (signed=0)");
  if (t.is_signed && !type.is_signed && type.bytes < 8)
    for (std::uint64_t& x : t.products) x = sign_extend(x, static_cast<int>(8 * type.bytes));
}

// Fills a table from entries in row-major order.
void fill(product_table& t, std::string_view bytes, entry_type type) {
  for (std::size_t i = 0; i < t.products.size(); ++i) {
    std::uint64_t const x = entry(bytes, i, type);
    t.products[i] = type.is_signed && type.bytes < 8 ? sign_extend(x, static_cast<int>(8 * type.bytes)) : x;
  }
}

void check_size(input const& in, std::size_t expected) {
  if (in.bytes.size() != expected) in.fail(fmt::format("{} bytes; {} are expected", in.bytes.size(), expected));
}

product_table raw(input const& in) {
  int n = in.request.n.value_or(0);
  for (int square = 2; n == 0 && 2 * square <= most_bits; ++square)
    if (in.bytes.size() == std::size_t{4} << (2 * square)) n = square;
  if (n == 0)
    in.fail(fmt::format("{} bytes; a square table has 4 * 2^(2n), else n= and nb= are needed", in.bytes.size()));
  int const nb = in.request.nb.value_or(n);
  if (n + nb > most_bits) in.fail(fmt::format("2^{} products; up to 2^{} are read", n + nb, most_bits));
  bool const is_wide = in.bytes.size() == std::size_t{8} << (n + nb);  // of products above n + nb bits
  if (!is_wide) check_size(in, std::size_t{4} << (n + nb));
  product_table t{n, nb, in.request.is_signed.value_or(false), std::vector<std::uint64_t>(std::size_t{1} << (n + nb))};
  fill(t, in.bytes, {is_wide ? 8u : 4u, t.is_signed});
  return t;
}

product_table tfapprox(input const& in) {
  check_size(in, std::size_t{2} << 16);
  if (in.request.is_signed.value_or(false)) in.fail("format tfapprox holds unsigned multipliers");
  product_table t = sized(in, 256, 256);
  fill(t, in.bytes, {2, false});
  return t;
}

product_table npy(input const& in) {
  static std::regex const form(R"(\s*\{\s*'descr':\s*'([<>|=]?)([iu])([1248])',\s*'fortran_order':\s*(True|False),\s*)"
                               R"('shape':\s*\((\d{1,10}),\s*(\d{1,10}),?\s*\),?\s*\}\s*)");
  if (in.bytes.size() < 12 || in.bytes.substr(0, 6) != "\x93NUMPY") in.fail("not a NumPy file");
  bool const long_header = in.bytes[6] != 1;
  std::size_t const length = static_cast<std::size_t>(entry(in.bytes.substr(8), 0, {long_header ? 4u : 2u, false}));
  std::size_t const begin = long_header ? 12 : 10;
  std::string const header(in.bytes.substr(begin, std::min(length, std::size_t{4096})));
  std::smatch match;
  if (length > in.bytes.size() - begin || !std::regex_match(header, match, form))
    in.fail("an array of integers with two axes is expected");
  entry_type const type{static_cast<std::size_t>(std::stoi(match[3])), match[2] == "i", match[1] == ">"};
  product_table t = sized(in, std::stoull(match[5]), std::stoull(match[6]));
  check_size(in, begin + length + t.products.size() * type.bytes);
  fill(t, in.bytes.substr(begin + length), type);
  if (match[4] == "True") {
    std::vector<std::uint64_t> const columns = t.products;
    for (std::size_t i = 0; i < columns.size(); ++i)
      t.products[(i & low_mask<std::size_t>(t.n)) << t.nb | i >> t.n] = columns[i];
  }
  settle_sign(in, t, type);
  return t;
}

// One tensor of a safetensors file.
struct stored_tensor {
  std::string type;
  std::vector<std::uint64_t> shape;
  std::string_view bytes;
};

class tensor_file {
 public:
  explicit tensor_file(input const& in) : in_(in) {
    constexpr std::size_t prefix = 8;
    std::uint64_t const length = in.bytes.size() < prefix ? 0 : entry(in.bytes, 0, {prefix, false});
    if (in.bytes.size() < prefix || length > in.bytes.size() - prefix) in.fail("not a safetensors file");
    header_ = nlohmann::json::parse(in.bytes.substr(prefix, length), nullptr, false);
    data_ = in.bytes.substr(prefix + static_cast<std::size_t>(length));
  }
  bool has(char const* name) const { return header_.is_object() && header_.contains(name); }

  // A tensor whose bytes are as many as its type and shape say.
  stored_tensor get(char const* name, std::vector<std::string> const& types, std::size_t axes) const {
    stored_tensor t;
    std::vector<std::uint64_t> at;
    try {
      nlohmann::json const& tensor = header_.at(name);
      t.type = tensor.at("dtype");
      t.shape = tensor.at("shape").get<std::vector<std::uint64_t>>();
      at = tensor.at("data_offsets").get<std::vector<std::uint64_t>>();
    } catch (nlohmann::json::exception const&) {
      in_.fail(fmt::format("'{}' has no dtype, shape and data_offsets", name));
    }
    if (std::find(types.begin(), types.end(), t.type) == types.end())
      in_.fail(fmt::format("'{}' has the type {}; accepted: {}", name, t.type, fmt::join(types, ", ")));
    if (t.shape.size() != axes)
      in_.fail(fmt::format("'{}' has {} axes; {} {} expected", name, t.shape.size(), axes, axes == 1 ? "is" : "are"));
    std::uint64_t expected = std::stoull(t.type.substr(1)) / 8;
    for (std::uint64_t size : t.shape) expected *= std::min(size, std::uint64_t{1} << most_bits);
    if (at.size() != 2 || at[1] < at[0] || at[1] > data_.size() || at[1] - at[0] != expected)
      in_.fail(fmt::format("'{}' is cut; {} bytes are expected", name, expected));
    t.bytes = data_.substr(static_cast<std::size_t>(at[0]), static_cast<std::size_t>(expected));
    return t;
  }

 private:
  input const& in_;
  nlohmann::json header_;
  std::string_view data_;
};

product_table safetensors(input const& in) {
  tensor_file const file(in);
  if (!file.has("product")) in.fail("a safetensors file with the tensor 'product' is expected");
  stored_tensor const stored = file.get("product", {"U8", "U16", "U32", "U64", "I8", "I16", "I32", "I64"}, 2);
  entry_type const type{std::stoul(stored.type.substr(1)) / 8, stored.type[0] == 'I'};
  product_table t = sized(in, stored.shape[0], stored.shape[1]);
  fill(t, stored.bytes, type);
  settle_sign(in, t, type);
  return t;
}

// The products that exact factors stand for: see factors_view.
product_table factors(input const& in) {
  tensor_file const file(in);
  for (char const* name : {"f", "g", "shift", "u", "v"})
    if (!file.has(name)) in.fail(fmt::format("a safetensors file with the tensors f, g, shift, u, v is expected"));
  stored_tensor const f = file.get("f", {"U8"}, 2), g = file.get("g", {"U8"}, 2), shift = file.get("shift", {"U8"}, 1),
                      u = file.get("u", {"I32"}, 1), v = file.get("v", {"I32"}, 1);
  product_table t = sized(in, u.shape[0], v.shape[0]);
  std::size_t const rows = std::size_t{1} << t.n, columns = std::size_t{1} << t.nb;
  std::size_t const rank = static_cast<std::size_t>(shift.shape[0]);
  if (f.shape != std::vector<std::uint64_t>{rows, rank} || g.shape != std::vector<std::uint64_t>{rank, columns})
    in.fail(fmt::format("f and g have the shapes {}x{} and {}x{}; {}x{} and {}x{} are expected", f.shape[0], f.shape[1],
                        g.shape[0], g.shape[1], rows, rank, rank, columns));
  constexpr entry_type byte{1, false}, word{4, false};
  for (std::size_t k = 0; k < rank; ++k)
    if (entry(shift.bytes, k, byte) > 31)
      in.fail(fmt::format("a shift of {} bits; up to 31 are accepted", entry(shift.bytes, k, byte)));
  for (std::size_t a = 0; a < rows; ++a)
    for (std::size_t b = 0; b < columns; ++b) {
      std::uint64_t sum = sign_extend(entry(u.bytes, a, word), 32) + sign_extend(entry(v.bytes, b, word), 32);
      for (std::size_t k = 0; k < rank; ++k)
        sum += entry(f.bytes, a * rank + k, byte) * entry(g.bytes, k << t.nb | b, byte) << entry(shift.bytes, k, byte);
      t.products[a << t.nb | b] = sum;
    }
  settle_sign(in, t, {8, true});
  return t;
}

// Integers of a text, one after another.
class integers {
 public:
  integers(input const& in, std::string_view text) : in_(in), at_(text.data()), end_(text.data() + text.size()) {}

  // Skips all but digits and signs; false at the end.
  bool next(std::uint64_t& value) {
    while (at_ != end_ && *at_ != '-' && (*at_ < '0' || *at_ > '9')) ++at_;
    if (at_ == end_) return false;
    std::from_chars_result done{};
    if (*at_ == '-') {
      std::int64_t x = 0;
      done = std::from_chars(at_, end_, x);
      value = static_cast<std::uint64_t>(x);
    } else {
      done = std::from_chars(at_, end_, value);
    }
    if (done.ec != std::errc())
      in_.fail(fmt::format("'{}' is no integer of 64 bits", std::string(at_, std::min(end_, at_ + 24))));
    at_ = done.ptr;
    return true;
  }

 private:
  input const& in_;
  char const *at_, *end_;
};

void fill(input const& in, product_table& t, std::string_view text) {
  integers numbers(in, text);
  std::size_t found = 0;
  for (std::uint64_t x = 0; numbers.next(x); ++found)
    if (found < t.products.size()) t.products[found] = x;
  if (found != t.products.size()) in.fail(fmt::format("{} products; {} are expected", found, t.products.size()));
}

// An array of C with two axes, indexed by patterns: ours, AdaPT's and TransAxx's.
product_table c_header(input const& in) {
  static std::regex const declaration(
      R"((u?)int(8|16|32|64)_t\s+\w+\s*\[\s*(\d{1,10})\s*\]\s*\[\s*(\d{1,10})\s*\]\s*=\s*\{)");
  std::match_results<std::string_view::const_iterator> match;
  std::size_t const brace = std::min(in.bytes.find('{'), in.bytes.size() - 1);
  if (!std::regex_search(in.bytes.begin(), in.bytes.begin() + static_cast<std::ptrdiff_t>(brace) + 1, match,
                         declaration))
    in.fail("an array of integers with two axes, as 'static const uint16_t f[256][256] = {', is expected");
  entry_type const type{static_cast<std::size_t>(std::stoi(match[2])) / 8, match[1].length() == 0};
  product_table t = sized(in, std::stoull(match[3]), std::stoull(match[4]));
  std::string_view const body = in.bytes.substr(brace);
  fill(in, t, body.substr(0, body.find(';')));
  settle_sign(in, t, type);
  return t;
}

product_table eight_bit_header(input const& in) {
  if (!in.request.is_signed.value_or(true)) in.fail("this format holds signed multipliers");
  table_request request = in.request;
  request.is_signed = true;
  product_table t = c_header({in.file, request, in.bytes});
  if (t.n != 8 || t.nb != 8) in.fail(fmt::format("{}x{} bits; this format holds 8x8", t.n, t.nb));
  return t;
}

// From axes in numeric order to axes by pattern.
void reorder_axes(product_table& t) {
  std::vector<std::uint64_t> const numeric = t.products;
  std::size_t const flip = std::size_t{1} << (t.n - 1 + t.nb) | std::size_t{1} << (t.nb - 1);
  for (std::size_t i = 0; i < numeric.size(); ++i) t.products[i ^ flip] = numeric[i];
}

product_table approxtorch(input const& in) {
  product_table t = sized(in, 256, 256);
  fill(in, t, in.bytes);
  settle_sign(in, t, {8, true});
  if (t.is_signed) reorder_axes(t);
  return t;
}

product_table appmult(input const& in) {
  constexpr std::string_view title = "LUT for approximate multiplier:";
  static std::regex const triple(R"(\s*(-?\d{1,10})\s+(-?\d{1,10})\s+(-?\d{1,20})\s*)");
  struct row {
    std::int64_t a, b;
    std::uint64_t product;
  };
  std::size_t const begin = in.bytes.find(title);
  if (begin == std::string_view::npos) in.fail(fmt::format("the line '{}' is expected", title));
  std::istringstream lines{std::string(in.bytes.substr(begin + title.size()))};
  std::vector<row> rows;
  std::smatch match;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line) && std::regex_match(line, match, triple)) {
    std::uint64_t product = 0;
    std::string const digits = match[3];
    integers(in, digits).next(product);
    rows.push_back({std::stoll(match[1]), std::stoll(match[2]), product});
  }
  if (rows.empty()) in.fail("no line 'a b product' after the title");
  std::int64_t low = 0, high_a = 0, high_b = 0;
  for (row const& r : rows) {
    low = std::min({low, r.a, r.b});
    high_a = std::max(high_a, r.a);
    high_b = std::max(high_b, r.b);
  }
  bool const is_signed = low < 0;
  if (in.request.is_signed && *in.request.is_signed != is_signed)
    in.fail(fmt::format("its operands are {}", is_signed ? "signed" : "unsigned"));
  auto const size = [&](std::int64_t high) { return static_cast<std::uint64_t>(high + 1) << (is_signed ? 1 : 0); };
  product_table t = sized(in, size(high_a), size(high_b));
  t.is_signed = is_signed;
  if (rows.size() != t.products.size())
    in.fail(fmt::format("{} products; {} are expected", rows.size(), t.products.size()));
  std::vector<bool> seen(t.products.size());
  for (row const& r : rows) {
    std::size_t const a = static_cast<std::size_t>(r.a) & low_mask<std::size_t>(t.n);
    std::size_t const i = a << t.nb | (static_cast<std::size_t>(r.b) & low_mask<std::size_t>(t.nb));
    if (seen[i] || r.a < -high_a - 1 || r.b < -high_b - 1)
      in.fail(fmt::format("the product of {} and {} is out of place", r.a, r.b));
    seen[i] = true;
    t.products[i] = r.product;
  }
  return t;
}

struct reader {
  char const* name;
  bool tells_widths;
  product_table (*read)(input const& in);
};
constexpr reader readers[] = {{"raw", false, raw},
                              {"npy", true, npy},
                              {"safetensors", true, safetensors},
                              {"c", true, c_header},
                              {"tfapprox", true, tfapprox},
                              {"adapt", true, eight_bit_header},
                              {"transaxx", true, eight_bit_header},
                              {"approxtorch", true, approxtorch},
                              {"appmult", true, appmult},
                              {"factors", true, factors}};

reader const* find_reader(std::string const& format) {
  auto const* const found =
      std::find_if(std::begin(readers), std::end(readers), [&](reader const& r) { return r.name == format; });
  return found == std::end(readers) ? nullptr : found;
}

}  // namespace

bool tells_widths(std::string const& format) {
  reader const* const r = find_reader(format);
  return r != nullptr && r->tells_widths;
}

std::string format_of_name(fs::path const& file) {
  std::string const ending = file.extension().string();
  return ending == ".npy" ? "npy" : ending == ".safetensors" ? "safetensors" : ending == ".h" ? "c" : "raw";
}

product_table read_table(fs::path const& file, table_request const& request) {
  std::string const format = request.format.value_or(format_of_name(file));
  reader const* const r = find_reader(format);
  if (r == nullptr) {
    std::string known;
    for (reader const& one : readers) known += (known.empty() ? "" : ", ") + std::string(one.name);
    throw bad_input(fmt::format("{}: format '{}' is not read; {} are", file.string(), format, known));
  }
  std::string const bytes = read_file(file);
  if (bytes.empty()) throw bad_input(fmt::format("{}: an empty file", file.string()));
  return r->read({file, request, bytes});
}

std::optional<int> fraction_bits_of_name(fs::path const& file) {
  std::string const name = file.filename().string();
  std::size_t const bar = name.rfind('_');
  if (bar == std::string::npos || name.size() != bar + 6 || name.substr(bar + 2) != ".bin") return {};
  int const m = name[bar + 1] - '0';
  return m >= 1 && m <= 7 ? std::optional<int>(m) : std::nullopt;
}

mantissa_table read_mantissa_table(fs::path const& file) {
  std::optional<int> const m = fraction_bits_of_name(file);
  if (!m)
    throw bad_input(fmt::format("{}: the name of a mantissa table must end in _<m>.bin, m from 1 to 7", file.string()));
  std::string const bytes = read_file(file);
  input const in{file, {}, bytes};
  check_size(in, std::size_t{1} << (2 * *m));
  mantissa_table t{*m, {bytes.begin(), bytes.end()}};
  std::uint8_t const unused = static_cast<std::uint8_t>(~(0x80u | low_mask<unsigned>(*m)));
  for (std::size_t i = 0; i < t.entries.size(); ++i)
    if ((t.entries[i] & unused) != 0)
      in.fail(fmt::format("entry {} is 0x{:02x}; bit 7 and {} low bits are used", i, t.entries[i], *m));
  return t;
}

}  // namespace axmul::tools
