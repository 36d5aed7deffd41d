// The kernels of float matrix products on the host, thread by thread: every path against a plain loop over the model.
// Needs no device.
#include <axmul/axmul.hpp>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "axmul/cuda/float_gemm.cuh"
#include "tests/cuda/emulate.hpp"

namespace {

using namespace axmul::cuda;
using axmul::bit_cast;

int checks = 0, failures = 0;

void expect(bool holds, std::string const& what) {
  ++checks;
  if (holds) return;
  if (++failures <= 20) std::printf("FAILED: %s\n", what.c_str());
}

bool same(float x, float y) {
  return bit_cast<std::uint32_t>(x) == bit_cast<std::uint32_t>(y) || (std::isnan(x) && std::isnan(y));
}

struct generator {
  std::uint64_t state;
  std::uint32_t operator()() {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state >> 32);
  }
};

// What the operands of a case are made of.
enum class contents { usual, zeros, wild, subnormal };

float sample(contents kind, generator& next) {
  std::uint32_t const r = next();
  float const x = static_cast<float>(static_cast<std::int32_t>(next())) * 0x1p-30f;
  if (kind == contents::zeros && r % 3 == 0) return r % 2 == 0 ? 0.0f : -0.0f;
  if (kind == contents::wild && r % 5 == 0) return bit_cast<float>(next());
  if (kind == contents::wild && r % 7 == 0) {
    float const infinity = std::numeric_limits<float>::infinity();
    float const special[] = {0.0f,      -0.0f,           infinity, -infinity, std::nanf(""), 1e30f,   -1e30f,   1e-30f,
                             0x1p-126f, 0x1.fffffep127f, 0x1p-63f, 0x1p-64f,  0x1.8p63f,     0x1p64f, 0x1p-149f};
    return special[r / 35 % 15];
  }
  if (kind == contents::subnormal && r % 4 == 0) return std::ldexp(x, -130 - static_cast<int>(r / 4 % 20));
  if (kind == contents::subnormal) return std::ldexp(x, 12 - static_cast<int>(r / 4 % 24));
  return x;
}

// The definition: the model's own conversions, sums in order.
template <class Core, class T>
std::vector<float> plain(axmul::fp<Core> const& mul, std::vector<T> const& a, std::vector<T> const& b, int m, int n,
                         int k, int stride_a, int stride_b) {
  std::vector<float> c(static_cast<std::size_t>(m * n));
  auto const decoded = [&](T x) {
    if constexpr (sizeof(T) == 2) {
      return static_cast<float>(mul.decode(std::uint32_t{x}));
    } else {
      return x;
    }
  };
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j) {
      float sum = 0;
      for (int l = 0; l < k; ++l)
        sum += mul(decoded(a[static_cast<std::size_t>(i * stride_a + l)]),
                   decoded(b[static_cast<std::size_t>(l * stride_b + j)]));
      c[static_cast<std::size_t>(i * n + j)] = sum;
    }
  return c;
}

template <class Products, class T>
void run(Products const& products, std::vector<float> const& expected, std::vector<T> const& a, std::vector<T> const& b,
         int m, int n, int k, int stride_a, int stride_b, std::string const& what) {
  constexpr float untouched = 12345.0f;
  int const stride_c = n + 2;
  for (bool const backwards : {false, true}) {
    std::vector<float> c(static_cast<std::size_t>(m * stride_c), untouched);
    float_tiles<Products, T> const kernel{products,
                                          {a.data(), b.data(), c.data(), m, n, k, stride_a, stride_b, stride_c}};
    emulate(kernel, kernel.blocks(), kernel.shared_bytes(), backwards);
    bool equal = true;
    for (int i = 0; i < m; ++i)
      for (int j = 0; j < stride_c; ++j) {
        float const got = c[static_cast<std::size_t>(i * stride_c + j)];
        equal &= same(got, j < n ? expected[static_cast<std::size_t>(i * n + j)] : untouched);
      }
    expect(equal, what + (backwards ? ", backwards" : ""));
  }
}

// Every path that the multiplier has, on one pair of matrices.
template <class M, class T>
void paths(M const& multiplier, std::vector<T> const& a, std::vector<T> const& b, int m, int n, int k, int stride_a,
           int stride_b, std::string const& what) {
  axmul::fp const mul = value_of(multiplier);
  using core = decltype(mul.core);
  std::vector<float> const expected = plain(mul, a, b, m, n, k, stride_a, stride_b);
  run(model_products<M>{multiplier}, expected, a, b, m, n, k, stride_a, stride_b, what + " model");
  if constexpr (axmul::is_log_sum<std::remove_const_t<core>>)
    run(log_sum_products<M>(multiplier), expected, a, b, m, n, k, stride_a, stride_b, what + " log_sum");
  if constexpr (std::is_same_v<std::remove_const_t<core>, axmul::exact>)
    if (mul.fmt.m == 23)
      run(native_products<M>{multiplier}, expected, a, b, m, n, k, stride_a, stride_b, what + " native");
  significand_range range{};
  std::vector<std::int16_t> words;
  if (mul.fmt.m > 8 || !fill_significands(mul, range, [&](std::uint32_t, std::int16_t x) { words.push_back(x); }))
    return;
  run(table_products<M, std::int16_t>(multiplier, range, words.data()), expected, a, b, m, n, k, stride_a, stride_b,
      what + " table of words");
  if (!range.is_byte) return;
  std::vector<std::uint8_t> const bytes(words.begin(), words.end());
  run(table_products<M, std::uint8_t>(multiplier, range, bytes.data()), expected, a, b, m, n, k, stride_a, stride_b,
      what + " table of bytes");
}

template <class T, class M>
void shapes(M const& multiplier, std::string const& name) {
  axmul::fp const mul = value_of(multiplier);
  int const sizes[][3] = {{1, 1, 1}, {1, 1, 0}, {3, 5, 7}, {2, 130, 9}, {129, 3, 17}, {70, 70, 16}};
  generator next{static_cast<std::uint64_t>(name.size()) + sizeof(T)};
  for (contents const kind : {contents::usual, contents::zeros, contents::wild, contents::subnormal})
    for (auto const& size : sizes) {
      int const m = size[0], n = size[1], k = size[2];
      int const stride_a = k + 3, stride_b = n + 1;
      auto const make = [&](int count) {
        std::vector<T> x;
        for (int i = 0; i < count; ++i) {
          float const v = sample(kind, next);
          if constexpr (sizeof(T) == 2) {
            x.push_back(static_cast<T>(mul.template encode<std::uint32_t>(v)));
          } else {
            x.push_back(v);
          }
        }
        return x;
      };
      paths(multiplier, make(m * stride_a), make((k + 1) * stride_b), m, n, k, stride_a, stride_b,
            name + " " + std::to_string(m) + "x" + std::to_string(n) + "x" + std::to_string(k) + " contents " +
                std::to_string(static_cast<int>(kind)));
    }
}

// Conversions of float_bits.cuh against those of the model.
void conversions() {
  generator next{5};
  for (axmul::format const f : {axmul::fp32, axmul::tf32, axmul::bf16, axmul::fp16, axmul::e5m2, axmul::e4m3,
                                axmul::format{8, 8}, axmul::format{3, 4}, axmul::format{7, 23}})
    for (int options = 0; options < 4; ++options) {
      axmul::fp_options const o{axmul::rounding::rne,
                                options % 2 == 0 ? axmul::subnormals::gradual : axmul::subnormals::flush,
                                options / 2 == 0 ? axmul::overflows::ieee : axmul::overflows::saturate};
      axmul::fp<axmul::exact> const model(f, {}, o);
      bool rounded = true, widened = true, narrowed = true;
      for (int i = 0; i < 50000; ++i) {
        std::uint32_t bits = next();
        // Half of them near the ends of the format, some of them ties.
        exponent_range const normal = normal_exponents(f);
        if (i % 4 == 1) bits = (bits & 0x807fffffu) | (static_cast<std::uint32_t>(normal.most) << 23);
        if (i % 4 == 2) {
          int const exponent = normal.least - static_cast<int>(next() % 12u);
          bits = (bits & 0x807fffffu) | (static_cast<std::uint32_t>(exponent < 0 ? 0 : exponent) << 23);
        }
        if (i % 3 == 0) bits &= ~0u << (next() % 24u);
        float const x = bit_cast<float>(bits);
        std::uint32_t const pattern = model.encode<std::uint32_t>(static_cast<double>(x));
        float const decoded = static_cast<float>(model.decode(pattern));
        rounded &= same(bit_cast<float>(round_to(f, o, bits)), decoded);
        widened &= same(bit_cast<float>(widen(f, pattern)), decoded);
        narrowed &= narrow(f, bit_cast<std::uint32_t>(decoded)) == pattern || std::isnan(decoded);
      }
      std::string const name = "format " + std::to_string(f.e) + "," + std::to_string(f.m);
      expect(rounded, name + ": round_to");
      expect(widened, name + ": widen");
      expect(narrowed, name + ": narrow");
    }
}

constexpr axmul::fp mitchell32{axmul::fp32, axmul::mitchell{}};
constexpr axmul::fp mbm16{axmul::bf16, axmul::mbm{}};

// Products that published kernels got wrong: zero times large, overflow, and their like.
void regressions() {
  struct {
    float a, b, product;
  } const cases[] = {{0.0f, 1e30f, 0.0f},
                     {1e30f, 0.0f, 0.0f},
                     {-0.0f, 1e30f, 0.0f},
                     {1e30f, 1e30f, std::numeric_limits<float>::infinity()},
                     {-1e30f, 1e30f, -std::numeric_limits<float>::infinity()},
                     {1e-30f, 1e-30f, 0.0f},
                     {0x1p-100f, 0x1p-40f, 0x1p-140f},
                     {0x1p-140f, 0x1p20f, 0x1p-120f},
                     {1.5f, 1.5f, 2.0f},
                     {0.0f, std::numeric_limits<float>::infinity(), std::nanf("")}};
  for (auto const& x : cases) {
    std::vector<float> const a{x.a}, b{x.b}, expected{x.product};
    run(log_sum_products<axmul::fixed<mitchell32>>({}), expected, a, b, 1, 1, 1, 1, 1, "regression, log_sum");
    run(model_products<axmul::fixed<mitchell32>>{}, expected, a, b, 1, 1, 1, 1, 1, "regression, model");
  }
}

// Single products at the ends of the range where the fast loop may be used.
template <class M>
void edges(M const& multiplier, std::string const& name) {
  axmul::format const f = value_of(multiplier).fmt;
  exponent_range const normal = normal_exponents(f);
  std::vector<float> values;
  for (int middle : {(normal.least + 127) / 2, (normal.most + 127) / 2})
    for (int exponent = middle - 2; exponent <= middle + 2; ++exponent)
      for (std::uint32_t const fraction : {0u, axmul::low_mask<std::uint32_t>(f.m) << (23 - f.m)})
        values.push_back(bit_cast<float>((static_cast<std::uint32_t>(exponent) << 23) | fraction));
  for (float const x : values)
    for (float const y : values)
      paths(multiplier, std::vector<float>{x}, std::vector<float>{-y}, 1, 1, 1, 1, 1, name + " at the ends");
}

// A core whose products of significands are sometimes 0, sometimes far too small.
struct lossy {
  int n = 8;
  int nb = 0;
  int dropped = 9;
  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return axmul::clear_low(U{a * b} >> 3, dropped);
  }
};
AXMUL_FN void set_width(lossy& m, int n) {
  m.n = n;
}

// A core whose products are a quarter of what they should be, never 0: exponents fall.
struct shrinking {
  int n = 8;
  int nb = 0;
  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return U{a * b} >> 2;
  }
};
AXMUL_FN void set_width(shrinking& m, int n) {
  m.n = n;
}

}  // namespace

int main() {
  conversions();
  regressions();
  edges(axmul::fixed<mitchell32>{}, "mitchell@fp32");
  edges(axmul::fixed<mbm16>{}, "mbm@bf16");
  edges(axmul::fp{axmul::fp16, axmul::mitchell{}}, "mitchell@fp16");
  edges(axmul::fp{axmul::e4m3, axmul::mitchell{}}, "mitchell@e4m3");
  edges(axmul::fp{axmul::bf16, shrinking{}}, "shrinking@bf16");
  shapes<float>(axmul::fixed<mitchell32>{}, "mitchell@fp32");
  shapes<float>(axmul::fp{axmul::fp32, axmul::mitchell{}}, "mitchell@fp32 at run time");
  shapes<std::uint16_t>(axmul::fixed<mbm16>{}, "mbm@bf16");
  shapes<float>(axmul::fp{axmul::bf16, axmul::mbm{}}, "mbm@bf16 of floats");
  shapes<std::uint16_t>(axmul::fp{axmul::fp16, axmul::mitchell{}}, "mitchell@fp16");
  shapes<float>(axmul::fp{axmul::fp32, axmul::exact{}}, "exact@fp32");
  shapes<std::uint16_t>(axmul::fp{axmul::bf16, axmul::exact{}}, "exact@bf16");
  shapes<float>(axmul::fp{axmul::e4m3, axmul::mitchell{}}, "mitchell@e4m3");
  shapes<std::uint16_t>(axmul::fp{axmul::bf16, lossy{}}, "lossy@bf16");
  shapes<float>(axmul::fp{axmul::format{8, 8}, lossy{}}, "lossy of 8 fraction bits");
  axmul::fp_options const other{axmul::rounding::rtz, axmul::subnormals::flush, axmul::overflows::saturate};
  shapes<std::uint16_t>(axmul::fp{axmul::bf16, axmul::mitchell{}, other}, "mitchell@bf16, rtz, flush, saturate");
  shapes<float>(axmul::fp{axmul::fp32, axmul::mitchell{}, other}, "mitchell@fp32, rtz, flush, saturate");
  if (failures != 0) {
    std::printf("%d of %d checks failed\n", failures, checks);
    return 1;
  }
  std::printf("%d checks hold\n", checks);
  return 0;
}
