// From the functions of each instruction set to the one in use.
#include "characterize/errors/row_kernel.hpp"
#include "src/import/gates.hpp"
#include "src/isa.hpp"

namespace axmul::tools {

#define AXMUL_KERNELS(isa)                                            \
  namespace isa {                                                     \
  row_sums add_row(product_row const&, bool);                         \
  std::size_t find_error(product_row const&, bool, double);           \
  void run_gates(gate_call const*, std::size_t, bit_plane*);          \
  void join_planes(bit_plane const* const*, std::uint32_t*);          \
  constexpr kernels all{add_row, find_error, run_gates, join_planes}; \
  }

namespace {

struct kernels {
  decltype(&tools::add_row) add_row;
  decltype(&tools::find_error) find_error;
  decltype(&tools::run_gates) run_gates;
  decltype(&tools::join_planes) join_planes;
};

}  // namespace

AXMUL_KERNELS(base)
#if defined(__x86_64__)
AXMUL_KERNELS(avx2)
AXMUL_KERNELS(avx512)
#endif

namespace {

kernels const& best() {
#if defined(__x86_64__)
  static kernels const* const of[] = {&base::all, &avx2::all, &avx512::all};
  static kernels const& chosen = *of[static_cast<int>(instruction_set())];
  return chosen;
#else
  return base::all;
#endif
}

}  // namespace

row_sums add_row(product_row const& row, bool is_signed) {
  return best().add_row(row, is_signed);
}
std::size_t find_error(product_row const& row, bool is_signed, double size) {
  return best().find_error(row, is_signed, size);
}
void run_gates(gate_call const* gates, std::size_t count, bit_plane* planes) {
  best().run_gates(gates, count, planes);
}
void join_planes(bit_plane const* const p[32], std::uint32_t* words) {
  best().join_planes(p, words);
}

}  // namespace axmul::tools
