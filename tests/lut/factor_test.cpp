// Exact factors of tables: every entry rebuilt from them, and how many terms they take.
#include "lut_gen/factor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <stdexcept>
#include <utility>

#include "lut_gen/table.hpp"

namespace {

using namespace axmul::tools;

using table = std::vector<std::int32_t>;

table table_of(std::string const& spec) {
  table t;
  for_each_row(design(spec), [&, d = design(spec)](std::uint64_t, std::vector<u128> const& row) {
    for (u128 p : row) t.push_back(static_cast<std::int32_t>(product_value(d, p)));
  });
  return t;
}

table table_of(int n, int nb, std::function<std::int32_t(std::int32_t, std::int32_t)> const& f) {
  table t;
  for (std::int32_t a = 0; a < 1 << n; ++a)
    for (std::int32_t b = 0; b < 1 << nb; ++b) t.push_back(f(a, b));
  return t;
}

// The factors after a check of their sizes, their order and every entry; the sum is written out from factors_view.
factorisation checked(table const& t, int n, int nb, bool lattice = true) {
  factor_options options;
  options.lattice = lattice;
  factorisation const r = factorise(t.data(), n, nb, options);
  axmul::factors_view const v = r.view();
  EXPECT_EQ(v.n, n);
  EXPECT_EQ(v.nb, nb);
  auto const rank = static_cast<std::size_t>(v.rank), rows = std::size_t{1} << n, columns = std::size_t{1} << nb;
  EXPECT_EQ(r.f.size(), rows * rank);
  EXPECT_EQ(r.g.size(), rank * columns);
  EXPECT_EQ(r.shift.size(), rank);
  EXPECT_EQ(r.u.size(), rows);
  EXPECT_EQ(r.v.size(), columns);
  EXPECT_TRUE(std::is_sorted(r.shift.begin(), r.shift.end()));
  EXPECT_LE(r.bound, r.rank);
  std::size_t wrong = 0;
  for (std::size_t a = 0; a < rows; ++a)
    for (std::size_t b = 0; b < columns; ++b) {
      std::int64_t sum = std::int64_t{v.u[a]} + v.v[b];
      for (std::size_t k = 0; k < rank; ++k)
        sum += (std::int64_t{v.f[a * rank + k]} * v.g[k * columns + b]) << v.shift[k];
      wrong += sum != t[a * columns + b] ? 1 : 0;
    }
  EXPECT_EQ(wrong, 0u);
  return r;
}

TEST(Factor, TermsOfFamilies) {
  std::vector<std::pair<char const*, int>> const expected = {{"exact:n=8", 1},
                                                             {"exact:n=8@signed", 1},
                                                             {"drum:n=8,k=4", 1},
                                                             {"ssm:n=8,m=5", 1},
                                                             {"essm:n=8,m=4", 1},
                                                             {"perf:n=8,j=1,k=2", 1},
                                                             {"rad:n=8,k=4", 1},
                                                             {"exact:n=8@lsb:ta=2,tb=3,mode=jam", 1},
                                                             {"rep:n=8,l=4,comp=none", 2},
                                                             {"rep:n=8,l=3,comp=shift", 2},
                                                             {"rep:n=8,l=3,comp=const", 2},
                                                             {"rep:n=8,l=4,comp=or", 5},
                                                             {"srep:n=8,l=3,digit=signed", 2},
                                                             {"brep:n=8,c=5,r=2", 3},
                                                             {"roba:n=8", 2},
                                                             {"ilm:n=8", 2},
                                                             {"udm:n=8", 2},
                                                             {"iterlog:n=8,c=1", 2},
                                                             {"trunc:n=8,k=2", 3},
                                                             {"trunc:n=8,k=7", 8},
                                                             {"trunc:n=8,k=10", 5},
                                                             {"exact:n=8,nb=4", 1},
                                                             {"exact:n=2,nb=8", 1},
                                                             {"trunc:n=3,k=2", 3}};
  for (auto const& [spec, terms] : expected) {
    SCOPED_TRACE(spec);
    design const d(spec);
    EXPECT_EQ(checked(table_of(spec), d.n, d.nb).rank, terms);
  }
}

TEST(Factor, ManyTerms) {
  int const bam = checked(table_of("bam:n=8,h=0,v=8"), 8, 8).rank;
  EXPECT_TRUE(bam >= 4 && bam <= 7) << bam;
  EXPECT_LE(checked(table_of("mitchell:n=8"), 8, 8).rank, 128);
  EXPECT_LE(checked(table_of("mbm:n=8,w=0"), 8, 8).rank, 138);
}

TEST(Factor, WithoutLattice) {
  for (auto const& [spec, terms] : std::vector<std::pair<char const*, int>>{
           {"drum:n=8,k=6", 1}, {"rep:n=8,l=4,comp=none", 2}, {"ilm:n=8", 2}, {"trunc:n=8,k=7", 8}}) {
    SCOPED_TRACE(spec);
    factorisation const r = checked(table_of(spec), 8, 8, false);
    EXPECT_EQ(r.rank, terms);
    EXPECT_EQ(r.basis, factor_basis::monomial);
  }
}

// Worked by hand: sums of a row and a column term need no product; a constant entry needs none either.
TEST(Factor, TermsOfOneOperand) {
  factorisation const sum = checked(table_of(8, 8, [](int a, int b) { return 1000 * a - 77 * b * b + 5; }), 8, 8);
  EXPECT_EQ(sum.rank, 0);
  EXPECT_EQ(sum.bound, 0);
  EXPECT_EQ(checked({7, 7, 7, 7}, 1, 1).rank, 0);
  factorisation const product = checked(table_of(8, 8, [](int a, int b) { return (a + 3) * (b - 9) - 4; }), 8, 8);
  EXPECT_EQ(product.rank, 1);  // f(0,0) = -31
}

// A factor of 8 bits and a shift, or two digits where it has more.
TEST(Factor, DigitsAndShifts) {
  factorisation const shifted = checked(table_of(8, 8, [](int a, int b) { return 64 * a * b; }), 8, 8);
  EXPECT_EQ(shifted.rank, 1);
  EXPECT_EQ(shifted.shift.at(0), 6);
  EXPECT_EQ(checked(table_of(8, 8, [](int a, int b) { return (a * a + 1) * b; }), 8, 8).rank, 2);
  EXPECT_EQ(checked(table_of(1, 1, [](int a, int b) { return a * b << 24; }), 1, 1).rank, 1);
}

TEST(Factor, EntriesAtTheLimit) {
  std::int32_t const limit = 1 << 24;
  std::mt19937 random(5);
  for (auto const& [n, nb] : {std::pair(4, 4), std::pair(8, 2), std::pair(1, 8)})
    checked(table_of(n, nb, [&](int, int) { return random() % 2 == 0 ? limit : -limit; }), n, nb);
  std::uniform_int_distribution<std::int32_t> any(-limit, limit);
  checked(table_of(5, 4, [&](int, int) { return any(random); }), 5, 4);
  table t(16, 0);
  t[9] = limit + 1;
  EXPECT_THROW(factorise(t.data(), 2, 2), std::invalid_argument);
  EXPECT_THROW(factorise(t.data(), 0, 2), std::invalid_argument);
  EXPECT_THROW(factorise(t.data(), 2, 9), std::invalid_argument);
}

TEST(Factor, RandomTables) {
  std::mt19937 random(7);
  for (int n = 1; n <= 4; ++n)
    for (int nb = 1; nb <= 4; ++nb)
      for (bool const lattice : {false, true})
        checked(table_of(n, nb, [&](int, int) { return static_cast<std::int32_t>(random() % 65536); }), n, nb, lattice);
  factorisation const wide =
      checked(table_of(8, 8, [&](int, int) { return static_cast<int>(random() % 65536); }), 8, 8);
  EXPECT_EQ(wide.basis, factor_basis::rows);
  EXPECT_LE(wide.rank, 512);
}

TEST(Factor, SameEveryTime) {
  table const t = table_of("rep:n=8,l=6,comp=or");
  factorisation const first = factorise(t.data(), 8, 8), second = factorise(t.data(), 8, 8);
  EXPECT_EQ(first.f, second.f);
  EXPECT_EQ(first.g, second.g);
}

TEST(Factor, LongestSum) {
  EXPECT_EQ(max_k(table_of("exact:n=8").data(), 8, 8), 33025);          // (2^31 - 1) / 255^2
  EXPECT_EQ(max_k(table_of("exact:n=8@signed").data(), 8, 8), 131071);  // (2^31 - 1) / 2^14
  EXPECT_EQ(max_k(table{0, 0, 0, 0}.data(), 1, 1), 2147483647);
}

}  // namespace
