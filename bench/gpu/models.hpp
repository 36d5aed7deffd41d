// One multiplier on the device and on the host behind one interface; models.cu makes them, tables.cu compares and times
// them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "axmul/bits.hpp"
#include "axmul/spec_tree.hpp"

namespace axmul::gpu {

// The operands of pair i, the same on both sides. Table: the patterns of index i = (a << nb) | b. Otherwise
// pseudo-random; every other pair is shifted right by a pseudo-random count, so that all magnitudes occur.
struct operands {
  int n, nb;
  bool is_signed;
  bool table;

  template <class U>
  AXMUL_FN void pair(std::uint64_t i, U& a, U& b) const {
    if (table) {
      a = extend(static_cast<U>(i >> nb), n);
      b = extend(static_cast<U>(i & low_mask<std::uint64_t>(nb)), nb);
    } else {
      a = random<U>(2 * i, n);
      b = random<U>(2 * i + 1, nb);
    }
  }

  // Pair i for timing: 32 bits hashed in few operations, each operand from one end; n, nb <= 32.
  AXMUL_FN void quick_pair(std::uint32_t i, std::uint32_t& a, std::uint32_t& b) const {
    std::uint32_t x = i * 0x9e3779b9u;
    x ^= x >> 15;
    x *= 0x85ebca6bu;
    a = extend(x >> (32 - n), n);
    b = extend(x & low_mask<std::uint32_t>(nb), nb);
  }

 private:
  template <class U>
  AXMUL_FN U extend(U x, int bits) const {
    U const top = U{1} << (bits - 1);
    return is_signed ? (x ^ top) - top : x;
  }
  template <class U>
  AXMUL_FN U random(std::uint64_t i, int bits) const {
    std::uint64_t x = (i + 1) * 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    x ^= x >> 31;
    std::uint64_t const pattern = x & low_mask<std::uint64_t>(bits);
    int const shift = (i & 2) != 0 ? static_cast<int>((x >> 32) % static_cast<unsigned>(bits)) : 0;
    return extend(static_cast<U>(bits < 64 ? pattern >> shift : x >> shift), bits);
  }
};

class model {
 public:
  virtual ~model() = default;

  std::string spec;  // canonical
  operands source{};
  int word_bits = 0;  // what patterns and the core's product need

  // Products of the pairs first .. first + count - 1, as patterns; the device writes to its own memory.
  virtual void on_device(std::uint64_t first, std::uint64_t count, std::uint64_t* out) const = 0;
  virtual void on_host(std::uint64_t first, std::uint64_t count, std::uint64_t* out) const = 0;

  // Sum modulo 2^32 of the products of quick pairs 0 .. count - 1; the device adds it to *out.
  virtual void sum_on_device(std::uint32_t count, std::uint32_t* out) const = 0;
  virtual std::uint32_t sum_on_host(std::uint32_t count) const = 0;
};

// Widest product and pattern that the kernels take: what 8-bit and 16-bit operands and formats need.
using word = std::uint32_t;

// The model when the family of the spec belongs to this shard, else null. Throws bad_spec.
template <int Shard>
std::unique_ptr<model> make_shard(detail::tree const& t);

}  // namespace axmul::gpu
