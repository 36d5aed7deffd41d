#include "bench/gpu/gemm_multipliers.hpp"

#include <algorithm>
#include <stdexcept>

#include "axmul/families.hpp"
#include "axmul/spec.hpp"

namespace axmul::gpu {
namespace {

constexpr int n = 8;
constexpr std::size_t entries = std::size_t{1} << (2 * n);

// Products as values, of the patterns in order.
template <class M>
byte_multiplier tabulate(M const& m) {
  if (bits_a(m) != n || bits_b(m) != n) throw std::invalid_argument(to_string(m) + ": not of 8 x 8 bits");
  byte_multiplier made{to_string(m), axmul::is_signed<M>, {}, {}};
  for (std::uint32_t i = 0; i < entries; ++i) {
    std::uint32_t const a = i >> n, b = i & low_mask<std::uint32_t>(n);
    std::uint32_t const p = made.is_signed ? m(sign_extend(a, n), sign_extend(b, n)) : m(a, b);
    made.table.push_back(static_cast<std::int32_t>(p));
  }
  return made;
}
template <class Core>
byte_multiplier tabulate(fp<Core> const& m) {
  throw std::invalid_argument(to_string(m) + ": not an integer multiplier");
}

byte_multiplier random_table(std::string const& spec, bool is_signed) {
  byte_multiplier made{spec, is_signed, {}, {}};
  std::uint64_t state = 1;
  for (std::size_t i = 0; i < entries; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    std::uint16_t const pattern = static_cast<std::uint16_t>(state >> 48);
    made.table.push_back(is_signed ? std::int32_t{static_cast<std::int16_t>(pattern)} : std::int32_t{pattern});
  }
  return made;
}

}  // namespace

byte_multiplier read_multiplier(std::string const& spec) {
  byte_multiplier made;
  if (spec == "random" || spec == "random@signed") {
    made = random_table(spec, spec != "random");
  } else {
    made = visit(spec, [](auto const& m) { return tabulate(m); });
  }
  auto const [low, high] = std::minmax_element(made.table.begin(), made.table.end());
  bool const fits = made.is_signed ? *low >= -32768 && *high <= 32767 : *low >= 0 && *high <= 65535;
  if (!fits) throw std::invalid_argument(spec + ": products leave 16 bits");
  made.factors = tools::factorise(made.table.data(), n, n);
  return made;
}

}  // namespace axmul::gpu
