#include "characterize/errors/sampled.hpp"

#include <algorithm>
#include <utility>

#include "characterize/errors/words.hpp"

namespace axmul::tools {
namespace {

constexpr std::size_t block = 512;

// The 2^bits operands of a leading one as words, in the order of their patterns.
template <class U>
class operand_class {
 public:
  operand_class(int leading, bool is_signed, int width) {
    U const top = leading == 0 ? U{0} : U{1} << (leading - 1);
    if (leading == 0) {
      split_ = 1;
    } else if (is_signed && leading == width) {
      above_ = U{0} - top;  // -2^(width - 1) alone
    } else {
      split_ = low_ = top;
      above_ = U{1} - 3 * top;
    }
  }
  U operator[](std::uint64_t i) const {
    U const index = static_cast<U>(i);
    return index + (index < split_ ? low_ : above_);
  }

 private:
  U split_ = 0, low_ = 0, above_ = 0;
};

int class_bits(int leading, bool is_signed, int width) {
  if (leading == 0 || (is_signed && leading == width)) return 0;
  return is_signed ? leading : leading - 1;
}

// Pairs first, first + 1, ... of a stratum.
template <class U>
void add_pairs(design const& d, stratum const& at, std::uint64_t seed, std::uint64_t first, std::uint64_t pairs,
               stratum_sums& sums) {
  operand_class<U> const as(at.a, d.is_signed, d.n), bs(at.b, d.is_signed, d.nb);
  std::uint64_t const mask_a = low_mask<std::uint64_t>(at.bits_a), mask_b = low_mask<std::uint64_t>(at.bits_b);
  bool const whole = at.bits_a + at.bits_b < 64 && at.samples >> (at.bits_a + at.bits_b) != 0;
  U a[block] = {}, b[block] = {}, p[block], q[block];
  for (std::uint64_t const end = first + pairs; first < end; first += block) {
    std::size_t const count = static_cast<std::size_t>(std::min<std::uint64_t>(block, end - first));
    for (std::size_t i = 0; i < count; ++i) {
      std::uint64_t const index = first + i;
      a[i] = as[whole ? index >> at.bits_b : random_bits(seed, 2 * index) & mask_a];
      b[i] = bs[whole ? index & mask_b : random_bits(seed, 2 * index + 1) & mask_b];
    }
    d.products(a, b, p, count);
    accumulate(d, a, b, p, count, sums.errors);
    accumulate_moments(d, a, b, p, count, sums.moments);
    if (at.a < at.b || !sums.errors.symmetric) continue;  // f(a, b) = f(b, a) is checked on one side of the diagonal
    d.products(b, a, q, count);
    sums.errors.symmetric = std::equal(p, p + count, q);
  }
}

}  // namespace

std::vector<stratum> strata(design const& d, std::uint64_t samples) {
  std::vector<stratum> all;
  for (int a = 0; a <= d.n; ++a)
    for (int b = 0; b <= d.nb; ++b)
      all.push_back({a, b, class_bits(a, d.is_signed, d.n), class_bits(b, d.is_signed, d.nb), 0});
  std::vector<stratum*> rest;
  for (stratum& s : all) rest.push_back(&s);
  std::stable_sort(rest.begin(), rest.end(),
                   [](stratum const* x, stratum const* y) { return x->bits_a + x->bits_b < y->bits_a + y->bits_b; });
  wide_sum pairs = wide_sum{1} << (d.n + d.nb), left = samples;
  auto next = rest.begin();
  for (; next != rest.end(); ++next) {
    wide_sum const own = wide_sum{1} << ((*next)->bits_a + (*next)->bits_b), count = rest.end() - next;
    if (4 * own * pairs * count > left * (3 * own * count + pairs)) break;
    (*next)->samples = static_cast<std::uint64_t>(own);
    pairs -= own;
    left -= own;
  }
  wide_sum const count = rest.end() - next;
  wide_sum before = 0, given = 0;
  for (int k = 1; next != rest.end(); ++next, ++k) {
    wide_sum const own = wide_sum{1} << ((*next)->bits_a + (*next)->bits_b);
    before += own;
    wide_sum const until = left * (3 * before * count + k * pairs) / (4 * pairs * count);
    wide_sum const part = until - given;
    given = until;
    (*next)->samples = static_cast<std::uint64_t>(std::min<wide_sum>(own, std::max<wide_sum>(2, part)));
  }
  return all;
}

stratified_sums sampled_sums(design const& d, characterize_options const& options) {
  std::vector<stratum> const plan = strata(d, options.samples);
  stratified_sums sums(plan.size());
  std::vector<std::uint64_t> ends;  // of the strata in the sequence of all samples
  std::uint64_t total = 0;
  for (std::size_t h = 0; h < plan.size(); ++h) {
    sums[h].pairs = u128{1} << (plan[h].bits_a + plan[h].bits_b);
    ends.push_back(total += plan[h].samples);
  }
  pair_chunks const chunks(total);
  auto const body = [&](std::uint64_t c) {
    std::vector<std::pair<std::size_t, stratum_sums>> parts;
    std::uint64_t const end = chunks.end(c);
    std::size_t h =
        static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), chunks.begin(c)) - ends.begin());
    for (std::uint64_t at = chunks.begin(c); at < end; at = ends[h++]) {
      stratum_sums& part = parts.emplace_back(h, stratum_sums{}).second;
      if (options.per_bit) part.errors.bit_errors.resize(static_cast<std::size_t>(d.wp));
      part.errors.symmetric = d.n == d.nb;
      with_word(d, [&](auto word) {
        add_pairs<decltype(word)>(d, plan[h], random_bits(options.seed, h), at - (ends[h] - plan[h].samples),
                                  std::min(ends[h], end) - at, part);
      });
    }
    return parts;
  };
  over_chunks(d.spec, chunks.count(), options.part, body, [&](auto const& parts) {
    for (auto const& [h, part] : parts) sums[h].merge(part);
  });
  return sums;
}

nlohmann::ordered_json sampled_record(design const& d, stratified_sums const& sums) {
  totals const estimate = estimated(sums);
  nlohmann::ordered_json r = integer_record(d, "sampled", estimate, check_identities(d));
  r["ci95"] = integer_intervals(d, sums, estimate, r);
  return r;
}

}  // namespace axmul::tools
