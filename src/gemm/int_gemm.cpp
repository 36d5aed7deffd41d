#include <algorithm>
#include <limits>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

#include "axmul/gemm.hpp"
#include "src/gemm/int_choice.hpp"
#include "src/gemm/int_factors.hpp"
#include "src/gemm/int_logs.hpp"
#include "src/gemm/int_scalar.hpp"
#include "src/gemm/int_table.hpp"
#include "src/gemm/shapes.hpp"
#include "src/isa.hpp"

namespace axmul {

using detail::index;
using detail::operand;
using detail::shape;
using detail::shape_of;
using detail::word;

namespace {

[[noreturn]] void refuse(std::string const& why) {
  detail::refuse("int_gemm", why);
}

// What is made from the table when a path needs it first.
template <class T>
class once {
 public:
  template <class Make>
  T const& get(Make&& make) const {
    std::call_once(flag_, [&] { value_.emplace(make()); });
    return *value_;
  }

 private:
  mutable std::once_flag flag_;
  mutable std::optional<T> value_;
};

constexpr int rank_limit = 64;  // more products than any engine makes faster than the table path

std::uint8_t mask_of(int bits) {
  return static_cast<std::uint8_t>((1 << bits) - 1);
}

operand rows_of(matrix<std::uint8_t const> const& a, int bits) {
  return {a.data, a.rows, a.columns, a.stride, 1, mask_of(bits)};
}
operand columns_of(matrix<std::uint8_t const> const& b, int bits) {
  return {b.data, b.columns, b.rows, 1, b.stride, mask_of(bits)};
}

matrix<std::uint8_t const> patterns(matrix<std::int8_t const> const& x) {
  return {reinterpret_cast<std::uint8_t const*>(x.data), x.rows, x.columns, x.stride};
}

}  // namespace

char const* name_of(gemm_path path) {
  switch (path) {
    case gemm_path::automatic: return "automatic";
    case gemm_path::scalar: return "scalar";
    case gemm_path::table: return "table";
    case gemm_path::factors: return "factors";
    case gemm_path::log_sum: return "log_sum";
    case gemm_path::native: return "native";
  }
  return "?";
}

struct int_gemm::plan {
  detail::product_table table;
  bool is_signed;
  index max_k;
  detail::scalar_table scalar;
  once<detail::table_planes> planes;
  once<detail::table_factors> factors;
  once<std::optional<detail::log_codes>> logs;
  once<int> bound;

  plan(detail::product_table&& t, bool s)
      : table(std::move(t)),
        is_signed(s),
        max_k(tools::max_k(table.entries.data(), table.n, table.nb)),
        scalar(table) {}

  detail::table_planes const& get_planes() const {
    return planes.get([&] { return detail::table_planes(table); });
  }
  detail::table_factors const& get_factors() const {
    return factors.get([&] { return detail::table_factors(table, detail::best_factor_engine()); });
  }
  std::optional<detail::log_codes> const& get_logs() const {
    return logs.get([&] { return detail::find_logs(table); });
  }
  // No factors are looked for above rank_limit, nor where entries are beyond what factorise() takes.
  int get_bound() const {
    return bound.get([&] {
      bool const wide = std::any_of(table.entries.begin(), table.entries.end(),
                                    [](std::int32_t p) { return p > 1 << 24 || p < -(1 << 24); });
      return wide ? rank_limit : tools::rank_bound(table.entries.data(), table.n, table.nb, rank_limit);
    });
  }

  // Steps of k whose sums cannot leave 32 bits.
  index part() const { return std::max<index>(1, max_k); }

  void check(matrix<std::uint8_t const> const& x, char const* name, int bits) const {
    detail::check_matrix("int_gemm", x, name);
    if (bits == 8) return;
    // Two's complement is moved to 0 .. 2^bits - 1.
    unsigned const half = is_signed ? 1U << (bits - 1) : 0;
    for (index i = 0; i < x.rows; ++i) {
      unsigned seen = 0;
      for (index j = 0; j < x.columns; ++j) seen |= (x.data[i * x.stride + j] + half) & 0xff;
      if (seen >> bits == 0) continue;
      std::string const range = is_signed ? std::to_string(-static_cast<int>(half)) + " to " + std::to_string(half - 1)
                                          : "0 to " + std::to_string(mask_of(bits));
      refuse("row " + std::to_string(i) + " of " + name + " holds an operand outside " + range);
    }
  }

  gemm_path choose(index m, index n, index k, bool prepared) const;
  std::unique_ptr<detail::prepared> prepare(gemm_path path, operand const& b, index rows) const;
  void require(gemm_path path) const;

  template <class Product>
  void add_parts(index parts, matrix<std::int32_t> c, Product&& product) const;
};

gemm_path int_gemm::plan::choose(index m, index n, index k, bool prepared) const {
  if (static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k) < detail::small_products)
    return gemm_path::scalar;
  detail::gemm_cost const cost(m, n, k, prepared);
  std::pair<double, gemm_path> best{cost.scalar(), gemm_path::scalar};
  auto const offer = [&](double time, gemm_path path) { best = std::min(best, {time, path}); };
  offer(cost.table(table.n, table.nb, static_cast<int>(get_planes().by_a.size())), gemm_path::table);
  if (get_logs()) offer(cost.log_sum(), gemm_path::log_sum);
  detail::factor_engine const engine = detail::best_factor_engine();
  if (get_bound() < rank_limit && cost.factors(engine, get_bound()) < best.first)
    offer(cost.factors(engine, get_factors().rank()), gemm_path::factors);
  return best.second;
}

void int_gemm::plan::require(gemm_path path) const {
  if (path == gemm_path::native)
    refuse("path native is for floats; automatic, scalar, table, factors, log_sum are not");
  if (path == gemm_path::log_sum && !get_logs()) refuse("path log_sum: this table is no sum of logarithms");
}

std::unique_ptr<detail::prepared> int_gemm::plan::prepare(gemm_path path, operand const& b, index rows) const {
  switch (path) {
    case gemm_path::table: return detail::prepare_table(get_planes(), b, rows);
    case gemm_path::factors: return get_factors().prepare(b, rows);
    case gemm_path::log_sum: return detail::prepare_logs(*get_logs(), b);
    default: return scalar.prepare(b);
  }
}

// product(part, sums): the sums of one part of k.
template <class Product>
void int_gemm::plan::add_parts(index parts, matrix<std::int32_t> c, Product&& product) const {
  // Sums are made modulo 2^32 in c itself: a signed type and its unsigned one may share storage.
  matrix<word> const direct{reinterpret_cast<word*>(c.data), c.rows, c.columns, c.stride};
  if (parts == 1) return product(index{0}, direct);
  std::size_t const size = static_cast<std::size_t>(c.rows * c.columns);
  std::vector<word> sums(size);
  std::vector<std::int64_t> total(size);
  for (index p = 0; p < parts; ++p) {
    product(p, matrix<word>{sums.data(), c.rows, c.columns, c.columns});
    for (std::size_t i = 0; i < size; ++i) total[i] += static_cast<std::int32_t>(sums[i]);
  }
  for (std::size_t i = 0; i < size; ++i)
    if (total[i] != static_cast<std::int32_t>(total[i]))
      throw std::overflow_error("int_gemm: the sum at row " + std::to_string(i / static_cast<std::size_t>(c.columns)) +
                                ", column " + std::to_string(i % static_cast<std::size_t>(c.columns)) + " is " +
                                std::to_string(total[i]) + ", beyond 32 bits");
  for (index i = 0; i < c.rows; ++i)
    for (index j = 0; j < c.columns; ++j)
      c.data[i * c.stride + j] = static_cast<std::int32_t>(total[static_cast<std::size_t>(i * c.columns + j)]);
}

struct int_gemm::weights::content {
  std::shared_ptr<plan const> owner;
  gemm_path path;
  index depth, columns;
  std::vector<std::unique_ptr<detail::prepared>> parts;
};

int_gemm::int_gemm(std::int32_t const* table, int n, int nb, bool is_signed) {
  if (n < 1 || n > 8 || nb < 1 || nb > 8)
    refuse("a multiplier of " + std::to_string(n) + " x " + std::to_string(nb) + " bits; 1 x 1 to 8 x 8 are accepted");
  if (table == nullptr) refuse("there is no table");
  std::size_t const size = std::size_t{1} << (n + nb);
  plan_ = std::make_shared<plan>(detail::product_table{{table, table + size}, n, nb}, is_signed);
}

void int_gemm::multiply(matrix<std::uint8_t const> a, matrix<std::uint8_t const> b, matrix<std::int32_t> c,
                        gemm_path path) const {
  plan const& p = *plan_;
  p.check(a, "a", p.table.n);
  p.check(b, "b", p.table.nb);
  detail::check_matrix("int_gemm", c, "c");
  detail::check_product("int_gemm", shape_of(a), shape_of(b), shape_of(c));
  if (path == gemm_path::automatic)
    path = p.choose(c.rows, c.columns, a.columns, false);
  else
    p.require(path);
  if (c.rows == 0 || c.columns == 0) return;
  index const part = p.part();
  operand const left = rows_of(a, p.table.n), right = columns_of(b, p.table.nb);
  index const parts = a.columns <= part ? 1 : (a.columns - 1) / part + 1;
  p.add_parts(parts, c, [&](index i, matrix<word> sums) {
    index const k = i * part, count = std::min(part, a.columns - k);
    // An empty product touches no operand.
    if (path == gemm_path::scalar || count == 0)
      p.scalar.multiply(left.from(k, count), right.from(k, count), sums);
    else
      p.prepare(path, right.from(k, count), c.rows)->multiply(left.from(k, count), sums);
  });
}

int_gemm::weights int_gemm::prepare_patterns(matrix<std::uint8_t const> b, std::ptrdiff_t rows, gemm_path path) const {
  plan const& p = *plan_;
  p.check(b, "b", p.table.nb);
  if (rows < 0) refuse(std::to_string(rows) + " rows of a");
  if (path == gemm_path::automatic)
    path = p.choose(rows, b.columns, b.rows, true);
  else
    p.require(path);
  auto const filled = std::make_shared<weights::content>();
  filled->owner = plan_;
  filled->path = path;
  filled->depth = b.rows;
  filled->columns = b.columns;
  operand const right = columns_of(b, p.table.nb);
  if (b.columns > 0)
    for (index k = 0; k < b.rows; k += p.part())
      filled->parts.push_back(p.prepare(path, right.from(k, std::min(p.part(), b.rows - k)), rows));
  weights result;
  result.content_ = filled;
  return result;
}

void int_gemm::multiply(matrix<std::uint8_t const> a, weights const& b, matrix<std::int32_t> c) const {
  plan const& p = *plan_;
  if (b.content_ == nullptr || b.content_->owner != plan_) refuse("these weights were prepared by another object");
  weights::content const& right = *b.content_;
  p.check(a, "a", p.table.n);
  detail::check_matrix("int_gemm", c, "c");
  detail::check_product("int_gemm", shape_of(a), {right.depth, right.columns}, shape_of(c));
  if (c.rows == 0 || c.columns == 0) return;
  operand const left = rows_of(a, p.table.n);
  index const parts = static_cast<index>(right.parts.size());
  p.add_parts(std::max<index>(1, parts), c, [&](index i, matrix<word> sums) {
    index const k = i * p.part(), count = std::min(p.part(), a.columns - k);
    if (parts == 0)
      p.scalar.multiply(left.from(0, 0), {nullptr, c.columns, 0, 1, 0, 0}, sums);
    else
      right.parts[static_cast<std::size_t>(i)]->multiply(left.from(k, count), sums);
  });
}

void int_gemm::require_operands(bool is_signed) const {
  if (plan_->is_signed == is_signed) return;
  refuse(is_signed ? "the multiplier is unsigned and takes uint8_t" : "the multiplier is signed and takes int8_t");
}

void int_gemm::operator()(matrix<std::uint8_t const> a, matrix<std::uint8_t const> b, matrix<std::int32_t> c,
                          gemm_path path) const {
  require_operands(false);
  multiply(a, b, c, path);
}
void int_gemm::operator()(matrix<std::int8_t const> a, matrix<std::int8_t const> b, matrix<std::int32_t> c,
                          gemm_path path) const {
  require_operands(true);
  multiply(patterns(a), patterns(b), c, path);
}
int_gemm::weights int_gemm::prepare(matrix<std::uint8_t const> b, std::ptrdiff_t rows, gemm_path path) const {
  require_operands(false);
  return prepare_patterns(b, rows, path);
}
int_gemm::weights int_gemm::prepare(matrix<std::int8_t const> b, std::ptrdiff_t rows, gemm_path path) const {
  require_operands(true);
  return prepare_patterns(patterns(b), rows, path);
}
void int_gemm::operator()(matrix<std::uint8_t const> a, weights const& b, matrix<std::int32_t> c) const {
  require_operands(false);
  multiply(a, b, c);
}
void int_gemm::operator()(matrix<std::int8_t const> a, weights const& b, matrix<std::int32_t> c) const {
  require_operands(true);
  multiply(patterns(a), b, c);
}

gemm_path int_gemm::weights::path() const {
  if (content_ == nullptr) refuse("weights that were not prepared");
  return content_->path;
}

std::ptrdiff_t int_gemm::max_k() const {
  return plan_->max_k;
}

gemm_path int_gemm::choose(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k) const {
  return plan_->choose(m, n, k, false);
}

std::string int_gemm::explain(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k) const {
  plan const& p = *plan_;
  gemm_path const path = p.choose(m, n, k, false);
  std::string const start =
      std::string(name_of(path)) + " for " + shape{m, k}.text() + " times " + shape{k, n}.text() + ": ";
  char const* const isa = detail::instructions();
  switch (path) {
    case gemm_path::table:
      return start + std::to_string(detail::table_lanes()) + " products a lookup (" + isa + "); factors need " +
             (p.get_bound() < rank_limit ? "at least " + std::to_string(p.get_bound()) : "many") + " products";
    case gemm_path::factors:
      return start + std::to_string(p.get_factors().rank()) + " terms (at least " +
             std::to_string(p.get_factors().bound()) + ") in " + std::to_string(p.get_factors().products()) +
             " exact products; " + describe(p.get_factors().engine());
    case gemm_path::log_sum: return start + "products are sums of logarithms (" + isa + ")";
    default: return start + "too little work to prepare anything";
  }
}

}  // namespace axmul
