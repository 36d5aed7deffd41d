// A network evaluated bit-sliced: 2048 operand pairs at a time, a bit of each in a word.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/design.hpp"
#include "src/import/gates.hpp"
#include "src/import/network.hpp"

namespace axmul::tools {

// A network made ready to run. Threads may share one.
class bitslice {
 public:
  explicit bitslice(network const& circuit);

  // Product patterns of operand patterns.
  void products(std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) const;

 private:
  network circuit_;
  std::vector<gate_call> gates_;
};

// All operand pairs of a network, pair i = (i >> nb, i mod 2^nb), in blocks of 2048 neighbours. From one block to the
// next one bit changes most often that few gates depend on, so that few are evaluated again. Threads may share one.
class enumeration {
 public:
  // 11 <= n + nb <= 32.
  explicit enumeration(network const& circuit);

  // The same blocks in the same order, operands exchanged: pair i = (i mod 2^n, i >> n) of a square network.
  enumeration exchanged() const;

  // Blocks come in 2^chunk_bits() chunks.
  int chunk_bits() const { return chunk_bits_; }
  std::uint64_t blocks_in_chunk() const {
    return std::uint64_t{1} << (order_.size() - static_cast<std::size_t>(chunk_bits_));
  }

 private:
  friend class enumerator;
  void sort_gates();

  network circuit_;
  network ports_;  // planes of the ports
  int chunk_bits_;
  std::vector<int> order_;          // bits of i above those of a block, the one that changes most often first
  std::vector<gate_call> gates_;    // those that depend on order_[k], or on one before it, are the last ones,
  std::vector<std::size_t> first_;  // from first_[k] on
  std::size_t planes_ = 0;
};

// One thread's walk over an enumeration.
class enumerator {
 public:
  explicit enumerator(enumeration const& all);

  // Goes to the first block of a chunk; to the next one, false after the last.
  void start(std::uint64_t chunk);
  bool next();

  std::uint64_t first_pair() const { return pair_; }

  // Makes the products of this block; blocks may be left out.
  void evaluate();
  // Product j is that of pair first_pair() + j, in 32 bits, sign-extended if asked for.
  void products(std::uint32_t* p, bool is_signed) const;
  // Whether the products are those of the same block of another walk.
  bool same_products(enumerator const& other) const;

 private:
  void set_bit(std::size_t k, bool value);

  enumeration const& all_;
  std::vector<bit_plane> planes_;
  std::uint64_t pair_ = 0, block_ = 0;
  std::size_t stale_ = 0;  // gates before this one are as they should be
};

}  // namespace axmul::tools
