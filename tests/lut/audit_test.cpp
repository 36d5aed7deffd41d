// What audit says of tables with planted faults, of sound ones and of tables of no known multiplier.
#include "lut_gen/audit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "lut_gen/table.hpp"
#include "src/design.hpp"

namespace {

using namespace axmul::tools;
using names = std::vector<std::string>;
using words = std::vector<std::uint64_t>;

// A table as a reader hands it over, sign-extended.
product_table table_of(std::string const& spec) {
  design const d(spec);
  product_table t{d.n, d.nb, d.is_signed, {}};
  for_each_row(d, [&](std::uint64_t, std::vector<u128> const& row) {
    for (u128 p : row) {
      std::uint64_t const x = static_cast<std::uint64_t>(p);
      t.products.push_back(d.is_signed ? axmul::sign_extend(x, d.wp) : x);
    }
  });
  return t;
}

// Entry (a, b) becomes make(t, a, b) of the old table.
using maker = std::function<std::uint64_t(product_table const&, std::uint64_t, std::uint64_t)>;
product_table made(product_table const& t, maker const& make) {
  product_table out = t;
  for (std::uint64_t a = 0; a >> t.n == 0; ++a)
    for (std::uint64_t b = 0; b >> t.nb == 0; ++b) out.products[a << t.nb | b] = make(t, a, b);
  return out;
}
std::uint64_t at(product_table const& t, std::uint64_t a, std::uint64_t b) {
  return t.products[(a & ((1u << t.n) - 1)) << t.nb | (b & ((1u << t.nb) - 1))];
}

// As a writer that takes b for the row does.
product_table transposed(product_table const& t) {
  product_table out = t;
  std::swap(out.n, out.nb);
  for (std::uint64_t a = 0; a >> t.n == 0; ++a)
    for (std::uint64_t b = 0; b >> t.nb == 0; ++b) out.products[b << t.n | a] = at(t, a, b);
  return out;
}
product_table numeric(product_table const& t, bool on_a, bool on_b) {
  std::uint64_t const x = on_a ? 1u << (t.n - 1) : 0, y = on_b ? 1u << (t.nb - 1) : 0;
  return made(t, [=](product_table const& from, std::uint64_t a, std::uint64_t b) { return at(from, a ^ x, b ^ y); });
}
product_table swapped(product_table const& t, int bytes) {
  return made(t, [=](product_table const& from, std::uint64_t a, std::uint64_t b) {
    std::uint64_t const x = at(from, a, b);
    std::uint64_t y = 0;
    for (int i = 0; i < bytes; ++i) y = y << 8 | ((x >> (8 * i)) & 0xff);
    return t.is_signed ? axmul::sign_extend(y, 8 * bytes) : y;
  });
}
product_table plus(product_table const& t, int offset) {
  return made(t, [=](product_table const& from, std::uint64_t a, std::uint64_t b) {
    return at(from, a, b) + static_cast<std::uint64_t>(static_cast<std::int64_t>(offset));
  });
}
bool negative_a(product_table const& t, std::uint64_t a) {
  return (a >> (t.n - 1)) != 0;
}
bool negative_b(product_table const& t, std::uint64_t b) {
  return (b >> (t.nb - 1)) != 0;
}
// The quadrant of two negatives holds f(|a|, |b|), times sign, where these are operands.
product_table mirrored(product_table const& t, int sign = 1) {
  return made(t, [=](product_table const& from, std::uint64_t a, std::uint64_t b) {
    bool const is_extreme = a == 1u << (from.n - 1) || b == 1u << (from.nb - 1);
    if (!negative_a(from, a) || !negative_b(from, b) || is_extreme) return at(from, a, b);
    return at(from, -a, -b) * static_cast<std::uint64_t>(static_cast<std::int64_t>(sign));
  });
}

names faults_of(product_table const& t, audit_request const& request = {}) {
  names all;
  for (table_fault const& f : audit_table(t, request).faults) all.push_back(f.name);
  return all;
}

char const* const asymmetric[] = {"perf:n=8,j=1,k=2",
                                  "perf:n=6,j=1,k=3",
                                  "bam:n=6,h=2,v=5",
                                  "perf:n=6,j=1,k=2@signed",
                                  "rad:n=8,k=6",
                                  "r4abm:n=6,kind=1,p=6",
                                  "perf:n=6,j=1,k=2,nb=5",
                                  "exact:n=5,nb=3",
                                  "trunc:n=6,k=4,nb=4",
                                  "brep:n=8,c=5,r=2",
                                  "bam:n=7,h=2,v=3,nb=5@signed"};
char const* const sound[] = {"exact:n=8",
                             "drum:n=6,k=4",
                             "mitchell:n=6",
                             "mbm:n=6,w=2",
                             "trunc:n=6,k=5,corr=const",
                             "trunc:n=8,k=6,r=8,corr=var",
                             "rep:n=6,l=4,comp=or",
                             "realm:n=8,m=8,t=1",
                             "udm:n=4",
                             "exact:n=2",
                             "exact:n=3",
                             "exact:n=6@signed",
                             "drum:n=8,k=4@signed",
                             "mitchell:n=6@signed",
                             "roba:n=6@signed:how=ones",
                             "bw:n=6,h=0,v=6",
                             "srep:n=6,l=3,digit=low",
                             "drum:n=7,k=4,nb=5@signed",
                             "exact:n=8@lsb:ta=2,tb=3,mode=jam",
                             "mitchell:n=6@lsb:ta=1,tb=1",
                             "mitchell:n=6@lsb:ta=2",
                             "exact:n=6@lsb:ta=2,tb=1@signed"};

void expect_sound(std::string const& spec) {
  audit_result const r = audit_table(table_of(spec));
  design const d(spec);
  EXPECT_TRUE(r.faults.empty()) << spec << ": " << r.faults[0].name << " " << r.faults[0].detail;
  EXPECT_EQ(r.distance, 0) << spec << " " << r.nearest;
  EXPECT_EQ(r.mean_difference, 0) << spec;
  EXPECT_EQ(std::make_tuple(r.n, r.nb, r.is_signed), std::make_tuple(d.n, d.nb, d.is_signed)) << spec;
  EXPECT_EQ(table_of(r.nearest).products, table_of(spec).products) << spec << " " << r.nearest;
}

TEST(Audit, SoundTables) {
  for (char const* spec : sound) expect_sound(spec);
  for (char const* spec : asymmetric) expect_sound(spec);
  EXPECT_EQ(audit_table(table_of("exact:n=8")).nearest, "exact:n=8");
  EXPECT_EQ(audit_table(table_of("drum:n=8,k=4@signed")).nearest, "drum:n=8,k=4@signed");
  EXPECT_EQ(audit_table(table_of("brep:n=8,c=5,r=2")).nearest, "brep:n=8,c=5,r=2,t=0");
}

// Files of unsigned type hold two's complement as patterns.
TEST(Audit, PatternsOfSignedProducts) {
  for (char const* spec : {"exact:n=8@signed", "brep:n=6,c=3,r=2", "exact:n=6@signed"})
    for (int bytes : {2, 4}) {
      product_table t = table_of(spec);
      for (std::uint64_t& x : t.products) x &= axmul::low_mask<std::uint64_t>(8 * bytes);
      t.is_signed = false;
      audit_result const r = audit_table(t);
      EXPECT_TRUE(r.faults.empty()) << spec;
      EXPECT_TRUE(r.is_signed) << spec;
      EXPECT_EQ(r.distance, 0);
      EXPECT_LT(r.lowest, 0);
    }
}

TEST(Audit, Statistics) {
  audit_result const exact = audit_table(table_of("exact:n=8"));
  EXPECT_EQ(exact.statistics["er"], 0.0);
  EXPECT_EQ(exact.statistics["symmetric"], true);
  EXPECT_EQ(exact.highest, 65025);
  // n = 2: 3 x 3 = 9 becomes 7.
  audit_result const udm = audit_table(table_of("udm:n=2"));
  EXPECT_EQ(udm.statistics["er"], 1.0 / 16);
  EXPECT_EQ(udm.statistics["wce"], 2);
  EXPECT_EQ(udm.statistics["mae"], 2.0 / 16);
  // Order and bytes are undone, other faults are not.
  audit_result const moved = audit_table(plus(table_of("exact:n=8"), 100));
  EXPECT_EQ(moved.statistics["mae"], 100.0);
  EXPECT_EQ(audit_table(swapped(table_of("exact:n=8"), 2)).statistics["mae"], 0.0);
}

TEST(Audit, Transposed) {
  for (char const* spec : asymmetric) {
    product_table const t = transposed(table_of(spec));
    bool const differs = t.n != t.nb || t.products != table_of(spec).products;
    audit_result const r = audit_table(t);
    if (std::string(spec).rfind("exact", 0) == 0 || std::string(spec).rfind("trunc", 0) == 0 || !differs) {
      EXPECT_TRUE(r.faults.empty()) << spec << " " << r.nearest;  // a multiplier of the other widths
    } else {
      ASSERT_EQ(r.faults.size(), 1u) << spec << " " << r.nearest;
      EXPECT_EQ(r.faults[0].name, "transposed") << spec;
      EXPECT_EQ(r.distance, 0) << spec;
    }
  }
  // Products by columns, read with the widths of the multiplier.
  product_table t = transposed(table_of("exact:n=5,nb=3"));
  std::swap(t.n, t.nb);
  audit_result const r = audit_table(t);
  ASSERT_EQ(r.faults.size(), 1u);
  EXPECT_EQ(r.faults[0].name, "transposed");
  EXPECT_EQ(r.nearest, "exact:n=5,nb=3");
}

TEST(Audit, AxisOrder) {
  for (char const* spec : {"exact:n=6@signed", "drum:n=8,k=4@signed", "mitchell:n=6@signed", "brep:n=6,c=3,r=2",
                           "bw:n=6,h=0,v=5", "perf:n=6,k=2@signed", "drum:n=6,k=3,nb=5@signed", "mitchell:n=6"}) {
    for (int axes = 1; axes <= 3; ++axes) {
      audit_result const r = audit_table(numeric(table_of(spec), (axes & 1) != 0, (axes & 2) != 0));
      ASSERT_EQ(r.faults.size(), 1u) << spec << " " << axes << " " << r.nearest;
      EXPECT_EQ(r.faults[0].name, "axis_order");
      char const* const which[] = {"", "the axis of a is", "the axis of b is", "both axes are"};
      EXPECT_EQ(r.faults[0].detail, which[axes] + std::string(" in numeric order, wrap order is expected")) << spec;
      EXPECT_EQ(r.distance, 0);
    }
  }
  // A format in numeric order that was given another: its reader has permuted both axes.
  audit_result const r = audit_table(numeric(table_of("drum:n=8,k=4@signed"), true, true), {false, true});
  ASSERT_EQ(r.faults.size(), 1u);
  EXPECT_EQ(r.faults[0].detail, "both axes are in wrap order, numeric order is expected");
}

TEST(Audit, ByteOrder) {
  for (char const* spec : {"exact:n=8", "drum:n=6,k=4", "mitchell:n=6@signed", "brep:n=8,c=5,r=2", "exact:n=6@signed",
                           "trunc:n=6,k=5", "drum:n=9,k=4,nb=8", "exact:n=4", "exact:n=3"}) {
    design const d(spec);
    for (int bytes : {2, 4}) {
      if (8 * bytes < d.wp) continue;
      audit_result const r = audit_table(swapped(table_of(spec), bytes));
      ASSERT_EQ(r.faults.size(), 1u) << spec << " " << bytes << " " << r.nearest;
      EXPECT_EQ(r.faults[0].name, "byte_order") << spec;
      EXPECT_EQ(r.distance, 0) << spec;
      EXPECT_EQ(r.is_signed, d.is_signed) << spec;
    }
  }
}

TEST(Audit, Offset) {
  for (char const* spec : {"exact:n=8", "mitchell:n=6", "drum:n=6,k=4@signed", "brep:n=6,c=3,r=2", "perf:n=6,j=1,k=3"})
    for (int offset : {1, -3, 1000}) {
      product_table t = plus(table_of(spec), offset);
      t.is_signed = true;
      audit_result const r = audit_table(t);
      ASSERT_EQ(r.faults.size(), 1u) << spec << " " << offset << " " << r.nearest << r.faults[0].detail;
      EXPECT_EQ(r.faults[0].name, "offset") << spec;
      EXPECT_EQ(r.faults[0].detail, std::to_string(offset) + " was added to every entry") << spec;
      EXPECT_EQ(r.distance, 0);
    }
}

TEST(Audit, SignQuadrants) {
  for (char const* spec : {"brep:n=8,c=5,r=2", "bw:n=6,h=0,v=6", "srep:n=6,l=3,digit=low", "r4abm:n=6,kind=1,p=6",
                           "bw:n=6,h=0,v=5,nb=7"}) {
    ASSERT_NE(mirrored(table_of(spec)).products, table_of(spec).products) << spec;
    audit_result const r = audit_table(mirrored(table_of(spec)));
    ASSERT_EQ(r.faults.size(), 1u) << spec << " " << r.nearest;
    EXPECT_EQ(r.faults[0].name, "sign_quadrant");
    EXPECT_EQ(r.faults[0].detail, "the quadrant negative x negative holds f(|a|, |b|)") << spec;
  }
  for (char const* spec : {"exact:n=8@signed", "drum:n=6,k=4@signed", "mitchell:n=6@signed"}) {
    product_table const t = table_of(spec);
    EXPECT_TRUE(faults_of(mirrored(t)).empty()) << spec;  // it is f(a, b)
    audit_result const r = audit_table(mirrored(t, -1));
    ASSERT_EQ(r.faults.size(), 1u) << spec;
    EXPECT_EQ(r.faults[0].detail, "the quadrant negative x negative holds -f(|a|, |b|)") << spec;
    // The sign lost where one operand is negative.
    audit_result const lost = audit_table(made(t, [](product_table const& from, std::uint64_t a, std::uint64_t b) {
      return negative_a(from, a) && !negative_b(from, b) ? at(from, -a, b) : at(from, a, b);
    }));
    ASSERT_EQ(lost.faults.size(), 1u) << spec;
    EXPECT_EQ(lost.faults[0].detail, "the quadrant negative x nonnegative holds f(|a|, b)") << spec;
    // The quadrant left empty.
    EXPECT_EQ(faults_of(made(t,
                             [](product_table const& from, std::uint64_t a, std::uint64_t b) {
                               return negative_a(from, a) && negative_b(from, b) ? 0 : at(from, a, b);
                             })),
              names{"sign_quadrant"})
        << spec;
  }
}

// int16_t holds no 255 x 255.
TEST(Audit, SignWrap) {
  for (char const* spec : {"exact:n=8", "mitchell:n=8"}) {
    product_table t = table_of(spec);
    for (std::uint64_t& x : t.products) x = axmul::sign_extend(x, 16);
    t.is_signed = true;
    EXPECT_EQ(faults_of(t), names{"sign_wrap"}) << spec;
  }
  product_table small = table_of("exact:n=6");
  small.is_signed = true;
  EXPECT_EQ(faults_of(small), names{});
}

TEST(Audit, Zero) {
  for (char const* spec : {"exact:n=8", "mitchell:n=8", "drum:n=6,k=4@signed", "perf:n=6,j=1,k=3"}) {
    audit_result const r =
        audit_table(made(table_of(spec), [](product_table const& from, std::uint64_t a, std::uint64_t b) {
          return a == 0 || b == 0 ? a + b + 1 : at(from, a, b);
        }));
    ASSERT_EQ(r.faults.size(), 1u) << spec << " " << r.nearest;
    EXPECT_EQ(r.faults[0].name, "zero");
    EXPECT_EQ(r.faults[0].entries[0].found, 1);
    EXPECT_EQ(r.faults[0].entries[0].expected, 0);
    EXPECT_NE(r.statistics["zero_errors"], 0) << spec;
  }
  product_table t = table_of("mitchell:n=8");
  t.products[0] = 9;
  audit_result const r = audit_table(t);
  ASSERT_EQ(r.faults.size(), 1u);
  EXPECT_EQ(r.faults[0].detail, "1 products with 0 are not 0: f(0, 0) = 9, expected 0");
}

TEST(Audit, SingleEntries) {
  for (char const* spec : {"exact:n=8", "mitchell:n=6", "drum:n=6,k=4@signed", "brep:n=8,c=5,r=2", "exact:n=4",
                           "trunc:n=6,k=4,nb=4", "perf:n=6,j=1,k=3", "exact:n=6@lsb:ta=2,tb=3,mode=jam"}) {
    product_table t = table_of(spec);
    std::size_t const i = static_cast<std::size_t>(3) << t.nb | 5;
    std::int64_t const expected = static_cast<std::int64_t>(t.products[i]);
    t.products[i] ^= 4;
    audit_result const r = audit_table(t);
    ASSERT_EQ(r.faults.size(), 1u) << spec << " " << r.nearest;
    ASSERT_EQ(r.faults[0].name, "entries") << spec;
    ASSERT_EQ(r.faults[0].entries.size(), 1u) << spec;
    wrong_entry const& e = r.faults[0].entries[0];
    EXPECT_EQ(std::make_tuple(e.a, e.b, e.found, e.expected), std::make_tuple(3, 5, expected ^ 4, expected)) << spec;
    EXPECT_EQ(r.distance, std::ldexp(1, -t.n - t.nb)) << spec;
    EXPECT_EQ(r.mean_difference, std::ldexp(4, -t.n - t.nb)) << spec;
  }
  product_table t = table_of("exact:n=8@signed");
  for (std::size_t i = 0; i < 20; ++i) t.products[257 * (3 + 7 * i)] += 2;
  audit_result const r = audit_table(t);
  ASSERT_EQ(r.faults.size(), 1u);
  EXPECT_EQ(r.faults[0].entries.size(), 8u);
  EXPECT_EQ(r.faults[0].detail.rfind("20 entries off: f(3, 3) = 11, expected 9; ", 0), 0u) << r.faults[0].detail;
}

TEST(Audit, TwoFaults) {
  product_table const perf = table_of("perf:n=8,j=1,k=3");
  EXPECT_EQ(faults_of(swapped(transposed(perf), 2)), (names{"transposed", "byte_order"}));
  EXPECT_EQ(faults_of(plus(transposed(perf), 7)), (names{"transposed", "offset"}));
  product_table const brep = table_of("brep:n=8,c=5,r=2");
  EXPECT_EQ(faults_of(numeric(mirrored(brep), true, true)), (names{"axis_order", "sign_quadrant"}));
  EXPECT_EQ(faults_of(swapped(numeric(brep, true, true), 4)), (names{"axis_order", "byte_order"}));
  product_table t = swapped(table_of("drum:n=8,k=4@signed"), 2);
  t.products[1000] ^= 1;
  EXPECT_EQ(faults_of(t), (names{"byte_order", "entries"}));
  product_table u = transposed(table_of("perf:n=8,j=1,k=3"));
  u.products[1000] ^= 1;
  EXPECT_EQ(faults_of(u), (names{"transposed", "entries"}));
}

// What a table shows that writes f(-128, b) as f(-128, |b|) would, for want of 128.
TEST(Audit, MostNegativeOperand) {
  audit_result const r =
      audit_table(made(table_of("exact:n=8@signed"), [](product_table const& from, std::uint64_t a, std::uint64_t b) {
        return a == 128 && negative_b(from, b) ? -at(from, a, b) : at(from, a, b);
      }));
  ASSERT_EQ(r.faults.size(), 1u);
  EXPECT_EQ(r.faults[0].name, "sign_quadrant");
  EXPECT_EQ(r.faults[0].entries[0].a, -128);
  EXPECT_EQ(r.nearest, "exact:n=8@signed");
}

// A perforated array, read the other way round, is a truncated operand: a known multiplier without a fault.
TEST(Audit, TruncationOrTransposition) {
  audit_result const r = audit_table(transposed(table_of("perf:n=6,j=0,k=2")));
  EXPECT_TRUE(r.faults.empty());
  EXPECT_EQ(r.nearest, "exact:n=6@lsb:ta=2");
}

// No known multiplier: errors that depend on signs and are no function of the product.
product_table unknown_signed() {
  return made(table_of("exact:n=6@signed"), [](product_table const& from, std::uint64_t a, std::uint64_t b) {
    return at(from, a, b) + ((a * 5 + b * 3) & 15 & (a ^ b)) * (a != 0 && b != 0 ? 1 : 0);
  });
}
product_table unknown_unsigned() {
  return made(table_of("exact:n=6"), [](product_table const& from, std::uint64_t a, std::uint64_t b) {
    return at(from, a, b) - std::min(at(from, a, b), (a * 5 + b * 3) & 15);
  });
}

TEST(Audit, UnknownMultipliers) {
  product_table const s = unknown_signed(), u = unknown_unsigned();
  for (product_table const& t : {s, u}) {
    audit_result const r = audit_table(t);
    EXPECT_TRUE(r.faults.empty()) << r.faults[0].detail;
    EXPECT_GT(r.distance, 0.5);
    EXPECT_LT(r.mean_difference, 10);
    EXPECT_EQ(r.is_signed, t.is_signed);
    EXPECT_EQ(faults_of(swapped(t, 2)), names{"byte_order"});
    EXPECT_EQ(faults_of(swapped(t, 4)), names{"byte_order"});
    EXPECT_EQ(faults_of(plus(t, 50)), names{"offset"});
    for (bool on_a : {false, true}) EXPECT_EQ(faults_of(numeric(t, on_a, true)), names{"axis_order"});
    EXPECT_EQ(faults_of(numeric(swapped(t, 2), true, true)), (names{"axis_order", "byte_order"}));
    EXPECT_EQ(faults_of(made(t, [](product_table const& from, std::uint64_t a,
                                   std::uint64_t b) { return a == 0 ? b : at(from, a, b); })),
              names{"zero"});
  }
  EXPECT_EQ(faults_of(mirrored(s)), names{"sign_quadrant"});
  EXPECT_EQ(faults_of(mirrored(s, -1)), names{"sign_quadrant"});
  EXPECT_EQ(faults_of(numeric(mirrored(s), true, true)), (names{"axis_order", "sign_quadrant"}));
}

// Rounding the product down treats signs differently and is no fault.
TEST(Audit, ProductsRoundedLast) {
  EXPECT_EQ(faults_of(made(table_of("mitchell:n=8@signed"),
                           [](product_table const& from, std::uint64_t a, std::uint64_t b) {
                             return at(from, a, b) & ~std::uint64_t{31};
                           })),
            names{});
}

TEST(Audit, NoMultiplierAtAll) {
  product_table t{8, 8, false, words(1 << 16)};
  std::uint64_t state = 1;
  for (std::uint64_t& x : t.products) x = (state = state * 6364136223846793005u + 1442695040888963407u) >> 48;
  audit_result const r = audit_table(t);
  EXPECT_GT(r.distance, 0.9);
  EXPECT_GT(r.mean_difference, 1000);
  ASSERT_EQ(r.faults.size(), 1u);
  EXPECT_EQ(r.faults[0].name, "zero");
  for (std::uint64_t i = 0; i < 256; ++i) t.products[i] = t.products[i << 8] = 0;
  EXPECT_EQ(faults_of(t), names{});
  std::fill(t.products.begin(), t.products.end(), 0);
  EXPECT_EQ(audit_table(t).highest, 0);
}

// ApproxTrain's entries of 1 + x / 2^m times 1 + y / 2^m.
mantissa_table mantissas(int m, std::function<unsigned(unsigned, unsigned)> const& product) {
  mantissa_table t{m, {}};
  unsigned const one = 1u << m;
  for (unsigned x = 0; x < one; ++x)
    for (unsigned y = 0; y < one; ++y) {
      unsigned const p = product(one + x, one + y) >> m;  // truncated, m fraction bits
      t.entries.push_back(static_cast<std::uint8_t>(p >= 2 * one ? 0x80u | (p / 2 - one) : p - one));
    }
  return t;
}

TEST(Audit, Mantissas) {
  for (int m : {3, 7}) {
    auto const exact = [](unsigned x, unsigned y) { return x * y; };
    mantissa_table t = mantissas(m, exact);
    audit_result r = audit_mantissas(t);
    EXPECT_TRUE(r.faults.empty());
    EXPECT_EQ(r.distance, 0);
    EXPECT_EQ(r.nearest.rfind("exact:", 0), 0u) << r.nearest;
    EXPECT_EQ(r.statistics["one_identity"], true);
    t.entries[11] ^= 1;
    r = audit_mantissas(t);
    ASSERT_EQ(r.faults.size(), 1u);
    EXPECT_EQ(r.faults[0].name, "entries");
    ASSERT_EQ(r.faults[0].entries.size(), 1u);
    wrong_entry const& e = r.faults[0].entries[0];
    EXPECT_EQ(std::make_tuple(e.a << m | e.b, e.found), std::make_tuple(11, std::int64_t{t.entries[11]}));
    EXPECT_EQ(e.expected, t.entries[11] ^ 1);
  }
  // The two low bits of b dropped: perforation; rows and columns exchanged.
  mantissa_table const perforated = mantissas(7, [](unsigned x, unsigned y) { return x * (y & ~3u); });
  mantissa_table const exchanged = mantissas(7, [](unsigned x, unsigned y) { return (x & ~3u) * y; });
  EXPECT_TRUE(audit_mantissas(perforated).faults.empty()) << audit_mantissas(perforated).nearest;
  audit_result const r = audit_mantissas(exchanged);
  ASSERT_EQ(r.faults.size(), 1u) << r.nearest;
  EXPECT_EQ(r.faults[0].name, "transposed");
}

}  // namespace
