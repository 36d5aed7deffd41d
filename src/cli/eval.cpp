#include <fmt/format.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>

#include "axmul/spec.hpp"
#include "src/cli/common.hpp"
#include "src/decimal.hpp"
#include "src/support/error.hpp"

namespace axmul::cli {
namespace {

using tools::bad_input;
using tools::design;
using tools::u128;

[[noreturn]] void fail_operand(design const& d, std::string const& text, std::string const& accepted) {
  throw bad_input(fmt::format("operand '{}' of {} not accepted; {}", text, d.spec, accepted));
}

bool is_hexadecimal(std::string const& text) {
  return text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

std::uint64_t hexadecimal(design const& d, std::string const& text, int width) {
  std::size_t used = 0;
  std::uint64_t pattern = 0;
  try {
    pattern = std::stoull(text, &used, 16);
  } catch (std::exception const&) {
    used = 0;
  }
  if (used != text.size() || (pattern & ~low_mask<std::uint64_t>(width)) != 0)
    fail_operand(d, text, fmt::format("a pattern of {} bits, as 0x{:x}, is", width, low_mask<std::uint64_t>(width)));
  return pattern;
}

// The pattern of an operand written as a decimal or a 0x pattern.
std::uint64_t operand(design const& d, std::string const& text, int width) {
  if (is_hexadecimal(text)) return hexadecimal(d, text, width);
  if (d.is_float()) {
    char* end = nullptr;
    double const x = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0') fail_operand(d, text, "a decimal number or a 0x pattern is");
    return fp<exact>(d.fp->fmt, {}, d.fp->options).encode<std::uint64_t>(x);
  }
  boost::multiprecision::cpp_int const low = d.is_signed ? -(boost::multiprecision::cpp_int(1) << (width - 1)) : 0;
  boost::multiprecision::cpp_int const high =
      (boost::multiprecision::cpp_int(1) << (d.is_signed ? width - 1 : width)) - 1;
  boost::multiprecision::cpp_int x = high + 1;
  std::size_t const sign = !text.empty() && text[0] == '-' ? 1 : 0;
  if (text.size() > sign && text.find_first_not_of("0123456789", sign) == std::string::npos) {
    std::size_t const digit = std::min(text.find_first_not_of('0', sign), text.size() - 1);
    x = boost::multiprecision::cpp_int(text.substr(digit));  // without leading zeros, which would mean octal
    if (sign != 0) x = -x;
  }
  if (x < low || x > high)
    fail_operand(d, text, fmt::format("an integer from {} to {} or a 0x pattern is", low.str(), high.str()));
  boost::multiprecision::cpp_int const wrapped = x < 0 ? x + (boost::multiprecision::cpp_int(1) << width) : x;
  return static_cast<std::uint64_t>(wrapped);
}

json integer_record(design const& d, std::uint64_t a, std::uint64_t b, u128 p) {
  auto const extended = [&](u128 x, int width) { return d.is_signed ? sign_extend(x, width) : x; };
  u128 const x = extended(a, d.n), y = extended(b, d.nb), product = extended(p, d.wp);
  return {{"spec", d.spec},
          {"a", tools::decimal(x, d.is_signed)},
          {"b", tools::decimal(y, d.is_signed)},
          {"product", tools::decimal(product, d.is_signed)},
          {"exact", tools::decimal(x * y, d.is_signed)},
          {"error", tools::decimal(product - x * y, d.is_signed || product < x * y)}};
}

json float_record(design const& d, std::uint64_t a, std::uint64_t b, u128 p, bool as_json) {
  fp<exact> const format(d.fp->fmt);
  double const x = format.decode(a), y = format.decode(b), product = format.decode(static_cast<std::uint64_t>(p));
  auto const value = [&](double v, std::uint64_t pattern) {
    return as_json ? json(v) : json(fmt::format("{} (0x{:0{}x})", v, pattern, (d.n + 3) / 4));
  };
  json r = {{"spec", d.spec},   {"a", value(x, a)},
            {"b", value(y, b)}, {"product", value(product, static_cast<std::uint64_t>(p))},
            {"exact", x * y},   {"error", product - x * y}};
  return r;
}

int eval(std::string const& spec, std::string const& a_text, std::string const& b_text, common_options const& common) {
  design const d(spec);
  std::uint64_t const a = operand(d, unmarked(a_text), d.n);
  std::uint64_t const b = operand(d, unmarked(b_text), d.nb);
  u128 p = 0;
  d.products(&a, &b, &p, 1);
  json const record = d.is_float() ? float_record(d, a, b, p, common.as_json) : integer_record(d, a, b, p);
  if (common.as_json)
    print_records({record}, {}, true);
  else
    print_fields(record);
  return 0;
}

}  // namespace

void add_eval(CLI::App& app) {
  struct arguments {
    std::string spec, a, b;
    common_options common;
  };
  auto const args = std::make_shared<arguments>();
  CLI::App* const command =
      add_command(app, "eval", "One product", [=] { return eval(args->spec, args->a, args->b, args->common); });
  command->add_option("spec", args->spec, "Multiplier by name")->required();
  command->add_option("a", args->a, "Operand: decimal or 0x pattern")->required();
  command->add_option("b", args->b, "Operand: decimal or 0x pattern")->required();
  args->common.add_to(*command);
}

}  // namespace axmul::cli
