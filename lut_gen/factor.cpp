#include "lut_gen/factor.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "lut_gen/lattice.hpp"

namespace axmul::tools {
namespace {

constexpr std::size_t side = 256;
constexpr std::int32_t entry_limit = 1 << 28;  // of any number met on the way

// A function of one operand, less its value at operand 0; zero beyond the operand's range.
using column = std::array<std::int32_t, side>;

// x[a][b] = sum over k of 2^shift[k] f[k][a] g[k][b]
struct sum_of_products {
  std::vector<column> f, g;
  std::vector<int> shift;
  std::size_t size() const { return shift.size(); }
  void append(column const& left, column const& right, int s = 0) {
    f.push_back(left);
    g.push_back(right);
    shift.push_back(s);
  }
  // The same sum after g[i] += c g[j] needs f[j] -= c 2^step f[i]: c is a multiple of multiple(i, j).
  int step(std::size_t i, std::size_t j) const { return shift[i] - shift[j]; }
  std::int32_t multiple(std::size_t i, std::size_t j) const { return 1 << std::max(0, -step(i, j)); }
};

// A table without what row and column terms can give: row 0 and column 0 are zero. rows[a][b].
struct centred_table {
  std::vector<column> rows;
  std::size_t height, width;

  centred_table(std::int32_t const* table, int n, int nb) : height(std::size_t{1} << n), width(std::size_t{1} << nb) {
    rows.resize(height, column{});
    for (std::size_t a = 0; a < height; ++a)
      for (std::size_t b = 0; b < width; ++b)
        rows[a][b] = table[a * width + b] - table[a * width] - table[b] + table[0];
  }
  centred_table transposed() const {
    centred_table other(*this);
    std::swap(other.height, other.width);
    other.rows.assign(other.height, column{});
    for (std::size_t a = 0; a < height; ++a)
      for (std::size_t b = 0; b < width; ++b) other.rows[b][a] = rows[a][b];
    return other;
  }
  void subtract(column const& f, column const& g) {
    for (std::size_t a = 0; a < height; ++a)
      for (std::size_t b = 0; b < width; ++b) rows[a][b] -= f[a] * g[b];
  }
  // Divides by the largest power of two that all entries have.
  int take_shift() {
    std::int32_t bits = 0;
    for (column const& row : rows)
      for (std::int32_t x : row) bits |= x;
    int shift = 0;
    while (bits != 0 && (bits >> shift & 1) == 0) ++shift;
    for (column& row : rows)
      for (std::int32_t& x : row) x >>= shift;
    return shift;
  }
};

// x += c y, unless a value would leave its limit.
bool add_multiple(column& x, double c, column const& y) {
  if (std::abs(c) >= entry_limit) return false;
  column sum;
  for (std::size_t i = 0; i < side; ++i) {
    std::int64_t const value = x[i] + static_cast<std::int64_t>(c) * y[i];
    if (std::abs(value) >= entry_limit) return false;
    sum[i] = static_cast<std::int32_t>(value);
  }
  x = sum;
  return true;
}

// ---- Linear algebra modulo a prime ----

constexpr std::uint64_t prime = 2147483647;  // 2^31 - 1
using residues = std::vector<std::uint64_t>;

std::uint64_t residue(std::int64_t x) {
  return static_cast<std::uint64_t>(x < 0 ? x + static_cast<std::int64_t>(prime) : x);
}

std::uint64_t inverse(std::uint64_t x) {
  std::uint64_t result = 1;
  for (std::uint64_t e = prime - 2; e != 0; e >>= 1, x = x * x % prime)
    if ((e & 1) != 0) result = result * x % prime;
  return result;
}

// Gauss-Jordan elimination on the first `count` columns. Returns the columns of the pivots; row i holds the i-th.
std::vector<std::size_t> eliminate(std::vector<residues>& rows, std::size_t count) {
  std::vector<std::size_t> pivots;
  for (std::size_t j = 0; j < count && pivots.size() < rows.size(); ++j) {
    std::size_t const rank = pivots.size();
    std::size_t pivot = rank;
    while (pivot < rows.size() && rows[pivot][j] == 0) ++pivot;
    if (pivot == rows.size()) continue;
    std::swap(rows[rank], rows[pivot]);
    residues& top = rows[rank];
    std::uint64_t const scale = inverse(top[j]);
    for (std::size_t k = j; k < top.size(); ++k) top[k] = top[k] * scale % prime;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i == rank || rows[i][j] == 0) continue;
      std::uint64_t const factor = prime - rows[i][j];
      for (std::size_t k = j; k < top.size(); ++k) rows[i][k] = (rows[i][k] + factor * top[k]) % prime;
    }
    pivots.push_back(j);
  }
  return pivots;
}

// The fraction of small numbers that has this residue, rounded to an integer; `whole` tells whether it is one.
std::int64_t rounded_fraction(std::uint64_t x, bool& whole) {
  std::int64_t r0 = prime, r1 = static_cast<std::int64_t>(x), t0 = 0, t1 = 1;
  while (r1 >= 1 << 15) {
    std::int64_t const q = r0 / r1;
    r0 = std::exchange(r1, r0 - q * r1);
    t0 = std::exchange(t1, t0 - q * t1);
  }
  whole = std::abs(t1) == 1;
  return std::llround(static_cast<double>(r1) / static_cast<double>(t1));
}

// Independent rows that span the lattice of the generators, or nothing where the search does not end. A generator that
// is no integer combination of those chosen leaves a rest that halves the volume, and so takes part in the next choice.
std::vector<column> independent_basis(std::vector<column> generators) {
  auto const length = [](column const& c) {
    return std::accumulate(c.begin(), c.end(), 0.0, [](double sum, double x) { return sum + x * x; });
  };
  for (int round = 0; round < 40; ++round) {
    std::sort(generators.begin(), generators.end(),
              [&](column const& x, column const& y) { return length(x) < length(y); });
    std::vector<residues> system(side);
    for (std::size_t b = 0; b < side; ++b)
      for (column const& row : generators) system[b].push_back(residue(row[b]));
    std::vector<std::size_t> const pivots = eliminate(system, generators.size());
    std::vector<column> basis;
    for (std::size_t p : pivots) basis.push_back(generators[p]);
    std::vector<column> rests;
    for (std::size_t k = 0; k < generators.size(); ++k) {
      if (std::binary_search(pivots.begin(), pivots.end(), k)) continue;
      column rest = generators[k];
      bool all_whole = true;
      for (std::size_t i = 0; i < basis.size(); ++i) {
        bool whole = true;
        auto const c = static_cast<double>(rounded_fraction(system[i][k], whole));
        if (!add_multiple(rest, -c, basis[i])) return {};
        all_whole = all_whole && whole;
      }
      if (!all_whole) rests.push_back(rest);
    }
    if (rests.empty()) return basis;
    generators = basis;
    generators.insert(generators.end(), rests.begin(), rests.end());
  }
  return {};
}

// The integers f with x = sum of f[k] g[k], where g is independent and there are such integers of moderate size.
std::optional<std::vector<column>> coordinates(centred_table const& x, std::vector<column> const& g) {
  std::vector<residues> system(x.width);
  for (std::size_t b = 0; b < x.width; ++b) {
    for (column const& base : g) system[b].push_back(residue(base[b]));
    for (column const& row : x.rows) system[b].push_back(residue(row[b]));
  }
  if (eliminate(system, g.size()).size() != g.size()) return std::nullopt;
  std::vector<column> f(g.size(), column{});
  for (std::size_t k = 0; k < g.size(); ++k)
    for (std::size_t a = 0; a < x.height; ++a) {
      auto value = static_cast<std::int64_t>(system[k][g.size() + a]);
      if (value > static_cast<std::int64_t>(prime / 2)) value -= static_cast<std::int64_t>(prime);
      if (std::abs(value) >= entry_limit) return std::nullopt;
      f[k][a] = static_cast<std::int32_t>(value);
    }
  for (std::size_t a = 0; a < x.height; ++a)
    for (std::size_t b = 0; b < x.width; ++b) {
      std::int64_t sum = 0;
      for (std::size_t k = 0; k < g.size(); ++k) sum += static_cast<std::int64_t>(f[k][a]) * g[k][b];
      if (sum != x.rows[a][b]) return std::nullopt;
    }
  return f;
}

// ---- What a term costs ----

// Extremes of a function, and all of its bits.
struct extent {
  std::int32_t low = 0, high = 0, bits = 0;
  extent() = default;
  // x + c y
  extent(column const& x, std::int32_t c, column const& y) {
    for (std::size_t i = 0; i < side; ++i) {
      std::int32_t const value = x[i] + c * y[i];
      low = std::min(low, value);
      high = std::max(high, value);
      bits |= value;
    }
  }
  explicit extent(column const& x) : extent(x, 0, x) {}
  bool is_zero() const { return bits == 0; }
  int shift() const {  // trailing zeros that all values have
    int s = 0;
    while (!is_zero() && (bits >> s & 1) == 0) ++s;
    return s;
  }
  std::int32_t span() const { return (high - low) >> shift(); }
  int digits() const { return span() > 0xffffff ? 4 : span() > 0xffff ? 3 : span() > 0xff ? 2 : is_zero() ? 0 : 1; }
};

int terms_of(sum_of_products const& s) {
  int terms = 0;
  for (std::size_t k = 0; k < s.f.size(); ++k) terms += extent(s.f[k]).digits() * extent(s.g[k]).digits();
  return terms;
}

// ---- Shorter bases of the same lattice ----

// Covariances of functions over `count` values, not divided by the count.
std::vector<std::vector<double>> covariances(std::vector<column> const& c, std::size_t count) {
  std::vector<std::vector<double>> centred(c.size());
  for (std::size_t k = 0; k < c.size(); ++k) {
    double const mean = std::accumulate(c[k].begin(), c[k].end(), 0.0) / static_cast<double>(count);
    for (std::size_t i = 0; i < count; ++i) centred[k].push_back(c[k][i] - mean);
  }
  std::vector<std::vector<double>> all(c.size(), std::vector<double>(c.size()));
  for (std::size_t i = 0; i < c.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j)
      all[i][j] = all[j][i] = std::inner_product(centred[i].begin(), centred[i].end(), centred[j].begin(), 0.0);
  return all;
}

// g[i] += c g[j], f[j] -= c 2^step f[i] as long as that lowers sum |f[k]|^2 + |g[k]|^2.
void pair_reduce(sum_of_products& s, std::size_t height, std::size_t width) {
  auto const add_row = [](std::vector<std::vector<double>>& m, std::size_t to, double c, std::size_t from) {
    double const diagonal = m[to][to] + 2 * c * m[to][from] + c * c * m[from][from];
    for (std::size_t k = 0; k < m.size(); ++k) m[k][to] = m[to][k] += c * m[from][k];
    m[to][to] = diagonal;
  };
  bool changed = true;
  for (int sweep = 0; changed && sweep < 100; ++sweep) {
    changed = false;
    std::vector<std::vector<double>> ff = covariances(s.f, height), gg = covariances(s.g, width);
    for (std::size_t i = 0; i < s.size(); ++i)
      for (std::size_t j = 0; j < s.size(); ++j) {
        if (i == j) continue;
        double const e = std::ldexp(1.0, s.step(i, j)), multiple = s.multiple(i, j);
        double const weight = gg[j][j] + e * e * ff[i][i];
        if (weight <= 0) continue;
        double const c = std::round((e * ff[i][j] - gg[i][j]) / weight / multiple) * multiple;
        if (c == 0) continue;
        column left = s.f[j], right = s.g[i];
        if (!add_multiple(right, c, s.g[j]) || !add_multiple(left, -c * e, s.f[i])) continue;
        s.f[j] = left;
        s.g[i] = right;
        add_row(gg, i, c, j);
        add_row(ff, j, -c * e, i);
        changed = true;
      }
  }
}

class random_numbers {  // xorshift64*
 public:
  explicit random_numbers(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u | 1) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() >> 32) * n >> 32; }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  std::uint64_t next() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return state_ * 0x2545f4914f6cdd1du;
  }
  std::uint64_t state_;
};

// What a step of the search weighs: little for what fits in 8 bits, more the further it does not.
double price(extent const& e) {
  double const x = e.span() / 255.0;
  return 0.05 * std::min(x, 4.0) + (x > 1 ? 0.5 * std::min(x, 2.0) + 0.3 * std::log2(x) : 0);
}

constexpr double first_temperature = 0.3, last_temperature = 0.01;

// One factor of a term, as the search sees it.
struct searched {
  explicit searched(extent const& e) : reach(e.high - e.low), digits(e.digits()), cost(price(e)) {}
  std::int64_t reach;
  int digits;
  double cost;
};

// Random pair moves, fewer and fewer of which may raise the price, until every function has one digit or `steps` have
// been made. Leaves the best that was met.
void anneal(sum_of_products& s, random_numbers& random, int steps) {
  std::size_t const r = s.size();
  if (r < 2) return;
  std::vector<searched> left, right;
  for (std::size_t k = 0; k < r; ++k) {
    left.emplace_back(extent(s.f[k]));
    right.emplace_back(extent(s.g[k]));
  }
  auto const terms_at = [&](std::size_t k) { return left[k].digits * right[k].digits; };
  sum_of_products best = s;
  int terms = terms_of(s), best_terms = terms;
  std::size_t wide = 0;
  double const cooling = std::pow(last_temperature / first_temperature, 1.0 / steps);
  double temperature = first_temperature;
  for (int step = 0; step < steps && best_terms > static_cast<int>(r); ++step, temperature *= cooling) {
    std::size_t i = random.below(r), j = random.below(r);
    // Every other move changes a function that is too wide, each in turn.
    if (step % 2 == 0) {
      for (std::size_t n = 0; n < r && terms_at(wide) <= 1; ++n) wide = (wide + 1) % r;
      (right[wide].digits > 1 ? i : j) = wide;
      wide = (wide + 1) % r;
    }
    if (i == j) continue;
    std::int32_t const c = random.below(2) == 0 ? s.multiple(i, j) : -s.multiple(i, j);
    std::int32_t const d = s.step(i, j) >= 0 ? c * (1 << s.step(i, j)) : c / (1 << -s.step(i, j));
    if (right[i].reach + std::abs(c) * right[j].reach >= entry_limit ||
        left[j].reach + std::abs(d) * left[i].reach >= entry_limit)
      continue;
    searched const g{extent(s.g[i], c, s.g[j])};
    double const rise = g.cost - right[i].cost - left[j].cost;
    if (rise > 10 * temperature) continue;
    searched const f{extent(s.f[j], -d, s.f[i])};
    if (rise + f.cost > 0 && random.unit() >= std::exp(-(rise + f.cost) / temperature)) continue;
    for (std::size_t n = 0; n < side; ++n) {
      s.g[i][n] += c * s.g[j][n];
      s.f[j][n] -= d * s.f[i][n];
    }
    terms -= terms_at(i) + terms_at(j);
    right[i] = g;
    left[j] = f;
    terms += terms_at(i) + terms_at(j);
    if (terms < best_terms) {
      best_terms = terms;
      best = s;
    }
  }
  s = best;
}

// ---- Starting points ----

std::vector<column> lattice_start(centred_table const& x) {
  lattice_rows rows;
  for (column const& row : x.rows)
    if (row != column{}) rows.emplace_back(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(x.width));
  std::vector<column> basis;
  for (std::vector<std::int32_t> const& row : lattice_basis(rows)) {
    basis.push_back({});
    std::copy(row.begin(), row.end(), basis.back().begin());
  }
  return basis;
}

// The rows of x are sums of what belongs to the products of their bits (Moebius): few where x has structure.
std::vector<column> monomial_start(centred_table const& x) {
  std::vector<column> rows = x.rows;
  for (std::size_t bit = 1; bit < x.height; bit *= 2)
    for (std::size_t a = 0; a < x.height; ++a)
      if ((a & bit) != 0 && !add_multiple(rows[a], -1, rows[a ^ bit])) return {};
  rows.erase(std::remove(rows.begin(), rows.end(), column{}), rows.end());
  return independent_basis(std::move(rows));
}

// One term for each distinct row.
sum_of_products one_for_each(std::vector<column> const& rows) {
  std::map<column, column> groups;
  for (std::size_t a = 0; a < rows.size(); ++a)
    if (rows[a] != column{}) groups.try_emplace(rows[a]).first->second[a] = 1;
  sum_of_products s;
  for (auto& [row, indicator] : groups) {
    for (std::size_t a = rows.size(); a-- > 0;) indicator[a] -= indicator[0];
    s.append(indicator, row);
  }
  return s;
}

// ---- 8-bit factors ----

// The base-256 digits of a function, less its minimum and the powers of two that all of it has.
struct digit {
  std::vector<std::uint8_t> values;
  int shift;
};
std::vector<digit> digits_of(column const& x, std::size_t count) {
  extent const e(x);
  std::vector<digit> digits;
  for (int k = 0; k < e.digits(); ++k) {
    digits.push_back({{}, e.shift() + 8 * k});
    for (std::size_t i = 0; i < count; ++i)
      digits.back().values.push_back(static_cast<std::uint8_t>((x[i] - e.low) >> digits.back().shift));
  }
  return digits;
}

// The terms of s with the row and column terms that make the table of them; nothing if a number leaves 32 bits or an
// entry would not be equal.
std::optional<factorisation> with_digits(sum_of_products const& s, std::int32_t const* table, int n, int nb) {
  std::size_t const height = std::size_t{1} << n, width = std::size_t{1} << nb;
  struct term {
    int shift;
    std::vector<std::uint8_t> f, g;
  };
  std::vector<term> terms;
  for (std::size_t k = 0; k < s.size(); ++k)
    for (digit const& f : digits_of(s.f[k], height))
      for (digit const& g : digits_of(s.g[k], width))
        terms.push_back({s.shift[k] + f.shift + g.shift, f.values, g.values});
  std::stable_sort(terms.begin(), terms.end(), [](term const& x, term const& y) { return x.shift < y.shift; });
  if (!terms.empty() && terms.back().shift > 30) return std::nullopt;

  factorisation r;
  r.n = n;
  r.nb = nb;
  r.rank = static_cast<int>(terms.size());
  for (term const& t : terms) {
    r.shift.push_back(static_cast<std::uint8_t>(t.shift));
    r.g.insert(r.g.end(), t.g.begin(), t.g.end());
  }
  for (std::size_t a = 0; a < height; ++a)
    for (term const& t : terms) r.f.push_back(t.f[a]);

  // rest = u[a] + v[b]
  std::vector<std::int64_t> rest(table, table + height * width);
  for (term const& t : terms)
    for (std::size_t a = 0; a < height; ++a)
      for (std::size_t b = 0; b < width; ++b) rest[a * width + b] -= std::int64_t{t.f[a] * t.g[b]} << t.shift;
  auto const fits = [](std::int64_t x) { return x == static_cast<std::int32_t>(x); };
  for (std::size_t a = 0; a < height; ++a) {
    if (!fits(rest[a * width])) return std::nullopt;
    r.u.push_back(static_cast<std::int32_t>(rest[a * width]));
  }
  for (std::size_t b = 0; b < width; ++b) {
    if (!fits(rest[b] - rest[0])) return std::nullopt;
    r.v.push_back(static_cast<std::int32_t>(rest[b] - rest[0]));
  }
  for (std::size_t a = 0; a < height; ++a)
    for (std::size_t b = 0; b < width; ++b)
      if (rest[a * width + b] != std::int64_t{r.u[a]} + r.v[b]) return std::nullopt;
  return r;
}

// ---- The choice ----

class search {
 public:
  search(std::int32_t const* table, int n, int nb, factor_options const& options)
      : table_(table), n_(n), nb_(nb), options_(options), random_(options.seed) {}

  factorisation run() {
    centred_table const x(table_, n_, nb_);
    bound_ = rank_bound(table_, n_, nb_);
    try_rows(x, {});
    sum_of_products const product = near_product(x);
    centred_table rest = x;
    rest.subtract(product.f[0], product.g[0]);
    try_rows(rest, product);
    bool const promising = try_basis(x, {}, false);
    if (promising && !is_good()) try_basis(x, {}, true);
    bool const is_small = bound_ < 128;
    if (is_small && !is_good()) try_basis(rest, product, false);
    if (is_small && !is_good()) try_basis(rest, product, true);
    if (!found_) throw std::logic_error("no exact factors of a table were found");
    return best_;
  }

 private:
  bool is_good() const { return found_ && best_.rank <= bound_ + bound_ / 64; }

  // a b, for unsigned or for two's-complement operands, whichever is closer to x.
  sum_of_products near_product(centred_table const& x) const {
    sum_of_products s[2];
    double distance[2] = {0, 0};
    for (int is_signed = 0; is_signed < 2; ++is_signed) {
      column f{}, g{};
      for (int a = 0; a >> n_ == 0; ++a) f[static_cast<std::size_t>(a)] = a - (is_signed * (a >> (n_ - 1)) << n_);
      for (int b = 0; b >> nb_ == 0; ++b) g[static_cast<std::size_t>(b)] = b - (is_signed * (b >> (nb_ - 1)) << nb_);
      s[is_signed].append(f, g);
      for (std::size_t a = 0; a < x.height; ++a)
        for (std::size_t b = 0; b < x.width; ++b)
          distance[is_signed] += std::abs(static_cast<double>(x.rows[a][b]) - f[a] * g[b]);
    }
    return s[distance[1] < distance[0] ? 1 : 0];
  }

  // Rows and columns, as they are and centred. `more` is added to what gives x.
  void try_rows(centred_table const& x, sum_of_products const& more) {
    for (bool const transposed : {false, true}) {
      centred_table const y = transposed ? x.transposed() : x;
      std::vector<column> plain(y.height, column{});
      for (std::size_t a = 0; a < y.height; ++a)
        for (std::size_t b = 0; b < y.width; ++b)
          plain[a][b] = y.rows[a][b] + entry(0, b, transposed) - entry(0, 0, transposed);
      for (auto const& rows : {y.rows, plain}) {
        sum_of_products s = one_for_each(rows);
        if (transposed) std::swap(s.f, s.g);
        for (std::size_t k = 0; k < more.size(); ++k) s.append(more.f[k], more.g[k]);
        offer(s, factor_basis::rows);
      }
    }
  }

  std::int32_t entry(std::size_t a, std::size_t b, bool transposed) const {
    if (transposed) std::swap(a, b);
    return table_[a << nb_ | b];
  }

  // A basis of the rows (columns) of x, made shorter; false if that cannot come near the bound.
  bool try_basis(centred_table const& x, sum_of_products const& more, bool transposed) {
    centred_table y = transposed ? x.transposed() : x;
    int const shift = y.take_shift();
    sum_of_products s;
    if (options_.lattice) s.g = lattice_start(y);
    bool const from_lattice = !s.g.empty();
    if (!from_lattice) s.g = monomial_start(y);
    std::optional<std::vector<column>> const f = coordinates(y, s.g);
    if (!f) return true;
    s.f = *f;
    s.shift.assign(s.f.size(), shift);
    if (transposed) std::swap(s.f, s.g);
    for (std::size_t k = 0; k < more.size(); ++k) s.append(more.f[k], more.g[k]);
    pair_reduce(s, x.height, x.width);
    auto const size = static_cast<int>(s.size());
    bool const promising = size < 64 || terms_of(s) < size + size * 3 / 4;
    if (promising) anneal(s, random_, std::min(5000 * size, 1'000'000));
    offer(s, from_lattice ? factor_basis::lattice : factor_basis::monomial);
    return promising;
  }

  // Takes the sum if it has fewer terms than the best so far, and is exact within 32 bits.
  void offer(sum_of_products const& s, factor_basis basis) {
    if (found_ && terms_of(s) >= best_.rank) return;
    std::optional<factorisation> r = with_digits(s, table_, n_, nb_);
    if (!r) return;
    r->bound = bound_;
    r->basis = basis;
    best_ = std::move(*r);
    found_ = true;
  }

  std::int32_t const* table_;
  int n_, nb_;
  factor_options options_;
  random_numbers random_;
  int bound_ = 0;
  bool found_ = false;
  factorisation best_;
};

}  // namespace

factorisation factorise(std::int32_t const* table, int n, int nb, factor_options const& options) {
  if (std::min(n, nb) < 1 || std::max(n, nb) > 8)
    throw std::invalid_argument("factors of a table of " + std::to_string(n) + " x " + std::to_string(nb) +
                                " bits; 1 to 8 bits are accepted");
  for (std::size_t i = 0; i >> (n + nb) == 0; ++i)
    if (std::abs(std::int64_t{table[i]}) > 1 << 24)
      throw std::invalid_argument("factors of a table with the entry " + std::to_string(table[i]) +
                                  "; -2^24 to 2^24 are accepted");
  return search(table, n, nb, options).run();
}

int rank_bound(std::int32_t const* table, int n, int nb, int limit) {
  centred_table const x(table, n, nb);
  std::vector<residues> basis;  // each with a one at its pivot
  std::vector<std::size_t> pivots;
  for (std::size_t a = 1; a < x.height && static_cast<int>(basis.size()) < limit; ++a) {
    residues row;
    for (std::int32_t entry : x.rows[a]) row.push_back(residue(entry));
    for (std::size_t i = 0; i < basis.size(); ++i) {
      std::uint64_t const factor = prime - row[pivots[i]];
      for (std::size_t b = 0; b < side; ++b) row[b] = (row[b] + factor * basis[i][b]) % prime;
    }
    std::size_t pivot = 0;
    while (pivot < side && row[pivot] == 0) ++pivot;
    if (pivot == side) continue;
    std::uint64_t const scale = inverse(row[pivot]);
    for (std::uint64_t& entry : row) entry = entry * scale % prime;
    basis.push_back(std::move(row));
    pivots.push_back(pivot);
  }
  return static_cast<int>(basis.size());
}

std::int64_t max_k(std::int32_t const* table, int n, int nb) {
  std::int64_t largest = 1;
  for (std::size_t i = 0; i >> (n + nb) == 0; ++i) largest = std::max(largest, std::abs(std::int64_t{table[i]}));
  return std::numeric_limits<std::int32_t>::max() / largest;
}

}  // namespace axmul::tools
