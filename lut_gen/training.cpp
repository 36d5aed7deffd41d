#include "lut_gen/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <map>
#include <numeric>

#include "characterize/errors/fields.hpp"
#include "lut_gen/table.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

constexpr int most_bits = 10;
constexpr int most_product_bits = 24;
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

cpp_int wide(i128 x) {
  return cpp_int(x);
}

weighted_operand operand_of(operand_distribution const& distribution, int width, bool is_signed) {
  weighted_operand o;
  for (std::uint64_t pattern = 0; pattern >> width == 0; ++pattern)
    o.values.push_back(static_cast<std::int64_t>(is_signed ? sign_extend(pattern, width) : pattern));
  o.weights.resize(o.size());
  for (std::uint64_t i = 0; i < distribution.size(); ++i) o.weights[distribution.pattern(i)] = distribution.weight(i);
  o.total = distribution.total();
  return o;
}

// Patterns by value, upwards.
std::vector<std::size_t> in_order(weighted_operand const& o) {
  std::vector<std::size_t> patterns(o.size());
  std::iota(patterns.begin(), patterns.end(), std::size_t{0});
  std::sort(patterns.begin(), patterns.end(), [&](std::size_t x, std::size_t y) { return o.values[x] < o.values[y]; });
  return patterns;
}

// error(i): d for pattern i of the other operand.
template <class F>
conditional_error conditional(weighted_operand const& other, F const& error) {
  i128 sum = 0, square = 0;
  for (std::size_t i = 0; i < other.size(); ++i) {
    i128 const d = error(i), weighted = d * static_cast<i128>(other.weights[i]);
    sum += weighted;
    square += weighted * d;
  }
  cpp_int const total = other.total;
  return {quotient(wide(sum), total), quotient(total * wide(square) - wide(sum) * wide(sum), total * total)};
}

// Each error and its weight, upwards.
using error_weights = std::vector<std::pair<std::int64_t, std::uint64_t>>;

error_weights errors_of(weighted_table const& t) {
  std::map<std::int64_t, std::uint64_t> weights;
  for (std::size_t a = 0; a < t.a.size(); ++a)
    for (std::size_t b = 0; b < t.b.size(); ++b)
      if (std::uint64_t const w = t.a.weights[a] * t.b.weights[b]; w != 0) weights[t.error(a, b)] += w;
  return {weights.begin(), weights.end()};
}

double normal_below(double z) {
  return std::erfc(-z * std::sqrt(0.5)) / 2;
}

// The largest difference from the normal distribution function, on both sides of each step.
class largest_difference {
 public:
  // In upward order; z in standard deviations from the mean.
  void step(double z, double below, double up_to) {
    double const normal = normal_below(z);
    largest_ = std::max({largest_, std::fabs(below - normal), std::fabs(up_to - normal)});
  }
  double value() const { return largest_; }

 private:
  double largest_ = 0;
};

// All but the normality.
noise_model moments_of(error_weights const& errors) {
  cpp_int n = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0;
  for (auto const& [d, weight] : errors) {
    cpp_int const x = d, w1 = x * weight, w2 = w1 * x, w3 = w2 * x;
    n += weight;
    s1 += w1;
    s2 += w2;
    s3 += w3;
    s4 += w3 * x;
  }
  // Central moments times n^2, n^3, n^4.
  cpp_int const c2 = n * s2 - s1 * s1;
  cpp_int const c3 = n * n * s3 - 3 * n * s1 * s2 + 2 * s1 * s1 * s1;
  cpp_int const c4 = n * n * n * s4 - 4 * n * n * s1 * s3 + 6 * n * s1 * s1 * s2 - 3 * s1 * s1 * s1 * s1;
  noise_model m{quotient(s1, n), quotient(c2, n * n), not_a_number, not_a_number, not_a_number};
  if (c2 == 0) return m;
  m.skewness = std::copysign(std::sqrt(quotient(c3 * c3, c2 * c2 * c2)), c3 < 0 ? -1.0 : 1.0);
  m.kurtosis = quotient(c4 - 3 * c2 * c2, c2 * c2);
  return m;
}

// Discrete Fourier transform in place; the length is a power of two.
void transform(std::vector<std::complex<double>>& x) {
  std::size_t const length = x.size();
  for (std::size_t i = 1, j = 0; i < length; ++i) {
    std::size_t bit = length >> 1;
    for (; (j & bit) != 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(x[i], x[j]);
  }
  std::vector<std::complex<double>> roots(length / 2);
  for (std::size_t i = 0; i < roots.size(); ++i)
    roots[i] = std::polar(1.0, -6.283185307179586 * static_cast<double>(i) / static_cast<double>(length));
  for (std::size_t half = 1; half < length; half *= 2)
    for (std::size_t begin = 0; begin < length; begin += 2 * half)
      for (std::size_t i = 0; i < half; ++i) {
        std::complex<double> const low = x[begin + i], high = x[begin + i + half] * roots[i * (length / 2 / half)];
        x[begin + i] = low + high;
        x[begin + i + half] = low - high;
      }
}

// Of the sum of k errors. The sum stands on a circle of a power of two of points, the mean in the middle; what lies
// beyond has a probability below 1e-10 by Bernstein's inequality.
double normality_of_sum(error_weights const& errors, std::uint64_t k) {
  std::int64_t const first = errors.front().first;
  std::int64_t spacing = 0;
  double total = 0;
  for (auto const& [d, weight] : errors) {
    spacing = std::gcd(spacing, d - first);
    total += static_cast<double>(weight);
  }
  if (spacing == 0) return not_a_number;
  std::int64_t const last = (errors.back().first - first) / spacing;
  auto const place = [&](std::int64_t d) { return (d - first) / spacing; };
  double mean = 0, variance = 0;
  for (auto const& [d, weight] : errors) mean += static_cast<double>(place(d)) * (static_cast<double>(weight) / total);
  for (auto const& [d, weight] : errors)
    variance += std::pow(static_cast<double>(place(d)) - mean, 2) * (static_cast<double>(weight) / total);

  double const terms = static_cast<double>(k), doubt = std::log(2e10);
  double const third = doubt * std::max(mean, static_cast<double>(last) - mean) / 3;
  double const reach = third + std::sqrt(third * third + 2 * doubt * terms * variance);
  bool const whole = terms * static_cast<double>(last) < 2 * reach;
  double const needed = whole ? terms * static_cast<double>(last) + 1 : 2 * reach + 2;
  std::int64_t length = 2;
  while (static_cast<double>(length) < needed) length *= 2;
  if (length > std::int64_t{1} << 22) return not_a_number;

  // Places count from the one nearest to the mean, which keeps the phases of the power small.
  std::int64_t const centre = std::llround(mean);
  auto const on_circle = [&](std::int64_t x) { return static_cast<std::size_t>(((x % length) + length) % length); };
  std::vector<std::complex<double>> x(static_cast<std::size_t>(length));
  for (auto const& [d, weight] : errors) x[on_circle(place(d) - centre)] = static_cast<double>(weight) / total;
  transform(x);
  for (std::complex<double>& c : x)
    c = std::polar(std::pow(std::abs(c), terms) / static_cast<double>(length), std::arg(c) * terms);
  transform(x);  // backwards but for the order: entry -s is the probability of s

  double const middle = terms * (mean - static_cast<double>(centre)), deviation = std::sqrt(terms * variance);
  std::int64_t const begin =
      whole ? -static_cast<std::int64_t>(k) * centre : static_cast<std::int64_t>(std::floor(middle)) - length / 2;
  largest_difference found;
  double below = 0;
  for (std::int64_t s = begin; s < begin + length; ++s) {
    double const up_to = below + x[on_circle(-s)].real();
    found.step((static_cast<double>(s) - middle) / deviation, below, up_to);
    below = up_to;
  }
  return found.value();
}

// Sums over the distribution of a that give the squared error of every code c for every b; codes by value, upwards:
// E (f(a, c) - a b)^2 = (square[c] - 2 b cross[c] + b^2 a2) / total.
struct code_sums {
  explicit code_sums(weighted_table const& t)
      : patterns(in_order(t.b)), low(t.b.values[patterns[0]]), sum(t.b.size()), square(sum), cross(sum) {
    for (std::size_t a = 0; a < t.a.size(); ++a) {
      i128 const weight = static_cast<i128>(t.a.weights[a]), value = t.a.values[a];
      a1 += weight * value;
      a2 += weight * value * value;
      for (std::size_t c = 0; c < patterns.size(); ++c) {
        i128 const f = t.product(a, patterns[c]), weighted = weight * f;
        sum[c] += weighted;
        square[c] += weighted * f;
        cross[c] += weighted * value;
      }
    }
  }

  i128 value(std::size_t c) const { return low + static_cast<i128>(c); }
  i128 error(i128 b, std::size_t c) const { return square[c] - 2 * b * cross[c] + b * b * a2; }

  std::vector<std::size_t> patterns;
  std::int64_t low;  // value of the first
  std::vector<i128> sum, square, cross;
  i128 a1 = 0, a2 = 0;
};

// The mean of `weight` values whose sum is `sum`.
struct ratio {
  i128 weight, sum;
};

struct found_code {
  std::size_t code;
  i128 score;  // weight times the squared error, but for what is the same for all codes
};

// See shared_weight.
found_code best_code(code_sums const& codes, ratio const& r, std::int64_t radius) {
  auto const distance = [&](std::size_t c) {
    i128 const away = codes.value(c) * r.weight - r.sum;
    return away < 0 ? -away : away;
  };
  // Twice the distance from the first code, times the weight.
  i128 const reach = std::max<i128>(2 * static_cast<i128>(radius), 1) * r.weight;
  i128 const at = 2 * (r.sum - codes.low * r.weight), step = 2 * r.weight;
  i128 const most = static_cast<i128>(codes.patterns.size()) - 1;
  std::size_t const first = static_cast<std::size_t>(at > reach ? (at - reach + step - 1) / step : 0);
  std::size_t const last = static_cast<std::size_t>(std::min((at + reach) / step, most));

  auto const score = [&](std::size_t c) { return r.weight * codes.square[c] - 2 * r.sum * codes.cross[c]; };
  found_code best{first, score(first)};
  for (std::size_t c = first + 1; c <= last; ++c) {
    i128 const found = score(c);
    if (found > best.score || (found == best.score && distance(c) >= distance(best.code))) continue;
    best = {c, found};
  }
  return best;
}

shared_weight shared(weighted_table const& t, code_sums const& codes, ratio const& r, std::size_t c) {
  cpp_int const weight = wide(r.weight), sum = wide(r.sum), total = t.a.total;
  cpp_int const square =
      weight * weight * wide(codes.square[c]) - 2 * weight * sum * wide(codes.cross[c]) + sum * sum * wide(codes.a2);
  return {quotient(sum, weight), static_cast<std::int64_t>(codes.value(c)), 0,
          quotient(weight * wide(codes.sum[c]) - sum * wide(codes.a1), weight * total),
          quotient(square, weight * weight * total)};
}

codebook codebook_with(weighted_table const& t, code_sums const& codes, std::vector<ratio> const& centroids,
                       std::int64_t radius) {
  codebook book;
  std::vector<std::size_t> chosen;
  for (ratio const& r : centroids) {
    std::size_t const c = best_code(codes, r, radius).code;
    chosen.push_back(c);
    book.entries.push_back(shared(t, codes, r, c));
    for (std::size_t a = 0; a < t.a.size(); ++a)
      book.products.push_back(static_cast<std::int32_t>(t.product(a, codes.patterns[c])));
  }
  cpp_int sum = 0;
  for (std::size_t b = 0; b < t.b.size(); ++b) {
    if (t.b.weights[b] == 0) continue;
    std::size_t best = 0;
    for (std::size_t i = 1; i < chosen.size(); ++i)
      if (codes.error(t.b.values[b], chosen[i]) < codes.error(t.b.values[b], chosen[best])) best = i;
    book.entries[best].weight += t.b.weights[b];
    sum += t.b.weights[b] * wide(codes.error(t.b.values[b], chosen[best]));
  }
  book.mse = quotient(sum, cpp_int(t.a.total) * t.b.total);
  return book;
}

// Sums over the values of b of nonzero weight, upwards: of those before each.
struct weight_sums {
  std::vector<i128> weight{0}, first{0}, second{0};

  void add(i128 w, i128 b) {
    weight.push_back(weight.back() + w);
    first.push_back(first.back() + w * b);
    second.push_back(second.back() + w * b * b);
  }
  std::size_t size() const { return weight.size() - 1; }
  ratio mean(std::size_t begin, std::size_t end) const {
    return {weight[end] - weight[begin], first[end] - first[begin]};
  }
};

// Where the runs of the best cut into k begin. cost: of the run [begin, end) at begin * (size + 1) + end.
std::vector<std::size_t> best_cut(std::vector<i128> const& cost, std::size_t size, std::size_t k) {
  std::size_t const row = size + 1;
  // least[end]: of the first values up to `end` in as many runs as there were steps.
  std::vector<i128> least(cost.begin(), cost.begin() + static_cast<std::ptrdiff_t>(row));
  std::vector<std::size_t> begins(k * row);
  for (std::size_t runs = 2; runs <= k; ++runs)
    for (std::size_t end = size; end >= runs; --end) {
      i128 best = -1;
      for (std::size_t begin = runs - 1; begin < end; ++begin) {
        i128 const sum = least[begin] + cost[begin * row + end];
        if (best >= 0 && sum >= best) continue;
        best = sum;
        begins[(runs - 1) * row + end] = begin;
      }
      least[end] = best;
    }
  std::vector<std::size_t> cut(k);
  for (std::size_t runs = k, end = size; runs > 0; --runs) end = cut[runs - 1] = begins[(runs - 1) * row + end];
  return cut;
}

}  // namespace

weighted_table::weighted_table(design const& d, distribution_request const& request)
    : spec(d.spec), is_signed(d.is_signed), product_bits(d.wp), range(static_cast<double>(range_of(d).span)) {
  if (!request.joint.empty())
    throw bad_input(fmt::format("{}: operands are taken as independent; a distribution of each is accepted", d.spec));
  pair_distribution const distribution(d, request);
  if (d.n > most_bits || d.nb > most_bits || d.wp > most_product_bits)
    throw bad_input(fmt::format(
        "{}: tables for training have operands of at most {} bits and products of {}, this one {}, {} and {}", d.spec,
        most_bits, most_product_bits, d.n, d.nb, d.wp));
  a = operand_of(distribution.a(), d.n, d.is_signed);
  b = operand_of(distribution.b(), d.nb, d.is_signed);
  for_each_row(d, [&](std::uint64_t, std::vector<u128> const& row) {
    for (u128 const p : row) products.push_back(static_cast<std::int32_t>(product_value(d, p)));
  });
}

std::vector<conditional_error> errors_by_a(weighted_table const& t) {
  std::vector<conditional_error> all;
  for (std::size_t a = 0; a < t.a.size(); ++a)
    all.push_back(conditional(t.b, [&](std::size_t b) { return t.error(a, b); }));
  return all;
}

std::vector<conditional_error> errors_by_b(weighted_table const& t) {
  std::vector<conditional_error> all;
  for (std::size_t b = 0; b < t.b.size(); ++b)
    all.push_back(conditional(t.a, [&](std::size_t a) { return t.error(a, b); }));
  return all;
}

std::string moments_csv(weighted_table const& t) {
  std::string text = "operand,value,weight,mean,variance\n";
  auto const add = [&](char const* name, weighted_operand const& o, std::vector<conditional_error> const& errors) {
    for (std::size_t i = 0; i < o.size(); ++i)
      text += fmt::format("{},{},{},{},{}\n", name, o.values[i], o.weights[i], errors[i].mean, errors[i].variance);
  };
  add("a", t.a, errors_by_a(t));
  add("b", t.b, errors_by_b(t));
  return text;
}

noise_model noise_of(weighted_table const& t) {
  error_weights const errors = errors_of(t);
  noise_model m = moments_of(errors);
  if (errors.size() == 1) return m;
  double const total = static_cast<double>(t.a.total * t.b.total), deviation = std::sqrt(m.variance);
  largest_difference found;
  std::uint64_t below = 0;
  for (auto const& [d, weight] : errors) {
    found.step((static_cast<double>(d) - m.mean) / deviation, static_cast<double>(below) / total,
               static_cast<double>(below + weight) / total);
    below += weight;
  }
  m.normality = found.value();
  return m;
}

noise_model noise_of_sum(weighted_table const& t, std::uint64_t k) {
  error_weights const errors = errors_of(t);
  noise_model const one = moments_of(errors);
  double const terms = static_cast<double>(k);
  return {one.mean * terms, one.variance * terms, one.skewness / std::sqrt(terms), one.kurtosis / terms,
          normality_of_sum(errors, k)};
}

remapping remap(weighted_table const& t, std::int64_t radius) {
  code_sums const codes(t);
  remapping r{};
  cpp_int before = 0, after = 0;
  cpp_int const total = t.a.total;
  for (std::size_t b = 0; b < codes.patterns.size(); ++b) {
    i128 const value = codes.value(b);
    std::size_t const c = best_code(codes, {1, value}, radius).code;
    cpp_int const as_is = wide(codes.error(value, b)), remapped = wide(codes.error(value, c));
    std::uint64_t const weight = t.b.weights[codes.patterns[b]];
    r.codes.push_back({static_cast<std::int64_t>(value), static_cast<std::int64_t>(codes.value(c)), weight,
                       quotient(as_is, total), quotient(remapped, total)});
    before += weight * as_is;
    after += weight * remapped;
  }
  r.mse_before = quotient(before, total * t.b.total);
  r.mse = quotient(after, total * t.b.total);
  return r;
}

std::string remap_csv(remapping const& r) {
  std::string text = "value,code,weight,mse_before,mse\n";
  for (remapped_code const& c : r.codes)
    text += fmt::format("{},{},{},{},{}\n", c.b, c.code, c.weight, c.mse_before, c.mse);
  return text;
}

codebook codebook_of(weighted_table const& t, std::vector<double> const& centroids, std::int64_t radius) {
  auto const [low, high] = std::minmax_element(t.b.values.begin(), t.b.values.end());
  if (centroids.empty()) throw bad_input("no centroid given; at least one is needed");
  std::vector<ratio> ratios;
  for (double const c : centroids) {
    if (!(c >= static_cast<double>(*low) && c <= static_cast<double>(*high)))
      throw bad_input(fmt::format("{}: centroid {} not accepted; numbers from {} to {} are", t.spec, c, *low, *high));
    ratios.push_back({1 << 16, static_cast<i128>(std::nearbyint(std::ldexp(c, 16)))});
  }
  return codebook_with(t, code_sums(t), ratios, radius);
}

codebook best_codebook(weighted_table const& t, std::size_t k, std::int64_t radius) {
  code_sums const codes(t);
  weight_sums sums;
  for (std::size_t const b : codes.patterns)
    if (t.b.weights[b] != 0) sums.add(static_cast<i128>(t.b.weights[b]), t.b.values[b]);
  std::size_t const size = sums.size();
  if (k < 1 || k > size)
    throw bad_input(fmt::format("{}: a codebook of {} not accepted; 1 to {} are, which is how many weights occur",
                                t.spec, k, size));
  // The error of code c is a parabola in b of the same opening for all codes: each of k codes is best on a run of b.
  std::vector<i128> cost((size + 1) * (size + 1));
#pragma omp parallel for schedule(dynamic)
  for (std::size_t begin = 0; begin < size; ++begin)
    for (std::size_t end = begin + 1; end <= size; ++end)
      cost[begin * (size + 1) + end] =
          best_code(codes, sums.mean(begin, end), radius).score + (sums.second[end] - sums.second[begin]) * codes.a2;
  std::vector<std::size_t> cut = best_cut(cost, size, k);
  cut.push_back(size);
  std::vector<ratio> means;
  for (std::size_t i = 0; i < k; ++i) means.push_back(sums.mean(cut[i], cut[i + 1]));
  return codebook_with(t, codes, means, radius);
}

std::string codebook_csv(codebook const& c) {
  std::string text = "centroid,code,weight,mean,mse\n";
  for (shared_weight const& e : c.entries)
    text += fmt::format("{},{},{},{},{}\n", e.centroid, e.code, e.weight, e.mean, e.mse);
  return text;
}

std::string codebook_npy(weighted_table const& t, codebook const& c) {
  std::size_t const bytes = t.product_bits <= 8 ? 1 : t.product_bits <= 16 ? 2 : 4;
  std::string text = npy_header(t.is_signed, bytes, c.entries.size(), t.a.size());
  for (std::int32_t const p : c.products) append_word(text, static_cast<u128>(p), bytes);
  return text;
}

}  // namespace axmul::tools
