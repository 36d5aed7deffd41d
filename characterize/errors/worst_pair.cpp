#include "characterize/errors/worst_pair.hpp"

#include <algorithm>
#include <deque>
#include <queue>

namespace axmul::tools {
namespace {

constexpr int most_splits = 256;

// The values of a digit that are left, as bits, for every digit of a piece.
class choice {
 public:
  explicit choice(piece const& p) : piece_(p) {
    for (operand_digit const& digit : p.digits) values_.push_back((1u << digit.size) - 1);
  }

  // Keeps the operands at which the function is as large (small) in size as it becomes.
  void require(std::size_t function, bool largest) {
    digit_sum const& f = piece_.functions[function];
    bool const up = (f.sign() > 0) == largest;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      auto const begin = f.values[i].begin(), end = begin + piece_.digits[i].size;
      i128 const best = up ? *std::max_element(begin, end) : *std::min_element(begin, end);
      for (std::size_t value = 0; value < 4; ++value)
        if (f.values[i][value] != best) values_[i] &= ~(1u << value);
    }
  }

  // The highest digit without a value left, if there is one.
  std::optional<std::size_t> conflict() const {
    for (std::size_t i = values_.size(); i-- > 0;)
      if (values_[i] == 0) return i;
    return std::nullopt;
  }

  // The least operand that is left, and the function there.
  std::uint64_t first() const {
    std::uint64_t operand = piece_.first;
    for (std::size_t i = 0; i < values_.size(); ++i)
      operand += static_cast<std::uint64_t>(lowest(i)) << piece_.digits[i].shift;
    return operand;
  }
  bool is_zero_at_first(std::size_t function) const {
    digit_sum const& f = piece_.functions[function];
    i128 sum = f.base;
    for (std::size_t i = 0; i < values_.size(); ++i) sum += f.values[i][static_cast<std::size_t>(lowest(i))];
    return sum == 0;
  }

 private:
  int lowest(std::size_t digit) const { return __builtin_ctz(values_[digit]); }

  piece const& piece_;
  std::vector<unsigned> values_;
};

// A pair of pieces and a bound of d, or of -d, on it.
struct candidate {
  cpp_int bound;
  bool above;
  piece const *a, *b;

  bool operator<(candidate const& other) const { return bound < other.bound; }
};

// The largest sum of f_t(a) g_t(b), or of its negative, if each term were as large as it becomes.
cpp_int bound_of(piece const& a, piece const& b, bool above) {
  cpp_int sum = 0;
  for (std::size_t t = 0; t < a.functions.size(); ++t) {
    digit_sum const &f = a.functions[t], &g = b.functions[t];
    if (f.is_zero() || g.is_zero()) continue;
    cpp_int const least(f.least), most(f.most);
    cpp_int const corners[] = {least * g.least, least * g.most, most * g.least, most * g.most};
    sum += above ? *std::max_element(corners, corners + 4) : cpp_int(-*std::min_element(corners, corners + 4));
  }
  return sum;
}

// Best first: the pair of pieces with the highest bound is solved, or split where its terms want different digits.
class search {
 public:
  search(std::vector<piece> const& a, std::vector<piece> const& b) {
    for (piece const& x : a)
      for (piece const& y : b) {
        push(x, y, true);
        push(x, y, false);
      }
  }

  std::optional<worst_error> run() {
    for (int splits = 0; !open_.empty() && open_.top().bound >= best_.size;) {
      candidate const top = open_.top();
      open_.pop();
      if (!solve(top) && ++splits > most_splits) return std::nullopt;
    }
    return best_;
  }

 private:
  void push(piece const& a, piece const& b, bool above) {
    cpp_int bound = bound_of(a, b, above);
    if (bound > 0 && bound >= best_.size) open_.push({std::move(bound), above, &a, &b});
  }

  // Whether the pair needs no further search: its bound is met, or is the best already and is not met.
  bool solve(candidate const& c) {
    choice a(*c.a), b(*c.b);
    std::vector<std::size_t> either;  // terms that vanish when either factor does
    for (std::size_t t = 0; t < c.a->functions.size(); ++t) {
      digit_sum const &f = c.a->functions[t], &g = c.b->functions[t];
      if (f.is_zero() || g.is_zero()) continue;
      bool const largest = (f.sign() * g.sign() > 0) == c.above;
      bool const zero_f = !largest && f.smallest_size() == 0, zero_g = !largest && g.smallest_size() == 0;
      if (zero_f && zero_g) {
        either.push_back(t);
        continue;
      }
      if (!zero_g) a.require(t, largest);
      if (!zero_f) b.require(t, largest);
    }
    std::optional<std::size_t> const in_a = a.conflict();
    if (!in_a)
      for (std::size_t const t : either)
        if (!a.is_zero_at_first(t)) b.require(t, false);
    std::optional<std::size_t> const in_b = b.conflict();
    if (!in_a && !in_b) {
      meet({c.bound, a.first(), b.first()});
      return true;
    }
    if (c.bound == best_.size && either.empty()) return true;
    bool const splits_a = in_a && (!in_b || c.a->digits[*in_a].shift >= c.b->digits[*in_b].shift);
    for (piece& part : splits_a ? c.a->split(*in_a) : c.b->split(*in_b)) {
      parts_.push_back(std::move(part));
      push(splits_a ? parts_.back() : *c.a, splits_a ? *c.b : parts_.back(), c.above);
    }
    return false;
  }

  void meet(worst_error const& found) {
    bool const earlier = found.a < best_.a || (found.a == best_.a && found.b < best_.b);
    if (found.size > best_.size || earlier) best_ = found;
  }

  std::priority_queue<candidate> open_;
  std::deque<piece> parts_;
  worst_error best_;
};

}  // namespace

std::optional<worst_error> worst_pair(std::vector<piece> const& a, std::vector<piece> const& b) {
  return search(a, b).run();
}

cpp_int highest_sum(std::vector<piece> const& a, std::vector<piece> const& b) {
  cpp_int highest = 0;
  for (piece const& x : a)
    for (piece const& y : b) highest = std::max(highest, bound_of(x, y, true));
  return highest;
}

}  // namespace axmul::tools
