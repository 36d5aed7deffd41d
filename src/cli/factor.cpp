#include "lut_gen/factor.hpp"

#include <fmt/format.h>

#include <chrono>
#include <set>

#include "lut_gen/table.hpp"
#include "src/cli/common.hpp"
#include "src/support/error.hpp"
#include "src/support/parallel.hpp"
#include "src/support/progress.hpp"

namespace axmul::cli {
namespace {

void check_size(tools::design const& d) {
  if (d.is_float() || d.n > 8 || d.nb > 8)
    throw tools::bad_input(fmt::format("{}: {} has no factors of 8 bits; integer multipliers up to 8 x 8 bits have",
                                       d.spec, d.is_float() ? "a format" : fmt::format("{} x {}", d.n, d.nb)));
}

std::vector<std::int32_t> products(tools::design const& d) {
  std::vector<std::int32_t> table;
  tools::for_each_row(d, [&](std::uint64_t, std::vector<tools::u128> const& row) {
    for (tools::u128 pattern : row) {
      tools::i128 const product = tools::product_value(d, pattern), limit = 1 << 24;
      if (product < -limit || product > limit)
        throw tools::bad_input(fmt::format("{}: a product beyond 2^24 in magnitude has no factors of 8 bits", d.spec));
      table.push_back(static_cast<std::int32_t>(product));
    }
  });
  return table;
}

char const* name_of(tools::factor_basis basis) {
  switch (basis) {
    case tools::factor_basis::rows: return "rows";
    case tools::factor_basis::monomial: return "monomial";
    case tools::factor_basis::lattice: return "lattice";
  }
  return "";
}

// rank is the number of terms, each one int8 matrix product; a group of equal shifts may run as one product.
json record_of(tools::design const& d) {
  std::vector<std::int32_t> const table = products(d);
  auto const start = std::chrono::steady_clock::now();
  tools::factorisation const found = tools::factorise(table.data(), d.n, d.nb);
  std::chrono::duration<double> const seconds = std::chrono::steady_clock::now() - start;
  std::set<std::uint8_t> const shifts(found.shift.begin(), found.shift.end());
  return {{"spec", d.spec},
          {"rank", found.rank},
          {"bound", found.bound},
          {"gemms_int8", found.rank},
          {"shift_groups", shifts.size()},
          {"max_k", tools::max_k(table.data(), d.n, d.nb)},
          {"basis", name_of(found.basis)},
          {"seconds", seconds.count()}};
}

int factor(spec_arguments const& specs, common_options const& common) {
  common.apply();
  std::vector<tools::design> const designs = specs.designs();
  for (tools::design const& d : designs) check_size(d);
  std::vector<json> records(designs.size());
  tools::progress bar("factor", designs.size());
  tools::parallel_for(designs.size(), common.threads(), [&](std::size_t i) {
    records[i] = record_of(designs[i]);
    bar.advance();
  });
  print_records(records,
                {{"spec", "spec"},
                 {"bound", "bound"},
                 {"gemms_int8", "int8 GEMMs"},
                 {"shift_groups", "shifts"},
                 {"max_k", "max K"},
                 {"basis", "basis"},
                 {"seconds", "s", "{:.2f}"}},
                common.as_json);
  return 0;
}

}  // namespace

void add_factor(CLI::App& app) {
  struct arguments {
    spec_arguments specs;
    common_options common;
  };
  auto const args = std::make_shared<arguments>();
  CLI::App* const command = add_command(app, "factor", "Exact factors: the product as few int8 matrix products",
                                        [=] { return factor(args->specs, args->common); });
  args->specs.add_to(*command);
  args->common.add_to(*command);
}

}  // namespace axmul::cli
