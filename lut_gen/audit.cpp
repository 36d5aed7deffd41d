#include "lut_gen/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "characterize/errors/characterize.hpp"
#include "characterize/errors/sums.hpp"
#include "lut_gen/catalogue.hpp"
#include "src/import/imported.hpp"
#include "src/support/progress.hpp"

namespace axmul::tools {
namespace {

using word = std::uint64_t;

constexpr int truncation_cost = 1, vague_fault_cost = 6;
constexpr std::size_t told_entries = 8;  // of a fault

// Quadrants by the signs of a (2) and b (1).
constexpr int quadrants = 4;
constexpr char const* quadrant_names[quadrants] = {"nonnegative x nonnegative", "nonnegative x negative",
                                                   "negative x nonnegative", "negative x negative"};

// How the entries of a table are laid out.
struct reading {
  int n, nb;  // of the multiplier
  bool is_signed;
  bool transposed = false, flip_a = false, flip_b = false, swapped = false;

  int faults() const { return (transposed ? 1 : 0) + (flip_a || flip_b ? 1 : 0) + (swapped ? 1 : 0); }
  int cost() const { return fault_cost * faults() - (transposed ? fault_cost - transposition_cost : 0); }
  word size_a() const { return word{1} << n; }
  word size_b() const { return word{1} << nb; }
  int quadrant(word a, word b) const { return static_cast<int>(a >> (n - 1) << 1 | b >> (nb - 1)); }
  std::int64_t operand(word x, int width) const {
    return static_cast<std::int64_t>(is_signed ? sign_extend(x, width) : x);
  }
  bool is_extreme(word a, word b) const { return is_signed && (a == size_a() / 2 || b == size_b() / 2); }
  std::int64_t a_value(word a) const { return operand(a, n); }
  std::int64_t b_value(word b) const { return operand(b, nb); }
};

// The entries of a table as words of the fewest whole bytes, two at least, that hold them.
class entry_words {
 public:
  explicit entry_words(product_table const& t) : t_(t) {
    for (int bits : {32, 16})
      if (bits >= t.n + t.nb && std::all_of(t.products.begin(), t.products.end(), [&](word x) {
            return (t.is_signed ? sign_extend(x, bits) : x & low_mask<word>(bits)) == x;
          }))
        bits_ = bits;
    for (word x : t.products)
      for (bool swapped : {false, true}) is_high_[swapped ? 1 : 0] |= (pattern(x, swapped) >> (bits_ - 1)) != 0;
  }

  int bits() const { return bits_; }
  word pattern(reading const& r, word a, word b) const {
    word const x = a ^ (word{r.flip_a} << (r.n - 1)), y = b ^ (word{r.flip_b} << (r.nb - 1));
    return pattern(t_.products[static_cast<std::size_t>(r.transposed ? y << r.n | x : x << r.nb | y)], r.swapped);
  }
  std::int64_t value(reading const& r, word pattern) const {
    bool const extends = r.is_signed || (t_.is_signed && r.n + r.nb < bits_);
    return static_cast<std::int64_t>(extends ? sign_extend(pattern, bits_) : pattern);
  }
  // Whether unsigned products have become negative.
  bool wraps(reading const& r) const {
    return t_.is_signed && !r.is_signed && r.n + r.nb == bits_ && is_high_[r.swapped ? 1 : 0];
  }

 private:
  word pattern(word x, bool swapped) const {
    x &= low_mask<word>(bits_);
    return swapped ? __builtin_bswap64(x) >> (64 - bits_) : x;
  }

  product_table const& t_;
  int bits_ = 64;
  bool is_high_[2] = {false, false};
};

// What a quadrant holds: the products, negated or not, of the operands' magnitudes with the signs of another quadrant.
struct content {
  int from;
  bool negated = false;
  bool is_unknown = false;

  bool is_right(int quadrant) const { return from == quadrant && !negated && !is_unknown; }
};
using contents = std::array<content, quadrants>;
constexpr contents right_contents = {{{0}, {1}, {2}, {3}}};

// A table as a multiplier and what was done to it.
struct explanation {
  reading how;
  std::size_t candidate;
  std::int64_t offset = 0;
  contents holds = right_contents;
  int cost = 0;
};

// Multipliers of one width and sign, and the ways in which a table can be theirs, the faultless one first.
struct group {
  reading plain;
  std::vector<catalogue_entry> candidates;
  std::vector<reading> readings;
};

// Products of the rows of a multiplier under what its quadrants hold.
class row_products {
 public:
  row_products(design const& d, reading const& r, contents const& holds)
      : d_(d), r_(r), holds_(holds), a_(r.size_b()), b_(r.size_b()), products_(r.size_b()) {}

  std::vector<std::uint32_t> const& operator()(word a) {
    for (word b = 0; b < r_.size_b(); ++b) {
      int const quadrant = r_.quadrant(a, b), flips = quadrant ^ holds_[static_cast<std::size_t>(quadrant)].from;
      a_[b] = operand((flips & 2) != 0 ? -a : a, r_.n);
      b_[b] = operand((flips & 1) != 0 ? -b : b, r_.nb);
    }
    d_.products(a_.data(), b_.data(), products_.data(), products_.size());
    return products_;
  }
  // An entry from the product at b of the row a.
  std::int64_t entry(word a, word b, std::int64_t offset) const {
    std::int64_t const p = r_.is_signed ? static_cast<std::int32_t>(products_[b]) : std::int64_t{products_[b]};
    return (holds_[static_cast<std::size_t>(r_.quadrant(a, b))].negated ? -p : p) + offset;
  }

 private:
  std::uint32_t operand(word x, int width) const {
    word const pattern = x & low_mask<word>(width);
    return static_cast<std::uint32_t>(r_.is_signed ? sign_extend(pattern, width) : pattern);
  }

  design const& d_;
  reading const& r_;
  contents const& holds_;
  std::vector<std::uint32_t> a_, b_, products_;
};

// Operand pairs for a first look: pairs of magnitudes above 0 in the four quadrants.
struct probe {
  static constexpr std::size_t bases = 64;
  static constexpr std::size_t tolerance = bases / 8;  // wrong entries among the pairs of a quadrant
  template <class T>
  using per_pair = std::array<std::array<T, bases>, quadrants>;

  explicit probe(reading const& r) {
    for (std::size_t i = 0; i < bases; ++i) {
      auto const magnitude = [&](std::uint64_t seed, int width) {
        return 1 + random_bits(seed, i) % (low_mask<word>(width - 1));
      };
      word const x = magnitude(1, r.n), y = magnitude(2, r.nb);
      for (std::size_t q = 0; q < quadrants; ++q) {
        a[q][i] = ((q & 2) != 0 ? -x : x) & low_mask<word>(r.n);
        b[q][i] = ((q & 1) != 0 ? -y : y) & low_mask<word>(r.nb);
      }
    }
  }

  per_pair<word> a, b;
};

using patterns = probe::per_pair<word>;

patterns patterns_of(entry_words const& entries, reading const& r, probe const& at) {
  patterns found;
  for (std::size_t q = 0; q < quadrants; ++q)
    for (std::size_t i = 0; i < probe::bases; ++i) found[q][i] = entries.pattern(r, at.a[q][i], at.b[q][i]);
  return found;
}

// Products in the quadrants from `first` to before `last`.
void fill_products(design const& d, reading const& r, probe const& at, std::size_t first, std::size_t last,
                   patterns& found) {
  std::array<std::uint32_t, probe::bases> a, b, p;
  for (std::size_t q = first; q < last; ++q) {
    for (std::size_t i = 0; i < probe::bases; ++i) {
      a[i] = static_cast<std::uint32_t>(r.a_value(at.a[q][i]));
      b[i] = static_cast<std::uint32_t>(r.b_value(at.b[q][i]));
    }
    d.products(a.data(), b.data(), p.data(), probe::bases);
    for (std::size_t i = 0; i < probe::bases; ++i) found[q][i] = r.is_signed ? sign_extend(word{p[i]}, 32) : word{p[i]};
  }
}

// The difference that most pairs of positives have in common, if any has.
std::optional<word> common_difference(patterns const& entries, patterns const& products, word mask) {
  word candidate = 0;
  int lead = 0;
  for (std::size_t i = 0; i < probe::bases; ++i) {
    word const d = (entries[0][i] - products[0][i]) & mask;
    if (lead == 0) candidate = d;
    lead += d == candidate ? 1 : -1;
    if (i == probe::bases / 4 && lead < 2) return std::nullopt;
  }
  return candidate;
}

// What a quadrant holds, if it is within the tolerance.
std::optional<content> content_of(std::size_t q, patterns const& entries, patterns const& products, word offset,
                                  word mask, bool is_signed) {
  int const quadrant = static_cast<int>(q);
  std::vector<content> tried = {{quadrant}};
  if (is_signed && q != 0)
    for (int from : {0, 1, 2, 3})
      for (bool negated : {false, true}) tried.push_back({from, negated});
  content best{quadrant};
  std::size_t fewest = probe::tolerance + 1;
  for (content const& c : tried) {
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < probe::bases && wrong < fewest; ++i) {
      word const p = products[static_cast<std::size_t>(c.from)][i];
      wrong += (((c.negated ? -p : p) + offset - entries[q][i]) & mask) != 0 ? 1 : 0;
    }
    if (wrong < fewest) {
      fewest = wrong;
      best = c;
    }
  }
  if (fewest > probe::tolerance) return std::nullopt;
  return best;
}

// How the first look explains a table by a candidate, if it can; `difference` is that of the quadrant of positives.
std::optional<explanation> explain(reading const& r, std::size_t candidate, patterns const& entries,
                                   patterns const& products, word difference, int bits) {
  word const mask = low_mask<word>(bits);
  explanation e{r, candidate, static_cast<std::int64_t>(sign_extend(difference, bits))};
  e.cost = r.cost() + (difference != 0 ? fault_cost : 0);
  bool has_unknown = false;
  for (std::size_t q = 1; q < quadrants; ++q) {
    std::optional<content> const c = content_of(q, entries, products, difference, mask, r.is_signed);
    if (!c && (!r.is_signed || has_unknown)) return std::nullopt;
    has_unknown = has_unknown || !c;
    e.holds[q] = c.value_or(content{static_cast<int>(q), false, true});
    e.cost += !c ? vague_fault_cost : c->is_right(static_cast<int>(q)) ? 0 : fault_cost;
  }
  return e;
}

// All explanations of a table by a candidate; most fail in the quadrant of positives.
void explain_all(group const& g, std::size_t candidate, probe const& at, std::vector<patterns> const& entries, int bits,
                 std::vector<explanation>& found) {
  design const d(g.candidates[candidate].spec);
  patterns products;
  fill_products(d, g.plain, at, 0, 1, products);
  word const mask = low_mask<word>(bits);
  bool is_full = false;
  for (std::size_t j = 0; j < g.readings.size(); ++j) {
    std::optional<word> const difference = common_difference(entries[j], products, mask);
    if (!difference || !content_of(0, entries[j], products, *difference, mask, false)) continue;
    if (!is_full) fill_products(d, g.plain, at, 1, quadrants, products);
    is_full = true;
    if (auto e = explain(g.readings[j], candidate, entries[j], products, *difference, bits)) found.push_back(*e);
  }
}

// Entries that an explanation leaves wrong; `extremes` have the most negative operand, whose magnitude is no operand.
struct leftovers {
  std::vector<wrong_entry> zeros, extremes, others;
};

// found(a, b, pattern, expected) for each entry of the table that is not the multiplier's, until it returns false.
template <class F>
void for_each_difference(entry_words const& entries, design const& d, explanation const& e, F&& found) {
  reading const& r = e.how;
  word const mask = low_mask<word>(entries.bits());
  row_products row(d, r, e.holds);
  for (word a = 0; a < r.size_a(); ++a) {
    row(a);
    for (word b = 0; b < r.size_b(); ++b) {
      std::int64_t const expected = row.entry(a, b, e.offset);
      word const pattern = entries.pattern(r, a, b);
      if (((static_cast<word>(expected) ^ pattern) & mask) != 0 && !found(a, b, pattern, expected)) return;
    }
  }
}

// None when more than `limit` others are left. Where a quadrant is filled for other signs, extremes have no right
// value.
std::optional<leftovers> leftovers_of(entry_words const& entries, design const& d, explanation const& e,
                                      std::size_t limit) {
  reading const& r = e.how;
  leftovers left;
  for_each_difference(entries, d, e, [&](word a, word b, word pattern, std::int64_t expected) {
    int const quadrant = r.quadrant(a, b);
    content const& c = e.holds[static_cast<std::size_t>(quadrant)];
    if (c.is_unknown || (r.is_extreme(a, b) && !c.is_right(quadrant))) return true;
    bool const is_zero = (a == 0 || b == 0) && expected == e.offset;
    (is_zero              ? left.zeros
     : r.is_extreme(a, b) ? left.extremes
                          : left.others)
        .push_back({r.a_value(a), r.b_value(b), entries.value(r, pattern), expected});
    return left.others.size() <= limit;
  });
  if (left.others.size() > limit) return std::nullopt;
  // A few of them are entries like others.
  if (left.extremes.size() + left.others.size() <= limit) {
    left.others.insert(left.others.end(), left.extremes.begin(), left.extremes.end());
    left.extremes.clear();
  }
  return left;
}

// Share of entries that differ and mean absolute difference.
std::pair<double, double> distance_of(entry_words const& entries, design const& d, explanation const& e) {
  reading const& r = e.how;
  double differ = 0, sum = 0;
  for_each_difference(entries, d, e, [&](word, word, word pattern, std::int64_t expected) {
    differ += 1;
    sum += std::abs(static_cast<double>(entries.value(r, pattern) - expected));
    return true;
  });
  double const count = std::ldexp(1, r.n + r.nb);
  return {differ / count, sum / count};
}

std::vector<group> groups_of(product_table const& t, bool sign_is_known) {
  std::vector<group> all;
  for (bool is_signed : {t.is_signed, !t.is_signed}) {
    if (sign_is_known && is_signed != t.is_signed) continue;
    for (bool sides_swapped : {false, true}) {
      if (sides_swapped && t.n == t.nb) continue;
      reading const plain{sides_swapped ? t.nb : t.n, sides_swapped ? t.n : t.nb, is_signed};
      group g{plain, catalogue(plain.n, plain.nb, is_signed), {}};
      for (int bits = 0; bits < 16; ++bits) {
        reading r = plain;
        r.transposed = (bits & 1) != 0;
        r.flip_a = (bits & 2) != 0;
        r.flip_b = (bits & 4) != 0;
        r.swapped = (bits & 8) != 0;
        if (!sides_swapped || r.transposed) g.readings.push_back(r);
      }
      all.push_back(std::move(g));
    }
  }
  return all;
}

// A known multiplier and the faults that make it the table.
struct identity {
  explanation how;
  std::string spec;
  leftovers left;
};

std::optional<identity> identify(entry_words const& entries, std::vector<group> const& groups) {
  std::size_t total = 0;
  for (group const& g : groups) total += g.candidates.size();
  progress bar("audit", total);
  struct found_one {
    std::size_t group;
    explanation how;
  };
  std::vector<found_one> found;
  for (std::size_t k = 0; k < groups.size(); ++k) {
    group const& g = groups[k];
    probe const at(g.plain);
    std::vector<patterns> found_entries;
    for (reading const& r : g.readings) found_entries.push_back(patterns_of(entries, r, at));
#pragma omp parallel for schedule(dynamic, 64)
    for (std::size_t i = 0; i < g.candidates.size(); ++i) {
      std::vector<explanation> own;
      explain_all(g, i, at, found_entries, entries.bits(), own);
      for (explanation& e : own) {
        e.cost +=
            (g.candidates[i].truncates_one_operand ? truncation_cost : 0) + (entries.wraps(e.how) ? fault_cost : 0);
#pragma omp critical(axmul_audit)
        found.push_back({k, e});
      }
      bar.advance();
    }
  }
  auto const order = [](found_one const& x) {
    reading const& r = x.how.how;
    return std::tuple(x.how.cost, x.group, x.how.candidate, r.transposed, r.swapped, r.flip_a, r.flip_b);
  };
  std::sort(found.begin(), found.end(), [&](auto const& x, auto const& y) { return order(x) < order(y); });

  reading const& r = groups[0].plain;
  std::size_t const size = static_cast<std::size_t>(r.size_a() * r.size_b());
  std::optional<identity> best;
  int cost = 1 << 30;
  for (found_one const& x : found) {
    std::string const& spec = groups[x.group].candidates[x.how.candidate].spec;
    if (x.how.cost >= cost) break;
    int const limit = std::min(few_entries(size), (cost - x.how.cost - 1) / entry_cost);
    std::optional<leftovers> left = leftovers_of(entries, design(spec), x.how, static_cast<std::size_t>(limit));
    if (!left) continue;
    int const own = x.how.cost + entry_cost * static_cast<int>(left->others.size()) +
                    (left->zeros.empty() ? 0 : fault_cost) + (left->extremes.empty() ? 0 : vague_fault_cost);
    if (own < cost) {
      best = identity{x.how, spec, std::move(*left)};
      cost = own;
    }
  }
  return best;
}

// Cosines, quadrant by quadrant, of the angle between the entries, less an offset, and the exact products.
struct likeness {
  std::array<double, quadrants> cosines;

  // The least, where every quadrant is near the product or, signed, near its negation.
  double least(bool is_signed) const {
    double low = cosines[0];
    for (double c : cosines) low = std::min(low, is_signed ? std::abs(c) : c);
    return low;
  }
};

// The value of all the products with 0, else 0.
std::int64_t offset_at_zero(entry_words const& entries, reading const& r) {
  word const first = entries.pattern(r, 0, 0);
  for (word a = 0; a < r.size_a(); ++a)
    if (entries.pattern(r, a, 0) != first) return 0;
  for (word b = 0; b < r.size_b(); ++b)
    if (entries.pattern(r, 0, b) != first) return 0;
  return entries.value(r, first);
}

likeness likeness_of(entry_words const& entries, reading const& r, std::int64_t offset) {
  constexpr word most = 1 << 16;
  word const size = word{1} << (r.n + r.nb), step = size > most ? size / most + 1 : 1;
  likeness found{};
  std::array<double, quadrants> dot{}, own{}, exact{};
  for (word i = 0; i < size; i += step) {
    word const a = i >> r.nb, b = i & low_mask<word>(r.nb);
    if (r.is_extreme(a, b)) continue;
    std::size_t const q = static_cast<std::size_t>(r.quadrant(a, b));
    double const p = static_cast<double>(r.a_value(a) * r.b_value(b));
    double const x = static_cast<double>(entries.value(r, entries.pattern(r, a, b)) - offset);
    dot[q] += x * p;
    own[q] += x * x;
    exact[q] += p * p;
  }
  for (std::size_t q = 0; q < quadrants; ++q)
    found.cosines[q] = own[q] > 0 && exact[q] > 0 ? dot[q] / std::sqrt(own[q] * exact[q]) : 0;
  return found;
}

// The reading of a table that no known multiplier explains: the one that is most like the exact product, where each
// fault but an offset has to bring it four times nearer.
explanation best_reading(entry_words const& entries, std::vector<group> const& groups) {
  explanation best{groups[0].plain, 0};
  double least_cost = std::numeric_limits<double>::infinity();
  for (group const& g : groups)
    for (reading const& r : g.readings)
      for (std::int64_t offset : std::set<std::int64_t>{0, offset_at_zero(entries, r)}) {
        likeness const l = likeness_of(entries, r, offset);
        explanation e{r, 0, offset};
        int faults = r.faults() + (entries.wraps(r) ? 1 : 0);
        for (std::size_t q = 1; q < quadrants; ++q) {
          e.holds[q].negated = r.is_signed && l.cosines[q] < 0;
          faults += e.holds[q].negated ? 1 : 0;
        }
        double const cosine = l.least(r.is_signed), cost = (1 - cosine * cosine) * std::ldexp(1, 2 * faults);
        if (cosine < (faults == 0 ? 0.85 : 0.95) || cost >= least_cost) continue;
        least_cost = cost;
        best = e;
      }
  return best;
}

// Whether the quadrant of two negatives repeats that of two positives while the others do not repeat it, negated: what
// f(|a|, |b|) makes of a multiplier whose errors depend on signs. Those of a product that is rounded last do so too:
// they are a function of the product, or at most one step away from the mirror image.
bool repeats_positives(entry_words const& entries, reading const& r) {
  std::int64_t const half_a = static_cast<std::int64_t>(r.size_a() / 2),
                     half_b = static_cast<std::int64_t>(r.size_b() / 2);
  auto const at = [&](std::int64_t a, std::int64_t b) {
    return entries.value(
        r, entries.pattern(r, static_cast<word>(a) & (r.size_a() - 1), static_cast<word>(b) & (r.size_b() - 1)));
  };
  std::set<std::int64_t> sums;
  std::unordered_map<std::int64_t, std::int64_t> of_product;
  bool is_function = true;
  for (std::int64_t a = 1; a < half_a; ++a)
    for (std::int64_t b = 1; b < half_b; ++b) {
      if (at(-a, -b) != at(a, b)) return false;
      if (sums.size() <= 2) sums.insert({at(a, b) + at(-a, b), at(a, b) + at(a, -b)});
      if (a < 256 && b < 256)
        is_function = is_function && of_product.emplace(a * b, at(a, b)).first->second == at(a, b);
    }
  return sums.size() > 2 && !is_function;
}

// The candidate with the least mean absolute difference, after a first look.
struct nearest_one {
  std::string spec;
  double differ, mean;
};

nearest_one nearest_to(entry_words const& entries, group const& g, explanation e) {
  probe const at(g.plain);
  patterns const found = patterns_of(entries, e.how, at);
  std::vector<std::pair<double, std::size_t>> ranking(g.candidates.size());
#pragma omp parallel for schedule(dynamic, 64)
  for (std::size_t i = 0; i < g.candidates.size(); ++i) {
    patterns products;
    fill_products(design(g.candidates[i].spec), g.plain, at, 0, quadrants, products);
    double sum = 0;
    for (std::size_t q = 0; q < quadrants; ++q)
      for (std::size_t j = 0; j < probe::bases; ++j) {
        std::int64_t const p = static_cast<std::int64_t>(products[q][j]);
        sum +=
            std::abs(static_cast<double>(entries.value(e.how, found[q][j]) - e.offset - (e.holds[q].negated ? -p : p)));
      }
    ranking[i] = {sum, i};
  }
  std::sort(ranking.begin(), ranking.end());
  ranking.resize(
      std::min(ranking.size(), std::max<std::size_t>(2, std::size_t{16} >> std::max(0, g.plain.n + g.plain.nb - 16))));
  progress bar("nearest multiplier", ranking.size());
  std::vector<nearest_one> all(ranking.size());
#pragma omp parallel for schedule(dynamic)
  for (std::size_t i = 0; i < ranking.size(); ++i) {
    std::string const& spec = g.candidates[ranking[i].second].spec;
    auto const [differ, mean] = distance_of(entries, design(spec), e);
    all[i] = {spec, differ, mean};
    bar.advance();
  }
  return *std::min_element(all.begin(), all.end(),
                           [](nearest_one const& x, nearest_one const& y) { return x.mean < y.mean; });
}

// A table in memory as the model of a design.
class memory_table final : public imported {
 public:
  memory_table(entry_words const& entries, reading const& r) : entries_(entries), r_(r) {}

  void products(std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) const override {
    for (std::size_t i = 0; i < count; ++i) p[i] = entries_.pattern(r_, a[i], b[i]);
  }
  std::string version() const override { return {}; }

 private:
  entry_words const& entries_;
  reading r_;
};

nlohmann::ordered_json statistics_of(entry_words const& entries, reading const& r) {
  design d(
      fmt::format("exact:n={}{}{}", r.n, r.nb == r.n ? "" : fmt::format(",nb={}", r.nb), r.is_signed ? "@signed" : ""));
  d.wp = entries.bits();
  d.word_bits = d.wp <= 32 ? 32 : 64;
  d.set_import(std::make_shared<memory_table const>(entries, r));
  characterize_options options;
  options.method = "exhaustive";
  nlohmann::ordered_json record = characterize(d, options);
  for (char const* field : {"spec", "family", "method"}) record.erase(field);
  return record;
}

std::string axis_detail(reading const& r, bool numeric_axes) {
  char const* const axes = r.flip_a && r.flip_b ? "both axes are" : r.flip_a ? "the axis of a is" : "the axis of b is";
  return fmt::format("{} in {} order, {} order is expected", axes, numeric_axes ? "wrap" : "numeric",
                     numeric_axes ? "numeric" : "wrap");
}

std::string quadrant_detail(int quadrant, content const& c) {
  std::string const where = fmt::format("the quadrant {} holds", quadrant_names[quadrant]);
  if (c.is_unknown) return where + " other products than the nearest multiplier's";
  int const flips = quadrant ^ c.from;
  auto const operand = [&](char const* name, int bit) {
    return (flips & bit) == 0 ? std::string(name) : fmt::format((quadrant & bit) != 0 ? "|{}|" : "-{}", name);
  };
  return fmt::format("{} {}f({}, {})", where, c.negated ? "-" : "", operand("a", 2), operand("b", 1));
}

// The faults that an explanation undoes.
std::vector<table_fault> faults_of(entry_words const& entries, explanation const& e, bool numeric_axes) {
  std::vector<table_fault> all;
  if (e.how.transposed) all.push_back({"transposed", "rows are operand b, columns are operand a"});
  if (e.how.flip_a || e.how.flip_b) all.push_back({"axis_order", axis_detail(e.how, numeric_axes)});
  if (e.how.swapped)
    all.push_back({"byte_order", fmt::format("the {} bytes of each entry are in the other order", entries.bits() / 8)});
  if (entries.wraps(e.how)) all.push_back({"sign_wrap", "unsigned products became negative in a signed type"});
  if (e.offset != 0) all.push_back({"offset", fmt::format("{} was added to every entry", e.offset)});
  for (int q = 0; q < quadrants; ++q)
    if (content const& c = e.holds[static_cast<std::size_t>(q)]; !c.is_right(q))
      all.push_back({"sign_quadrant", quadrant_detail(q, c)});
  return all;
}

void add_entry_faults(leftovers const& left, std::vector<table_fault>& faults) {
  if (!left.zeros.empty()) faults.push_back(entries_fault("zero", " products with 0 are not 0", left.zeros));
  if (!left.extremes.empty())
    faults.push_back(entries_fault("sign_quadrant", " products of the most negative operand are off", left.extremes));
  if (!left.others.empty()) faults.push_back(entries_fault("entries", " entries off", left.others));
}

// Products with 0 that are not 0.
std::vector<wrong_entry> nonzero_zeros(entry_words const& entries, reading const& r) {
  std::vector<wrong_entry> all;
  auto const look = [&](word a, word b) {
    if (word const x = entries.pattern(r, a, b); x != 0)
      all.push_back({r.a_value(a), r.b_value(b), entries.value(r, x), 0});
  };
  for (word b = 0; b < r.size_b(); ++b) look(0, b);
  for (word a = 1; a < r.size_a(); ++a) look(a, 0);
  return all;
}

}  // namespace

int few_entries(std::size_t size) {
  return static_cast<int>(std::clamp(size / 128, std::size_t{1}, std::size_t{64}));
}

table_fault entries_fault(char const* name, std::string const& what, std::vector<wrong_entry> entries) {
  std::string detail = fmt::format("{}{}", entries.size(), what);
  if (entries.size() > told_entries) entries.resize(told_entries);
  for (std::size_t i = 0; i < entries.size(); ++i)
    detail += fmt::format("{} f({}, {}) = {}, expected {}", i == 0 ? ":" : ";", entries[i].a, entries[i].b,
                          entries[i].found, entries[i].expected);
  return {name, detail, std::move(entries)};
}

audit_result audit_table(product_table const& t, audit_request const& request) {
  entry_words const entries(t);
  std::vector<group> const groups = groups_of(t, request.sign_is_known);
  audit_result result;
  explanation how{groups[0].plain, 0};
  if (std::optional<identity> const known = identify(entries, groups)) {
    how = known->how;
    result.nearest = known->spec;
    std::tie(result.distance, result.mean_difference) = distance_of(entries, design(known->spec), how);
    result.faults = faults_of(entries, how, request.numeric_axes);
    add_entry_faults(known->left, result.faults);
  } else {
    how = best_reading(entries, groups);
    group const& g = *std::find_if(groups.begin(), groups.end(), [&](group const& one) {
      return std::tuple(one.plain.n, one.plain.nb, one.plain.is_signed) ==
             std::tuple(how.how.n, how.how.nb, how.how.is_signed);
    });
    nearest_one const nearest = nearest_to(entries, g, how);
    result.nearest = nearest.spec;
    result.distance = nearest.differ;
    result.mean_difference = nearest.mean;
    result.faults = faults_of(entries, how, request.numeric_axes);
    if (how.how.is_signed && !how.holds[3].negated && repeats_positives(entries, how.how))
      result.faults.push_back({"sign_quadrant", quadrant_detail(3, {0})});
    if (how.offset == 0) add_entry_faults({nonzero_zeros(entries, how.how), {}, {}}, result.faults);
  }
  result.n = how.how.n;
  result.nb = how.how.nb;
  result.is_signed = how.how.is_signed;
  result.lowest = std::numeric_limits<std::int64_t>::max();
  result.highest = std::numeric_limits<std::int64_t>::min();
  for (word a = 0; a < how.how.size_a(); ++a)
    for (word b = 0; b < how.how.size_b(); ++b) {
      std::int64_t const x = entries.value(how.how, entries.pattern(how.how, a, b));
      result.lowest = std::min(result.lowest, x);
      result.highest = std::max(result.highest, x);
    }
  result.statistics = statistics_of(entries, how.how);
  return result;
}

}  // namespace axmul::tools
