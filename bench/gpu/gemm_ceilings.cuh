// How many entries of a table of 65536 16-bit products a device can read a second: from global memory through the
// read-only cache, through the texture unit, from shared memory; at random, and with the lanes of a warp in one row.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "bench/gpu/baselines.cuh"
#include "bench/gpu/record.hpp"

namespace axmul::gpu {

constexpr int ceiling_entries = 65536, ceiling_reads = 4096;

struct shared_entries {
  std::uint16_t const* entries;
  static constexpr int shared_bytes = ceiling_entries * static_cast<int>(sizeof(std::uint16_t));
  __device__ void load(std::uint16_t* shared) const {
    for (int i = static_cast<int>(threadIdx.x); i < ceiling_entries; i += static_cast<int>(blockDim.x))
      shared[i] = entries[i];
  }
  __device__ static std::uint32_t read(std::uint16_t const* shared, std::uint32_t i) { return shared[i]; }
};
template <class Table>
struct outside_entries {
  Table table;
  static constexpr int shared_bytes = 0;
  __device__ static void load(std::uint16_t*) {}
  __device__ std::uint32_t read(std::uint16_t const*, std::uint32_t i) const { return table(i); }
};

// Two operations make an index: a step of a generator, and its top bits. In rows the warp shares the high byte.
template <class Entries>
__global__ void read_entries(Entries const from, bool in_rows, std::uint32_t* out) {
  extern __shared__ std::uint16_t shared_table[];
  from.load(shared_table);
  __syncthreads();
  constexpr int chains = 8;
  std::uint32_t const thread = blockIdx.x * blockDim.x + threadIdx.x;
  std::uint32_t state[chains], sum = 0;
  for (int c = 0; c < chains; ++c) state[c] = (thread * chains + static_cast<std::uint32_t>(c)) * 2654435761u;
  std::uint32_t const kept = in_rows ? 0x00ffu : 0xffffu;
  std::uint32_t row = in_rows ? thread / 32 * 40503u : 0;
  for (int i = 0; i < ceiling_reads / chains; ++i) {
    row = in_rows ? (row * 5 + 256) & 0xff00u : 0;
    for (int c = 0; c < chains; ++c) {
      state[c] = state[c] * 1664525u + 1013904223u;
      sum += from.read(shared_table, ((state[c] >> 16) & kept) | row);
    }
  }
  out[thread] = sum;
}

struct ceiling {
  std::string name;
  std::vector<double> rates;  // reads a second
};

template <class Entries>
ceiling measure_ceiling(std::string const& name, Entries const& from, bool in_rows, cudaDeviceProp const& device,
                        int rounds) {
  constexpr unsigned threads = 512;
  unsigned const blocks = static_cast<unsigned>(device.multiProcessorCount) * (Entries::shared_bytes > 0 ? 1 : 4) * 4;
  device_array<std::uint32_t> const out(std::size_t{blocks} * threads);
  if (Entries::shared_bytes > 0)
    check(
        cudaFuncSetAttribute(read_entries<Entries>, cudaFuncAttributeMaxDynamicSharedMemorySize, Entries::shared_bytes),
        "cudaFuncSetAttribute");
  ceiling made{name + (in_rows ? ", warp in one row" : ", random"), {}};
  device_clock clock;
  for (int round = -1; round < rounds; ++round) {
    clock.start();
    read_entries<<<blocks, threads, Entries::shared_bytes>>>(from, in_rows, out.get());
    check(cudaGetLastError(), name);
    double const seconds = clock.seconds();
    if (round >= 0) made.rates.push_back(static_cast<double>(blocks) * threads * ceiling_reads / seconds);
  }
  return made;
}

inline std::vector<ceiling> measure_ceilings(std::uint16_t const* entries, cudaTextureObject_t texture,
                                             cudaDeviceProp const& device, int rounds) {
  std::vector<ceiling> all;
  for (bool const in_rows : {false, true}) {
    all.push_back(measure_ceiling("global memory", outside_entries<cached_table<std::uint16_t>>{{entries}}, in_rows,
                                  device, rounds));
    all.push_back(measure_ceiling("texture", outside_entries<texture_table<std::uint16_t>>{{texture, nullptr}}, in_rows,
                                  device, rounds));
    if (device.sharedMemPerBlockOptin >= static_cast<std::size_t>(shared_entries::shared_bytes))
      all.push_back(measure_ceiling("shared memory", shared_entries{entries}, in_rows, device, rounds));
  }
  return all;
}

}  // namespace axmul::gpu
