#include "characterize/errors/pieces.hpp"

#include <algorithm>

namespace axmul::tools {
namespace {

constexpr std::size_t most_pieces = 1024;

void set_range(digit_sum& f) {
  f.least = f.most = f.base;
  for (std::array<i128, 4> const& values : f.values) {
    f.least += *std::min_element(values.begin(), values.end());
    f.most += *std::max_element(values.begin(), values.end());
  }
}

// The operands from `first` on whose `width` low bits are free.
piece probed(operand_functions const& f, std::uint64_t first, int width) {
  piece p;
  p.first = first;
  for (i128 const base : f(first)) p.functions.push_back({base, {}});
  for (int shift = 0; shift < width; shift += 2) {
    p.digits.push_back({shift, shift + 1 < width ? 4 : 2});
    for (digit_sum& function : p.functions) function.values.emplace_back();
    for (int value = 1; value < p.digits.back().size; ++value) {
      std::vector<i128> const at = f(first + (static_cast<std::uint64_t>(value) << shift));
      for (std::size_t t = 0; t < at.size(); ++t)
        p.functions[t].values.back()[static_cast<std::size_t>(value)] = at[t] - p.functions[t].base;
    }
  }
  return p;
}

// Two pieces of the same digits that differ in the bit above, as one; none where a digit does not have the same effect
// in both. A digit of one bit becomes one of two bits.
std::optional<piece> merged(piece const& low, piece const& high) {
  std::size_t const digits = low.digits.size();
  bool const grows = digits > 0 && low.digits.back().size == 2;
  std::ptrdiff_t const same = static_cast<std::ptrdiff_t>(grows ? digits - 1 : digits);
  piece all = low;
  for (std::size_t t = 0; t < all.functions.size(); ++t) {
    digit_sum const &x = low.functions[t], &y = high.functions[t];
    if (!std::equal(x.values.begin(), x.values.begin() + same, y.values.begin())) return std::nullopt;
    i128 const step = y.base - x.base;
    if (grows)
      all.functions[t].values.back() = {0, x.values.back()[1], step, step + y.values.back()[1]};
    else
      all.functions[t].values.push_back({0, step});
  }
  if (grows)
    all.digits.back().size = 4;
  else
    all.digits.push_back({static_cast<int>(2 * digits), 2});
  return all;
}

// Appends `high`, the pieces of the upper half, to those of the lower half.
void join(std::vector<piece>& low, std::vector<piece> const& high) {
  std::optional<piece> const all =
      low.size() == 1 && high.size() == 1 ? merged(low.front(), high.front()) : std::nullopt;
  if (all)
    low = {*all};
  else
    low.insert(low.end(), high.begin(), high.end());
}

// 4 times the mean of a function, then its other Walsh-Hadamard coefficients digit by digit, those of single bits
// doubled: by Parseval 16 times the mean of a product of two functions is the inner product of these.
std::vector<cpp_int> spectrum(piece const& p, digit_sum const& f) {
  std::vector<cpp_int> all(1 + 3 * p.digits.size());
  i128 mean = 4 * f.base;
  for (std::size_t i = 0; i < p.digits.size(); ++i) {
    auto const& [zero, one, two, three] = f.values[i];
    if (p.digits[i].size == 2) {
      mean += 2 * one;
      all[3 * i + 1] = -2 * one;
    } else {
      mean += one + two + three;
      all[3 * i + 1] = one - two - three;
      all[3 * i + 2] = two - one - three;
      all[3 * i + 3] = three - one - two;
    }
  }
  all[0] = mean;
  return all;
}

cpp_int inner_product(std::vector<cpp_int> const& x, std::vector<cpp_int> const& y) {
  cpp_int sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!x[i].is_zero() && !y[i].is_zero()) sum += x[i] * y[i];
  return sum;
}

}  // namespace

cpp_int piece::count() const {
  int bits = 0;
  for (operand_digit const& digit : digits) bits += digit.size / 2;
  return power_of_two(bits);
}

cpp_int piece::sum(std::size_t function) const {
  digit_sum const& f = functions[function];
  cpp_int four_means = 4 * cpp_int(f.base);
  for (std::size_t i = 0; i < digits.size(); ++i)
    for (i128 const value : f.values[i]) four_means += cpp_int(value) * (4 / digits[i].size);
  return count() * four_means / 4;
}

std::vector<piece> piece::split(std::size_t digit) const {
  std::vector<piece> parts;
  for (int value = 0; value < digits[digit].size; ++value) {
    piece part = *this;
    part.first += static_cast<std::uint64_t>(value) << digits[digit].shift;
    part.digits.erase(part.digits.begin() + static_cast<std::ptrdiff_t>(digit));
    for (digit_sum& f : part.functions) {
      f.base += f.values[digit][static_cast<std::size_t>(value)];
      f.values.erase(f.values.begin() + static_cast<std::ptrdiff_t>(digit));
      set_range(f);
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<piece> pieces_of(operand_functions const& f, int width) {
  std::vector<piece> all = {probed(f, 0, 0)};
  for (int leading = 0; leading < width; ++leading) {
    std::uint64_t const one = std::uint64_t{1} << leading;
    if (leading == 0) {
      join(all, {probed(f, one, 0)});
    } else {
      std::vector<piece> octave = {probed(f, one, leading - 1)};
      join(octave, {probed(f, one + one / 2, leading - 1)});
      join(all, octave);
    }
  }
  for (piece& p : all)
    for (digit_sum& function : p.functions) set_range(function);
  return all;
}

std::vector<piece> magnitude_pieces_of(operand_functions const& f, int width) {
  std::vector<piece> all = pieces_of(f, width - 1);
  for (piece& p : all) p.weight = 2, p.signed_weight = 0;
  // Twice 0 is once too many; the largest magnitude is that of one operand, a negative one.
  for (bool const is_zero : {true, false}) {
    piece p = probed(f, is_zero ? 0 : std::uint64_t{1} << (width - 1), 0);
    for (digit_sum& function : p.functions) set_range(function);
    p.weight = is_zero ? -1 : 1;
    p.signed_weight = is_zero ? 1 : -1;
    all.push_back(std::move(p));
  }
  return all;
}

std::optional<std::vector<piece>> of_one_sign(std::vector<piece> const& pieces) {
  std::vector<piece> open = pieces, done;
  while (!open.empty()) {
    piece const p = std::move(open.back());
    open.pop_back();
    auto const mixed = std::find_if(p.functions.begin(), p.functions.end(),
                                    [](digit_sum const& f) { return f.least < 0 && f.most > 0; });
    if (mixed == p.functions.end()) {
      done.push_back(p);
    } else {
      auto const span = [](std::array<i128, 4> const& values) {
        return *std::max_element(values.begin(), values.end()) - *std::min_element(values.begin(), values.end());
      };
      auto const widest = std::max_element(mixed->values.begin(), mixed->values.end(),
                                           [&](auto const& x, auto const& y) { return span(x) < span(y); });
      std::vector<piece> const parts = p.split(static_cast<std::size_t>(widest - mixed->values.begin()));
      open.insert(open.end(), parts.begin(), parts.end());
    }
    if (open.size() + done.size() > most_pieces) return std::nullopt;
  }
  return done;
}

operand_moments moments_of(std::vector<piece> const& pieces) {
  std::size_t const functions = pieces.front().functions.size();
  operand_moments m{std::vector<cpp_int>(functions), {functions, std::vector<cpp_int>(functions)}};
  for (piece const& p : pieces) {
    std::vector<std::vector<cpp_int>> spectra;
    for (std::size_t t = 0; t < functions; ++t) {
      m.sums[t] += p.signed_weight * p.sum(t);
      spectra.push_back(spectrum(p, p.functions[t]));
    }
    cpp_int const count = p.weight * p.count();
    for (std::size_t t = 0; t < functions; ++t)
      for (std::size_t u = 0; u <= t; ++u) m.products[t][u] += count * inner_product(spectra[t], spectra[u]);
  }
  for (std::size_t t = 0; t < functions; ++t)
    for (std::size_t u = 0; u < t; ++u) m.products[u][t] = m.products[t][u];
  return m;
}

}  // namespace axmul::tools
