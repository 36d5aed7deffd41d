// Exact: the product, at every width that a word can hold.
#include "axmul/int/exact.hpp"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>

#include "axmul/signed.hpp"
#include "characterize/errors/characterize.hpp"

namespace {

TEST(Exact, Products) {
  static_assert(axmul::exact{}(255u, 255u) == 65025u);
  EXPECT_EQ((axmul::exact{16}(65535u, 65535u)), 4294836225u);
  EXPECT_EQ((axmul::exact{32}(std::uint64_t{4294967295u}, std::uint64_t{3})), 12884901885u);
}

TEST(Exact, WidestOperands) {
  using boost::multiprecision::uint256_t;
  uint256_t const ones = (uint256_t{1} << 128) - 1;
  EXPECT_EQ(axmul::exact{128}(ones, ones).str(),
            "115792089237316195423570985008687907852589419931798687112530834793049593217025");
}

TEST(Exact, HasNoError) {
  for (char const* spec : {"exact", "exact:n=6,nb=4", "exact@signed", "exact:n=5,nb=9@signed"}) {
    auto const r = axmul::tools::characterize(axmul::tools::design(spec), {});
    for (char const* field : {"er", "me", "mae", "mse", "wce", "mred", "rel_max", "rel_min", "zero_errors"})
      EXPECT_EQ(r[field].get<double>(), 0) << spec << " " << field;
    EXPECT_TRUE(r["snr_db"].is_null()) << spec;
    EXPECT_TRUE(r["one_identity"].get<bool>() && r["zero_absorbing"].get<bool>()) << spec;
  }
}

// how=ones loses what stands below zero: -1 has magnitude 0, and every negative product is one less.
TEST(Exact, OnesComplement) {
  auto const value = [](std::int32_t a, std::int32_t b) {
    axmul::as_signed const m{axmul::exact{8}, axmul::negation::ones};
    return static_cast<std::int32_t>(m(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)));
  };
  EXPECT_EQ(value(-1, 5), -1);
  EXPECT_EQ(value(0, -3), -1);
  EXPECT_EQ(value(-3, -3), 4);
  EXPECT_EQ(value(-3, 3), -7);
  EXPECT_EQ(value(7, 9), 63);
}

}  // namespace
