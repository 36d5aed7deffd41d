#include "characterize/errors/bilinear.hpp"

#include <algorithm>
#include <map>

#include "characterize/errors/worst_pair.hpp"

namespace axmul::tools {
namespace {

// A set of terms; there are at most 2 * 64 + 4 rows and terms of a wrapper, and never all of them.
using term_set = u128;
constexpr std::size_t most_terms = 128;
constexpr std::size_t most_patterns = 4096;

// Which functions of a piece are nonzero: `always` some; others as soon as one of their digits has a value that it must
// not have.
struct nonzero_terms {
  term_set always = 0;
  std::vector<std::array<term_set, 4>> digits;
};

nonzero_terms nonzero_terms_of(piece const& p) {
  nonzero_terms sets;
  sets.digits.resize(p.digits.size());
  for (std::size_t t = 0; t < p.functions.size(); ++t) {
    digit_sum const& f = p.functions[t];
    term_set const term = term_set{1} << t;
    if (f.smallest_size() != 0) {
      sets.always |= term;
      continue;
    }
    for (std::size_t i = 0; i < p.digits.size(); ++i) {
      auto const end = f.values[i].begin() + p.digits[i].size;
      i128 const none =
          f.sign() < 0 ? *std::max_element(f.values[i].begin(), end) : *std::min_element(f.values[i].begin(), end);
      for (std::size_t value = 0; value < 4; ++value)
        if (f.values[i][value] != none) sets.digits[i][value] |= term;
    }
  }
  return sets;
}

// How many operands of a piece have which nonzero functions.
using patterns = std::map<term_set, cpp_int>;

std::optional<patterns> patterns_of(piece const& p, nonzero_terms const& sets) {
  patterns found = {{sets.always, 1}};
  for (std::size_t i = 0; i < p.digits.size(); ++i) {
    patterns next;
    for (auto const& [terms, count] : found)
      for (std::size_t value = 0; value < static_cast<std::size_t>(p.digits[i].size); ++value)
        next[terms | sets.digits[i][value]] += count;
    if (next.size() > most_patterns) return std::nullopt;
    found = std::move(next);
  }
  return found;
}

// How many operands of a piece have none of these functions nonzero.
cpp_int zeros_of(piece const& p, nonzero_terms const& sets, term_set terms) {
  if ((sets.always & terms) != 0) return 0;
  cpp_int count = 1;
  for (std::size_t i = 0; i < p.digits.size(); ++i) {
    int free = 0;
    for (std::size_t value = 0; value < static_cast<std::size_t>(p.digits[i].size); ++value)
      free += (sets.digits[i][value] & terms) == 0;
    count *= free;
  }
  return count;
}

// Whether no two terms differ in sign on a pair of pieces.
bool have_one_sign(piece const& a, piece const& b) {
  int sign = 0;
  for (std::size_t t = 0; t < a.functions.size(); ++t) {
    int const term = a.functions[t].sign() * b.functions[t].sign();
    if (term * sign < 0) return false;
    if (term != 0) sign = term;
  }
  return true;
}

// Sums of the functions over the operands of each piece.
std::vector<std::vector<cpp_int>> sums_of(std::vector<piece> const& pieces) {
  std::vector<std::vector<cpp_int>> all;
  for (piece const& p : pieces) {
    all.emplace_back();
    for (std::size_t t = 0; t < p.functions.size(); ++t) all.back().push_back(p.sum(t));
  }
  return all;
}

// errors and abs_d; the functions of a piece have one sign each.
void add_sizes(exact_sums& all, std::vector<piece> const& a, std::vector<piece> const& b) {
  for (piece const& x : a)
    for (piece const& y : b)
      if (!have_one_sign(x, y)) return;
  std::vector<std::vector<cpp_int>> const sums_a = sums_of(a), sums_b = sums_of(b);
  std::vector<nonzero_terms> sets;
  for (piece const& y : b) sets.push_back(nonzero_terms_of(y));
  cpp_int abs_d = 0, errors = 0;
  bool counted = true;
  for (std::size_t i = 0; i < a.size(); ++i) {
    piece const& x = a[i];
    std::optional<patterns> const found = patterns_of(x, nonzero_terms_of(x));
    counted = counted && found;
    for (std::size_t j = 0; j < b.size(); ++j) {
      piece const& y = b[j];
      cpp_int sum = 0;
      for (std::size_t t = 0; t < x.functions.size(); ++t) sum += sums_a[i][t] * sums_b[j][t];
      abs_d += x.weight * y.weight * abs(sum);
      if (!counted) continue;
      cpp_int zeros = 0;
      for (auto const& [terms, count] : *found) zeros += count * zeros_of(y, sets[j], terms);
      errors += x.weight * y.weight * (x.count() * y.count() - zeros);
    }
  }
  all.abs_d = abs_d;
  if (counted) all.errors = errors;
}

}  // namespace

bilinear_errors bilinear_errors_of(std::vector<piece> const& a, std::vector<piece> const& b) {
  operand_moments const x = moments_of(a), y = moments_of(b);
  bilinear_errors all;
  for (std::size_t t = 0; t < x.sums.size(); ++t) {
    all.sums.d += x.sums[t] * y.sums[t];
    for (std::size_t u = 0; u < x.sums.size(); ++u) all.sums.d2 += x.products[t][u] * y.products[t][u];
  }
  all.sums.d2 /= 256;
  std::optional<std::vector<piece>> const signed_a = of_one_sign(a), signed_b = of_one_sign(b);
  if (signed_a && signed_b) {
    if (x.sums.size() <= most_terms) add_sizes(all.sums, *signed_a, *signed_b);
    all.sums.worst = worst_pair(*signed_a, *signed_b);
  }
  all.highest = signed_a && signed_b ? highest_sum(*signed_a, *signed_b) : highest_sum(a, b);
  return all;
}

}  // namespace axmul::tools
