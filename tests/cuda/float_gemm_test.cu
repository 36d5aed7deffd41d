// The float matrix products on a device: every path against a plain loop over the model. Without a device only the
// refusals that need none are checked.
#include <axmul/axmul.hpp>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "axmul/cuda/float_gemm.cuh"

namespace {

using namespace axmul::cuda;

int checks = 0, failures = 0;

void expect(bool holds, std::string const& what) {
  ++checks;
  if (holds) return;
  if (++failures <= 20) std::printf("FAILED: %s\n", what.c_str());
}
bool fine(status const& s, std::string const& what) {
  expect(s.ok(), what + ": " + s.message());
  return s.ok();
}

bool same(float x, float y) {
  return axmul::bit_cast<std::uint32_t>(x) == axmul::bit_cast<std::uint32_t>(y) || (std::isnan(x) && std::isnan(y));
}

std::vector<float> operands(int count, std::uint64_t seed) {
  float const special[] = {0.0f, -0.0f, 1e30f, -1e30f, 1e-30f, 1e-40f, INFINITY, 0x1p-64f, 0x1p63f};
  std::vector<float> x;
  for (int i = 0; i < count; ++i) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    std::uint32_t const r = static_cast<std::uint32_t>(seed >> 32);
    // Tiles of all kinds: usual, with zeros, with everything.
    int const kind = i / 4096 % 3;
    float const usual = static_cast<float>(static_cast<std::int32_t>(r)) * 0x1p-31f;
    x.push_back(kind == 1 && r % 3 == 0 ? 0.0f : kind == 2 && r % 11 == 0 ? special[r / 11 % 9] : usual);
  }
  return x;
}

// T: float, or uint16_t for patterns of the format.
template <class T, class M>
void products(M const& multiplier, int m, int n, int k, std::string const& name) {
  axmul::fp const mul = value_of(multiplier);
  std::vector<float> const a = operands(m * k, 1), b = operands(k * n, 2);
  auto const to_operands = [&](std::vector<float> const& from) {
    std::vector<T> made;
    for (float x : from) {
      if constexpr (sizeof(T) == 2) {
        made.push_back(static_cast<T>(mul.template encode<std::uint32_t>(static_cast<double>(x))));
      } else {
        made.push_back(x);
      }
    }
    return made;
  };
  std::vector<T> const ta = to_operands(a), tb = to_operands(b);
  float_gemm<M> gemm;
  buffer<T> on_a, on_b;
  buffer<float> on_c;
  if (!fine(float_gemm<M>::create(gemm, multiplier), name) || !fine(on_a.assign(ta.data(), ta.size()), name) ||
      !fine(on_b.assign(tb.data(), tb.size()), name))
    return;
  std::vector<float> expected;
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j) {
      float sum = 0;
      for (int l = 0; l < k; ++l)
        sum += mul(a[static_cast<std::size_t>(i * k + l)], b[static_cast<std::size_t>(l * n + j)]);
      expected.push_back(sum);
    }
  matrix<T const> const da{on_a.get(), m, k, k}, db{on_b.get(), k, n, n};
  for (float_path path :
       {float_path::automatic, float_path::model, float_path::table, float_path::log_sum, float_path::native}) {
    std::vector<float> c(expected.size(), 12345.0f);
    if (!fine(on_c.assign(c.data(), c.size()), name)) return;
    status const s = gemm(da, db, matrix<float>{on_c.get(), m, n, n}, nullptr, path);
    std::string const what = name + " path " + std::to_string(static_cast<int>(path));
    if (!s.ok() && s.what == std::string("float_gemm: the multiplier does not have this path")) continue;
    if (!fine(s, what) || !fine(check(cudaDeviceSynchronize(), "cudaDeviceSynchronize"), what)) return;
    static_cast<void>(cudaMemcpy(c.data(), on_c.get(), c.size() * sizeof(float), cudaMemcpyDeviceToHost));
    bool equal = true;
    for (std::size_t i = 0; i < c.size(); ++i) equal &= same(c[i], expected[i]);
    expect(equal, what);
  }
}

constexpr axmul::fp mitchell32{axmul::fp32, axmul::mitchell{}};
constexpr axmul::fp mbm16{axmul::bf16, axmul::mbm{}};

}  // namespace

int main() {
  float_gemm<axmul::fp<axmul::mitchell>> empty;
  expect(!empty(matrix<float const>{nullptr, 1, 1, 1}, matrix<float const>{nullptr, 1, 1, 1},
                matrix<float>{nullptr, 1, 1, 1}, nullptr)
              .ok(),
         "an empty object refuses");
  float_gemm<axmul::fp<axmul::mitchell>> wide;
  expect(!float_gemm<axmul::fp<axmul::mitchell>>::create(wide, {axmul::fp64, axmul::mitchell{}}).ok(),
         "a format beyond float is refused");
  int devices = 0;
  cudaError_t const found = cudaGetDeviceCount(&devices);
  if (found != cudaSuccess || devices == 0) {
    std::printf("no CUDA device (%s): %d checks of refusals\n", cudaGetErrorString(found), checks);
    return failures == 0 ? 0 : 1;
  }
  int const sizes[][3] = {{1, 1, 1}, {1, 1, 0}, {70, 33, 70}, {129, 257, 40}, {200, 130, 333}};
  for (auto const& s : sizes) {
    std::string const shape = std::to_string(s[0]) + "x" + std::to_string(s[1]) + "x" + std::to_string(s[2]) + " ";
    products<float>(axmul::fixed<mitchell32>{}, s[0], s[1], s[2], shape + "mitchell@fp32");
    products<std::uint16_t>(axmul::fixed<mbm16>{}, s[0], s[1], s[2], shape + "mbm@bf16");
    products<float>(axmul::fp{axmul::bf16, axmul::mbm{}}, s[0], s[1], s[2], shape + "mbm@bf16 of floats");
    products<std::uint16_t>(axmul::fp{axmul::fp16, axmul::mitchell{}}, s[0], s[1], s[2], shape + "mitchell@fp16");
    products<float>(axmul::fp{axmul::fp32, axmul::exact{}}, s[0], s[1], s[2], shape + "exact@fp32");
    products<float>(axmul::fp{axmul::e4m3, axmul::exact{}}, s[0], s[1], s[2], shape + "exact@e4m3");
  }
  if (failures == 0) std::printf("%d checks hold\n", checks);
  return failures == 0 ? 0 : 1;
}
