#include "src/decimal.hpp"

#include <algorithm>

namespace axmul::tools {

std::string digits(u128 x, bool is_signed) {
  bool const negative = is_signed && (x >> 127) != 0;
  std::string out;
  for (u128 rest = negative ? -x : x; out.empty() || rest != 0; rest /= 10)
    out += static_cast<char>('0' + static_cast<int>(rest % 10));
  if (negative) out += '-';
  std::reverse(out.begin(), out.end());
  return out;
}

nlohmann::ordered_json decimal(u128 x, bool is_signed) {
  if (is_signed) {
    auto const narrow = static_cast<std::int64_t>(x);
    if (static_cast<u128>(i128{narrow}) == x) return narrow;
  } else if (x >> 64 == 0) {
    return static_cast<std::uint64_t>(x);
  }
  return digits(x, is_signed);
}

}  // namespace axmul::tools
