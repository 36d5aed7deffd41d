// Work split into chunks whose sums are merged in any order, on all threads; a shard does some of the chunks.
#pragma once
#include <cstdint>
#include <string>

#include "src/support/progress.hpp"

namespace axmul::tools {

// Part index of count parts, 1 <= index <= count.
struct shard {
  std::uint64_t index = 1, count = 1;

  bool is_whole() const { return count == 1; }
  // Its part of [0, total) begins here, and ends where the next one's begins.
  std::uint64_t begin(std::uint64_t total) const {
    return total / count * (index - 1) + total % count * (index - 1) / count;
  }
  std::uint64_t end(std::uint64_t total) const { return index == count ? total : shard{index + 1, count}.begin(total); }
};

// merge(what body(chunk) returns) for each of the shard's chunks, one at a time.
template <class Body, class Merge>
void over_chunks(std::string const& label, std::uint64_t chunks, shard const& s, Body const& body, Merge const& merge) {
  std::int64_t const first = static_cast<std::int64_t>(s.begin(chunks)),
                     last = static_cast<std::int64_t>(s.end(chunks));
  progress bar(label, static_cast<std::uint64_t>(last - first));
#pragma omp parallel for schedule(dynamic) if (last - first > 1)
  for (std::int64_t c = first; c < last; ++c) {
    auto const part = body(static_cast<std::uint64_t>(c));
#pragma omp critical(axmul_over_chunks)
    merge(part);
    bar.advance();
  }
}

// Chunks of a sequence of `size` pairs.
struct pair_chunks {
  explicit pair_chunks(std::uint64_t pairs) : size(pairs) {}

  std::uint64_t size;
  std::uint64_t length = size / 256 < 1 << 12 ? 1 << 12 : size / 256 > 1 << 22 ? 1 << 22 : size / 256;

  std::uint64_t count() const { return (size + length - 1) / length; }
  std::uint64_t begin(std::uint64_t chunk) const { return chunk * length; }
  std::uint64_t end(std::uint64_t chunk) const { return chunk + 1 == count() ? size : (chunk + 1) * length; }
};

}  // namespace axmul::tools
