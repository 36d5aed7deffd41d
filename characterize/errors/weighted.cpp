#include "characterize/errors/weighted.hpp"

#include <atomic>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>

#include "characterize/errors/estimates.hpp"
#include "characterize/errors/fields.hpp"
#include "characterize/errors/pairs.hpp"
#include "characterize/errors/weighted_pairs.hpp"
#include "characterize/errors/words.hpp"

namespace axmul::tools {
namespace {

using boost::multiprecision::cpp_int;
using boost::multiprecision::uint256_t;

// Sums of weight times what error_sums counts. Weights sum up to less than 2^63.
struct weighted_sums {
  std::uint64_t pairs = 0, zero_errors = 0;  // counts of pairs
  std::uint64_t weight = 0, errors = 0, nonzero = 0;
  std::uint64_t within[3] = {0, 0, 0};
  wide_sum positive = 0, negative = 0, square = 0, exact_square = 0;
  wide_sum relative_positive = 0, relative_negative = 0;  // units of 2^-40
  u128 worst = 0;
  std::uint64_t worst_a = 0, worst_b = 0;
  double relative_max = -std::numeric_limits<double>::infinity();
  double relative_min = std::numeric_limits<double>::infinity();
  std::vector<std::uint64_t> bit_errors;

  void merge(weighted_sums const& later) {
    pairs += later.pairs;
    zero_errors += later.zero_errors;
    weight += later.weight;
    errors += later.errors;
    nonzero += later.nonzero;
    for (int i = 0; i < 3; ++i) within[i] += later.within[i];
    positive += later.positive;
    negative += later.negative;
    square += later.square;
    exact_square += later.exact_square;
    relative_positive += later.relative_positive;
    relative_negative += later.relative_negative;
    if (later.worst > worst) {
      worst = later.worst;
      worst_a = later.worst_a;
      worst_b = later.worst_b;
    }
    relative_max = std::max(relative_max, later.relative_max);
    relative_min = std::min(relative_min, later.relative_min);
    bit_errors.resize(std::max(bit_errors.size(), later.bit_errors.size()));
    for (std::size_t i = 0; i < later.bit_errors.size(); ++i) bit_errors[i] += later.bit_errors[i];
  }
};

// Types that hold sums of weight times a word, and times its square.
template <class U>
struct weighted_types;
template <>
struct weighted_types<std::uint32_t> {
  using sum = u128;
  using square = u128;
};
template <>
struct weighted_types<std::uint64_t> {
  using sum = u128;
  using square = uint256_t;
};
template <>
struct weighted_types<u128> {
  using sum = uint256_t;
  using square = wide_sum;
};

using pairs_block = weighted_pairs::block_of_pairs;

// A block of pairs in words, with its products.
template <class U>
struct words {
  U a[weighted_pairs::block], b[weighted_pairs::block], p[weighted_pairs::block];

  words(design const& d, pairs_block const& pairs) {
    for (std::size_t i = 0; i < pairs.count; ++i) {
      a[i] = static_cast<U>(pairs.a[i]);
      b[i] = static_cast<U>(pairs.b[i]);
      if (d.is_signed) {
        a[i] = sign_extend(a[i], d.n);
        b[i] = sign_extend(b[i], d.nb);
      }
    }
    d.products(a, b, p, pairs.count);
  }
};

template <class U>
void add(design const& d, words<U> const& w, pairs_block const& pairs, weighted_sums& s) {
  using types = weighted_types<U>;
  using square_of = typename types::square;
  U const flip = order<U>(d.is_signed);
  typename types::sum positive{0}, negative{0};
  square_of square{0}, exact_square{0};
  u128 relative_positive = 0, relative_negative = 0;
  for (std::size_t i = 0; i < pairs.count; ++i) {
    std::uint64_t const weight = pairs.weights[i];
    U const exact = w.a[i] * w.b[i];
    bool const below = (w.p[i] ^ flip) < (exact ^ flip);
    U const size = error_size(w.p[i], exact, flip);
    bool const exact_below = (exact & flip) != 0;
    U const exact_size = exact_below ? U{0} - exact : exact;
    (below ? negative : positive) += typename types::sum(size) * weight;
    square += square_of(size) * square_of(size) * weight;
    exact_square += square_of(exact_size) * square_of(exact_size) * weight;
    ++s.pairs;
    s.weight += weight;
    s.errors += size != 0 ? weight : 0;
    if (size > s.worst) {
      s.worst = size;
      s.worst_a = pairs.a[i];
      s.worst_b = pairs.b[i];
    }
    for (std::size_t bit = 0; bit < s.bit_errors.size(); ++bit)
      s.bit_errors[bit] += static_cast<std::uint64_t>(((w.p[i] ^ exact) >> bit) & U{1}) * weight;
    if (exact == 0) {
      s.zero_errors += size != 0;
      continue;
    }
    s.nonzero += weight;
    double const share = static_cast<double>(size) / static_cast<double>(exact_size);
    bool const down = below != exact_below;
    double const units = std::nearbyint(share * relative_unit);
    if (units < nearest_limit)
      (down ? relative_negative : relative_positive) += u128{weight} * static_cast<std::uint64_t>(units);
    else
      (down ? s.relative_negative : s.relative_positive) += wide_sum(most_units(units)) * weight;
    s.relative_max = std::max(s.relative_max, down ? -share : share);
    s.relative_min = std::min(s.relative_min, down ? -share : share);
    s.within[0] += share <= 0.01 ? weight : 0;
    s.within[1] += share <= 0.02 ? weight : 0;
    s.within[2] += share <= 0.05 ? weight : 0;
  }
  s.positive += wide_sum(positive);
  s.negative += wide_sum(negative);
  s.square += wide_sum(square);
  s.exact_square += wide_sum(exact_square);
  s.relative_positive += wide_sum(relative_positive);
  s.relative_negative += wide_sum(relative_negative);
}

// f(a, b) = f(b, a) over the pairs of the run.
class symmetry {
 public:
  explicit symmetry(design const& d) : d_(d), holds_(d.n == d.nb) {}
  template <class U>
  void check(words<U> const& w, std::size_t count) {
    if (!holds_.load(std::memory_order_relaxed)) return;
    U q[weighted_pairs::block];
    d_.products(w.b, w.a, q, count);
    if (!std::equal(w.p, w.p + count, q)) holds_ = false;
  }
  bool holds() const { return holds_; }

 private:
  design const& d_;
  std::atomic<bool> holds_;
};

double rounded(cpp_int const& x) {
  return static_cast<double>(x);
}

nlohmann::ordered_json exhaustive_record(design const& d, weighted_pairs const& pairs, bool per_bit) {
  symmetry symmetric(d);
  auto const parts = pairs.parts<weighted_sums>(d.spec, [&](pairs_block const& block, weighted_sums& part) {
    if (per_bit) part.bit_errors.resize(static_cast<std::size_t>(d.wp));
    with_word(d, [&](auto word) {
      words<decltype(word)> const w(d, block);
      add(d, w, block, part);
      symmetric.check(w, block.count);
    });
  });
  weighted_sums all;
  for (weighted_sums const& part : parts) all.merge(part);

  error_sums s;
  s.pairs = all.weight;
  s.errors = all.errors;
  s.nonzero = all.nonzero;
  s.zero_errors = all.zero_errors;
  std::copy_n(all.within, 3, s.within);
  s.positive = all.positive;
  s.negative = all.negative;
  s.square = all.square;
  s.worst = all.worst;
  s.worst_a = all.worst_a;
  s.worst_b = all.worst_b;
  s.relative_max = all.relative_max;
  s.relative_min = all.relative_min;
  s.bit_errors = std::move(all.bit_errors);
  s.symmetric = symmetric.holds();
  nlohmann::ordered_json r = integer_record(d, "exhaustive", s, check_identities(d));
  r["pairs"] = all.pairs;
  // What the sums of the plain record do not hold.
  double const unit = relative_unit * static_cast<double>(all.nonzero) / 100;
  cpp_int const up(all.relative_positive), down(all.relative_negative);
  r["mred"] = number(rounded(up + down) / unit);
  r["rel_bias"] = number(rounded(up - down) / unit);
  r["snr_db"] = number(10 * std::log10(rounded(cpp_int(all.exact_square)) / rounded(cpp_int(all.square))));
  return r;
}

struct drawn_sums {
  stratum_sums sums;
  wide_sum exact_square = 0;
};

nlohmann::ordered_json sampled_record(design const& d, weighted_pairs const& pairs, bool per_bit) {
  symmetry symmetric(d);
  auto const parts = pairs.parts<drawn_sums>(d.spec, [&](pairs_block const& block, drawn_sums& part) {
    if (per_bit) part.sums.errors.bit_errors.resize(static_cast<std::size_t>(d.wp));
    with_word(d, [&](auto word) {
      using U = decltype(word);
      words<U> const w(d, block);
      accumulate(d, w.a, w.b, w.p, block.count, part.sums.errors);
      accumulate_moments(d, w.a, w.b, w.p, block.count, part.sums.moments);
      for (std::size_t i = 0; i < block.count; ++i) {
        U const exact = w.a[i] * w.b[i];
        wide_sum const size(d.is_signed && is_negative(exact) ? U{0} - exact : exact);
        part.exact_square += size * size;
      }
      symmetric.check(w, block.count);
    });
  });
  // One stratum: independent draws from an endless population.
  stratified_sums all(1);
  all[0].pairs = u128{1} << 126;
  wide_sum exact_square = 0;
  for (drawn_sums const& part : parts) {
    all[0].merge(part.sums);
    exact_square += part.exact_square;
  }
  totals t = estimated(all);
  t.symmetric = symmetric.holds();
  nlohmann::ordered_json r = integer_record(d, "sampled", t, check_identities(d));
  r["ci95"] = integer_intervals(d, all, t, r);
  r["zero_errors"] = all[0].errors.zero_errors;
  r["snr_db"] = number(10 * std::log10(rounded(cpp_int(exact_square)) / rounded(cpp_int(all[0].errors.square))));
  for (char const* field : {"zero_errors", "snr_db"}) r["ci95"].erase(field);
  return r;
}

nlohmann::ordered_json dot_fields(std::uint64_t k, double mean, double variance) {
  return {{"k", k},
          {"mean", number(mean)},
          {"var", number(variance)},
          {"rmse", number(std::sqrt(std::max(variance, 0.0) + mean * mean))}};
}

// Each b of the list with an a of its own: mean and variance are sums over the list of those for one b.
nlohmann::ordered_json dot_product_with(design const& d, pair_distribution const& distribution,
                                        characterize_options const& options, bool sampled) {
  operand_distribution const &a = distribution.a(), &b = distribution.b();
  std::uint64_t const count = sampled ? std::max<std::uint64_t>(options.samples / b.size(), 64) : a.size();
  cpp_int const total = sampled ? count : a.total();
  // In units of 1 / total, the others of 1 / total^2 or, of samples, 1 / (total (total - 1)).
  cpp_int mean = 0, variance = 0, doubt = 0;
  progress bar(d.spec, b.size());
#pragma omp parallel for schedule(dynamic)
  for (std::int64_t j = 0; j < static_cast<std::int64_t>(b.size()); ++j) {
    std::uint64_t const row = static_cast<std::uint64_t>(j);
    weighted_sums sums;
    for (std::uint64_t at = 0; at < count; at += weighted_pairs::block) {
      pairs_block block;
      block.count = static_cast<std::size_t>(std::min<std::uint64_t>(weighted_pairs::block, count - at));
      for (std::size_t i = 0; i < block.count; ++i) {
        block.a[i] = sampled ? a.draw(options.seed, row * count + at + i) : a.pattern(at + i);
        block.b[i] = b.pattern(row);
        block.weights[i] = sampled ? 1 : a.weight(at + i);
      }
      with_word(d, [&](auto word) { add(d, words<decltype(word)>(d, block), block, sums); });
    }
    cpp_int const sum = cpp_int(sums.positive) - cpp_int(sums.negative);
    cpp_int const weight = b.weight(row);
    cpp_int const row_mean = sum * weight;
    cpp_int const row_variance = (total * cpp_int(sums.square) - sum * sum) * weight;
    cpp_int const row_doubt = row_variance * weight;  // equal b share their samples
#pragma omp critical
    {
      mean += row_mean;
      variance += row_variance;
      doubt += row_doubt;
    }
    bar.advance();
  }
  cpp_int const pairs = total * (sampled ? cpp_int(total - 1) : total);
  nlohmann::ordered_json dot =
      dot_fields(b.total(), rounded(mean) / rounded(total), rounded(variance) / rounded(pairs));
  dot["weights"] = b.total();
  if (sampled) dot["ci95"]["mean"] = number(half_width(rounded(doubt) / rounded(pairs * total)));
  return dot;
}

}  // namespace

nlohmann::ordered_json weighted_record(design const& d, characterize_options const& options) {
  pair_distribution const distribution(d, options.distribution);
  nlohmann::ordered_json r;
  if (distribution.is_uniform()) {
    characterize_options plain = options;
    plain.distribution = {};
    plain.dot = 0;
    r = characterize(d, plain);
    r["distribution"] = options.distribution.canonical();
    return r;
  }
  weighted_pairs const pairs(d, distribution, options);
  r = pairs.is_sampled() ? sampled_record(d, pairs, options.per_bit) : exhaustive_record(d, pairs, options.per_bit);
  r["distribution"] = options.distribution.canonical();
  if (!options.distribution.weights.empty()) r["dot"] = dot_product_with(d, distribution, options, pairs.is_sampled());
  return r;
}

nlohmann::ordered_json dot_product(nlohmann::ordered_json const& record, std::uint64_t k) {
  auto const times_k = [&](nlohmann::ordered_json const& field) {
    return field.is_number() ? static_cast<double>(k) * field.get<double>() : std::nan("");
  };
  nlohmann::ordered_json dot = dot_fields(k, times_k(record["me"]), times_k(record["var"]));
  if (auto const half = record.find("ci95"); half != record.end() && half->contains("me"))
    dot["ci95"]["mean"] = number(times_k((*half)["me"]));
  return dot;
}

}  // namespace axmul::tools
