// A matrix product with an approximate multiplier, through the compiled target.
#include <axmul/axmul.hpp>
#include <axmul/gemm.hpp>
#include <cstdio>

int main() {
  axmul::int_gemm const multiply(axmul::drum{8, 3});
  std::uint8_t const a[2][2] = {{9, 1}, {0, 255}}, b[2][1] = {{9}, {3}};
  std::int32_t c[2][1];
  multiply({a[0], 2, 2, 2}, {b[0], 2, 1, 1}, {c[0], 2, 1, 1});
  std::puts(multiply.explain(2, 1, 2).c_str());
  return c[0][0] == 10 * 10 + 3 && c[1][0] == 224 * 3 ? 0 : 1;  // the window 100 of 1001 is read as 101, 10
}
