// Gaussian noise in the place of an approximate multiplier's errors, for resilience studies.
//
// The numbers are Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011) and
// Box and Muller's transform. Element e of the output has the normal number e % 4 of counter (e / 4, draw) under
// `seed`, whatever the launch.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "axmul/cuda/device.cuh"

namespace axmul::cuda {

struct random_words {
  std::uint32_t word[4];
};

// Ten rounds on a counter of four words under a key of two.
__host__ __device__ inline random_words philox(random_words counter, std::uint32_t key0, std::uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    std::uint64_t const low = std::uint64_t{0xd2511f53} * counter.word[0];
    std::uint64_t const high = std::uint64_t{0xcd9e8d57} * counter.word[2];
    counter = {{static_cast<std::uint32_t>(high >> 32) ^ counter.word[1] ^ key0, static_cast<std::uint32_t>(high),
                static_cast<std::uint32_t>(low >> 32) ^ counter.word[3] ^ key1, static_cast<std::uint32_t>(low)}};
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
  return counter;
}

// Two independent standard normal numbers from two words; at most 6.7 in magnitude.
__host__ __device__ inline float2 normal_pair(std::uint32_t x, std::uint32_t y) {
  constexpr float unit = 1.0f / 4294967296.0f;
  // (0, 1]: the logarithm of 0 never occurs.
  float const uniform = (static_cast<float>(x) + 1.0f) * unit;
  float const radius = sqrtf(-2.0f * logf(uniform)), half_turns = 2.0f * (static_cast<float>(y) * unit);
  return {radius * cospif(half_turns), radius * sinpif(half_turns)};
}

// The errors of one product in units of the product: mean and standard deviation. A record of `characterize` has them
// as shares of the range of the products, na and nm.
struct product_noise {
  double mean, deviation;
};
constexpr product_noise noise_of(double nm, double na, double range) {
  return {na * range, nm * range};
}

__host__ __device__ inline std::int32_t with_noise(std::int32_t x, double noise) {
  double const sum = floor(x + noise + 0.5);
  return sum >= 2147483647.0 ? 2147483647 : sum <= -2147483648.0 ? -2147483647 - 1 : static_cast<std::int32_t>(sum);
}
__host__ __device__ inline float with_noise(float x, double noise) {
  return static_cast<float>(x + noise);
}

// Four neighbouring elements, counted row by row without gaps, to a thread. Grid: blocks of 256 threads.
template <class C>
struct noise_kernel {
  static constexpr int threads = 256, blocks_per_sm = 4;
  struct state {};

  C* c;
  std::int64_t rows, columns, stride;
  double mean, deviation;  // of a whole dot product
  std::uint64_t seed, draw;

  dim3 blocks() const { return dim3(static_cast<unsigned>(ceil_div<std::int64_t>(rows * columns, 4 * threads))); }
  __host__ __device__ int phases(thread) const { return 1; }
  __host__ __device__ void operator()(int, thread t, state&, char*) const {
    std::uint64_t const group = static_cast<std::uint64_t>(t.x) * threads + static_cast<std::uint64_t>(t.index);
    std::int64_t element = static_cast<std::int64_t>(4 * group);
    if (element >= rows * columns) return;
    auto const low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
    random_words const r =
        philox({{low(group), low(group >> 32), low(draw), low(draw >> 32)}}, low(seed), low(seed >> 32));
    float2 const first = normal_pair(r.word[0], r.word[1]), second = normal_pair(r.word[2], r.word[3]);
    float const normal[4] = {first.x, first.y, second.x, second.y};
    for (int i = 0; i < 4 && element < rows * columns; ++i, ++element) {
      C* const at = c + element / columns * stride + element % columns;
      *at = with_noise(*at, mean + deviation * static_cast<double>(normal[i]));
    }
  }
};

// Adds to each element of c, dot products of length k, what the errors of k independent products come to: mean k *
// mean, deviation sqrt(k) * deviation. Integers are rounded to nearest and kept within 32 bits. C: int32_t or float,
// device memory. The same seed and draw give the same noise; take another draw for each layer and batch.
template <class C>
status add_noise(matrix<C> c, std::int64_t k, product_noise const& noise, std::uint64_t seed, std::uint64_t draw,
                 cudaStream_t stream) {
  if (c.rows < 0 || c.columns < 0 || c.stride < c.columns || k < 0 || !(noise.deviation >= 0))
    return refuse("add_noise: k and deviation from 0, a stride from the number of columns are accepted");
  noise_kernel<C> const kernel{c.data,
                               c.rows,
                               c.columns,
                               c.stride,
                               static_cast<double>(k) * noise.mean,
                               std::sqrt(static_cast<double>(k)) * noise.deviation,
                               seed,
                               draw};
  return launch(kernel, kernel.blocks(), 0, stream);
}

}  // namespace axmul::cuda
