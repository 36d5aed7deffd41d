// The steps of HACKING.md, "adding a family": the struct alone gives parser, printer, ranges, messages and wrappers.
#include "skeleton.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "axmul/spec.hpp"

namespace {

using axmul::skeleton;

// What axmul::parse does, for a type outside axmul::families.
template <class M>
constexpr M parsed(std::string_view text) {
  axmul::detail::tree const t = axmul::detail::parse_tree(text);
  axmul::detail::check_type<M>(t);
  return axmul::detail::bind<M>::from(t);
}

std::string message(std::string_view text) {
  try {
    static_cast<void>(parsed<skeleton>(text));
  } catch (axmul::bad_spec const& e) {
    return e.what();
  }
  return "accepted";
}

// At compile time, too.
static_assert(parsed<skeleton>("skeleton:n=16,k=3").k == 3);
static_assert(skeleton{8, 2}(7u, 9u) == 36u);

TEST(skeleton, prints_what_it_parses) {
  for (char const* spec : {"skeleton:n=8,k=2", "skeleton:n=16,k=0", "skeleton:n=12,k=11,nb=5", "skeleton:n=64,k=63"})
    EXPECT_EQ(axmul::to_string(parsed<skeleton>(spec)), spec);
  EXPECT_EQ(axmul::to_string(parsed<skeleton>("skeleton")), "skeleton:n=8,k=2");
  EXPECT_EQ(axmul::to_string(parsed<skeleton>("skeleton:nb=8,k=4")), "skeleton:n=8,k=4");
  EXPECT_EQ(axmul::to_string(parsed<skeleton>("skeleton:n=2")), "skeleton:n=2,k=1") << "a default moves into its range";
}

TEST(skeleton, refuses_what_its_params_exclude) {
  EXPECT_EQ(message("skeleton:n=8,k=8"),
            "skeleton:n=8,k=8: value '8' of 'k' not accepted at column 16; an integer from 0 to 7");
  EXPECT_EQ(message("skeleton:q=1"), "skeleton:q=1: unknown parameter 'q' of skeleton at column 10; it takes n, k, nb");
  EXPECT_EQ(message("skeleton:n=65"),
            "skeleton:n=65: value '65' of 'n' not accepted at column 12; an integer from 2 to 64");
}

template <class U>
void expect_right_on_all_pairs(skeleton const& m) {
  std::uint64_t const dropped = (std::uint64_t{1} << m.k) - 1;
  for (std::uint64_t a = 0; a < 256; ++a)
    for (std::uint64_t b = 0; b < 256; ++b)
      ASSERT_EQ(m(static_cast<U>(a), static_cast<U>(b)), static_cast<U>((a - (a & dropped)) * b))
          << "k=" << m.k << " a=" << a << " b=" << b;
}

TEST(skeleton, is_right_on_all_pairs) {
  for (int k = 0; k < 8; ++k) {
    expect_right_on_all_pairs<std::uint32_t>(skeleton{8, k});
    expect_right_on_all_pairs<std::uint64_t>(skeleton{8, k});
    expect_right_on_all_pairs<axmul::uint128_t>(skeleton{8, k});
  }
}

TEST(skeleton, is_wrapped_like_any_other) {
  using wrapped = axmul::as_signed<axmul::lsb<skeleton>>;
  auto const s = parsed<wrapped>("skeleton:n=8,k=2@lsb:tb=1@signed");
  EXPECT_EQ(axmul::to_string(s), "skeleton:n=8,k=2@lsb:tb=1@signed");
  EXPECT_EQ(static_cast<std::int32_t>(s(static_cast<std::uint32_t>(-7), 5u)), -16);
  auto const f = parsed<axmul::fp<skeleton>>("skeleton:k=3@bf16");
  EXPECT_EQ(f.core.n, 8);
  EXPECT_EQ(f(1.5f, 1.25f), 1.875f);
  EXPECT_EQ(f(1.0078125f, 1.25f), 1.25f) << "the low bits of the significand of a are dropped";
}

}  // namespace
