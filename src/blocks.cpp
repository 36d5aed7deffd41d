// Block functions of every family: the one place where a run-time multiplier meets its inlined model.
// Compiled AXMUL_SHARDS times; each time for the families whose index in the registry is AXMUL_SHARD modulo
// AXMUL_SHARDS.
#include <algorithm>
#include <cctype>

#include "axmul/spec.hpp"
#include "src/isa.hpp"
#include "src/lane.hpp"
#include "src/shards.hpp"

namespace axmul::tools {
namespace {

template <class M, class U>
void run_block(void const* model, U const* a, U const* b, U* p, std::size_t count) {
  M const m = *static_cast<M const*>(model);
  for (std::size_t i = 0; i < count; ++i) p[i] = m(a[i], b[i]);
}

// The core inside wrappers.
template <class M>
constexpr M& core_of(M& m) {
  return m;
}
template <class Core>
constexpr auto& core_of(axmul::lsb<Core>& m) {
  return m.core;
}
template <class Core>
constexpr auto& core_of(as_signed<Core>& m) {
  return core_of(m.core);
}

// Reads or sets the enumerator among the parameters of a core; none has two.
struct enumerator {
  int value = 0, count = 1;
  bool assigns = false;

  constexpr void operator()(char const*, int const&, range) {}
  template <class E>
  constexpr void operator()(char const*, E& member, words w) {
    count = 0;
    while (!detail::word_at(w.names, count).empty()) ++count;
    if (assigns)
      member = static_cast<E>(value);
    else
      value = static_cast<int>(member);
  }
};
template <class M>
constexpr int enumerators() {
  M m{};
  enumerator e;
  auto& core = core_of(m);
  std::remove_reference_t<decltype(core)>::params(core, e);
  return e.count;
}

// A row of a sum of partial products: to the products of the low bits of the operand those of its other bits are added.
// y and count are multiples of run.
constexpr std::uint32_t run = 64;

template <class F>
inline void add_up_row(F const& product, std::uint32_t y, std::uint32_t* __restrict p, std::size_t count) {
  std::uint32_t low[run], high[run];
  for (std::uint32_t i = 0; i < run; ++i) low[i] = product(i) - product(0);
  for (std::size_t done = 0; done < count; done += run * run) {
    auto const runs = static_cast<std::uint32_t>(std::min<std::size_t>(run, (count - done) / run));
    for (std::uint32_t i = 0; i < runs; ++i) high[i] = product(y + static_cast<std::uint32_t>(done) + run * i);
    for (std::uint32_t i = 0; i < runs; ++i)
      for (std::uint32_t j = 0; j < run; ++j) p[done + run * i + j] = high[i] + low[j];
  }
}

// Products of x with y + i, or of y + i with x; the enumerator a constant, so that the loop has no branch on it.
enum class varying { first, second };

template <class M, class U, varying Which, int Enumerator>
inline void run_row(void const* model, std::uint32_t x, std::uint32_t y, std::uint32_t* __restrict p,
                    std::size_t count) {
  M m = *static_cast<M const*>(model);
  auto& core = core_of(m);
  std::remove_reference_t<decltype(core)>::params(core, enumerator{Enumerator, 1, true});
  U const fixed{x};
  auto const product = [&](std::uint32_t varied) {
    U const other{varied};
    return static_cast<std::uint32_t>(Which == varying::second ? m(fixed, other) : m(other, fixed));
  };
  if constexpr (may_sum_partial_products<M>)
    if (m.sums_partial_products() && y % run == 0 && count % run == 0) return add_up_row(product, y, p, count);
  for (std::size_t i = 0; i < count; ++i) p[i] = product(y + static_cast<std::uint32_t>(i));
}
template <class M, varying Which, int Enumerator>
[[gnu::flatten]] void row_base(void const* model, std::uint32_t x, std::uint32_t y, std::uint32_t* p,
                               std::size_t count) {
  run_row<M, std::uint32_t, Which, Enumerator>(model, x, y, p, count);
}
template <class M, varying Which, int Enumerator>
[[gnu::flatten]] AXMUL_TARGET_AVX2 void row_avx2(void const* model, std::uint32_t x, std::uint32_t y, std::uint32_t* p,
                                                 std::size_t count) {
  run_row<M, lane, Which, Enumerator>(model, x, y, p, count);
}
template <class M, varying Which, int Enumerator>
[[gnu::flatten]] AXMUL_TARGET_AVX512 void row_avx512(void const* model, std::uint32_t x, std::uint32_t y,
                                                     std::uint32_t* p, std::size_t count) {
  run_row<M, std::uint32_t, Which, Enumerator>(model, x, y, p, count);
}

template <varying Which, class M, int... Enumerator>
row_function choose_row(M m, std::integer_sequence<int, Enumerator...>) {
  constexpr row_function rows[][sizeof...(Enumerator)] = {
      {row_base<M, Which, Enumerator>...}, {row_avx2<M, Which, Enumerator>...}, {row_avx512<M, Which, Enumerator>...}};
  enumerator e;
  auto& core = core_of(m);
  std::remove_reference_t<decltype(core)>::params(core, e);
  return rows[static_cast<int>(instruction_set())][e.value];
}

// None for formats: their statistics come from the cores.
template <varying Which, class M>
row_function row_of(M const& m) {
  return choose_row<Which>(m, std::make_integer_sequence<int, enumerators<M>()>{});
}
template <varying Which, class Core>
row_function row_of(axmul::fp<Core> const&) {
  return nullptr;
}

struct collect_rtl {
  std::vector<rtl_parameter>& out;

  void operator()(char const* key, int value, range) { add(key, value); }
  template <class E>
  void operator()(char const* key, E value, words) {
    add(key, static_cast<int>(value));
  }
  void add(std::string key, int value) {
    key[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(key[0])));
    out.push_back({std::move(key), value});
  }
};

// Fills in what the RTL needs; returns the exact multiplier of the same operands.
template <class M>
auto describe(M const& m, design& d) {
  d.core = d.family = M::name;
  d.core_n = d.n = bits_a(m);
  d.core_nb = d.nb = bits_b(m);
  d.wp = d.n + d.nb;
  d.is_signed = is_signed<M>;
  M::params(m, collect_rtl{d.core_parameters});
  for (rtl_parameter& p : d.core_parameters)
    if (p.name == "Nb") p.value = d.nb;
  exact const reference{d.n, d.nb == d.n ? 0 : d.nb};
  if constexpr (is_signed<M>)
    return as_signed<exact>{reference};
  else
    return reference;
}
template <class Core>
auto describe(axmul::lsb<Core> const& m, design& d) {
  d.lsb = lsb_stage{m.ta, m.tb, static_cast<int>(m.mode)};
  auto const reference = describe(m.core, d);
  d.family += "@lsb";
  return reference;
}
template <class Core>
as_signed<exact> describe(as_signed<Core> const& m, design& d) {
  as_signed<exact> const reference{describe(m.core, d)};
  d.is_signed = true;
  d.signed_how = static_cast<int>(m.how);
  return reference;
}
template <class Core>
axmul::fp<exact> describe(axmul::fp<Core> const& m, design& d) {
  exact const core = describe(m.core, d);
  d.core_spec = to_string(m.core);
  d.fp = fp_stage{m.fmt, m.options};
  d.n = d.nb = d.wp = m.fmt.bits();
  return {m.fmt, core, m.options};
}

template <class M>
void fill(M const& m, design& d) {
  d.spec = d.core_spec = to_string(m);
  d.reference = to_string(describe(m, d));
  int const product = d.core_n + d.core_nb > d.wp ? d.core_n + d.core_nb : d.wp;
  d.word_bits = product <= 32 ? 32 : product <= 64 ? 64 : 128;
  d.set_model(std::make_shared<M const>(m),
              {run_block<M, std::uint32_t>, run_block<M, std::uint64_t>, run_block<M, u128>},
              d.word_bits == 32 ? row_of<varying::second>(m) : nullptr,
              d.word_bits == 32 ? row_of<varying::first>(m) : nullptr);
}

template <int Index>
bool fill_any(type_list<>, detail::tree const&, design&) {
  return false;
}
template <int Index, class First, class... Rest>
bool fill_any(type_list<First, Rest...>, detail::tree const& t, design& d) {
  if constexpr (Index % AXMUL_SHARDS == AXMUL_SHARD) {
    if (t.parts[0].name == First::name) {
      detail::visit_wrapped<First>(t, [&](auto const& m) { fill(m, d); });
      return true;
    }
  }
  return fill_any<Index + 1>(type_list<Rest...>{}, t, d);
}

}  // namespace

template <>
bool fill_shard<AXMUL_SHARD>(detail::tree const& t, design& d) {
  return fill_any<0>(families{}, t, d);
}

}  // namespace axmul::tools
