// Every table format: written and read back, byte offsets by hand, fingerprints from an independent program, roles,
// gradients, what formats refuse, and faults that published tables have had.
#include "lut_gen/formats.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "lut_gen/read.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace {

using namespace axmul::tools;

std::string little_endian(std::uint64_t x, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(x >> (8 * i));
  return text;
}

std::int64_t word(std::string const& bytes, std::size_t at, std::size_t size) {
  std::uint64_t x = 0;
  for (std::size_t i = size; i-- > 0;) x = x << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return static_cast<std::int64_t>(axmul::sign_extend(x, static_cast<int>(8 * size)));
}

std::int64_t number(std::uint64_t pattern, int bits, bool is_signed) {
  return static_cast<std::int64_t>(is_signed ? axmul::sign_extend(pattern, bits) : pattern);
}

class Formats : public testing::Test {
 protected:
  // A multiplier of n x nb bits whose products are f of the operands' values.
  design of(int n, int nb, bool is_signed, std::function<std::int64_t(std::int64_t, std::int64_t)> const& f) {
    std::string bytes;
    for (std::uint64_t a = 0; a >> n == 0; ++a)
      for (std::uint64_t b = 0; b >> nb == 0; ++b)
        bytes += little_endian(static_cast<std::uint64_t>(f(number(a, n, is_signed), number(b, nb, is_signed))), 4);
    std::string const file = (folder_ / fmt::format("t{}", ++files_)).string();
    std::ofstream(file, std::ios::binary) << bytes;
    return design(fmt::format("table:file={},format=raw,n={},nb={},signed={}", file, n, nb, is_signed ? 1 : 0));
  }

  std::string written(design const& d, std::string const& format, table_options const& options = {}) {
    path_ = folder_ / (format == "approxtrain" ? "w_3.bin" : "w");
    write_table(d, format, path_, options);
    return read_file(path_);
  }

  // What was written last, read back.
  product_table back(design const& d, std::string const& format) const {
    table_request request;
    request.format = format;
    if (format == "raw") {
      request.n = d.n;
      request.nb = d.nb;
      request.is_signed = d.is_signed;
    }
    return read_table(path_, request);
  }

  std::string refusal(design const& d, std::string const& format, table_options const& options = {}) {
    try {
      written(d, format, options);
    } catch (bad_input const& e) {
      std::string const what = e.what();
      return what.substr(0, d.spec.size()) == d.spec ? what.substr(d.spec.size() + 2) : what;
    }
    return "written";
  }

  scratch_dir const folder_;
  std::filesystem::path path_;
  int files_ = 0;
};

std::vector<std::uint64_t> products(design const& d) {
  std::vector<std::uint64_t> all;
  for_each_row(d, [&](std::uint64_t, std::vector<u128> const& row) {
    for (u128 p : row) all.push_back(static_cast<std::uint64_t>(product_value(d, p)));
  });
  return all;
}

std::vector<std::string> lines_of(std::string const& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Header and data of a safetensors file.
struct container {
  nlohmann::json header;
  std::string data;

  explicit container(std::string const& bytes) {
    std::size_t const length = static_cast<std::size_t>(word(bytes, 0, 8));
    EXPECT_EQ(length % 8, 0u);
    header = nlohmann::json::parse(bytes.substr(8, length));
    data = bytes.substr(8 + length);
  }
  float real(char const* name, std::size_t index) const {
    std::size_t const begin = header.at(name).at("data_offsets").at(0);
    float x = 0;
    std::memcpy(&x, data.data() + begin + 4 * index, 4);
    return x;
  }
};

gradient_method method(char const* text) {
  return parse_gradient_method(text);
}

struct accepted {
  char const* format;
  std::vector<char const*> specs;
};
std::vector<accepted> const accepted_by_format = {
    {"raw", {"trunc:n=8,k=7", "drum:n=8,k=4,nb=5", "drum:n=8,k=4@signed", "bw:n=8,h=0,v=4,nb=4"}},
    {"npy", {"trunc:n=8,k=7", "drum:n=4,k=3,nb=6", "drum:n=8,k=4@signed", "bw:n=8,h=0,v=4,nb=4"}},
    {"safetensors", {"trunc:n=8,k=7", "drum:n=8,k=4,nb=5", "drum:n=4,k=3@signed", "bw:n=8,h=0,v=4,nb=4"}},
    {"c", {"trunc:n=8,k=7", "drum:n=8,k=4,nb=5", "drum:n=8,k=4@signed", "bw:n=8,h=0,v=4,nb=4"}},
    {"tfapprox", {"trunc:n=8,k=7", "exact:n=8"}},
    {"adapt", {"drum:n=8,k=4@signed", "bw:n=8,h=0,v=5"}},
    {"transaxx", {"drum:n=8,k=4@signed", "bw:n=8,h=0,v=5"}},
    {"approxtorch", {"trunc:n=8,k=7", "drum:n=8,k=4@signed", "bw:n=8,h=0,v=5"}},
    {"appmult", {"trunc:n=6,k=3", "drum:n=8,k=4@signed", "bw:n=7,h=0,v=5"}},
    {"factors", {"trunc:n=8,k=7", "drum:n=4,k=3,nb=6", "drum:n=8,k=4@signed", "bw:n=8,h=0,v=4,nb=4"}},
};

TEST_F(Formats, RoundTrips) {
  for (accepted const& one : accepted_by_format)
    for (char const* spec : one.specs) {
      design const d(spec);
      written(d, one.format);
      product_table const t = back(d, one.format);
      EXPECT_EQ(t.n, d.n) << one.format << " " << spec;
      EXPECT_EQ(t.nb, d.nb) << one.format << " " << spec;
      EXPECT_EQ(t.is_signed, d.is_signed) << one.format << " " << spec;
      EXPECT_EQ(t.products, products(d)) << one.format << " " << spec;
      design const as_design(fmt::format(
          "table:file={},format={}{}", path_.string(), one.format,
          one.format == std::string("raw") ? fmt::format(",n={},nb={},signed={:d}", d.n, d.nb, d.is_signed) : ""));
      EXPECT_EQ(products(as_design), products(d)) << one.format << " " << spec;
    }
  ASSERT_EQ(accepted_by_format.size() + 1, table_formats().size());  // and approxtrain
}

TEST_F(Formats, FingerprintsOfAnIndependentProgram) {
  std::ifstream in(std::string(AXMUL_TEST_DATA) + "/table_formats.csv");
  std::string line;
  std::getline(in, line);
  int rows = 0;
  for (; std::getline(in, line); ++rows) {
    std::size_t const first = line.find(','), last = line.rfind(',');
    std::string const format = line.substr(0, first), spec = line.substr(first + 2, last - first - 3);
    design const d(spec);
    std::string content = written(d, format);
    if (format == "safetensors") content = container(content).data;
    if (format == "factors") {  // many factors stand for one table
      content.clear();
      for (std::uint64_t p : back(d, format).products) content += little_endian(p, 4);
    }
    EXPECT_EQ(sha256(content), line.substr(last + 1)) << format << " " << spec;
  }
  EXPECT_EQ(rows, 30);
}

// f(a, b) = 256 a + b, at the operands 1 and 2: entry 258 of 65,536.
TEST_F(Formats, OffsetsByHand) {
  auto const f = [](auto a, auto b) { return 256 * a + b; };
  design const d = of(8, 8, false, f);
  std::string const raw = written(d, "raw");
  ASSERT_EQ(raw.size(), 262144u);
  EXPECT_EQ(raw.substr(1032, 4), std::string("\2\1\0\0", 4));
  std::string const npy = written(d, "npy");
  ASSERT_EQ(npy.size(), 128u + 131072);
  EXPECT_EQ(npy.substr(128 + 516, 4), "\2\1\3\1");
  std::string const tfapprox = written(d, "tfapprox");
  ASSERT_EQ(tfapprox.size(), 131072u);
  EXPECT_EQ(tfapprox.substr(516, 4), "\2\1\3\1");
  EXPECT_EQ(tfapprox.substr(131070), "\xff\xff");

  std::string const bytes = written(d, "safetensors");
  EXPECT_EQ(bytes[8], '{');
  container const file(bytes);
  ASSERT_EQ(file.data.size(), 131072u + 262144);
  EXPECT_EQ(file.data.substr(516, 4), "\2\1\3\1");
  EXPECT_EQ(file.data.substr(131072 + 1032, 8), std::string("\0\1\0\0\0\1\0\0", 8));  // 258 - 2, 259 - 3
  EXPECT_EQ(file.header["product"],
            nlohmann::json::parse(R"({"dtype":"U16","shape":[256,256],"data_offsets":[0,131072]})"));
  EXPECT_EQ(file.header["error"],
            nlohmann::json::parse(R"({"dtype":"I32","shape":[256,256],"data_offsets":[131072,393216]})"));
  EXPECT_EQ(file.header.size(), 3u);
  nlohmann::json const& about = file.header["__metadata__"];
  EXPECT_EQ(about["spec"], d.spec);
  EXPECT_EQ(about["order"], "[a][b] by operand pattern");
  EXPECT_EQ(about["sha256"], sha256(raw));
  EXPECT_FALSE(about["version"].get<std::string>().empty());
  // d = 256 a + b - a b = 256 a + b (1 - a): mean 127.5 (256 + 1) - 127.5^2, positive but for b (a - 1) > 256 a: never.
  EXPECT_EQ(about["me"], "16511.25");
  EXPECT_EQ(about["mae"], "16511.25");
  EXPECT_EQ(about["wce"], "65280");  // a = 255, b = 0

  std::string const c = written(d, "c");
  EXPECT_NE(c.find("[256][256] = {\n  {0,1,2,"), std::string::npos);
  EXPECT_EQ(lines_of(c)[7].substr(0, 15), "  {256,257,258,");
  EXPECT_EQ(lines_of(written(d, "approxtorch"))[1].substr(0, 12), "256 257 258 ");
  std::vector<std::string> const appmult = lines_of(written(d, "appmult"));
  ASSERT_EQ(appmult.size(), 3u * 65537);
  EXPECT_EQ(appmult[0], "LUT for approximate multiplier:");
  EXPECT_EQ(appmult[1 + 258], "1 2 258");
  EXPECT_EQ(appmult[65537], "LUT for the gradient of the approximate multiplier w.r.t. the first operand:");
  EXPECT_EQ(appmult[65538 + 258], "1 2 4096");
  EXPECT_EQ(appmult[2 * 65537], "LUT for the gradient of the approximate multiplier w.r.t. the second operand:");
  EXPECT_EQ(appmult[2 * 65537 + 1 + 258], "1 2 16");
  container const factors(written(d, "factors"));
  EXPECT_EQ(factors.header["u"]["shape"], nlohmann::json::parse("[256]"));
  EXPECT_EQ(factors.header["u"]["dtype"], "I32");
  EXPECT_EQ(factors.header["v"]["data_offsets"], nlohmann::json::parse("[1024,2048]"));
  EXPECT_EQ(back(d, "factors").products[258], 258u);
}

// Two's complement: rows and columns by pattern, or in numeric order.
TEST_F(Formats, SignedOffsetsByHand) {
  design const d = of(8, 8, true, [](auto a, auto b) { return 256 * a + b; });
  EXPECT_EQ(word(written(d, "raw"), 4 * (255 << 8 | 254), 4), -258);  // a = -1, b = -2
  EXPECT_EQ(word(written(d, "npy"), 128 + 4 * (255 << 8 | 254), 4), -258);
  container const file(written(d, "safetensors"));
  EXPECT_EQ(word(file.data, 4 * (255 << 8 | 254), 4), -258);
  EXPECT_EQ(word(file.data, 262144 + 4 * (255 << 8 | 254), 4), -260);
  std::vector<std::string> const rows = lines_of(written(d, "approxtorch"));
  ASSERT_EQ(rows.size(), 256u);
  EXPECT_EQ(rows[0].substr(0, 14), "-32896 -32895 ");
  EXPECT_EQ(rows[127].substr(0, 10), "-384 -383 ");
  EXPECT_EQ(rows[128].substr(rows[128].size() - 8), " 126 127");
  EXPECT_EQ(refusal(d, "adapt"),
            "format adapt cannot hold it: its entries are int16, the product of the patterns 128 and 128 is -32896");

  // b counts from 0 to 255 in the order of its patterns, so that entries fill int16.
  design const wrap = of(8, 8, true, [](auto a, auto b) { return 256 * a + (b & 255); });
  for (auto const& [format, head] : {std::pair<char const*, char const*>{"adapt", "const int16_t lut [256][256] = {"},
                                     {"transaxx", "const __device__ int16_t lut [256][256] = {"}}) {
    std::vector<std::string> const lines = lines_of(written(wrap, format));
    ASSERT_EQ(lines.size(), 3u + 256 + 1);
    EXPECT_EQ(lines[0], "#include <stdint.h>");
    EXPECT_EQ(lines[2], head);
    EXPECT_EQ(lines[3 + 1].substr(0, 15), "  {256,257,258,");
    EXPECT_EQ(lines[3 + 128].substr(0, 17), "  {-32768,-32767,");
    EXPECT_EQ(lines[3 + 255].substr(lines[3 + 255].size() - 8), ",-2,-1},");
    EXPECT_EQ(lines.back(), "};");
  }
  design const small = of(4, 4, true, [](auto a, auto b) { return 256 * a + b; });
  std::vector<std::string> const appmult = lines_of(written(small, "appmult"));
  ASSERT_EQ(appmult.size(), 3u * 257);
  EXPECT_EQ(appmult[1], "-8 -8 -2056");
  EXPECT_EQ(appmult[1 + 16 * 7 + 6], "-1 -2 -258");
  EXPECT_EQ(appmult[2 * 257 + 1], "-8 -8 16");
}

// row=weight writes the multiplier with its operands exchanged.
TEST_F(Formats, Roles) {
  EXPECT_FALSE(parse_roles("row=activation"));
  EXPECT_TRUE(parse_roles("row=weight"));
  EXPECT_THROW(parse_roles("row=b"), bad_input);
  table_options weights;
  weights.rows_are_weights = true;
  for (bool is_signed : {false, true}) {
    auto const f = [](auto a, auto b) { return 3 * a + (a * b > 9 ? a * b / 2 : b); };
    design const d = of(8, 8, is_signed, f);
    design const exchanged = of(8, 8, is_signed, [&](auto a, auto b) { return f(b, a); });
    std::vector<char const*> const formats =
        is_signed ? std::vector<char const*>{"raw", "npy", "adapt", "transaxx", "approxtorch", "appmult"}
                  : std::vector<char const*>{"raw", "npy", "tfapprox", "approxtorch", "appmult"};
    for (char const* format : formats) {
      EXPECT_EQ(written(d, format, weights), written(exchanged, format)) << format;
      EXPECT_NE(written(d, format), written(exchanged, format)) << format;
    }
  }
  design const narrow("drum:n=4,k=3,nb=6");
  design const wide("drum:n=6,k=3,nb=4");
  for (char const* format : {"raw", "npy", "safetensors", "c", "factors"}) {
    std::string const bytes = written(narrow, format, weights);
    EXPECT_EQ(back(wide, format).products, products(wide)) << format;
    if (format == std::string("c")) {
      EXPECT_NE(bytes.find("products, [b][a] by operand pattern"), std::string::npos);
    }
    if (format == std::string("safetensors")) {
      EXPECT_EQ(container(bytes).header["__metadata__"]["order"], "[b][a] by operand pattern");
    }
  }
  // The gradient by a stays that by a, in the order of the file.
  table_options const with_gradients = {true, method("difference:window=0")};
  container const plain(written(of(3, 2, false, [](auto a, auto b) { return 5 * a * b + b; }), "safetensors",
                                {false, method("difference:window=0")}));
  container const turned(
      written(of(3, 2, false, [](auto a, auto b) { return 5 * a * b + b; }), "safetensors", with_gradients));
  for (std::size_t a = 0; a < 8; ++a)
    for (std::size_t b = 0; b < 4; ++b) {
      EXPECT_EQ(plain.real("grad_a", a << 2 | b), 5.0f * static_cast<float>(b));
      EXPECT_EQ(turned.real("grad_a", b << 3 | a), 5.0f * static_cast<float>(b));
      EXPECT_EQ(turned.real("grad_b", b << 3 | a), 5.0f * static_cast<float>(a) + 1);
    }
  // Significands: 1.125 * 1, and the truncated operand on the other side.
  design const lopsided("exact@lsb:ta=2@float:e=5,m=3,round=rtz");
  std::string const rows = written(lopsided, "approxtrain"), columns = written(lopsided, "approxtrain", weights);
  for (std::size_t x = 0; x < 8; ++x)
    for (std::size_t y = 0; y < 8; ++y) EXPECT_EQ(rows[x << 3 | y], columns[y << 3 | x]);
  EXPECT_NE(rows, columns);
}

TEST_F(Formats, MantissaTables) {
  design const d("exact@bf16:round=rtz");
  std::string const bytes = written(d, "approxtrain");
  mantissa_table const t = read_mantissa_table(path_);
  EXPECT_EQ(t.m, 3);
  EXPECT_EQ(std::string(t.entries.begin(), t.entries.end()), bytes);
  EXPECT_EQ(t.entries[7 << 3 | 7], 0x86);  // 1.875^2 = 3.515 = 2 * 1.75
  EXPECT_EQ(t.entries[1 << 3 | 2], 0x03);  // 1.125 * 1.25 = 1.406
  auto const said = [&](char const* name, std::string const& content) {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    try {
      read_mantissa_table(folder_ / name);
    } catch (bad_input const& e) {
      std::string const what = e.what();
      return what.substr(what.rfind('/') + 1);
    }
    return std::string("read");
  };
  EXPECT_EQ(said("x.bin", bytes), "x.bin: the name of a mantissa table must end in _<m>.bin, m from 1 to 7");
  EXPECT_EQ(said("x_2.bin", bytes), "x_2.bin: 64 bytes; 16 are expected");
  EXPECT_EQ(said("x_1.bin", std::string("\0\1\2\x80", 4)), "x_1.bin: entry 2 is 0x02; bit 7 and 1 low bits are used");
  EXPECT_EQ(said("x_1.bin", std::string("\0\1\1\x80", 4)), "read");
}

// A product that is linear in each operand has exact slopes, at the ends as well.
TEST(Gradients, OfLinearProducts) {
  for (bool is_signed : {false, true}) {
    std::vector<std::int64_t> table;
    for (std::uint64_t a = 0; a < 32; ++a)
      for (std::uint64_t b = 0; b < 8; ++b) table.push_back(number(a, 5, is_signed) * number(b, 3, is_signed));
    for (char const* text : {"difference", "difference:window=0", "difference:window=3", "regression"}) {
      gradient_tables const g = gradients(table, 5, 3, is_signed, method(text));
      for (std::uint64_t a = 0; a < 32; ++a)
        for (std::uint64_t b = 0; b < 8; ++b) {
          ASSERT_EQ(g.by_row[a << 3 | b], static_cast<double>(number(b, 3, is_signed))) << text;
          ASSERT_EQ(g.by_column[a << 3 | b], static_cast<double>(number(a, 5, is_signed))) << text;
        }
    }
  }
}

TEST(Gradients, ByHand) {
  // Rows a = 0 to 3; f(a, b) = 0, 0, 4, 4 along a; steps of 10 along b.
  std::vector<std::int64_t> table;
  for (int a = 0; a < 4; ++a)
    for (int b = 0; b < 4; ++b) table.push_back(a / 2 * 4 + 10 * b);
  auto const along_a = [&](char const* text, bool is_signed = false) {
    gradient_tables const g = gradients(table, 2, 2, is_signed, method(text));
    for (std::size_t i = 0; i < 16 && !is_signed; ++i) {
      EXPECT_DOUBLE_EQ(g.by_column[i], 10) << text;
    }
    return std::vector<double>{g.by_row[1], g.by_row[5], g.by_row[9], g.by_row[13]};
  };
  // Windows of 0 and 1: {0, 1} 0; of 1: {0, 1, 2} 4/3; of 2: {1, 2, 3} 8/3; of 3: {2, 3} 4; centres 0.5, 1, 2, 2.5.
  EXPECT_EQ(along_a("difference:window=1"), (std::vector<double>{8.0 / 3, 16.0 / 9, 16.0 / 9, 8.0 / 3}));
  EXPECT_EQ(along_a("difference"), along_a("difference:window=1"));
  EXPECT_EQ(along_a("difference:window=0"), (std::vector<double>{0, 2, 2, 0}));
  EXPECT_EQ(along_a("regression"), (std::vector<double>{1.6, 1.6, 1.6, 1.6}));  // 8 / 5
  // Two's complement: the patterns 2, 3, 0, 1 in this order have the products 4, 4, 0, 0.
  EXPECT_EQ(along_a("difference:window=0", true), (std::vector<double>{-2, 0, 0, -2}));
  EXPECT_EQ(along_a("regression", true), (std::vector<double>{-1.6, -1.6, -1.6, -1.6}));
}

TEST(Gradients, Methods) {
  for (char const* text : {"difference", "difference:window=12", "regression"}) EXPECT_EQ(method(text).text(), text);
  for (char const* text :
       {"", "ste", "difference:", "difference:window=", "difference:window=-1", "regression:window=1"})
    EXPECT_THROW(method(text), bad_input) << text;
  std::vector<std::int64_t> const table(64);
  EXPECT_NO_THROW(gradients(table, 3, 3, false, method("difference:window=3")));
  try {
    gradients(table, 4, 2, false, method("difference:window=2"));
    FAIL();
  } catch (bad_input const& e) {
    EXPECT_STREQ(e.what(), "gradients: window=2 is too wide for operands of 2 bits; 0 to 1 are accepted");
  }
}

TEST_F(Formats, GradientsInFiles) {
  design const d("exact:n=4,nb=3@signed");
  container const file(written(d, "safetensors", {false, method("regression")}));
  EXPECT_EQ(file.header["__metadata__"]["gradients"], "regression");
  EXPECT_EQ(file.header["grad_a"], nlohmann::json::parse(R"({"dtype":"F32","shape":[16,8],"data_offsets":[256,768]})"));
  EXPECT_EQ(file.data.size(), 128u + 128 + 512 + 512);
  EXPECT_EQ(file.real("grad_a", 1 << 3 | 6), -2.0f);   // b = -2
  EXPECT_EQ(file.real("grad_b", 15 << 3 | 6), -1.0f);  // a = -1
  std::vector<std::string> const appmult = lines_of(
      written(of(2, 2, false, [](auto a, auto) { return a / 2 * 4; }), "appmult", {false, method("regression")}));
  EXPECT_EQ(appmult[17 + 1 + 6], "1 2 26");  // 16 * 1.6 = 25.6
  EXPECT_EQ(appmult[34 + 1 + 6], "1 2 0");
}

TEST_F(Formats, Refusals) {
  design const narrow("exact:n=7"), lopsided("exact:n=8,nb=7"), with_sign("exact:n=8@signed"), plain("exact:n=8"),
      real("exact@e4m3"), wide("exact:n=9");
  for (char const* format : {"safetensors", "tfapprox", "adapt", "transaxx", "approxtorch", "appmult", "factors"})
    EXPECT_EQ(
        refusal(real, format),
        fmt::format("format {} cannot hold it: it holds integer multipliers; raw and npy hold the patterns of floats",
                    format));
  for (char const* format : {"tfapprox", "adapt", "transaxx", "approxtorch"}) {
    EXPECT_EQ(refusal(narrow, format),
              fmt::format("format {} cannot hold it: it holds 8x8 bits, this one has 7x7", format));
    EXPECT_EQ(refusal(lopsided, format),
              fmt::format("format {} cannot hold it: it holds 8x8 bits, this one has 8x7", format));
  }
  EXPECT_EQ(refusal(with_sign, "tfapprox"), "format tfapprox cannot hold it: it holds unsigned multipliers");
  EXPECT_EQ(refusal(plain, "adapt"), "format adapt cannot hold it: it holds signed multipliers");
  EXPECT_EQ(refusal(plain, "transaxx"), "format transaxx cannot hold it: it holds signed multipliers");
  EXPECT_EQ(refusal(lopsided, "appmult"),
            "format appmult cannot hold it: it holds equal widths up to 8x8 bits, this one has 8x7");
  EXPECT_EQ(refusal(wide, "appmult"),
            "format appmult cannot hold it: it holds equal widths up to 8x8 bits, this one has 9x9");
  EXPECT_EQ(refusal(wide, "factors"), "format factors cannot hold it: it holds up to 8x8 bits, this one has 9x9");

  design const large = of(8, 8, false, [](auto a, auto b) { return a * b + (a == 3 && b == 200 ? 65000 : 0); });
  EXPECT_EQ(refusal(large, "tfapprox"),
            "format tfapprox cannot hold it: its entries are uint16, the product of the patterns 3 and 200 is 65600");
  EXPECT_EQ(refusal(large, "tfapprox", {true, {}}),
            "format tfapprox cannot hold it: its entries are uint16, the product of the patterns 3 and 200 is 65600");
  EXPECT_EQ(refusal(large, "appmult"),
            "format appmult cannot hold it: its entries are uint16, the product of the patterns 3 and 200 is 65600");
  EXPECT_EQ(refusal(large, "approxtorch"), "written");
  EXPECT_EQ(refusal(of(8, 8, true, [](auto a, auto b) { return a == 5 && b == 6 ? 32768 : 0; }), "transaxx"),
            "format transaxx cannot hold it: its entries are int16, the product of the patterns 5 and 6 is 32768");
  EXPECT_EQ(
      refusal(of(4, 4, false, [](auto a, auto b) { return a + b == 3 ? 1 << 25 : 0; }), "factors"),
      "format factors cannot hold it: its entries are at most 2^24 in magnitude, the product of the patterns 0 and "
      "3 is 33554432");
  EXPECT_EQ(refusal(of(4, 4, false, [](auto a, auto) { return 4096 * a; }), "appmult"),
            "format appmult cannot hold it: its gradients are int16, sixteenfold; one is 4096");
  for (char const* format : {"raw", "npy", "c", "tfapprox", "approxtrain", "adapt", "approxtorch", "factors"})
    EXPECT_EQ(refusal(plain, format, {false, gradient_method{}}),
              fmt::format("format {} has no gradients; safetensors and appmult have", format));
  EXPECT_EQ(refusal(design("exact:n=16,nb=12"), "safetensors", {false, gradient_method{}}),
            "format safetensors cannot hold it: gradients of up to 2^24 products are written");
}

// Published tables have had f(|a|, |b|) where both operands are negative.
TEST_F(Formats, NegativeQuadrantIsTheMultipliers) {
  for (char const* spec : {"bw:n=8,h=0,v=5", "r4abm:n=8,kind=1,p=6"}) {
    design const d(spec);
    std::vector<std::uint64_t> const expected = products(d);
    int different = 0;
    for (std::size_t a = 1; a < 128; ++a)
      for (std::size_t b = 1; b < 128; ++b)
        different += expected[(256 - a) << 8 | (256 - b)] != expected[a << 8 | b] ? 1 : 0;
    ASSERT_GT(different, 1000) << spec;
    std::uint64_t const a = 253, b = 251;  // -3 and -5
    u128 product = 0;
    d.products(&a, &b, &product, 1);
    std::int64_t const f = static_cast<std::int64_t>(product_value(d, product));
    EXPECT_EQ(word(written(d, "raw"), 4 * (a << 8 | b), 4), f) << spec;
    EXPECT_EQ(word(written(d, "npy"), 128 + 2 * (a << 8 | b), 2), f) << spec;
    EXPECT_EQ(word(container(written(d, "safetensors")).data, 2 * (a << 8 | b), 2), f) << spec;
    auto const entry = [](std::string const& line, std::size_t column) {
      std::istringstream in(line.substr(line.find_first_of("-0123456789")));
      std::int64_t x = 0;
      for (std::size_t i = 0; i <= column; ++i) {
        in >> x;
        in.ignore();
      }
      return x;
    };
    EXPECT_EQ(entry(lines_of(written(d, "c"))[6 + a], b), f) << spec;
    EXPECT_EQ(entry(lines_of(written(d, "adapt"))[3 + a], b), f) << spec;
    EXPECT_EQ(entry(lines_of(written(d, "transaxx"))[3 + a], b), f) << spec;
    EXPECT_EQ(entry(lines_of(written(d, "approxtorch"))[128 - 3], 128 - 5), f) << spec;
    EXPECT_EQ(lines_of(written(d, "appmult"))[1 + 256 * 125 + 123], fmt::format("-3 -5 {}", f)) << spec;
  }
}

TEST_F(Formats, FactorsByHand) {
  // f(a, b) = 3 a b + 4 * (a == 1) (b == 2) - 7 + b of 2 x 3 bits.
  auto const file = [&](char const* f_shape, std::string const& types, int shift) {
    std::string const head =
        fmt::format(R"({{"f":{{"dtype":"{0}","shape":{1},"data_offsets":[48,56]}},"g":{{"dtype":"U8","shape":[2,8],)"
                    R"("data_offsets":[56,72]}},"shift":{{"dtype":"U8","shape":[2],"data_offsets":[72,74]}},)"
                    R"("u":{{"dtype":"I32","shape":[4],"data_offsets":[0,16]}},"v":{{"dtype":"I32","shape":[8],)"
                    R"("data_offsets":[16,48]}}}})",
                    types, f_shape);
    std::string data;
    for (int a = 0; a < 4; ++a) data += little_endian(static_cast<std::uint64_t>(-7), 4);
    for (std::uint64_t b = 0; b < 8; ++b) data += little_endian(b, 4);
    for (char a = 0; a < 4; ++a) data += {a, static_cast<char>(a == 1)};
    for (char b = 0; b < 8; ++b) data += static_cast<char>(3 * b);
    data += std::string("\0\0\1\0\0\0\0\0\0", 8) + std::string{0, static_cast<char>(shift)};
    std::ofstream(folder_ / "t", std::ios::binary) << little_endian(head.size(), 8) + head + data;
  };
  table_request request;
  request.format = "factors";
  file("[4,2]", "U8", 2);
  product_table const t = read_table(folder_ / "t", request);
  EXPECT_TRUE(t.is_signed);
  for (int a = 0; a < 4; ++a)
    for (int b = 0; b < 8; ++b)
      EXPECT_EQ(static_cast<std::int64_t>(t.products[static_cast<std::size_t>(a << 3 | b)]),
                3 * a * b + (a == 1 && b == 2 ? 4 : 0) - 7 + b);
  auto const said = [&] {
    try {
      read_table(folder_ / "t", request);
    } catch (bad_input const& e) {
      std::string const what = e.what();
      return what.substr(what.rfind('/') + 1);
    }
    return std::string("read");
  };
  file("[2,4]", "U8", 2);
  EXPECT_EQ(said(), "t: f and g have the shapes 2x4 and 2x8; 4x2 and 2x8 are expected");
  file("[4,2]", "I8", 2);
  EXPECT_EQ(said(), "t: 'f' has the type I8; accepted: U8");
  file("[8]", "U8", 2);
  EXPECT_EQ(said(), "t: 'f' has 1 axes; 2 are expected");
  file("[4,3]", "U8", 2);
  EXPECT_EQ(said(), "t: 'f' is cut; 12 bytes are expected");
  file("[4,2]", "U8", 40);
  EXPECT_EQ(said(), "t: a shift of 40 bits; up to 31 are accepted");
  std::ofstream(folder_ / "t", std::ios::binary) << little_endian(2, 8) + "{}";
  EXPECT_EQ(said(), "t: a safetensors file with the tensors f, g, shift, u, v is expected");
}

}  // namespace
