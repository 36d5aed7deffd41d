// One shape's operands on both sides, the output that its contenders share, and scalar oracles.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "axmul/cuda/device.cuh"
#include "axmul/fp/fp.hpp"
#include "axmul/int/exact.hpp"
#include "bench/gpu/gemm_contest.hpp"

namespace axmul::gpu {

inline void check(cuda::status const& s, std::string const& what) {
  if (!s.ok()) throw std::runtime_error(what + ": " + s.message());
}

// A vector that also stands on the device.
template <class T>
class mirrored {
 public:
  explicit mirrored(std::vector<T> host) : host_(std::move(host)) {
    check(device_.assign(host_.data(), host_.size()), "copy to the device");
  }
  std::vector<T> const& host() const { return host_; }
  T* device() const { return device_.get(); }

 private:
  std::vector<T> host_;
  cuda::buffer<T> device_;
};

// Pseudo-random, the same every time.
class generator {
 public:
  std::uint32_t operator()() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state_ >> 32);
  }
  template <class F>
  auto vector(long count, F&& make) {
    std::vector<decltype(make((*this)()))> all;
    all.reserve(static_cast<std::size_t>(count));
    for (long i = 0; i < count; ++i) all.push_back(make((*this)()));
    return all;
  }

 private:
  std::uint64_t state_ = 7;
};

inline std::uint8_t byte_of(std::uint32_t r) {
  return static_cast<std::uint8_t>(r >> 24);
}
// In (-1, 1), never 0.
inline float float_of(std::uint32_t r) {
  return (static_cast<float>(r >> 9) + 0.5f) * 0x1p-22f - 1.0f;
}
inline std::uint16_t bf16_of(std::uint32_t r) {
  return static_cast<std::uint16_t>(fp<exact>{axmul::bf16}.encode<std::uint32_t>(static_cast<double>(float_of(r))));
}
inline float value_of_bf16(std::uint16_t pattern) {
  return bit_cast<float>(std::uint32_t{pattern} << 16);
}

template <class To, class From, class F>
std::vector<To> each(std::vector<From> const& all, F&& convert) {
  std::vector<To> made;
  made.reserve(all.size());
  for (From const& x : all) made.push_back(convert(x));
  return made;
}

struct shape_data {
  static constexpr std::size_t samples = 64;

  explicit shape_data(shape const& given)
      : s(given),
        bytes_a(random.vector(s.m * s.k, byte_of)),
        bytes_b(random.vector(s.k * s.n, byte_of)),
        weights(each<float>(bytes_b.host(), [](std::uint8_t x) { return static_cast<float>(x); })),
        a(random.vector(s.m * s.k, float_of)),
        b(random.vector(s.k * s.n, float_of)),
        half_zeros(each<float>(a.host(), [](float x) { return x < 0 ? 0.0f : x; })),
        bf16_a(random.vector(s.m * s.k, bf16_of)),
        bf16_b(random.vector(s.k * s.n, bf16_of)),
        wide_a(each<float>(bf16_a.host(), value_of_bf16)),
        wide_b(each<float>(bf16_b.host(), value_of_bf16)) {
    check(output.allocate(outputs()), "cudaMalloc");
    sampled = {{0, 0}, {s.m - 1, s.n - 1}, {s.m - 1, 0}, {0, s.n - 1}};
    while (sampled.size() < samples) sampled.push_back({random() % s.m, random() % s.n});
  }

  std::size_t outputs() const { return static_cast<std::size_t>(s.m) * static_cast<std::size_t>(s.n); }
  std::vector<std::int32_t> read() const {
    std::vector<std::int32_t> c(outputs());
    check(cudaMemcpy(c.data(), output.get(), c.size() * sizeof c[0], cudaMemcpyDeviceToHost), "a product");
    return c;
  }
  void spoil() const { check(cudaMemset(output.get(), 0xa5, outputs() * sizeof(std::int32_t)), "cudaMemset"); }

  // "" when right(c, expected) holds for all sampled entries; expected is the sum of product(a, b) in order of k.
  template <class Sum, class A, class B, class F, class Right>
  std::string check_samples(std::vector<A> const& left, std::vector<B> const& columns, F&& product,
                            Right&& right) const {
    std::vector<std::int32_t> const c = read();
    for (auto const& [i, j] : sampled) {
      Sum sum{};
      for (long k = 0; k < s.k; ++k)
        sum += product(left[static_cast<std::size_t>(i * s.k + k)], columns[static_cast<std::size_t>(k * s.n + j)]);
      if (!right(c[static_cast<std::size_t>(i * s.n + j)], sum))
        return "entry (" + std::to_string(i) + ", " + std::to_string(j) + ") is wrong";
    }
    return "";
  }

  shape s;
  generator random;
  mirrored<std::uint8_t> bytes_a, bytes_b;
  mirrored<float> weights;  // of bytes_b: quantised they are it again
  mirrored<float> a, b, half_zeros;
  mirrored<std::uint16_t> bf16_a, bf16_b;
  mirrored<float> wide_a, wide_b;  // of bf16_a and bf16_b
  cuda::buffer<std::int32_t> output;
  std::vector<std::pair<long, long>> sampled;
};

}  // namespace axmul::gpu
