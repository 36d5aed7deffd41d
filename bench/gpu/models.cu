// The kernels of every family. Compiled AXMUL_SHARDS times; each time for the families whose index in the registry is
// AXMUL_SHARD modulo AXMUL_SHARDS.
#include "bench/gpu/models.hpp"

#include <algorithm>
#include <type_traits>

#include "axmul/spec.hpp"

namespace axmul::gpu {
namespace {

template <class M>
__global__ void products(M const mul, operands const source, std::uint64_t first, std::uint64_t count,
                         std::uint64_t* out) {
  std::uint64_t const i = static_cast<std::uint64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= count) return;
  word a{}, b{};
  source.pair(first + i, a, b);
  out[i] = mul(a, b);
}

template <class M>
__global__ void sum_products(M const mul, operands const source, std::uint32_t count, std::uint32_t* out) {
  __shared__ std::uint32_t block_sum;
  if (threadIdx.x == 0) block_sum = 0;
  __syncthreads();
  std::uint32_t sum = 0;
  for (std::uint64_t i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
    std::uint32_t a{}, b{};
    source.quick_pair(static_cast<std::uint32_t>(i), a, b);
    sum += mul(a, b);
  }
  atomicAdd(&block_sum, sum);
  __syncthreads();
  if (threadIdx.x == 0) atomicAdd(out, block_sum);
}

template <class M>
int product_bits(M const& m) {
  return bits_a(m) + bits_b(m);
}
template <class Core>
int product_bits(fp<Core> const& m) {
  return std::max(product_bits(m.core), m.fmt.bits());
}

template <class M>
class typed final : public model {
 public:
  explicit typed(M const& m) : mul_(m) {
    spec = to_string(m);
    source = {bits_a(m), bits_b(m), is_signed<M>, false};
    word_bits = product_bits(m);
  }

  void on_device(std::uint64_t first, std::uint64_t count, std::uint64_t* out) const override {
    products<<<static_cast<unsigned>((count + 255) / 256), 256>>>(mul_, source, first, count, out);
  }
  void on_host(std::uint64_t first, std::uint64_t count, std::uint64_t* out) const override {
    M const mul = mul_;
    operands const from = source;
    for (std::uint64_t i = 0; i < count; ++i) {
      word a{}, b{};
      from.pair(first + i, a, b);
      out[i] = mul(a, b);
    }
  }
  void sum_on_device(std::uint32_t count, std::uint32_t* out) const override {
    sum_products<<<4096, 256>>>(mul_, source, count, out);
  }
  std::uint32_t sum_on_host(std::uint32_t count) const override {
    M const mul = mul_;
    operands const from = source;
    std::uint32_t sum = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      std::uint32_t a{}, b{};
      from.quick_pair(i, a, b);
      sum += mul(a, b);
    }
    return sum;
  }

 private:
  M mul_;
};

template <int Index>
std::unique_ptr<model> make_any(type_list<>, detail::tree const&) {
  return nullptr;
}
template <int Index, class First, class... Rest>
std::unique_ptr<model> make_any(type_list<First, Rest...>, detail::tree const& t) {
  if constexpr (Index % AXMUL_SHARDS == AXMUL_SHARD) {
    if (t.parts[0].name == First::name)
      return detail::visit_wrapped<First>(t, [](auto const& m) -> std::unique_ptr<model> {
        return std::make_unique<typed<std::decay_t<decltype(m)>>>(m);
      });
  }
  return make_any<Index + 1>(type_list<Rest...>{}, t);
}

}  // namespace

template <>
std::unique_ptr<model> make_shard<AXMUL_SHARD>(detail::tree const& t) {
  return make_any<0>(families{}, t);
}

}  // namespace axmul::gpu
