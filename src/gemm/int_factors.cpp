#include "src/gemm/int_factors.hpp"

#include <algorithm>
#include <utility>

#include "src/gemm/int_onednn.hpp"
#include "src/isa.hpp"

namespace axmul::detail {

class tile_product : public prepared {
 public:
  tile_product(table_factors const& factors, operand const& b)
      : factors_(factors), columns_(sums(b, factors.terms_.v)) {
    for (table_factors::group const& g : factors.groups_) right_.push_back(expand(b, g.b));
  }
  void multiply(operand const& a, matrix<word> c) const override {
    set_sums(sums(a, factors_.terms_.u), columns_, c);
    for (std::size_t i = 0; i < right_.size(); ++i)
      multiply_tiles(a, factors_.groups_[i].a, right_[i], factors_.groups_[i].shift, c);
  }

 private:
  table_factors const& factors_;
  std::vector<word> columns_;
  std::vector<expanded<std::int16_t>> right_;
};

class onednn_product : public prepared {
 public:
  onednn_product(table_factors const& factors, operand const& b, index rows)
      : factors_(factors), columns_(sums(b, factors.terms_.v)) {
    for (table_factors::group const& g : factors.groups_) right_.emplace_back(b, g.b, rows);
  }
  void multiply(operand const& a, matrix<word> c) const override {
    set_sums(sums(a, factors_.terms_.u), columns_, c);
    for (std::size_t i = 0; i < right_.size(); ++i)
      right_[i].multiply(a, factors_.groups_[i].a, factors_.groups_[i].shift, c);
  }

 private:
  table_factors const& factors_;
  std::vector<word> columns_;
  std::vector<int8_weights> right_;
};

factor_engine best_factor_engine() {
  bool const whole = tools::instruction_set() == tools::isa::avx512 && int8_is_exact();
  return whole ? factor_engine::onednn : factor_engine::tiles;
}

std::string describe(factor_engine engine) {
  if (engine == factor_engine::onednn) return "oneDNN int8 (" + int8_instructions() + ")";
  switch (tools::instruction_set()) {
    case tools::isa::avx512: return "16-bit products (AVX-512)";
    case tools::isa::avx2: return "16-bit products (AVX2)";
    default: return "16-bit products";
  }
}

table_factors::table_factors(product_table const& table, factor_engine engine) : engine_(engine) {
  tools::factorisation const found = tools::factorise(table.entries.data(), table.n, table.nb);
  rank_ = found.rank;
  bound_ = found.bound;
  terms_.u.assign(found.u.begin(), found.u.end());
  terms_.v.assign(found.v.begin(), found.v.end());
  bool const tiles = engine == factor_engine::tiles;
  // 16 bits hold a factor of 8 bits shifted by up to 7; both factors can be shifted.
  constexpr int spare = 7;
  int const reach = tiles ? 2 * spare : 0;
  // oneDNN's weights are signed.
  int const offset = tiles ? 0 : 128;
  std::size_t const rank = static_cast<std::size_t>(found.rank);
  for (std::size_t first = 0; first < rank;) {
    std::size_t last = first;
    while (last < rank && found.shift[last] - found.shift[first] <= reach) ++last;
    group g{found.shift[first], {}, {}};
    g.a.terms = g.b.terms = static_cast<index>(last - first);
    for (std::size_t a = 0; a < table.height(); ++a)
      for (std::size_t t = first; t < last; ++t) {
        int const f = found.f[a * rank + t];
        g.a.values.push_back(static_cast<std::int16_t>(f << std::min(spare, found.shift[t] - g.shift)));
        terms_.u[a] += static_cast<word>(f * offset) << found.shift[t];
      }
    for (std::size_t b = 0; b < table.width(); ++b)
      for (std::size_t t = first; t < last; ++t) {
        int const right = found.g[(t << table.nb) | b] - offset;
        g.b.values.push_back(static_cast<std::int16_t>(right * (1 << std::max(0, found.shift[t] - g.shift - spare))));
      }
    groups_.push_back(std::move(g));
    first = last;
  }
}

std::unique_ptr<prepared> table_factors::prepare(operand const& b, index rows) const {
  if (engine_ == factor_engine::onednn) return std::make_unique<onednn_product>(*this, b, rows);
  return std::make_unique<tile_product>(*this, b);
}

}  // namespace axmul::detail
