#include "characterize/errors/rows.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <optional>

#include "characterize/errors/row_kernel.hpp"
#include "src/import/bitslice.hpp"
#include "src/import/imported.hpp"

namespace axmul::tools {
namespace {

constexpr std::size_t longest_row = 2048;
constexpr std::size_t granule = 16;  // rows of the kernel are multiples of it

// Integer sums of one chunk, small enough for native words: at most 2^26 pairs.
struct chunk_sums {
  std::int64_t sum = 0;
  std::uint64_t abs_sum = 0, pairs = 0, errors = 0, within[3] = {0, 0, 0};
  u128 square = 0;
  i128 relative = 0, relative_abs = 0;
  double worst = 0;
  std::uint64_t worst_pair = ~std::uint64_t{0};
  double relative_max = -std::numeric_limits<double>::infinity();
  double relative_min = std::numeric_limits<double>::infinity();
};

// Whether products are of pairs (a, b + i), of pairs (b + i, a), or of both.
enum class sides { straight, mirrored, both };

class row_adder {
 public:
  explicit row_adder(design const& d) : d_(d) {
    // All of 1 / b, unless rows are so long that the table would not stay in the cache.
    if (d.nb <= 16) {
      inverses_.resize(std::size_t{1} << d.nb);
      fill(0, inverses_.size(), inverses_.data());
    }
  }

  // The patterns b, ..., b + count - 1 that have one sign stay together: how far a row may go from a multiple of it.
  std::size_t row_length() const { return std::min(longest_row, std::size_t{1} << (d_.is_signed ? d_.nb - 1 : d_.nb)); }

  // Products p[i] of pattern a with patterns b + i, a row of one sign.
  void add(std::uint64_t a, std::uint64_t b, std::uint32_t const* p, std::size_t count, sides of, chunk_sums& s,
           error_sums& others) const {
    std::size_t const skipped = a == 0 ? count : b == 0 ? granule : 0;
    if (skipped != 0) add_any(a, b, p, skipped, of, others);
    if (skipped == count) return;
    b += skipped;
    p += skipped;
    count -= skipped;
    double buffer[longest_row];
    double const* inverse_b = buffer;
    if (inverses_.empty())
      fill(b, count, buffer);
    else
      inverse_b = inverses_.data() + b;
    double const x = value(a, d_.n);
    product_row const row{x, value(b, d_.nb), 1 / x, inverse_b, p, count};
    row_sums const r = add_row(row, d_.is_signed);
    if (r.relative_max >= 2048 || r.relative_min <= -2048) return add_any(a, b, p, count, of, others);
    std::uint64_t const times = of == sides::both ? 2 : 1;
    std::int64_t const signed_times = static_cast<std::int64_t>(times);
    s.pairs += times * count;
    s.sum += signed_times * static_cast<std::int64_t>(r.sum);
    s.abs_sum += times * static_cast<std::uint64_t>(r.abs_sum);
    // square is near enough to tell the multiple of 2^64 that square_low lacks
    double const multiple = std::nearbyint((r.square - static_cast<double>(r.square_low)) * 0x1p-64);
    s.square += times * ((static_cast<u128>(multiple) << 64) + r.square_low);
    s.relative += i128{signed_times} * r.relative;
    s.relative_abs += i128{signed_times} * r.relative_abs;
    s.errors += times * r.errors;
    for (int i = 0; i < 3; ++i) s.within[i] += times * r.within[i];
    s.relative_max = std::max(s.relative_max, r.relative_max);
    s.relative_min = std::min(s.relative_min, r.relative_min);
    // of both, the mirrored pair is the first: b + i < a
    auto const pair = [&](std::size_t i) {
      return of == sides::straight ? (a << d_.nb) + b + i : ((b + i) << d_.nb) + a;
    };
    if (r.worst > s.worst || (r.worst == s.worst && r.worst != 0 && pair(0) < s.worst_pair)) {
      std::uint64_t const place = pair(find_error(row, d_.is_signed, r.worst));
      s.worst_pair = r.worst > s.worst ? place : std::min(place, s.worst_pair);
      s.worst = r.worst;
    }
  }

  void merge(chunk_sums const& s, error_sums& all) const {
    error_sums part;
    part.pairs = part.nonzero = s.pairs;
    part.errors = s.errors;
    std::copy(s.within, s.within + 3, part.within);
    part.positive = (s.abs_sum + static_cast<std::uint64_t>(s.sum)) / 2;
    part.negative = (s.abs_sum - static_cast<std::uint64_t>(s.sum)) / 2;
    part.square = wide_sum(s.square);
    part.relative = s.relative;
    part.relative_abs = s.relative_abs;
    part.worst = static_cast<u128>(s.worst);
    part.worst_a = s.worst_pair >> d_.nb;
    part.worst_b = s.worst_pair & low_mask<std::uint64_t>(d_.nb);
    part.relative_max = s.relative_max + 0.0;  // no -0
    part.relative_min = s.relative_min + 0.0;
    all.merge(part);
  }

 private:
  double value(std::uint64_t pattern, int width) const {
    return d_.is_signed ? static_cast<double>(static_cast<std::int64_t>(sign_extend(pattern, width)))
                        : static_cast<double>(pattern);
  }

  void fill(std::uint64_t b, std::size_t count, double* inverse) const {
    for (std::size_t i = 0; i < count; ++i) inverse[i] = b + i == 0 ? 0 : 1 / value(b + i, d_.nb);
  }

  void add_any(std::uint64_t a, std::uint64_t b, std::uint32_t const* p, std::size_t count, sides of,
               error_sums& sums) const {
    std::uint32_t x[longest_row], y[longest_row];
    for (std::size_t i = 0; i < count; ++i) {
      x[i] = static_cast<std::uint32_t>(d_.is_signed ? sign_extend(a, d_.n) : a);
      y[i] = static_cast<std::uint32_t>(d_.is_signed ? sign_extend(b + i, d_.nb) : b + i);
    }
    if (of != sides::mirrored) accumulate(d_, x, y, p, count, sums);
    if (of != sides::straight) accumulate(d_, y, x, p, count, sums);
  }

  design const& d_;
  std::vector<double> inverses_;
};

// Chunks of families: so many rows, one below the other. Of square ones those below the diagonal stand for their mirror
// images as well, which mostly have the same products.
class family_rows {
 public:
  explicit family_rows(design const& d) : d_(d), adder_(d) {
    length_ = adder_.row_length();
    std::uint64_t const rows = std::uint64_t{1} << d.n;
    height_ =
        std::min<std::uint64_t>(length_, std::clamp<std::uint64_t>(rows / 64, std::min<std::uint64_t>(rows, 4), 1024));
    for (std::uint64_t a = 0; a >> d.n == 0; a += height_)
      for (std::uint64_t b = 0; b >> d.nb == 0 && (d.n != d.nb || b < a + height_); b += length_)
        chunks_.emplace_back(a, b);
  }
  std::uint64_t chunks() const { return chunks_.size(); }

  error_sums run(std::uint64_t chunk, std::atomic<bool>& symmetric) const {
    chunk_sums s;
    error_sums sums;
    std::uint32_t p[longest_row], q[longest_row];
    auto const [first, b] = chunks_[static_cast<std::size_t>(chunk)];
    bool const is_below = d_.n == d_.nb && b + length_ <= first;
    std::uint32_t const y = word(b, d_.nb);
    for (std::uint64_t a = first; a < first + height_; ++a) {
      std::uint32_t const x = word(a, d_.n);
      d_.row(x, y, p, length_);
      bool same = true;
      if (is_below || symmetric.load(std::memory_order_relaxed)) {
        d_.column(x, y, q, length_);
        same = std::memcmp(p, q, length_ * sizeof(*p)) == 0;
        if (!same) symmetric = false;
      }
      adder_.add(a, b, p, length_, is_below && same ? sides::both : sides::straight, s, sums);
      if (is_below && !same) adder_.add(a, b, q, length_, sides::mirrored, s, sums);
    }
    adder_.merge(s, sums);
    return sums;
  }

 private:
  std::uint32_t word(std::uint64_t pattern, int width) const {
    return static_cast<std::uint32_t>(d_.is_signed ? sign_extend(pattern, width) : pattern);
  }

  design const& d_;
  row_adder adder_;
  std::size_t length_;
  std::uint64_t height_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> chunks_;  // first a, first b
};

// Chunks of circuits: those of their enumeration. Where blocks of a square one are rows, those below the diagonal stand
// for their mirror images as well.
class circuit_rows {
 public:
  explicit circuit_rows(design const& d) : d_(d), adder_(d), all_(*d.import->circuit()) {
    if (d.n == d.nb) exchanged_ = all_.exchanged();
    mirrors_ = d.n == d.nb && adder_.row_length() >= bit_plane::lanes;
  }
  std::uint64_t chunks() const { return std::uint64_t{1} << all_.chunk_bits(); }

  error_sums run(std::uint64_t chunk, std::atomic<bool>& symmetric) const {
    chunk_sums s;
    error_sums sums;
    enumerator walk(all_);
    std::optional<enumerator> other;
    if (mirrors_ || symmetric.load()) other.emplace(*exchanged_).start(chunk);
    walk.start(chunk);
    do {
      std::uint64_t const a = walk.first_pair() >> d_.nb, b = walk.first_pair() & low_mask<std::uint64_t>(d_.nb);
      std::uint64_t const column_of_a = a / bit_plane::lanes * bit_plane::lanes;
      bool const is_below = mirrors_ && b < column_of_a;
      if (!mirrors_ || b <= column_of_a) {
        walk.evaluate();
        bool same = true;
        if (is_below || (other && symmetric.load(std::memory_order_relaxed))) {
          other->evaluate();
          same = walk.same_products(*other);
          if (!same) symmetric = false;
        }
        add(walk, is_below && same ? sides::both : sides::straight, walk.first_pair(), s, sums);
        if (is_below && !same) add(*other, sides::mirrored, walk.first_pair(), s, sums);
      }
      if (other) other->next();
    } while (walk.next());
    adder_.merge(s, sums);
    return sums;
  }

 private:
  void add(enumerator const& walk, sides of, std::uint64_t first, chunk_sums& s, error_sums& sums) const {
    std::size_t const length = std::min(adder_.row_length(), bit_plane::lanes);
    std::uint32_t p[bit_plane::lanes];
    walk.products(p, d_.is_signed);
    for (std::uint64_t pair = first; pair < first + bit_plane::lanes; pair += length)
      adder_.add(pair >> d_.nb, pair & low_mask<std::uint64_t>(d_.nb), p + (pair - first), length, of, s, sums);
  }

  design const& d_;
  row_adder adder_;
  enumeration all_;
  std::optional<enumeration> exchanged_;
  bool mirrors_;
};

template <class Rows>
error_sums run(design const& d, shard const& shard_of_rows) {
  Rows const rows(d);
  std::atomic<bool> symmetric{d.n == d.nb};
  error_sums all;
  over_chunks(
      d.spec, rows.chunks(), shard_of_rows, [&](std::uint64_t c) { return rows.run(c, symmetric); },
      [&](error_sums const& part) { all.merge(part); });
  all.symmetric = symmetric;
  return all;
}

}  // namespace

bool has_fast_rows(design const& d) {
  bool const has_circuit = d.import && d.import->circuit() != nullptr;
  return !d.is_float() && d.word_bits == 32 && (d.has_rows() || has_circuit) && d.n + d.nb >= bit_plane::lane_bits &&
         d.nb > (d.is_signed ? 5 : 4);
}

error_sums row_sums_of(design const& d, shard const& part) {
  return d.has_rows() ? run<family_rows>(d, part) : run<circuit_rows>(d, part);
}

}  // namespace axmul::tools
