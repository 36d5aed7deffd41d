#include "src/import/import.hpp"

#include <fmt/format.h>

#include <array>

#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

struct kind {
  std::string_view name;
  import_result (*read)(detail::tree const& t);
};
constexpr std::array<kind, 3> kinds = {{{"verilog", import_verilog}, {"c", import_c}, {"table", import_table}}};

}  // namespace

bool is_import(std::string_view name) {
  for (kind const& k : kinds)
    if (k.name == name) return true;
  return false;
}

void import_design(detail::tree const& t, design& d) {
  import_result found;
  try {
    for (kind const& k : kinds)
      if (k.name == t.parts[0].name) found = k.read(t);
  } catch (bad_input const& e) {
    throw bad_import(e.what());
  }
  d.spec = d.core_spec = found.spec;
  d.core = d.family = t.parts[0].name;
  d.core_n = d.n = found.n;
  d.core_nb = d.nb = found.nb;
  d.wp = found.wp;
  d.is_signed = found.is_signed;
  d.reference =
      fmt::format("exact:n={}{}{}", d.n, d.nb == d.n ? "" : fmt::format(",nb={}", d.nb), d.is_signed ? "@signed" : "");
  int const widest = std::max(d.n + d.nb, d.wp);
  d.word_bits = widest <= 32 ? 32 : widest <= 64 ? 64 : 128;
  d.set_import(std::move(found.what));
}

}  // namespace axmul::tools
