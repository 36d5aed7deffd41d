// table:file=lut.npy
#include <algorithm>
#include <variant>

#include "lut_gen/read.hpp"
#include "src/import/import.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {
namespace {

// The smallest width, from n + nb, that holds every product.
int product_width(product_table const& t) {
  std::uint64_t seen = 0;
  for (std::uint64_t x : t.products) seen |= t.is_signed && x >> 63 != 0 ? ~x : x;
  int bits = t.is_signed ? 1 : 0;
  for (; seen != 0; seen >>= 1) ++bits;
  return std::max(bits, t.n + t.nb);
}

// Product patterns in the smallest word that holds them.
template <class Word>
std::vector<Word> packed(product_table const& t, int wp) {
  std::vector<Word> all(t.products.size());
  std::transform(t.products.begin(), t.products.end(), all.begin(),
                 [&](std::uint64_t x) { return static_cast<Word>(x & low_mask<std::uint64_t>(wp)); });
  return all;
}

class table_import final : public imported {
 public:
  table_import(product_table const& t, int wp, std::string identity) : nb_(t.nb), identity_(std::move(identity)) {
    if (wp <= 16)
      products_ = packed<std::uint16_t>(t, wp);
    else if (wp <= 32)
      products_ = packed<std::uint32_t>(t, wp);
    else
      products_ = packed<std::uint64_t>(t, wp);
  }

  void products(std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) const override {
    std::visit(
        [&](auto const& table) {
          for (std::size_t i = 0; i < count; ++i) p[i] = table[static_cast<std::size_t>(a[i] << nb_ | b[i])];
        },
        products_);
  }
  std::string version() const override { return identity_; }

 private:
  int nb_;
  std::variant<std::vector<std::uint16_t>, std::vector<std::uint32_t>, std::vector<std::uint64_t>> products_;
  std::string identity_;
};

}  // namespace

import_result import_table(detail::tree const& t) {
  constexpr int widest = 28;  // beside the narrowest other operand
  import_parameters const given(t, {"file", "format", "n", "nb", "signed"});
  table_request const request{given.text("format"), given.integer("n", 2, widest), given.integer("nb", 2, widest),
                              given.flag("signed")};
  product_table const table = read_table(given.file(), request);
  int const wp = product_width(table);

  std::string spec(t.parts[0].name);
  add_parameter(spec, "file", given.file());
  if (request.format) add_parameter(spec, "format", *request.format);
  if (!tells_widths(request.format.value_or(format_of_name(given.file())))) {
    add_parameter(spec, "n", std::to_string(table.n));
    if (table.nb != table.n) add_parameter(spec, "nb", std::to_string(table.nb));
  }
  if (table.is_signed) add_parameter(spec, "signed", "1");
  return {std::make_shared<table_import const>(table, wp, sha256(spec + read_file(given.file()))),
          spec,
          table.n,
          table.nb,
          wp,
          table.is_signed};
}

}  // namespace axmul::tools
