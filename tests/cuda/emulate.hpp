// Kernels of include/axmul/cuda on the host: every phase for all threads of a block, one after the other.
#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

#include "axmul/cuda/device.cuh"

// Runs all blocks. backwards: threads and blocks in falling order, so that a thread that reads in a phase what another
// writes in the same one gives another result. Shared memory starts filled with a pattern.
template <class Kernel>
void emulate(Kernel const& kernel, dim3 blocks, std::size_t shared_bytes, bool backwards = false) {
  std::vector<int4> memory((shared_bytes + 15) / 16);
  long const count = static_cast<long>(blocks.x) * blocks.y * blocks.z;
  for (long i = 0; i < count; ++i) {
    unsigned const at = static_cast<unsigned>(backwards ? count - 1 - i : i);
    axmul::cuda::thread self{0, static_cast<int>(at % blocks.x), static_cast<int>(at / blocks.x % blocks.y),
                             static_cast<int>(at / blocks.x / blocks.y)};
    std::fill(memory.begin(), memory.end(), int4{0x5a5a5a5a, 0x5a5a5a5a, 0x5a5a5a5a, 0x5a5a5a5a});
    std::vector<typename Kernel::state> states(Kernel::threads);
    int const phases = kernel.phases(self);
    for (int phase = 0; phase < phases; ++phase)
      for (int t = 0; t < Kernel::threads; ++t) {
        self.index = backwards ? Kernel::threads - 1 - t : t;
        kernel(phase, self, states[static_cast<std::size_t>(self.index)], reinterpret_cast<char*>(memory.data()));
      }
  }
}
