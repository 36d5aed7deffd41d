// oneDNN's int8 matrix product over expanded factors.
#pragma once
#include <memory>
#include <string>

#include "src/gemm/int_operand.hpp"
#include "src/gemm/int_tile.hpp"

namespace axmul::detail {

// Whether sums are kept in 32 bits throughout: VNNI or AMX.
bool int8_is_exact();
std::string int8_instructions();

// b expanded and laid out as oneDNN likes it best.
class int8_weights {
 public:
  // Codes in the range of int8_t.
  int8_weights(operand const& b, codes<std::int16_t> const& code, index rows);
  // c += (a x b) 2^shift modulo 2^32; codes in the range of uint8_t.
  void multiply(operand const& a, codes<std::int16_t> const& code, int shift, matrix<word> c) const;

 private:
  struct content;
  std::shared_ptr<content const> content_;
};

}  // namespace axmul::detail
