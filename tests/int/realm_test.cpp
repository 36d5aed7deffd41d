// REALM: factors by hand, its saturation, and the figures of C7.
#include "axmul/int/realm.hpp"

#include "tests/int/figures.hpp"

namespace {

// N = 7: a factor s/64 adds 2 s. Segment (0, 0) of 4 x 4 has s = 1, (2, 2) has 9, (3, 3) has 1.
TEST(Realm, ByHand) {
  static_assert(axmul::realm{8, 4, 0}(128u, 128u) == 130u << 7);
  // 3 * 3: fractions 64 + 64, 2 * 128 + 18 = 274, 274 * 2^2 / 2^7 = 8.6.
  EXPECT_EQ((axmul::realm{8, 4, 0}(3u, 3u)), 8u);
  EXPECT_EQ((axmul::realm{8, 4, 0}(192u, 192u)), 274u << 7);
  EXPECT_EQ((axmul::realm{8, 4, 0}(255u, 255u)), 510u << 7);
  // The factor of segment (0, 0) of 16 x 16 is 0.
  EXPECT_EQ((axmul::realm{8, 16, 0}(128u, 128u)), 16384u);
  // t = 4: fractions 0 become 16, and the factor is that of 0.
  EXPECT_EQ((axmul::realm{8, 4, 4}(128u, 128u)), (128u + 32 + 2) << 7);
  EXPECT_EQ((axmul::realm{8, 4, 0}(0u, 255u)), 0u);
  EXPECT_EQ((axmul::realm{8, 4, 0}(255u, 0u)), 0u);
}

// n = 16: 2 * 65534 + 512 = 131580 at 2^15 exceeds 2^32.
TEST(Realm, Saturates) {
  EXPECT_EQ((axmul::realm{16, 4, 0}(65535u, 65535u)), 4294967295u);
  EXPECT_EQ((axmul::realm{16, 4, 0}(std::uint64_t{65535}, std::uint64_t{65535})), 4294967295u);
}

// C7: the tables are symmetric in both diagonals. At (1 + i/m) 2^8 the fraction sum is exact, so the factor shows.
TEST(Realm, FactorsAreSymmetric) {
  for (int m : {4, 8, 16}) {
    auto const factor = [m](int i, int j) {
      std::uint32_t const x = static_cast<std::uint32_t>(i) * 32768u / static_cast<unsigned>(m);
      std::uint32_t const y = static_cast<std::uint32_t>(j) * 32768u / static_cast<unsigned>(m);
      std::uint64_t const p = axmul::realm{16, m, 0}(std::uint64_t{32768 + x}, std::uint64_t{32768 + y}) >> 15;
      return (p - (x + y < 32768 ? 32768 + x + y : 2 * (x + y))) / 512;
    };
    for (int i = 0; i < m; ++i)
      for (int j = 0; j < m; ++j) {
        EXPECT_EQ(factor(i, j), factor(j, i)) << m << " " << i << " " << j;
        EXPECT_EQ(factor(i, j), factor(m - 1 - j, m - 1 - i)) << m << " " << i << " " << j;
      }
  }
}

TEST(Realm, Figures) {
  expect_figures({"realm:n=8,m=4,t=0", 98.15, 3.280e-3, 1.487, .099, -11.11, 5.21, 1983, -9.11});
  expect_figures({"realm:n=8,m=4,t=2", 98.95, 4.956e-3, 2.395, 1.401, -8.00, 9.38, 2937, 108.27});
  expect_figures({"realm:n=8,m=8,t=0", 97.49, 1.812e-3, .843, .044, -11.11, 2.88, 1183, -9.14});
  expect_figures({"realm:n=8,m=8,t=2", 99.15, 4.116e-3, 2.037, 1.344, -5.78, 6.94, 2112, 108.23});
  expect_figures({"realm:n=8,m=16,t=0", 96.86, 1.041e-3, .507, .081, -11.11, 1.79, 591, 1.47});
  expect_figures({"realm:n=8,m=16,t=2", 99.15, 3.877e-3, 1.941, 1.381, -4.59, 6.57, 2048, 118.84});
}

// 16 bit; the paper's abstract has means of 0.4 to 1.6 % and peaks of 2.08 to 7.4 %: REALM16 and REALM4 with t = 9. The
// floor of small products adds to the peak, so operands are large where it is taken.
TEST(Realm, PublishedSixteenBits) {
  struct row {
    int m, t;
    double mred, least, largest;
  };
  for (row const& want : {row{16, 0, .419, -2.08, 1.78},
                          {8, 0, .754, -3.68, 2.88},
                          {4, 0, 1.384, -5.70, 5.21},
                          {4, 9, 1.554, -7.33, 7.27}}) {
    std::string const spec = "realm:n=16,m=" + std::to_string(want.m) + ",t=" + std::to_string(want.t);
    auto const r = axmul::tools::characterize(axmul::tools::design(spec), {"sampled", 1 << 21});
    EXPECT_NEAR(r["mred"].get<double>(), want.mred, .004) << spec;
    double least = 0, largest = 0;
    for (std::uint32_t a = 32768; a < 65536; a += 13)
      for (std::uint32_t b = 32768; b < 65536; b += 17) {
        double const exact = static_cast<double>(a) * b;
        double const error = 100 * (axmul::realm{16, want.m, want.t}(a, b) - exact) / exact;
        least = std::fmin(least, error);
        largest = std::fmax(largest, error);
      }
    EXPECT_NEAR(least, want.least, .04) << spec;
    EXPECT_NEAR(largest, want.largest, .04) << spec;
  }
}

}  // namespace
