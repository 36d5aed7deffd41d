// Operands of up to 128 bits in words of Boost.Multiprecision: the word that the product fills equals a wider one.
#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <random>
#include <string>

#include "axmul/spec.hpp"
#include "tests/conformance/values.hpp"

namespace {

using boost::multiprecision::uint256_t;
using boost::multiprecision::uint512_t;

template <class M>
class Wide : public testing::Test {};
struct family_name {
  template <class M>
  static std::string GetName(int) {
    return M::name;
  }
};
using wide_families = testing::Types<axmul::exact, axmul::trunc, axmul::drum, axmul::mitchell>;
TYPED_TEST_SUITE(Wide, wide_families, family_name);

uint256_t random_operand(std::mt19937_64& random, int bits) {
  uint256_t const x = uint256_t{random()} << 64 | random();
  return (x & axmul::low_mask<uint256_t>(bits)) >> static_cast<unsigned>(random() % static_cast<unsigned>(bits));
}

TYPED_TEST(Wide, FilledWordEqualsAWiderOne) {
  using M = TypeParam;
  std::mt19937_64 random(5);
  for (auto const& [n, nb] : {std::pair{128, 128}, {100, 90}, {128, 3}, {65, 128}}) {
    uint256_t const all_a = axmul::low_mask<uint256_t>(n), all_b = axmul::low_mask<uint256_t>(nb);
    each_value_alone<M>(n, nb, [&, n = n, nb = nb](M const& m) {
      for (int i = 0; i < 12; ++i) {
        uint256_t const a = i == 0 ? all_a : random_operand(random, n);
        uint256_t const b = i < 2 ? all_b : random_operand(random, nb);
        uint256_t const p = m(a, b);
        ASSERT_EQ(uint512_t(p), m(uint512_t(a), uint512_t(b))) << axmul::to_string(m) << " " << a << " " << b;
        ASSERT_LE(p, axmul::low_mask<uint256_t>(n + nb)) << axmul::to_string(m) << " " << a << " " << b;
      }
    });
  }
}

}  // namespace
