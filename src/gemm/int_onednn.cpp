#include "src/gemm/int_onednn.hpp"

#include <algorithm>
#include <oneapi/dnnl/dnnl.hpp>

namespace axmul::detail {
namespace {

using tag = dnnl::memory::format_tag;
using type = dnnl::memory::data_type;

constexpr index block_bytes = index{1} << 21;  // of a expanded

dnnl::engine const& processor() {
  static dnnl::engine const engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

// Rows of a that are expanded together.
index rows_together(index depth, index rows) {
  return std::clamp(block_bytes / depth, std::min<index>(64, rows), rows);
}

dnnl::matmul::primitive_desc product_of(index rows, index depth, dnnl::memory::desc const& weights, index columns) {
  dnnl::memory::desc const left({rows, depth}, type::u8, tag::ab), sums({rows, columns}, type::s32, tag::ab);
  return {dnnl::matmul::desc(left, weights, sums), processor()};
}

}  // namespace

bool int8_is_exact() {
  int const vnni = static_cast<int>(dnnl::cpu_isa::avx512_core_vnni);
  return (static_cast<int>(dnnl::get_effective_cpu_isa()) & vnni) == vnni;
}

std::string int8_instructions() {
  int const amx = static_cast<int>(dnnl::cpu_isa::avx512_core_amx);
  if ((static_cast<int>(dnnl::get_effective_cpu_isa()) & amx) == amx) return "AMX";
  return int8_is_exact() ? "VNNI" : "no VNNI";
}

struct int8_weights::content {
  dnnl::memory weights;
  index depth, columns;
};

int8_weights::int8_weights(operand const& b, codes<std::int16_t> const& code, index rows) {
  index const depth = b.depth * code.terms;
  aligned_vector<std::int8_t> plain(static_cast<std::size_t>(depth * b.lanes));
#pragma omp parallel for if (depth * b.lanes > parallel_products)
  for (index k = 0; k < b.depth; ++k)
    for (index t = 0; t < code.terms; ++t)
      for (index j = 0; j < b.lanes; ++j)
        plain[static_cast<std::size_t>((k * code.terms + t) * b.lanes + j)] = static_cast<std::int8_t>(
            code.values[static_cast<std::size_t>(static_cast<index>(b.at(j, k)) * code.terms + t)]);
  dnnl::memory::dims const shape{depth, b.lanes};
  auto const chosen =
      product_of(rows_together(depth, std::max<index>(rows, 1)), depth, {shape, type::s8, tag::any}, b.lanes);
  auto const filled = std::make_shared<content>();
  filled->weights = dnnl::memory(chosen.weights_desc(), processor());
  filled->depth = depth;
  filled->columns = b.lanes;
  dnnl::memory source({shape, type::s8, tag::ab}, processor(), plain.data());
  dnnl::stream stream(processor());
  dnnl::reorder(source, filled->weights).execute(stream, source, filled->weights);
  stream.wait();
  content_ = filled;
}

void int8_weights::multiply(operand const& a, codes<std::int16_t> const& code, int shift, matrix<word> c) const {
  index const depth = content_->depth, columns = content_->columns, together = rows_together(depth, c.rows);
  aligned_vector<std::uint8_t> left(static_cast<std::size_t>(together * depth));
  aligned_vector<word> product(static_cast<std::size_t>(together * columns));
  dnnl::stream stream(processor());
  for (index first = 0; first < c.rows; first += together) {
    index const rows = std::min(together, c.rows - first);
#pragma omp parallel for if (rows * depth > parallel_products)
    for (index i = 0; i < rows; ++i)
      for (index k = 0; k < a.depth; ++k)
        for (index t = 0; t < code.terms; ++t)
          left[static_cast<std::size_t>(i * depth + k * code.terms + t)] = static_cast<std::uint8_t>(
              code.values[static_cast<std::size_t>(static_cast<index>(a.at(first + i, k)) * code.terms + t)]);
    auto const primitive = product_of(rows, depth, content_->weights.get_desc(), columns);
    dnnl::matmul(primitive).execute(stream,
                                    {{DNNL_ARG_SRC, dnnl::memory(primitive.src_desc(), processor(), left.data())},
                                     {DNNL_ARG_WEIGHTS, content_->weights},
                                     {DNNL_ARG_DST, dnnl::memory(primitive.dst_desc(), processor(), product.data())}});
    stream.wait();
#pragma omp parallel for if (rows * columns > parallel_products)
    for (index i = 0; i < rows; ++i)
      for (index j = 0; j < columns; ++j)
        c.data[(first + i) * c.stride + j] += product[static_cast<std::size_t>(i * columns + j)] << shift;
  }
}

}  // namespace axmul::detail
