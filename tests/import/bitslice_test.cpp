// Bit-sliced evaluation of random networks against one pair at a time.
#include "src/import/bitslice.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace axmul::tools;

// Gates of random tables on random earlier nets; some outputs are inputs and constants.
network random_network(unsigned seed, int n, int nb, int wp, int gates) {
  std::mt19937 random(seed);
  network made;
  for (int i = 0; i < n; ++i) made.a.push_back(made.nets++);
  for (int i = 0; i < nb; ++i) made.b.push_back(made.nets++);
  auto const any = [&] { return static_cast<int>(random() % static_cast<unsigned>(made.nets)); };
  for (int i = 0; i < gates; ++i) {
    network::gate const g{static_cast<std::uint8_t>(i), {any(), any(), any()}, made.nets};
    made.gates.push_back(g);
    ++made.nets;
  }
  for (int i = 0; i < wp; ++i) made.p.push_back(i % 7 == 0 ? any() : made.nets - 1 - i);
  return made;
}

std::uint64_t product(network const& circuit, std::uint64_t a, std::uint64_t b) {
  std::vector<unsigned> value(static_cast<std::size_t>(circuit.nets), 0);
  auto const at = [&](int net) -> unsigned& { return value[static_cast<std::size_t>(net)]; };
  at(network::one) = 1;
  for (std::size_t i = 0; i < circuit.a.size(); ++i) at(circuit.a[i]) = a >> i & 1;
  for (std::size_t i = 0; i < circuit.b.size(); ++i) at(circuit.b[i]) = b >> i & 1;
  for (network::gate const& g : circuit.gates)
    at(g.output) = g.table >> (at(g.inputs[0]) + 2 * at(g.inputs[1]) + 4 * at(g.inputs[2])) & 1;
  std::uint64_t p = 0;
  for (std::size_t i = 0; i < circuit.p.size(); ++i) p |= std::uint64_t{at(circuit.p[i])} << i;
  return p;
}

TEST(Bitslice, EveryTable) {
  network const circuit = random_network(1, 9, 6, 40, 256);
  bitslice const sliced(circuit);
  std::vector<std::uint64_t> a, b;
  for (std::uint64_t i = 0; i < 1 << 15; ++i) a.push_back(i >> 6), b.push_back(i & 63);
  a.resize(a.size() - 100);  // no whole number of words
  std::vector<u128> p(a.size());
  sliced.products(a.data(), b.data(), p.data(), a.size());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_EQ(static_cast<std::uint64_t>(p[i]), product(circuit, a[i], b[i]));
}

TEST(Bitslice, OperandsOf64Bits) {
  network const circuit = random_network(2, 64, 63, 100, 400);
  std::mt19937_64 random(3);
  std::vector<std::uint64_t> a, b;
  for (int i = 0; i < 2000; ++i) a.push_back(random()), b.push_back(random() >> 1);
  std::vector<u128> p(a.size());
  bitslice(circuit).products(a.data(), b.data(), p.data(), a.size());
  network low = circuit, high = circuit;
  low.p.resize(64);
  high.p.erase(high.p.begin(), high.p.begin() + 64);
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(static_cast<std::uint64_t>(p[i]), product(low, a[i], b[i]));
    ASSERT_EQ(static_cast<std::uint64_t>(p[i] >> 64), product(high, a[i], b[i]));
  }
}

// Every pair comes once, with its product; also the exchanged network's, whose blocks may be left out.
void expect_enumeration(network const& circuit, bool is_signed) {
  int const n = static_cast<int>(circuit.a.size()), nb = static_cast<int>(circuit.b.size());
  int const wp = static_cast<int>(circuit.p.size());
  enumeration const all(circuit), exchanged = all.exchanged();
  std::vector<char> seen(std::size_t{1} << (n + nb), 0);
  enumerator walk(all), other(exchanged);
  std::uint32_t p[bit_plane::lanes];
  for (std::uint64_t chunk = 0; chunk >> all.chunk_bits() == 0; ++chunk) {
    walk.start(chunk);
    other.start(chunk);
    std::uint64_t blocks = 0;
    bool more = true;
    while (more) {
      walk.evaluate();
      walk.products(p, is_signed);
      for (std::uint64_t j = 0; j < bit_plane::lanes; ++j) {
        std::uint64_t const pair = walk.first_pair() + j;
        ASSERT_EQ(seen[pair]++, 0);
        std::uint32_t const pattern =
            static_cast<std::uint32_t>(product(circuit, pair >> nb, pair & axmul::low_mask<std::uint64_t>(nb)));
        ASSERT_EQ(p[j], is_signed ? axmul::sign_extend(pattern, wp) : pattern) << pair;
      }
      if (n == nb && ++blocks % 3 == 0) {
        other.evaluate();
        ASSERT_EQ(other.first_pair(), walk.first_pair());
        bool same = true;
        for (std::uint64_t j = 0; j < bit_plane::lanes; ++j) {
          std::uint64_t const pair = walk.first_pair() + j;
          std::uint64_t const mirror = (pair & axmul::low_mask<std::uint64_t>(nb)) << nb | pair >> nb;
          same = same && product(circuit, mirror >> nb, mirror & axmul::low_mask<std::uint64_t>(nb)) ==
                             (p[j] & axmul::low_mask<std::uint64_t>(wp));
        }
        ASSERT_EQ(walk.same_products(other), same);
      }
      more = walk.next();
      if (more) other.next();
    }
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), static_cast<std::ptrdiff_t>(seen.size()));
}

TEST(Bitslice, EnumeratesEveryPairOnce) {
  expect_enumeration(random_network(4, 7, 7, 14, 60), false);
  expect_enumeration(random_network(5, 5, 9, 14, 90), true);
  expect_enumeration(random_network(6, 9, 5, 30, 200), false);
  expect_enumeration(random_network(7, 5, 6, 32, 50), true);
  expect_enumeration(random_network(8, 12, 3, 6, 8), false);
}

}  // namespace
