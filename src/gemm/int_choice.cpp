#include "src/gemm/int_choice.hpp"

#include <algorithm>

#include "src/gemm/int_onednn.hpp"
#include "src/gemm/int_table.hpp"
#include "src/isa.hpp"

namespace axmul::detail {
namespace {

// Nanoseconds, one core. base and AVX2: fitted on Zen 3 (2.4 GHz) to each path alone at 64 x 64 x 512, 64 x 1024 x 256
// and 256 x 1024 x 512. AVX-512, VNNI and AMX: not measured here; twice the lanes, and 250 and 700 int8 products per
// ns.
struct costs {
  double scalar;          // a product
  double lay;             // a table of 256 entries laid side by side for one k
  double look;            // a lookup
  double expand;          // an operand made into one term
  double tile, log_tile;  // a product
};
constexpr costs base{0.25, 550, 0.8, 1.0, 0.03, 0.055};
constexpr costs avx2{0.25, 250, 0.6, 1.0, 0.0145, 0.04};
constexpr costs avx512{0.25, 500, 0.7, 1.0, 0.0073, 0.02};
constexpr double vnni = 0.004, amx = 0.0014, onednn_call = 20000;
constexpr double call = 2000;  // memory and the rest of any path but the scalar one

costs const& of_processor() {
  switch (tools::instruction_set()) {
    case tools::isa::avx512: return avx512;
    case tools::isa::avx2: return avx2;
    default: return base;
  }
}

double product(index x, index y, index z) {
  return static_cast<double>(x) * static_cast<double>(y) * static_cast<double>(z);
}
index round_up(index x, index step) {
  return (x + step - 1) / step * step;
}

}  // namespace

char const* instructions() {
  switch (tools::instruction_set()) {
    case tools::isa::avx512: return "AVX-512";
    case tools::isa::avx2: return "AVX2";
    default: return "portable";
  }
}

double gemm_cost::scalar() const {
  return of_processor().scalar * product(m_, n_, k_);
}

double gemm_cost::table(int bits_a, int bits_b, int planes) const {
  costs const& c = of_processor();
  index const lanes = table_lanes();
  bool const rows = lanes_are_rows(m_, n_);
  index const laned = rows ? m_ : n_, walked = rows ? n_ : m_;
  double const lay = c.lay * static_cast<double>(row_length(rows ? bits_b : bits_a)) / 256;
  return call + planes * static_cast<double>(round_up(laned, lanes) / lanes) * static_cast<double>(k_) *
                    (lay + c.look * static_cast<double>(walked));
}

double gemm_cost::log_sum() const {
  costs const& c = of_processor();
  index const m = round_up(m_, 4), n = round_up(n_, table_lanes());
  return call + c.expand * product(k_, m + expanded(n), 1) + c.log_tile * product(m, n, k_);
}

double gemm_cost::factors(factor_engine engine, int rank) const {
  costs const& c = of_processor();
  int const terms = std::max(rank, 1);
  if (engine == factor_engine::onednn) {
    double const rate = int8_instructions() == "AMX" ? amx : vnni;
    return call + onednn_call + c.expand * product(k_, m_ + expanded(n_), terms) + rate * product(m_, n_, k_) * rank;
  }
  index const m = round_up(m_, 4), n = round_up(n_, table_lanes());
  return call + c.expand * product(k_, m + expanded(n), terms) + c.tile * product(m, n, k_) * rank;
}

}  // namespace axmul::detail
