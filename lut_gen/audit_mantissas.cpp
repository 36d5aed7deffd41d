// The audit of tables of significands' products.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

#include "axmul/bits.hpp"
#include "characterize/errors/sums.hpp"
#include "lut_gen/audit.hpp"
#include "lut_gen/catalogue.hpp"
#include "src/support/progress.hpp"

namespace axmul::tools {
namespace {

using fractions = std::vector<std::uint64_t>;

constexpr std::size_t probes = 64, full_looks = 16;
constexpr int no_entry = -1;  // a product of significands outside [1, 4)

// Significand of an entry in units of 2^-m.
std::int64_t significand(int entry, int m) {
  std::int64_t const one = std::int64_t{1} << m;
  return entry == no_entry ? 0 : (one | (entry & (one - 1))) << (entry >> 7);
}

// Entries that a float multiplier makes of pairs of fractions.
std::vector<int> entries_of(design const& d, int m, fractions const& x, fractions const& y) {
  format const& f = d.fp->fmt;
  std::uint64_t const bias = static_cast<std::uint64_t>(f.bias());
  fractions a(x.size()), b(x.size());
  std::vector<u128> p(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    a[i] = bias << f.m | x[i] << (f.m - m);
    b[i] = bias << f.m | y[i] << (f.m - m);
  }
  d.products(a.data(), b.data(), p.data(), p.size());
  std::vector<int> entries(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::uint64_t const bits = static_cast<std::uint64_t>(p[i]), carry = (bits >> f.m) - bias;
    entries[i] =
        carry > 1 ? no_entry : static_cast<int>(carry << 7 | (bits & low_mask<std::uint64_t>(f.m)) >> (f.m - m));
  }
  return entries;
}

std::vector<std::string> candidates_for(int m) {
  std::vector<std::string> all;
  for (int held : std::set<int>{m, 7, 23})
    for (catalogue_entry const& one : float_catalogue(8, held))
      for (char const* rounding : {"", ",round=rtz"}) all.push_back(one.spec + rounding);
  return all;
}

struct compared {
  std::size_t candidate;
  bool transposed;
  double distance, mean_difference;
  std::vector<wrong_entry> wrong;

  std::size_t cost() const { return entry_cost * wrong.size() + (transposed ? transposition_cost : 0); }
};

nlohmann::ordered_json relative_statistics(mantissa_table const& t) {
  std::int64_t const one = std::int64_t{1} << t.m;
  double sum = 0, sum_abs = 0, highest = -std::numeric_limits<double>::infinity(), lowest = -highest;
  bool symmetric = true, one_identity = true;
  for (std::int64_t x = 0; x < one; ++x)
    for (std::int64_t y = 0; y < one; ++y) {
      int const entry = t.entries[static_cast<std::size_t>(x << t.m | y)];
      double const relative =
          100 * (static_cast<double>(significand(entry, t.m) * one) / static_cast<double>((one + x) * (one + y)) - 1);
      sum += relative;
      sum_abs += std::abs(relative);
      highest = std::max(highest, relative);
      lowest = std::min(lowest, relative);
      symmetric = symmetric && entry == t.entries[static_cast<std::size_t>(y << t.m | x)];
      one_identity = one_identity && (x != 0 || entry == y) && (y != 0 || entry == x);
    }
  double const pairs = static_cast<double>(one * one);
  return {{"pairs", one * one},     {"mred", sum_abs / pairs},     {"rel_bias", sum / pairs},
          {"rel_max", highest},     {"rel_min", lowest},           {"wcre", std::max(highest, -lowest)},
          {"symmetric", symmetric}, {"one_identity", one_identity}};
}

}  // namespace

audit_result audit_mantissas(mantissa_table const& t) {
  std::size_t const size = t.entries.size();
  std::uint64_t const mask = low_mask<std::uint64_t>(t.m);
  fractions all_x(size), all_y(size), x, y;
  for (std::size_t i = 0; i < size; ++i) {
    all_x[i] = i >> t.m;
    all_y[i] = i & mask;
  }
  for (std::size_t i = 0; i < probes; ++i) {
    std::size_t const at = random_bits(1, i) % size;
    x.push_back(all_x[at]);
    y.push_back(all_y[at]);
  }
  auto const found = [&](std::uint64_t a, std::uint64_t b, bool transposed) -> int {
    return t.entries[static_cast<std::size_t>(transposed ? b << t.m | a : a << t.m | b)];
  };

  std::vector<std::string> const specs = candidates_for(t.m);
  std::vector<std::tuple<double, bool, std::size_t>> ranking(2 * specs.size());
  progress bar("audit", specs.size());
#pragma omp parallel for schedule(dynamic, 64)
  for (std::size_t i = 0; i < specs.size(); ++i) {
    std::vector<int> const own = entries_of(design(specs[i]), t.m, x, y);
    for (bool transposed : {false, true}) {
      double sum = 0;
      for (std::size_t j = 0; j < probes; ++j)
        sum +=
            std::abs(static_cast<double>(significand(found(x[j], y[j], transposed), t.m) - significand(own[j], t.m)));
      ranking[2 * i + (transposed ? 1 : 0)] = {sum, transposed, i};
    }
    bar.advance();
  }
  std::sort(ranking.begin(), ranking.end());
  ranking.resize(std::min(ranking.size(), full_looks));

  std::vector<compared> all;
  for (auto const& [sum, transposed, candidate] : ranking) {
    compared c{candidate, transposed, 0, 0, {}};
    std::vector<int> const own = entries_of(design(specs[candidate]), t.m, all_x, all_y);
    for (std::size_t i = 0; i < size; ++i) {
      int const entry = found(all_x[i], all_y[i], transposed);
      if (entry == own[i]) continue;
      c.wrong.push_back({static_cast<std::int64_t>(all_x[i]), static_cast<std::int64_t>(all_y[i]), entry, own[i]});
      c.mean_difference += std::abs(static_cast<double>(significand(entry, t.m) - significand(own[i], t.m)));
    }
    c.distance = static_cast<double>(c.wrong.size()) / static_cast<double>(size);
    c.mean_difference /= static_cast<double>(size);
    all.push_back(std::move(c));
  }
  bool const is_known = std::any_of(all.begin(), all.end(), [&](compared const& c) {
    return c.wrong.size() <= static_cast<std::size_t>(few_entries(size));
  });
  compared const& best = *std::min_element(all.begin(), all.end(), [&](compared const& p, compared const& q) {
    return is_known ? std::tuple(p.cost(), p.candidate) < std::tuple(q.cost(), q.candidate)
                    : std::tuple(p.transposed, p.mean_difference) < std::tuple(q.transposed, q.mean_difference);
  });

  audit_result r;
  r.n = r.nb = t.m;
  r.nearest = design(specs[best.candidate]).spec;
  r.distance = best.distance;
  r.mean_difference = best.mean_difference;
  r.lowest = std::numeric_limits<std::int64_t>::max();
  for (std::uint8_t entry : t.entries) {
    r.lowest = std::min(r.lowest, significand(entry, t.m));
    r.highest = std::max(r.highest, significand(entry, t.m));
  }
  if (is_known && best.transposed) r.faults.push_back({"transposed", "rows are operand b, columns are operand a"});
  if (is_known && !best.wrong.empty()) r.faults.push_back(entries_fault("entries", " entries off", best.wrong));
  r.statistics = relative_statistics(t);
  return r;
}

}  // namespace axmul::tools
