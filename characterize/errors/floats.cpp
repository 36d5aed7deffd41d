#include "characterize/errors/floats.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "characterize/errors/fields.hpp"
#include "characterize/errors/sums.hpp"
#include "src/support/progress.hpp"

namespace axmul::tools {
namespace {

constexpr std::size_t block = 512;

// What of a pair decides on overflow and underflow: the exponent that the product adds, before and after rounding;
// whether its significand is all ones; whether those of the operands are.
using outcome = std::tuple<int, int, bool, bool, bool>;

struct float_sums {
  error_sums errors;
  u128 ulps = 0;  // units of 2^-(m+1) ulp
  double ulp_max = 0;
  std::map<outcome, std::uint64_t> outcomes;
  bool symmetric = true;

  void merge(float_sums const& later) {
    errors.merge(later.errors);
    ulps += later.ulps;
    ulp_max = std::max(ulp_max, later.ulp_max);
    for (auto const& [key, count] : later.outcomes) outcomes[key] += count;
    symmetric = symmetric && later.symmetric;
  }
};

// The core of a format over normalised significands, its product rounded with unbounded exponents.
template <class U>
class significand_walk {
 public:
  significand_walk(design const& d, design const& core, std::string const& method, characterize_options const& o)
      : core_(core), m_(d.fp->fmt.m), sampled_(method == "sampled"), options_(o), rounding_{d.fp->options.round} {}

  float_sums run() const {
    std::uint64_t const pairs = sampled_ ? options_.samples : std::uint64_t{1} << (2 * m_);
    std::uint64_t const chunk = std::clamp<std::uint64_t>(pairs / 256, 1 << 12, 1 << 22);
    std::int64_t const chunks = static_cast<std::int64_t>((pairs + chunk - 1) / chunk);
    std::vector<float_sums> parts(static_cast<std::size_t>(chunks));
    progress bar(core_.spec, static_cast<std::uint64_t>(chunks));
#pragma omp parallel for schedule(dynamic) if (chunks > 1)
    for (std::int64_t c = 0; c < chunks; ++c) {
      std::uint64_t const begin = static_cast<std::uint64_t>(c) * chunk;
      std::uint64_t const end = std::min(begin + chunk, pairs);
      for (std::uint64_t at = begin; at < end; at += block)
        add_block(at, static_cast<std::size_t>(std::min<std::uint64_t>(block, end - at)),
                  parts[static_cast<std::size_t>(c)]);
      bar.advance();
    }
    float_sums all;
    for (float_sums const& part : parts) all.merge(part);
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
  format wide() const {
    return {11, m_, format_kind::ieee};
  }

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
      sums.ulp_max = std::max(sums.ulp_max, static_cast<double>(units) * std::ldexp(1.0, -m_ - 1));
      U const ones = low_mask<U>(m_ + 1);
      int const before = p[i] == U{0} ? -4096 : floor_log2(p[i]) - 2 * m_;
      int const after = result == U{0} ? -4096 : floor_log2(result) - 2 * m_;
      bool const full = result != U{0} && scale(result, -after - m_) == ones;
      ++sums.outcomes[outcome{before, after, full, a[i] == ones, b[i] == ones}];
      p[i] = result;
    }
    accumulate(core_, a, b, p, count, sums.errors);
    if (sampled_) accumulate_moments(core_, a, b, p, count, sums.errors);
  }

  design const& core_;
  int m_;
  bool sampled_;
  characterize_options options_;
  fp_options rounding_;
};

struct range_shares {
  double overflow, underflow;
};

// Over all pairs of operands that are finite and normal.
range_shares out_of_range(format const& f, std::map<outcome, std::uint64_t> const& outcomes) {
  bool const finite = f.kind == format_kind::finite;
  int const top = finite ? f.top_exponent() : f.top_exponent() - 1;
  double over = 0, under = 0, all = 0;
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
    double const weight = static_cast<double>(count);
    over += weight * over_pairs;
    under += weight * under_pairs;
    all += weight * top_a * top_b;
  }
  return {over / all, under / all};
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

template <class U>
nlohmann::ordered_json record(design const& d, std::string const& method, characterize_options const& options) {
  design const core(d.core_spec);
  significand_walk<U> const walk(d, core, method, options);
  float_sums const sums = walk.run();
  double const pairs = static_cast<double>(sums.errors.pairs);
  nlohmann::ordered_json r;
  r["spec"] = d.spec;
  r["family"] = d.family;
  r["method"] = method;
  r["pairs"] = sums.errors.pairs;
  r["er"] = static_cast<double>(sums.errors.errors) / pairs;
  for (char const* field : {"me", "mae", "nmed", "mae_pct", "wce_pct", "mse", "rmse", "var", "wce", "wce_a", "wce_b"})
    r[field] = nullptr;
  add_relative_fields(r, sums.errors);
  for (char const* field : {"zero_errors", "noeb", "snr_db", "nm", "na"}) r[field] = nullptr;
  r["symmetric"] = sums.symmetric;
  r["zero_absorbing"] = absorbs_zero(d);
  r["one_identity"] = walk.one_identity();
  r["ulp_mean"] = static_cast<double>(sums.ulps) * std::ldexp(1.0, -d.fp->fmt.m - 1) / pairs;
  r["ulp_max"] = sums.ulp_max;
  range_shares const shares = out_of_range(d.fp->fmt, sums.outcomes);
  r["overflow"] = shares.overflow;
  r["underflow"] = shares.underflow;
  if (method == "sampled") r["ci95"] = relative_intervals(sums.errors);
  return r;
}

}  // namespace

nlohmann::ordered_json float_record(design const& d, std::string const& method, characterize_options const& options) {
  return d.fp->fmt.m <= 30 ? record<std::uint64_t>(d, method, options) : record<u128>(d, method, options);
}

}  // namespace axmul::tools
