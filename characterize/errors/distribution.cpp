#include "characterize/errors/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include "characterize/errors/sums.hpp"
#include "src/decimal.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {
namespace {

constexpr std::uint64_t too_many = std::uint64_t{1} << 63;
constexpr i128 most_values = i128{1} << 22;   // of a Gaussian that is listed
constexpr i128 intervals = i128{1} << 14;     // of one that is not
constexpr double most_weight = 2147483648.0;  // 2^31
constexpr int joint_width = 10;

struct bounds {
  i128 low, high;
};
bounds range_of(int width, bool is_signed) {
  i128 const size = i128{1} << width;
  return is_signed ? bounds{-(size >> 1), (size >> 1) - 1} : bounds{0, size - 1};
}

std::string decimal_text(i128 x) {
  return digits(static_cast<u128>(x), true);
}

// sigma of "normal:sigma=S" or "halfnormal:sigma=S"; nothing for other texts.
struct formula {
  bool half;
  double sigma;
};
std::optional<formula> read_formula(std::string_view text) {
  for (bool const half : {false, true}) {
    std::string_view const name = half ? "halfnormal" : "normal";
    if (text.substr(0, name.size()) != name) continue;
    std::string_view rest = text.substr(name.size());
    if (!rest.empty() && rest[0] != ':') continue;
    constexpr std::string_view key = ":sigma=";
    double sigma = 0;
    bool good = rest.substr(0, key.size()) == key;
    if (good) {
      rest.remove_prefix(key.size());
      auto const [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), sigma);
      good = error == std::errc() && end == rest.data() + rest.size() && std::isfinite(sigma) && sigma > 0;
    }
    if (!good)
      throw bad_input(
          fmt::format("distribution '{}' not accepted; {}:sigma=S with a standard deviation S above 0 is", text, name));
    return formula{half, sigma};
  }
  return std::nullopt;
}

std::string read_distribution(std::string const& file) {
  try {
    return read_file(file);
  } catch (bad_input const& e) {
    throw bad_input(fmt::format(
        "{}; a distribution is uniform, normal:sigma=S, halfnormal:sigma=S or a CSV file of value,weight", e.what()));
  }
}

std::string canonical_file(std::string const& file) {
  return "sha256:" + sha256(read_distribution(file)).substr(0, 16);
}

std::string canonical_text(std::string const& text) {
  if (text.empty() || text == "uniform") return "uniform";
  auto const f = read_formula(text);
  return f ? fmt::format("{}:sigma={}", f->half ? "halfnormal" : "normal", f->sigma) : canonical_file(text);
}

std::string_view trimmed(std::string_view text) {
  std::size_t const begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// The lines of a file that hold fields, without the header.
class csv_reader {
 public:
  explicit csv_reader(std::string file) : file_(std::move(file)), content_(read_distribution(file_)), rest_(content_) {}

  // The fields of the next line; none at the end.
  std::vector<std::string_view> next() {
    while (!rest_.empty()) {
      std::size_t const end = rest_.find('\n');
      text_ = rest_.substr(0, end);
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
      ++number_;
      text_ = trimmed(text_.substr(0, text_.find('#')));
      if (text_.empty()) continue;
      bool const header = std::exchange(first_, false) && std::isalpha(static_cast<unsigned char>(text_[0])) != 0;
      if (!header) return split();
    }
    return {};
  }

  [[noreturn]] void refuse(char const* what, std::string_view found, std::string const& accepted) const {
    throw bad_input(fmt::format("{}:{}: {} '{}' not accepted; {} is", file_, number_, what, found, accepted));
  }
  std::string_view text() const { return text_; }

  i128 integer(std::string_view text, bounds range) const {
    bool const negative = !text.empty() && text[0] == '-';
    std::string_view const all = text.substr(negative ? 1 : 0);
    u128 magnitude = 0;
    bool good = !all.empty();
    for (char const c : all) {
      good = good && c >= '0' && c <= '9' && magnitude >> 64 == 0;
      if (good) magnitude = 10 * magnitude + static_cast<unsigned>(c - '0');
    }
    i128 const value = negative ? -static_cast<i128>(magnitude) : static_cast<i128>(magnitude);
    if (!good || value < range.low || value > range.high)
      refuse("value", text, fmt::format("an integer from {} to {}", decimal_text(range.low), decimal_text(range.high)));
    return value;
  }

  double weight(std::string_view text) const {
    double value = -1;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0)
      refuse("weight", text, "a number of at least 0");
    return value;
  }

 private:
  std::vector<std::string_view> split() const {
    std::vector<std::string_view> fields;
    for (std::size_t at = 0; at <= text_.size();) {
      std::size_t const end = std::min(text_.find(',', at), text_.size());
      fields.push_back(trimmed(text_.substr(at, end - at)));
      at = end + 1;
    }
    return fields;
  }

  std::string file_, content_;
  std::string_view rest_, text_;
  int number_ = 0;
  bool first_ = true;
};

// Weights of files as integers without a common factor; 0 stays 0 and nothing else becomes 0.
std::vector<std::uint64_t> integer_weights(std::vector<double> const& weights, std::string const& file) {
  if (weights.empty()) throw bad_input(fmt::format("{}: no value; one at least is needed", file));
  double largest = 0;
  for (double const w : weights) largest = std::max(largest, w);
  if (largest == 0) throw bad_input(fmt::format("{}: every weight is 0; one at least has to be above 0", file));
  double sum = 0;
  for (double const w : weights) sum += w / largest;
  bool const whole = sum * largest <= most_weight &&
                     std::all_of(weights.begin(), weights.end(), [](double w) { return w == std::floor(w); });
  std::vector<std::uint64_t> integers;
  for (double const w : weights) {
    double const scaled = whole ? w : std::fmax(std::nearbyint(w / largest / sum * most_weight), w > 0 ? 1 : 0);
    integers.push_back(static_cast<std::uint64_t>(scaled));
  }
  std::uint64_t common = 0;
  for (std::uint64_t const w : integers) common = std::gcd(common, w);
  for (std::uint64_t& w : integers) w /= common;
  return integers;
}

// A number below `total` from 64 random bits.
std::uint64_t below(std::uint64_t total, std::uint64_t bits) {
  return static_cast<std::uint64_t>((u128{bits} * total) >> 64);
}

}  // namespace

nlohmann::ordered_json distribution_request::canonical() const {
  if (!joint.empty()) return {{"joint", canonical_file(joint)}};
  return {{"a", canonical_text(a)}, {"b", weights.empty() ? canonical_text(b) : "list " + canonical_file(weights)}};
}

operand_distribution::operand_distribution(int width, bool is_signed)
    : width_(width), low_(range_of(width, is_signed).low), high_(range_of(width, is_signed).high) {}

operand_distribution::operand_distribution(std::string const& text, int width, bool is_signed)
    : operand_distribution(width, is_signed) {
  if (text.empty() || text == "uniform") return;
  if (auto const f = read_formula(text)) {
    half_ = f->half;
    sigma_ = f->sigma;
    centre_ = half_ || is_signed ? 0 : static_cast<double>(low_ + high_) / 2;
    if (half_) low_ = 0;
    double const reach = 8 * sigma_ + 1;  // 2^-31 is beyond 6.3 sigma
    i128 const first = centre_ - reach <= static_cast<double>(low_) ? low_ : static_cast<i128>(centre_ - reach);
    i128 const last = centre_ + reach >= static_cast<double>(high_) ? high_ : static_cast<i128>(centre_ + reach);
    kind_ = last - first < most_values ? kind::listed : kind::normal;
    list_normal(first, last);
    return;
  }
  kind_ = kind::listed;
  std::map<std::uint64_t, double> weights;
  csv_reader lines(text);
  for (auto fields = lines.next(); !fields.empty(); fields = lines.next()) {
    if (fields.size() != 2) lines.refuse("line", lines.text(), "value,weight");
    i128 const value = lines.integer(fields[0], {low_, high_});
    weights[masked(value)] += lines.weight(fields[1]);
  }
  std::vector<double> list;
  for (auto const& [value, weight] : weights) list.push_back(weight);
  std::vector<std::uint64_t> const integers = integer_weights(list, text);
  std::size_t i = 0;
  std::uint64_t sum = 0;
  for (auto const& [value, weight] : weights)
    if (std::uint64_t const w = integers[i++]; w != 0) {
      patterns_.push_back(value);
      cumulative_.push_back(sum += w);
    }
  index_draws();
}

operand_distribution operand_distribution::of_list(std::string const& file, int width, bool is_signed) {
  operand_distribution d(width, is_signed);
  d.kind_ = kind::listed;
  std::map<std::uint64_t, std::uint64_t> counts;
  csv_reader lines(file);
  for (auto fields = lines.next(); !fields.empty(); fields = lines.next())
    ++counts[d.masked(lines.integer(fields[0], {d.low_, d.high_}))];
  if (counts.empty()) throw bad_input(fmt::format("{}: no value; one at least is needed", file));
  std::uint64_t sum = 0;
  for (auto const& [value, count] : counts) {
    d.patterns_.push_back(value);
    d.cumulative_.push_back(sum += count);
  }
  d.index_draws();
  return d;
}

void operand_distribution::list_normal(i128 first, i128 last) {
  if (kind_ == kind::normal) step_ = static_cast<std::uint64_t>((last - first) / intervals + 1);
  auto const step = static_cast<i128>(step_);
  // Where step does not divide the range, its ends are 8 sigma away and weigh nothing.
  double sum = 0, passed = 0;
  for (i128 value = first; value <= last; value += step) sum += density(value + step / 2);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> weights;
  std::uint64_t before = 0;
  for (i128 value = first; value <= last; value += step) {
    passed += density(value + step / 2);
    auto const now = static_cast<std::uint64_t>(std::nearbyint(passed / sum * most_weight));
    if (now != before) weights.emplace_back(masked(value), now - before);
    before = now;
  }
  std::sort(weights.begin(), weights.end());
  std::uint64_t upto = 0;
  for (auto const& [pattern, weight] : weights) {
    patterns_.push_back(pattern);
    cumulative_.push_back(upto += weight);
  }
  index_draws();
}

// Probability, but for a factor, of the value before the cut to the range.
double operand_distribution::density(i128 value) const {
  double const z = (static_cast<double>(value) - centre_) / sigma_;
  double const folded = half_ && value != 0 ? 2 : 1;
  if (sigma_ > 1e4) return folded * std::exp(-z * z / 2);  // flat between neighbours
  double const scale = std::sqrt(0.5), step = 0.5 / sigma_;
  double const near = std::fabs(z) - step, far = std::fabs(z) + step;
  return folded * (std::erfc(near * scale) - std::erfc(far * scale));
}

std::uint64_t operand_distribution::size() const {
  if (is_uniform()) return width_ < 63 ? std::uint64_t{1} << width_ : too_many;
  return kind_ == kind::listed ? patterns_.size() : too_many;
}

std::uint64_t operand_distribution::masked(i128 value) const {
  return static_cast<std::uint64_t>(value) & low_mask<std::uint64_t>(width_);
}

std::uint64_t operand_distribution::draw(std::uint64_t seed, std::uint64_t index) const {
  std::uint64_t const bits = random_bits(seed, index);
  switch (kind_) {
    case kind::uniform: return bits & low_mask<std::uint64_t>(width_);
    case kind::normal: return draw_normal(bits);
    default: break;
  }
  return patterns_[listed_at(below(total(), bits))];
}

std::uint64_t operand_distribution::quantile(std::uint64_t fraction) const {
  if (is_uniform()) return masked(low_ + static_cast<i128>(fraction >> (64 - width_)));
  u128 const place = u128{fraction} * total();
  auto const rank = static_cast<std::uint64_t>(place >> 64);  // negative values come first
  std::uint64_t const negative = total() - before_negative_;
  std::uint64_t const at = rank < negative ? before_negative_ + rank : rank - negative;
  std::size_t const i = listed_at(at);
  if (step_ == 1) return patterns_[i];
  // In units of 2^-32 of the weight.
  std::uint64_t const passed = at - (i == 0 ? 0 : cumulative_[i - 1]);
  u128 const within = u128{passed} << 32 | static_cast<std::uint64_t>(place) >> 32;
  return masked(static_cast<i128>(patterns_[i] + within * step_ / (u128{weight(i)} << 32)));
}

// Number of the value in whose weight `at` lies.
std::size_t operand_distribution::listed_at(std::uint64_t at) const {
  std::size_t i = first_[at >> shift_];
  while (cumulative_[i] <= at) ++i;
  return i;
}

void operand_distribution::index_draws() {
  auto const negative = low_ < 0
                            ? std::lower_bound(patterns_.begin(), patterns_.end(), std::uint64_t{1} << (width_ - 1))
                            : patterns_.end();
  auto const positive = static_cast<std::size_t>(negative - patterns_.begin());
  before_negative_ = positive == 0 ? 0 : cumulative_[positive - 1];
  while (total() >> shift_ > 2 * patterns_.size()) ++shift_;
  std::uint32_t i = 0;
  for (std::uint64_t at = 0; at < total(); at += std::uint64_t{1} << shift_) {
    while (cumulative_[i] <= at) ++i;
    first_.push_back(i);
  }
}

// By rejection: of uniform values where the Gaussian is flat over the range, of Gaussian ones else.
std::uint64_t operand_distribution::draw_normal(std::uint64_t bits) const {
  double const span = static_cast<double>(high_ - low_);
  bool const flat = sigma_ > span / 4;
  // What is beyond the precision of the Gaussian: even, and far below sigma.
  auto const fine = static_cast<std::uint64_t>(flat ? 0 : std::ldexp(sigma_, -30));
  for (std::uint64_t i = 0;; i += 4) {
    std::uint64_t const x = random_bits(bits, i), y = random_bits(bits, i + 1);
    if (flat) {
      i128 const value = low_ + static_cast<i128>((u128{x} * static_cast<u128>(high_ - low_ + 1)) >> 64);
      double const z = (static_cast<double>(value) - centre_) / sigma_;
      double const share = half_ && value == 0 ? 0.5 : 1;
      if (unit_interval(y) < share * std::exp(-z * z / 2)) return masked(value);
      continue;
    }
    double const z = std::sqrt(-2 * std::log(unit_interval(x))) * std::cos(6.283185307179586 * unit_interval(y));
    double const rounded = std::nearbyint(centre_ + sigma_ * z);
    i128 value = static_cast<i128>(half_ ? std::fabs(rounded) : rounded);
    value += static_cast<i128>(below(fine, random_bits(bits, i + 2))) - static_cast<i128>(fine / 2);
    if (value >= low_ && value <= high_) return masked(value);
  }
}

pair_distribution::pair_distribution(design const& d, distribution_request const& request)
    : a_("uniform", 1, false), b_(a_) {
  if (d.is_float())
    throw bad_input(fmt::format("{}: distributions are of the operands of integer multipliers; name the core, {}",
                                d.spec, d.core_spec));
  if (!request.joint.empty()) {
    read_joint(d, request.joint);
    return;
  }
  a_ = operand_distribution(request.a, d.n, d.is_signed);
  b_ = request.weights.empty() ? operand_distribution(request.b, d.nb, d.is_signed)
                               : operand_distribution::of_list(request.weights, d.nb, d.is_signed);
}

void pair_distribution::read_joint(design const& d, std::string const& file) {
  if (d.n > joint_width || d.nb > joint_width)
    throw bad_input(fmt::format("{}: joint distributions are of operands of at most {} bits", d.spec, joint_width));
  std::map<std::pair<std::uint64_t, std::uint64_t>, double> weights;
  csv_reader lines(file);
  for (auto fields = lines.next(); !fields.empty(); fields = lines.next()) {
    if (fields.size() != 3) lines.refuse("line", lines.text(), "a,b,weight");
    auto const a = static_cast<std::uint64_t>(lines.integer(fields[0], range_of(d.n, d.is_signed)));
    auto const b = static_cast<std::uint64_t>(lines.integer(fields[1], range_of(d.nb, d.is_signed)));
    weights[{a & low_mask<std::uint64_t>(d.n), b & low_mask<std::uint64_t>(d.nb)}] += lines.weight(fields[2]);
  }
  std::vector<double> list;
  for (auto const& [pair, weight] : weights) list.push_back(weight);
  std::vector<std::uint64_t> const integers = integer_weights(list, file);
  std::size_t i = 0;
  std::uint64_t sum = 0;
  for (auto const& [pair, weight] : weights)
    if (std::uint64_t const w = integers[i++]; w != 0) joint_.push_back({pair.first, pair.second, sum += w});
}

std::uint64_t pair_distribution::size() const {
  if (!joint_.empty()) return joint_.size();
  u128 const pairs = u128{a_.size()} * b_.size();
  return pairs < too_many ? static_cast<std::uint64_t>(pairs) : too_many;
}

std::uint64_t pair_distribution::total() const {
  return joint_.empty() ? a_.total() * b_.total() : joint_.back().cumulative;
}

void pair_distribution::fill(std::uint64_t first, std::size_t count, std::uint64_t* a, std::uint64_t* b,
                             std::uint64_t* weights) const {
  if (!joint_.empty()) {
    for (std::size_t i = 0; i < count; ++i) {
      joint_pair const& p = joint_[first + i];
      a[i] = p.a;
      b[i] = p.b;
      weights[i] = p.cumulative - (first + i == 0 ? 0 : joint_[first + i - 1].cumulative);
    }
    return;
  }
  std::uint64_t row = first / b_.size(), column = first % b_.size();
  for (std::size_t i = 0; i < count; ++i) {
    a[i] = a_.pattern(row);
    b[i] = b_.pattern(column);
    weights[i] = a_.weight(row) * b_.weight(column);
    if (++column == b_.size()) {
      column = 0;
      ++row;
    }
  }
}

void pair_distribution::draw(std::uint64_t seed, std::uint64_t first, std::size_t count, std::uint64_t* a,
                             std::uint64_t* b) const {
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t const at = first + i;
    if (joint_.empty()) {
      a[i] = a_.draw(seed, 2 * at);
      b[i] = b_.draw(seed, 2 * at + 1);
      continue;
    }
    auto const p =
        std::upper_bound(joint_.begin(), joint_.end(), below(joint_.back().cumulative, random_bits(seed, at)),
                         [](std::uint64_t r, joint_pair const& x) { return r < x.cumulative; });
    a[i] = p->a;
    b[i] = p->b;
  }
}

}  // namespace axmul::tools
