// Momeni: compressors in a small tree by hand, and the figures of D3.
#include "axmul/int/momeni.hpp"

#include "tests/int/figures.hpp"

namespace {

// n = 4 has one stage with heights 1 2 3 4 3 2 1. Design 2 compresses column 3: four zeros give 8, four ones lose 8.
TEST(Momeni, ByHand) {
  static_assert(axmul::momeni{4, 2, 8}(0u, 0u) == 8u);
  EXPECT_EQ((axmul::momeni{4, 2, 4}(0u, 0u)), 8u);
  EXPECT_EQ((axmul::momeni{4, 2, 3}(0u, 0u)), 0u);
  EXPECT_EQ((axmul::momeni{4, 2, 8}(15u, 15u)), 217u);
  // Design 1: the cout of column 3 makes column 4 high enough for a second compressor.
  EXPECT_EQ((axmul::momeni{4, 1, 8}(0u, 0u)), 24u);
  EXPECT_EQ((axmul::momeni{4, 1, 4}(0u, 0u)), 8u);
  EXPECT_EQ((axmul::momeni{4, 1, 8}(15u, 15u)), 217u);
}

TEST(Momeni, ExactCellsAreExact) {
  for (int design : {1, 2}) {
    for (std::uint32_t a = 0; a < 256; ++a)
      for (std::uint32_t b = 0; b < 256; ++b) ASSERT_EQ((axmul::momeni{8, design, 0}(a, b)), a * b);
    for (std::uint32_t a = 0; a < 65536; a += 1021)
      for (std::uint32_t b = 0; b < 65536; b += 1031) ASSERT_EQ((axmul::momeni{16, design, 0}(a, b)), a * b);
  }
}

// D3: the published "multiplier 3" and "multiplier 4", and both with every column approximate.
TEST(Momeni, Figures) {
  struct row {
    char const* spec;
    double er;
    int er_digits;
    double nmed;
    int nmed_digits;
  };
  for (row const& want : {row{"momeni:n=8,design=1,c=7", 91.0, 1, 8.90e-4, 6},
                          {"momeni:n=8,design=2,c=7", 86.7, 1, 7.46e-4, 6},
                          {"momeni:n=8,design=1,c=16", -1, 0, 5.16e-2, 4},
                          {"momeni:n=8,design=2,c=16", -1, 0, 4.85e-2, 4}}) {
    auto const r = axmul::tools::characterize(axmul::tools::design(want.spec), {});
    if (want.er >= 0) {
      EXPECT_TRUE(prints_as(100 * r["er"].get<double>(), want.er, want.er_digits)) << want.spec;
      EXPECT_EQ(r["wce"].get<int>(), 208) << want.spec;
    }
    EXPECT_TRUE(prints_as(r["nmed"].get<double>(), want.nmed, want.nmed_digits)) << want.spec;
    EXPECT_FALSE(r["zero_absorbing"].get<bool>()) << want.spec;
  }
}

}  // namespace
