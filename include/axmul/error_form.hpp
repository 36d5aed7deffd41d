// What a family says of its error, so that statistics are exact at any width, and of its products, so that they are
// fast.
//
// Error terms: product - a b as a sum of products of functions of one operand. The member
//     template <class U, class F>
//     AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const;
// calls f(x, y) for each term, x of a alone and y of b alone, as many terms for all operands; U is uint128_t, a
// negative value is in two's complement. Given the leading one of a and the bit below it, x is a sum of functions of
// the digits of a in base 4, a constant among them; so is y of b. Returns nullptr, or which parameters have no such
// terms.
//
// Sum of logarithms: `using error_form = log_sum;` where the product is the sum of the operands' logarithms, each taken
// as k + x for 2^k (1 + x), taken back in the same way.
//
// Sum of partial products: `AXMUL_FN bool sums_partial_products() const;` is true where the product is, modulo 2 to the
// width of the word, a constant and the sum of one value for each pair of a set bit of a and a set bit of b.
#pragma once
#include <cstdint>
#include <type_traits>
#include <utility>

namespace axmul {

struct log_sum {};

template <class M, class = void>
inline constexpr bool has_error_terms = false;
template <class M>
inline constexpr bool has_error_terms<M, decltype(static_cast<void>(std::declval<M const&>().error_terms(
                                             std::uint32_t{}, std::uint32_t{},
                                             std::declval<void (*)(std::uint32_t, std::uint32_t)>())))> = true;

template <class M, class = void>
inline constexpr bool is_log_sum = false;
template <class M>
inline constexpr bool is_log_sum<M, decltype(static_cast<void>(typename M::error_form{}))> =
    std::is_same_v<typename M::error_form, log_sum>;

template <class M, class = void>
inline constexpr bool may_sum_partial_products = false;
template <class M>
inline constexpr bool
    may_sum_partial_products<M, decltype(static_cast<void>(std::declval<M const&>().sums_partial_products()))> = true;

}  // namespace axmul
