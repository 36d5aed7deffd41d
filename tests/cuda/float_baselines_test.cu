// The benchmark's baselines on the host, thread by thread: odd shapes, asymmetric tables, f(0, 0) other than 0, parts
// of k. Needs no device.
#include <axmul/axmul.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "bench/gpu/baselines.cuh"
#include "tests/cuda/emulate.hpp"

namespace {

using namespace axmul::gpu;

int checks = 0, failures = 0;

void expect(bool holds, std::string const& what) {
  ++checks;
  if (holds) return;
  ++failures;
  std::printf("FAILED: %s\n", what.c_str());
}

std::uint32_t next(std::uint64_t& state) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return static_cast<std::uint32_t>(state >> 32);
}

template <class Entry>
void integers(int m, int n, int k) {
  std::uint64_t seed = static_cast<std::uint64_t>(m * 1000 + n);
  std::vector<Entry> table(65536);
  for (Entry& x : table) x = static_cast<Entry>(next(seed));
  std::vector<std::uint8_t> a(static_cast<std::size_t>(m * k)), b(static_cast<std::size_t>(k * n));
  for (std::uint8_t& x : a) x = static_cast<std::uint8_t>(next(seed));
  for (std::uint8_t& x : b) x = static_cast<std::uint8_t>(next(seed));
  std::vector<float> weights;
  for (std::uint8_t x : b) weights.push_back((static_cast<float>(x) - 128.0f) * 0.25f);
  std::vector<std::uint32_t> expected(static_cast<std::size_t>(m * n));
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j)
      for (int l = 0; l < k; ++l)
        expected[static_cast<std::size_t>(i * n + j)] += static_cast<std::uint32_t>(
            table[std::size_t{a[static_cast<std::size_t>(i * k + l)]} << 8 | b[static_cast<std::size_t>(l * n + j)]]);

  auto const run = [&](auto kernel, char const* what) {
    std::vector<std::uint32_t> c(expected.size());
    kernel.x.c = c.data();
    emulate(kernel, kernel.blocks(), kernel.shared_bytes(), m % 2 == 0);
    expect(c == expected, std::string(what) + " " + std::to_string(m) + "x" + std::to_string(n) + "x" +
                              std::to_string(k) + (Entry(-1) < Entry(0) ? " signed" : " unsigned"));
  };
  texture_table<Entry> const texture{0, table.data()};
  cached_table<Entry> const cached{table.data()};
  run(base_tfapprox_8x8_tex16<Entry>{{texture, 4.0f, 128.0f}, {a.data(), weights.data(), nullptr, m, n, k}},
      "tfapprox");
  run(base_transaxx_16x16_ldg16<Entry>{{cached}, {a.data(), b.data(), nullptr, m, n, k}}, "transaxx");
  for (std::int64_t part : {std::int64_t{k}, std::int64_t{32}}) {
    run(base_appmult_128x128_tex16<Entry>{texture, {a.data(), b.data(), nullptr, m, n, k}, part}, "appmult");
    run(base_approxtorch_32x128_row16<Entry>{cached, {a.data(), b.data(), nullptr, m, n, k}, part}, "approxtorch");
  }
}

void floats(int m, int n, int k) {
  axmul::fp const mul{axmul::bf16, axmul::mbm{}};
  axmul::cuda::significand_range range{};
  std::vector<std::uint8_t> table;
  axmul::cuda::fill_significands(mul, range,
                                 [&](std::uint32_t, std::int16_t x) { table.push_back(static_cast<std::uint8_t>(x)); });
  expect(range.is_byte, "entries are bytes");
  std::uint64_t seed = 3;
  auto const make = [&](int count) {
    float const special[] = {0.0f, -0.0f, 1e30f, -1e30f, 1e-30f};
    std::vector<float> x;
    for (int i = 0; i < count; ++i) {
      std::uint32_t const r = next(seed);
      float const value = r % 8 < 5 ? special[r % 8] : static_cast<float>(static_cast<std::int32_t>(r)) * 0x1p-31f;
      x.push_back(static_cast<float>(mul.decode(mul.encode<std::uint32_t>(static_cast<double>(value)))));
    }
    return x;
  };
  std::vector<float> const a = make(m * k), b = make(k * n);
  std::vector<float> c(static_cast<std::size_t>(m * n));
  base_approxtrain_16x16_tex8 const kernel{{{0, table.data()}}, {a.data(), b.data(), c.data(), m, n, k}};
  emulate(kernel, kernel.blocks(), kernel.shared_bytes());
  bool equal = true;
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j) {
      float sum = 0;
      for (int l = 0; l < k; ++l)
        sum += mul(a[static_cast<std::size_t>(i * k + l)], b[static_cast<std::size_t>(l * n + j)]);
      float const got = c[static_cast<std::size_t>(i * n + j)];
      equal &= got == sum || (got != got && sum != sum);
    }
  expect(equal, "approxtrain " + std::to_string(m) + "x" + std::to_string(n) + "x" + std::to_string(k));
}

}  // namespace

int main() {
  int const sizes[][3] = {{1, 1, 1}, {3, 5, 7}, {17, 130, 33}, {130, 9, 70}, {40, 40, 64}};
  for (auto const& s : sizes) {
    integers<std::int16_t>(s[0], s[1], s[2]);
    integers<std::uint16_t>(s[0], s[1], s[2]);
    floats(s[0], s[1], s[2]);
  }
  if (failures == 0) std::printf("%d checks hold\n", checks);
  return failures == 0 ? 0 : 1;
}
