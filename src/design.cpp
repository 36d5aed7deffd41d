#include "src/design.hpp"

#include <fmt/format.h>

#include <array>

#include "axmul/spec.hpp"
#include "src/import/imported.hpp"
#include "src/shards.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

template <int... Shard>
void fill(std::integer_sequence<int, Shard...>, detail::tree const& t, design& d) {
  static_cast<void>((fill_shard<Shard>(t, d) || ...));
}

template <class... Family>
void check_core(type_list<Family...>, detail::tree const& t) {
  std::string_view const known[] = {Family::name..., "verilog", "c", "table"};
  if (((t.parts[0].name != Family::name) && ...)) detail::fail_family(t, known, std::size(known));
}

constexpr std::size_t chunk = 256;

template <class U>
void pattern_products(design const& d, std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) {
  std::array<U, chunk> x, y, z;
  for (std::size_t at = 0; at < count; at += chunk) {
    std::size_t const size = std::min(chunk, count - at);
    for (std::size_t i = 0; i < size; ++i) {
      x[i] = d.is_signed ? sign_extend(static_cast<U>(a[at + i]), d.n) : static_cast<U>(a[at + i]);
      y[i] = d.is_signed ? sign_extend(static_cast<U>(b[at + i]), d.nb) : static_cast<U>(b[at + i]);
    }
    d.products(x.data(), y.data(), z.data(), size);
    for (std::size_t i = 0; i < size; ++i) p[at + i] = u128{z[i] & low_mask<U>(d.wp)};
  }
}

// An import as the model of a design: patterns to words and back.
struct import_model {
  std::shared_ptr<imported const> what;
  int n, nb, wp;
  bool is_signed;
};

template <class U>
void run_import(void const* model, U const* a, U const* b, U* p, std::size_t count) {
  std::array<std::uint64_t, chunk> x, y;
  std::array<u128, chunk> z;
  import_model const& m = *static_cast<import_model const*>(model);
  for (std::size_t at = 0; at < count; at += chunk) {
    std::size_t const size = std::min(chunk, count - at);
    for (std::size_t i = 0; i < size; ++i) {
      x[i] = static_cast<std::uint64_t>(a[at + i]) & low_mask<std::uint64_t>(m.n);
      y[i] = static_cast<std::uint64_t>(b[at + i]) & low_mask<std::uint64_t>(m.nb);
    }
    m.what->products(x.data(), y.data(), z.data(), size);
    for (std::size_t i = 0; i < size; ++i) p[at + i] = static_cast<U>(m.is_signed ? sign_extend(z[i], m.wp) : z[i]);
  }
}

}  // namespace

design::design(std::string_view text) {
  try {
    detail::tree const t = detail::parse_tree(text);
    if (is_import(t.parts[0].name)) {
      import_design(t, *this);
      return;
    }
    check_core(families{}, t);
    fill(std::make_integer_sequence<int, AXMUL_SHARDS>{}, t, *this);
  } catch (bad_spec const& e) {
    throw bad_input(e.what());
  }
}

void design::set_import(std::shared_ptr<imported const> what) {
  import = what;
  set_model(std::make_shared<import_model const>(import_model{std::move(what), n, nb, wp, is_signed}),
            {run_import<std::uint32_t>, run_import<std::uint64_t>, run_import<u128>}, nullptr, nullptr);
}

std::string design::group() const {
  if (!is_float()) return fmt::format("{}x{} {}", n, nb, is_signed ? "signed" : "unsigned");
  char const* const name = detail::format_name(fp->fmt);
  return name != nullptr ? name : fmt::format("float e={} m={}", fp->fmt.e, fp->fmt.m);
}

void design::products(std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) const {
  switch (word_bits) {
    case 32: return pattern_products<std::uint32_t>(*this, a, b, p, count);
    case 64: return pattern_products<std::uint64_t>(*this, a, b, p, count);
    default: return pattern_products<u128>(*this, a, b, p, count);
  }
}

}  // namespace axmul::tools
