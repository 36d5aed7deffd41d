// Matrix products in tiles of registers, over operands expanded to words of 32 bits.
#pragma once
#include "src/gemm/aligned.hpp"
#include "src/gemm/int_operand.hpp"

namespace axmul::detail {

// What the patterns of an operand become, `terms` elements each: [pattern][term].
// int16_t: factors, sum of products. int32_t: logarithms, that is bit patterns of floats, whose sum is read as a float
// and truncated to an integer; one term.
template <class E>
struct codes {
  index terms = 0;
  std::vector<E> values;
};

// b expanded, once for many products.
template <class E>
struct expanded {
  operand b;  // its shape; the data is in the panels
  aligned_vector<E> panels;
};

template <class E>
expanded<E> expand(operand const& b, codes<E> const& code);

// c += (a x b) 2^shift modulo 2^32
template <class E>
void multiply_tiles(operand const& a, codes<E> const& code, expanded<E> const& b, int shift, matrix<word> c);

extern template expanded<std::int16_t> expand(operand const&, codes<std::int16_t> const&);
extern template expanded<std::int32_t> expand(operand const&, codes<std::int32_t> const&);
extern template void multiply_tiles(operand const&, codes<std::int16_t> const&, expanded<std::int16_t> const&, int,
                                    matrix<word>);
extern template void multiply_tiles(operand const&, codes<std::int32_t> const&, expanded<std::int32_t> const&, int,
                                    matrix<word>);

}  // namespace axmul::detail
