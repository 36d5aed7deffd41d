// Both operands come in the product's word; two different words would be converted silently.
#include <cstdint>

#include "axmul/axmul.hpp"

constexpr axmul::drum mul{16, 6};
#ifdef AXMUL_MUST_FAIL
constexpr std::uint64_t p = mul(std::uint32_t{3}, std::uint64_t{5});
#else
constexpr std::uint64_t p = mul(std::uint64_t{3}, std::uint64_t{5});
#endif
static_assert(p == 15);
