#include "characterize/errors/floats.hpp"

#include <algorithm>
#include <cmath>

#include "characterize/errors/fields.hpp"

namespace axmul::tools {
namespace {

constexpr std::size_t block = 512;

// The core of a format over normalised significands, its product rounded with unbounded exponents.
template <class U>
class significand_walk {
 public:
  significand_walk(design const& d, design const& core, std::string const& method, characterize_options const& o)
      : core_(core), m_(d.fp->fmt.m), options_(o), rounding_{d.fp->options.round} {
    u128 const all = u128{1} << (2 * m_);
    std::uint64_t const samples = std::max<std::uint64_t>(o.samples, 2);
    sampled_ = method == "sampled" && samples < all;
    pairs_ = sampled_ ? samples : static_cast<std::uint64_t>(all);
  }

  float_sums run() const {
    pair_chunks const chunks(pairs_);
    float_sums all;
    all.pairs.pairs = u128{1} << (2 * m_);
    auto const body = [&](std::uint64_t c) {
      float_sums part;
      for (std::uint64_t at = chunks.begin(c), end = chunks.end(c); at < end; at += block)
        add_block(at, static_cast<std::size_t>(std::min<std::uint64_t>(block, end - at)), part);
      return part;
    };
    over_chunks(core_.spec, chunks.count(), options_.part, body, [&](float_sums const& part) { all.merge(part); });
    return all;
  }

  // f(1, x) = f(x, 1) = x.
  bool one_identity() const {
    bool const all = m_ <= 20;
    U const one = U{1} << m_;
    for (std::uint64_t i = 0; i < (all ? std::uint64_t{1} << m_ : 1 << 16); ++i) {
      U const x[2] = {one | static_cast<U>((all ? i : random_bits(1, i)) & low_mask<std::uint64_t>(m_)), one};
      U const y[2] = {x[1], x[0]};
      U p[2];
      core_.products(x, y, p, 2);
      for (U const& product : p)
        if (product == U{0} || rounded(product) != x[0] << m_) return false;
    }
    return true;
  }

 private:
  // The product rounded to m fraction bits, in units of 2^-2m.
  U rounded(U const& product) const {
    U const pattern = fp_pack(wide(), rounding_, product, wide().bias(), 2 * m_);
    int const exponent = static_cast<int>(pattern >> m_) - wide().bias();
    return scale((pattern & low_mask<U>(m_)) | U{1} << m_, exponent + m_);
  }
  format wide() const { return {11, m_, format_kind::ieee}; }

  void add_block(std::uint64_t first, std::size_t count, float_sums& sums) const {
    U a[block] = {}, b[block] = {}, p[block], q[block];
    std::uint64_t const fraction = low_mask<std::uint64_t>(m_);
    for (std::size_t i = 0; i < count; ++i) {
      std::uint64_t const at = first + i;
      a[i] = U{1} << m_ | static_cast<U>((sampled_ ? random_bits(options_.seed, 2 * at) : at >> m_) & fraction);
      b[i] = U{1} << m_ | static_cast<U>((sampled_ ? random_bits(options_.seed, 2 * at + 1) : at) & fraction);
    }
    core_.products(a, b, p, count);
    core_.products(b, a, q, count);
    sums.symmetric = sums.symmetric && std::equal(p, p + count, q);
    for (std::size_t i = 0; i < count; ++i) {
      U const exact = a[i] * b[i];
      int const exact_exponent = floor_log2(exact) - 2 * m_;
      U const result = p[i] == U{0} ? U{0} : rounded(p[i]);
      U const size = result > exact ? result - exact : exact - result;
      u128 const units = u128{size} << (1 - exact_exponent);
      sums.ulps += units;
      if (sampled_) sums.ulps_square += wide_sum(units) * wide_sum(units);
      sums.ulp_max = std::max(sums.ulp_max, static_cast<double>(units) * std::ldexp(1.0, -m_ - 1));
      U const ones = low_mask<U>(m_ + 1);
      int const before = p[i] == U{0} ? -4096 : floor_log2(p[i]) - 2 * m_;
      int const after = result == U{0} ? -4096 : floor_log2(result) - 2 * m_;
      bool const full = result != U{0} && scale(result, -after - m_) == ones;
      ++sums.outcomes[range_outcome{before, after, full, a[i] == ones, b[i] == ones}];
      p[i] = result;
    }
    accumulate(core_, a, b, p, count, sums.pairs.errors);
    if (sampled_) accumulate_moments(core_, a, b, p, count, sums.pairs.moments);
  }

  design const& core_;
  int m_;
  bool sampled_;  // fewer than all pairs
  std::uint64_t pairs_;
  characterize_options options_;
  fp_options rounding_;
};

struct share_and_half {
  double share, half;
};
struct range_shares {
  share_and_half overflow, underflow;
};

// A share as the quotient of means over samples, and its half-width.
class share_of_samples {
 public:
  void add(double weight, double part, double whole) {
    samples_ += weight;
    part_ += weight * part;
    whole_ += weight * whole;
    squares_[0] += weight * part * part;
    squares_[1] += weight * part * whole;
    squares_[2] += weight * whole * whole;
  }
  share_and_half result() const {
    double const share = part_ / whole_, mean = whole_ / samples_;
    double const spread = squares_[0] - 2 * share * squares_[1] + share * share * squares_[2];
    return {share, half_width(std::fmax(spread, 0) / (samples_ * (samples_ - 1))) / mean};
  }

 private:
  double samples_ = 0, part_ = 0, whole_ = 0, squares_[3] = {};
};

// Over all pairs of operands that are finite and normal.
range_shares out_of_range(format const& f, std::map<range_outcome, std::uint64_t> const& outcomes) {
  bool const finite = f.kind == format_kind::finite;
  int const top = finite ? f.top_exponent() : f.top_exponent() - 1;
  share_of_samples over, under;
  for (auto const& [key, count] : outcomes) {
    auto const [before, after, full, a_full, b_full] = key;
    int const top_a = finite && a_full ? top - 1 : top;  // all ones at the top exponent is NaN
    int const top_b = finite && b_full ? top - 1 : top;
    double over_pairs = 0, under_pairs = 0;
    for (int ea = 1; ea <= top_a; ++ea)
      for (int eb = 1; eb <= top_b; ++eb) {
        int const exponent = ea + eb - f.bias();
        under_pairs += exponent + before < 1;
        over_pairs += exponent + after > top || (finite && full && exponent + after == top);
      }
    over.add(static_cast<double>(count), over_pairs, static_cast<double>(top_a) * top_b);
    under.add(static_cast<double>(count), under_pairs, static_cast<double>(top_a) * top_b);
  }
  return {over.result(), under.result()};
}

bool absorbs_zero(design const& d) {
  std::uint64_t const magnitude = low_mask<std::uint64_t>(d.n - 1);
  for (std::uint64_t i = 0; i < 1 << 12; ++i) {
    std::uint64_t const x = std::min(random_bits(1, i) & magnitude, d.fp->fmt.largest<std::uint64_t>());
    std::uint64_t const a[2] = {x, 0}, b[2] = {0, x};
    u128 p[2];
    d.products(a, b, p, 2);
    if (p[0] != 0 || p[1] != 0) return false;
  }
  return true;
}

// Calls body(word{}) with the word of the format's significands.
template <class F>
auto with_significand_word(design const& d, F&& body) {
  return d.fp->fmt.m <= 30 ? body(std::uint64_t{}) : body(u128{});
}

}  // namespace

void float_sums::merge(float_sums const& other) {
  pairs.merge(other.pairs);
  ulps += other.ulps;
  ulps_square += other.ulps_square;
  ulp_max = std::max(ulp_max, other.ulp_max);
  for (auto const& [key, count] : other.outcomes) outcomes[key] += count;
  symmetric = symmetric && other.symmetric;
}

float_sums significand_sums(design const& d, std::string const& method, characterize_options const& options) {
  design const core(d.core_spec);
  return with_significand_word(
      d, [&](auto word) { return significand_walk<decltype(word)>(d, core, method, options).run(); });
}

nlohmann::ordered_json float_record(design const& d, std::string const& method, float_sums const& sums) {
  totals const all = over_all(sums.pairs.errors);
  double const pairs = static_cast<double>(all.tried), ulp_unit = std::ldexp(1.0, -d.fp->fmt.m - 1);
  nlohmann::ordered_json r;
  r["spec"] = d.spec;
  r["family"] = d.family;
  r["method"] = method;
  r["pairs"] = all.tried;
  r["er"] = quotient(*all.sums.errors, all.sums.pairs);
  for (char const* field : {"me", "mae", "nmed", "mae_pct", "wce_pct", "mse", "rmse", "var", "wce", "wce_a", "wce_b"})
    r[field] = nullptr;
  add_relative_fields(r, all);
  for (char const* field : {"zero_errors", "noeb", "snr_db", "nm", "na"}) r[field] = nullptr;
  r["symmetric"] = sums.symmetric;
  r["zero_absorbing"] = absorbs_zero(d);
  design const core(d.core_spec);
  r["one_identity"] = with_significand_word(
      d, [&](auto word) { return significand_walk<decltype(word)>(d, core, method, {}).one_identity(); });
  r["ulp_mean"] = static_cast<double>(sums.ulps) * ulp_unit / pairs;
  r["ulp_max"] = sums.ulp_max;
  range_shares const shares = out_of_range(d.fp->fmt, sums.outcomes);
  r["overflow"] = shares.overflow.share;
  r["underflow"] = shares.underflow.share;
  if (method != "sampled") return r;
  bool const whole = sums.pairs.pairs == all.tried;
  cpp_int const n = all.sums.pairs, ulps(sums.ulps), ulps_square(sums.ulps_square);
  r["ci95"] = relative_intervals({sums.pairs});
  r["ci95"]["ulp_mean"] = whole ? 0 : ulp_unit * half_width(quotient(n * ulps_square - ulps * ulps, n * n * (n - 1)));
  r["ci95"]["overflow"] = whole ? 0 : shares.overflow.half;
  r["ci95"]["underflow"] = whole ? 0 : shares.underflow.half;
  return r;
}

}  // namespace axmul::tools
