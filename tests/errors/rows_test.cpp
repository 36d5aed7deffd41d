// The fast sums by rows against the plain sums pair by pair; shards against the whole.
#include "characterize/errors/rows.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "characterize/errors/characterize.hpp"
#include "characterize/errors/row_kernel.hpp"
#include "characterize/errors/sums_json.hpp"
#include "src/rtl.hpp"
#include "src/support/files.hpp"

namespace {

using namespace axmul::tools;
using json = nlohmann::ordered_json;

error_sums plain_sums(design const& d) {
  error_sums all;
  std::size_t const columns = std::size_t{1} << d.nb;
  std::vector<std::uint32_t> a(columns), b(columns), p(columns), q(columns);
  all.symmetric = d.n == d.nb;
  for (std::uint32_t x = 0; x >> d.n == 0; ++x) {
    for (std::uint32_t y = 0; y < columns; ++y) {
      a[y] = d.is_signed ? axmul::sign_extend(x, d.n) : x;
      b[y] = d.is_signed ? axmul::sign_extend(y, d.nb) : y;
    }
    d.products(a.data(), b.data(), p.data(), columns);
    accumulate(d, a.data(), b.data(), p.data(), columns, all);
    d.products(b.data(), a.data(), q.data(), columns);
    all.symmetric = all.symmetric && p == q;
  }
  return all;
}

void expect_rows(design const& d) {
  SCOPED_TRACE(d.spec);
  ASSERT_TRUE(has_fast_rows(d));
  EXPECT_EQ(to_json(row_sums_of(d, {})), to_json(plain_sums(d)));
}

TEST(Rows, Families) {
  for (char const* spec : {"exact:n=5",
                           "drum:n=8,k=4",
                           "drum:n=11,k=3",
                           "drum:n=8,k=3@signed",
                           "mitchell:n=8",
                           "mitchell:n=9,nb=5",
                           "mitchell:n=4,nb=12@signed:how=ones",
                           "mbm:n=8,w=2",
                           "trunc:n=8,k=7",
                           "trunc:n=10,k=4,corr=const",
                           "trunc:n=8,k=14,corr=const",
                           "trunc:n=8,k=6,r=9,corr=var",
                           "rep:n=8,l=4,comp=or",
                           "rep:n=6,l=3,comp=shift",
                           "rep:n=8,l=5,comp=const@signed",
                           "alm:n=8,m=5,adder=loa",
                           "alm:n=8,adder=maa3",
                           "dralm:n=8,small=jam",
                           "srep:n=8",
                           "brep:n=8",
                           "bw:n=8,v=6",
                           "rad:n=8",
                           "udm:n=8",
                           "roba:n=7",
                           "tosam:n=8",
                           "realm:n=8",
                           "ilm:n=8",
                           "iterlog:n=8",
                           "essm:n=8",
                           "venkatachalam:n=8",
                           "r4abm:n=8",
                           "momeni:n=4,design=2,c=8@signed",
                           "exact:n=7@lsb:ta=3,tb=1,mode=jam",
                           "perf:n=3,nb=13",
                           "bam:n=13,nb=5,v=9",
                           "bam:n=5,nb=9,h=2,v=7",
                           "trunc:n=5,nb=13,k=11",
                           "trunc:n=9,nb=7,k=5,r=6",
                           "trunc:n=8,k=9,corr=var",
                           "trunc:n=7,nb=9,k=12,corr=const"}) {
    design const d(spec);
    if (has_fast_rows(d)) expect_rows(d);
  }
  EXPECT_FALSE(has_fast_rows(design("exact:n=4")));
  EXPECT_FALSE(has_fast_rows(design("exact:n=17")));
  EXPECT_FALSE(has_fast_rows(design("exact@fp16")));
}

// The kernel on products of 32 bits: near the exact ones, far from them, extreme ones.
TEST(Rows, KernelOnAnyProducts) {
  std::mt19937 generator(11);
  auto const random = [&] { return static_cast<std::uint32_t>(generator()); };
  for (bool const is_signed : {false, true}) {
    design const d(is_signed ? "exact:n=16@signed" : "exact:n=16");
    for (int round = 0; round < 200; ++round) {
      std::size_t const count = 16 * (1 + random() % 128);
      std::int64_t a = random() % 4 == 0 ? 65535 : 1 + random() % 65535;
      std::int64_t b = 1 + random() % (65536 - 2048);
      if (is_signed) {
        a = a < 32768 ? a : a - 65536;
        b = b % 30000 + 1 < 30721 ? b % 30000 + 1 : 1;
        if (random() % 2 == 0) b = -b - static_cast<std::int64_t>(count);
      }
      std::vector<std::uint32_t> x(count), y(count), p(count);
      std::vector<double> inverse(count);
      for (std::size_t i = 0; i < count; ++i) {
        std::int64_t const other = b + static_cast<std::int64_t>(i);
        x[i] = static_cast<std::uint32_t>(a);
        y[i] = static_cast<std::uint32_t>(other);
        inverse[i] = 1.0 / static_cast<double>(other);
        std::uint32_t const exact = x[i] * y[i];
        std::uint32_t const extremes[] = {0, 0xffffffff, 0x7fffffff, 0x80000000};
        switch (round % 4) {
          case 0: p[i] = exact + random() % 64; break;
          case 1: p[i] = random(); break;
          case 2: p[i] = extremes[random() % 4]; break;
          default: p[i] = exact - exact / (16 + random() % 100); break;
        }
      }
      row_sums const got = add_row({static_cast<double>(a), static_cast<double>(b), 1.0 / static_cast<double>(a),
                                    inverse.data(), p.data(), count},
                                   is_signed);
      error_sums want;
      accumulate(d, x.data(), y.data(), p.data(), count, want);
      EXPECT_EQ(got.errors, want.errors);
      EXPECT_EQ(cpp_int(got.sum), cpp_int(want.positive) - cpp_int(want.negative));
      EXPECT_EQ(cpp_int(got.abs_sum), cpp_int(want.positive) + cpp_int(want.negative));
      EXPECT_EQ(got.square_low, static_cast<std::uint64_t>(want.square & ~std::uint64_t{0}));
      EXPECT_NEAR(got.square, static_cast<double>(cpp_int(want.square)), 0x1p50);
      EXPECT_EQ(got.worst, static_cast<double>(want.worst));
      EXPECT_EQ(got.relative_max, want.relative_max);
      EXPECT_EQ(got.relative_min, want.relative_min);
      if (want.relative_max >= 2048 || want.relative_min <= -2048) continue;
      EXPECT_TRUE(got.relative == want.relative && got.relative_abs == want.relative_abs);
      for (int i = 0; i < 3; ++i) EXPECT_EQ(got.within[i], want.within[i]);
    }
  }
}

// Verilog of families, imported: rows come from circuits; below the diagonal they stand for their mirror images.
TEST(Rows, Circuits) {
  scratch_dir const folder;
  setenv("AXMUL_CACHE", folder.path().c_str(), 1);
  for (char const* spec : {"drum:n=6,k=3", "trunc:n=7,nb=5", "mitchell:n=11", "perf:n=11,k=3", "bw:n=11,h=1,v=9",
                           "exact:n=11@lsb:ta=2,tb=1@signed"}) {
    SCOPED_TRACE(spec);
    design const family(spec);
    write_file(folder / "a.v", rtl(family));
    design const circuit(fmt::format("verilog:file={},top={},signed={}", (folder / "a.v").string(), rtl_top(family),
                                     family.is_signed ? 1 : 0));
    ASSERT_TRUE(has_fast_rows(circuit));
    json const want = to_json(plain_sums(family));
    EXPECT_EQ(to_json(row_sums_of(circuit, {})), want);
    EXPECT_EQ(to_json(row_sums_of(family, {})), want);
  }
  unsetenv("AXMUL_CACHE");
}

TEST(Rows, ShardsMakeTheWholeInAnyOrder) {
  for (char const* spec :
       {"drum:n=10,k=4", "mitchell:n=8@signed", "trunc:n=3,k=2", "exact:n=9,nb=8@lsb:ta=2", "mbm@bf16"})
    for (char const* method : {"exhaustive", "sampled"}) {
      SCOPED_TRACE(std::string(spec) + " " + method);
      design const d(spec);
      characterize_options options;
      options.method = method;
      options.samples = 3000;
      for (bool const per_bit : {false, true}) {
        options.per_bit = per_bit && !d.is_float();
        json const whole = characterize(d, options);
        for (std::uint64_t const count : {1, 2, 7, 50}) {
          std::vector<json> parts;
          for (std::uint64_t i = count; i >= 1; --i) {
            characterize_options part = options;
            part.part = {i, count};
            parts.push_back(json::parse(characterize_part(d, part).dump()));
          }
          EXPECT_EQ(characterize_whole(d, options, parts), whole) << count;
        }
      }
    }
}

}  // namespace
