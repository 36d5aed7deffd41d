// Tables: fingerprints of full tables and of ApproxTrain's, the containers byte by byte, what formats refuse, and the
// view of a table as a multiplier.
#include "axmul/lut.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "axmul/axmul.hpp"
#include "lut_gen/formats.hpp"
#include "lut_gen/table.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace {

using namespace axmul::tools;

// Rows of a CSV file in tests/golden, without its head; fields may be quoted.
std::vector<std::vector<std::string>> golden(char const* name) {
  std::ifstream in(std::string(AXMUL_TEST_DATA) + "/" + name);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> row(1);
    bool quoted = false;
    for (char c : line) {
      if (c == '"')
        quoted = !quoted;
      else if (c == ',' && !quoted)
        row.emplace_back();
      else
        row.back() += c;
    }
    rows.push_back(row);
  }
  return rows;
}

std::string bytes_of(std::string const& spec, std::string const& format, std::string const& name = "t") {
  scratch_dir const scratch;
  written_file const written = write_table(design(spec), format, scratch / name);
  std::string const content = read_file(scratch / name);
  EXPECT_EQ(written.bytes, content.size());
  EXPECT_EQ(written.sha256, sha256(content));
  return content;
}

std::string refusal(std::string const& spec, std::string const& format, std::string const& name = "t") {
  scratch_dir const scratch;
  try {
    write_table(design(spec), format, scratch / name);
  } catch (bad_input const& e) {
    EXPECT_TRUE(std::filesystem::is_empty(scratch.path())) << spec;
    std::string const what = e.what();
    return what.substr(what.rfind('/') + 1);
  }
  return "written";
}

std::uint64_t word(std::string const& bytes, std::size_t at, std::size_t size) {
  std::uint64_t x = 0;
  for (std::size_t i = size; i-- > 0;) x = x << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return x;
}

TEST(Lut, FullTables) {
  auto const rows = golden("tables.csv");
  ASSERT_EQ(rows.size(), 144u);
  for (auto const& row : rows) EXPECT_EQ(raw_table_sha256(design(row.at(0))), row.at(1)) << row[0];
}

TEST(Lut, ApproxTrainFingerprints) {
  auto const rows = golden("approxtrain.csv");
  ASSERT_EQ(rows.size(), 3u);
  for (auto const& row : rows) {
    std::string const content = bytes_of(row.at(1), "approxtrain", row[0]);
    EXPECT_EQ(content.size(), 16384u) << row[0];
    EXPECT_EQ(sha256(content), row.at(2)) << row[0];
  }
}

// Carry and fraction of the product of 1 + x / 2^m and 1 + y / 2^m, from the formulas on m-bit fractions.
TEST(Lut, ApproxTrainFromFormulas) {
  for (int m = 1; m <= 7; ++m) {
    unsigned const one = 1u << m;
    auto const byte = [&](unsigned mantissa) {  // m fraction bits, below 4
      return mantissa >= 2 * one ? 0x80u | (mantissa / 2 - one) : mantissa - one;
    };
    auto const check = [&](std::string const& spec, auto const& mantissa) {
      std::string const table = bytes_of(spec, "approxtrain", "x_" + std::to_string(m) + ".bin");
      ASSERT_EQ(table.size(), std::size_t{1} << (2 * m));
      for (unsigned x = 0; x < one; ++x)
        for (unsigned y = 0; y < one; ++y)
          ASSERT_EQ(word(table, x * one + y, 1), byte(mantissa(x, y))) << spec << " " << m << " " << x << " " << y;
    };
    check("exact@fp32:round=rtz", [&](unsigned x, unsigned y) {
      unsigned const p = (one + x) * (one + y);
      return p >= 2 * one * one ? p / one / 2 * 2 : p / one;
    });
    check("mitchell@fp32:round=rtz", [&](unsigned x, unsigned y) { return x + y < one ? one + x + y : 2 * (x + y); });
    check("mbm:w=" + std::to_string(23 - m) + "@fp32", [&](unsigned x, unsigned y) {
      unsigned const s = (x | 1) + (y | 1);
      unsigned const c = 5 * one / 64;
      if (s < one) return one + s + c;
      return 2 * (s + c / 2 < 2 * one ? s + c / 2 : s);
    });
  }
}

// m = 1: 1.0 and 1.5; 1.5 * 1.5 = 2.25 has the carry and the fraction 0.
TEST(Lut, ApproxTrainByHand) {
  EXPECT_EQ(bytes_of("exact@fp32:round=rtz", "approxtrain", "x_1.bin"), std::string("\0\1\1\x80", 4));
  std::string const three = bytes_of("exact@bf16:round=rtz", "approxtrain", "a_b_3.bin");
  ASSERT_EQ(three.size(), 64u);
  EXPECT_EQ(word(three, 7 << 3 | 7, 1), 0x86u);  // 1.875^2 = 3.515 = 2 * 1.75
  EXPECT_EQ(word(three, 1 << 3 | 2, 1), 0x03u);  // 1.125 * 1.25 = 1.406
  EXPECT_EQ(word(bytes_of("exact@lsb:ta=7@bf16:round=rtz", "approxtrain", "x_7.bin"), 127 << 7, 1), 0u);
}

// Row a, column b, seen on a multiplier that treats them differently.
TEST(Lut, RawIndexesByOperands) {
  std::string const raw = bytes_of("exact:n=4,nb=3@lsb:ta=2", "raw");
  ASSERT_EQ(raw.size(), 128u * 4);
  for (std::size_t a = 0; a < 16; ++a)
    for (std::size_t b = 0; b < 8; ++b) ASSERT_EQ(word(raw, 4 * (a << 3 | b), 4), (a & 12) * b) << a << " " << b;
  std::string const negative = bytes_of("exact:n=3@signed", "raw");
  EXPECT_EQ(word(negative, 4 * (7 << 3 | 2), 4), 0xfffffffeu);
  EXPECT_EQ(word(negative, 4 * (4 << 3 | 4), 4), 16u);
}

TEST(Lut, Npy) {
  struct row {
    char const *spec, *type;
    std::size_t size, a, b;
  };
  for (row const& want : {row{"exact:n=4", "|u1", 1, 16, 16},
                          {"exact:n=4@signed", "|i1", 1, 16, 16},
                          {"exact:n=8", "<u2", 2, 256, 256},
                          {"exact:n=5,nb=4@signed", "<i2", 2, 32, 16},
                          {"exact:n=9,nb=8", "<u4", 4, 512, 256},
                          {"exact:n=2,nb=16", "<u4", 4, 4, 65536},
                          {"exact@e4m3", "|u1", 1, 256, 256}}) {
    std::string const npy = bytes_of(want.spec, "npy");
    ASSERT_EQ(npy.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8)) << want.spec;
    std::size_t const length = word(npy, 8, 2);
    EXPECT_EQ((10 + length) % 64, 0u);
    std::string header = npy.substr(10, length);
    ASSERT_EQ(header.back(), '\n');
    header.erase(header.find_last_not_of(" \n") + 1);
    EXPECT_EQ(header, "{'descr': '" + std::string(want.type) + "', 'fortran_order': False, 'shape': (" +
                          std::to_string(want.a) + ", " + std::to_string(want.b) + "), }");
    ASSERT_EQ(npy.size(), 10 + length + want.a * want.b * want.size) << want.spec;
    design const d(want.spec);
    for (std::uint64_t a : {std::size_t{0}, std::size_t{1}, want.a / 2, want.a - 1})
      for (std::uint64_t b : {std::size_t{0}, std::size_t{3}, want.b / 2, want.b - 1}) {
        u128 p = 0;
        d.products(&a, &b, &p, 1);
        std::uint64_t const stored =
            d.is_signed ? axmul::sign_extend(static_cast<std::uint64_t>(p), d.wp) : static_cast<std::uint64_t>(p);
        std::uint64_t const mask = axmul::low_mask<std::uint64_t>(static_cast<int>(8 * want.size));
        EXPECT_EQ(word(npy, 10 + length + (a * want.b + b) * want.size, want.size), stored & mask) << want.spec;
      }
  }
}

TEST(Lut, CHeader) {
  EXPECT_EQ(bytes_of("exact:n=2", "c"),
            "// exact:n=2: products, [a][b] by operand pattern\n#ifndef AXMUL_EXACT_N_2_H\n#define AXMUL_EXACT_N_2_H\n"
            "#include <stdint.h>\n\nstatic const uint8_t axmul_exact_n_2[4][4] = {\n  {0,0,0,0},\n  {0,1,2,3},\n  "
            "{0,2,4,6},\n"
            "  {0,3,6,9},\n};\n\n#endif  // AXMUL_EXACT_N_2_H\n");
  std::string const wrapped = bytes_of("exact:n=2,nb=3@lsb:ta=1@signed", "c");
  EXPECT_NE(wrapped.find("static const int8_t axmul_exact_n_2_nb_3_lsb_ta_1_signed[4][8] = {"), std::string::npos);
  EXPECT_NE(wrapped.find("\n  {0,-2,-4,-6,8,6,4,2},\n"), std::string::npos);  // a = -2
  EXPECT_NE(bytes_of("exact:n=9", "c").find("static const uint32_t "), std::string::npos);
}

TEST(Lut, Refusals) {
  EXPECT_EQ(refusal("exact@fp16", "raw"),
            "exact:n=11@fp16: format raw cannot hold it: float formats up to 12 bits wide, this one has 16");
  EXPECT_EQ(refusal("exact@float:e=6,m=5", "raw"), "written");
  EXPECT_EQ(refusal("exact@float:e=6,m=6", "raw"),
            "exact:n=7@float:e=6,m=6: format raw cannot hold it: float formats up to 12 bits wide, this one has 13");
  EXPECT_EQ(refusal("exact", "approxtrain", "x_7.bin"),
            "exact:n=8: format approxtrain cannot hold it: it holds float multipliers; write the spec with a format, "
            "as mbm@bf16");
  for (char const* name : {"x.bin", "x_8.bin", "x_0.bin", "x_12.bin", "x_7", "x_7.txt", "7.bin", "x_.bin"})
    EXPECT_EQ(
        refusal("exact@fp32", "approxtrain", name),
        std::string(name) +
            ": format approxtrain takes its fraction bits from the name, which must end in _<m>.bin, m from 1 to 7");
  EXPECT_EQ(
      refusal("exact@e5m2", "approxtrain", "x_3.bin"),
      "exact:n=3@e5m2: format approxtrain cannot hold it: the name asks for 3 fraction bits, the multiplier has 2");
  EXPECT_EQ(refusal("bam:v=15@bf16", "approxtrain", "x_7.bin"),
            "bam:n=8,h=0,v=15@bf16: format approxtrain cannot hold it: a product of significands lies outside [1, 4)");
  EXPECT_EQ(refusal("exact:n=16", "npy"), "exact:n=16: a table of 2^32 products is too large; up to 2^30 are written");
  EXPECT_EQ(refusal("exact", "bin"),
            "format 'bin' is not known; raw, npy, safetensors, c, tfapprox, approxtrain, adapt, transaxx, approxtorch, "
            "appmult, factors are");
}

TEST(Lut, ViewIsTheMultiplier) {
  constexpr axmul::lsb<axmul::drum> m{{5, 3, 4}, 1, 0};
  std::vector<std::uint16_t> table(1 << 9);
  axmul::fill_table<std::uint32_t>(m, 5, 4, table.data());
  axmul::lut<std::uint16_t> const view{table.data(), 5, 4};
  for (std::uint32_t a = 0; a < 32; ++a)
    for (std::uint32_t b = 0; b < 16; ++b) {
      ASSERT_EQ(view(a, b), m(a, b)) << a << " " << b;
      ASSERT_EQ(table[a << 4 | b], m(a, b));
    }
  constexpr axmul::fp f{axmul::e4m3, axmul::mitchell{}};
  std::vector<std::uint8_t> patterns(1 << 16);
  axmul::fill_table<std::uint32_t>(f, 8, 8, patterns.data());
  axmul::lut<std::uint8_t> const fp_view{patterns.data()};
  for (std::uint32_t a = 0; a < 256; ++a)
    for (std::uint32_t b = 0; b < 256; ++b) ASSERT_EQ(fp_view(a, b), f(a, b));
}

}  // namespace
