#include "src/select.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/cli/common.hpp"
#include "src/store.hpp"
#include "src/support/error.hpp"

namespace axmul::cli {
namespace {

struct arguments {
  std::string store, where, least;
  std::size_t count = 10;
  common_options common;
};

int select(arguments const& args) {
  tools::store results(args.store, tools::store::mode::existing);
  tools::condition const condition =
      args.where.empty() ? tools::condition{[](json const&) { return true; }, {}} : tools::parse_condition(args.where);
  std::vector<json> records = results.records();
  auto const has = [&](std::string const& field, auto const& is) {
    return std::any_of(records.begin(), records.end(), [&](json const& r) { return is(tools::field_of(r, field)); });
  };
  if (!has(args.least, [](json const& value) { return value.is_number(); }))
    throw tools::bad_input(
        fmt::format("--min {}: no record has a number of that name; pdp_pj, area, mred, ... are fields", args.least));
  for (std::string const& field : condition.fields)
    if (!has(field, [](json const& value) { return !value.is_null(); }))
      throw tools::bad_input(
          fmt::format("--where: no record has a field '{}'; pdp_pj, area, mred, family, ... are fields", field));
  auto const refused = [&](json const& r) {
    return !condition.holds(r) || !tools::field_of(r, args.least).is_number();
  };
  records.erase(std::remove_if(records.begin(), records.end(), refused), records.end());
  std::stable_sort(records.begin(), records.end(), [&](json const& x, json const& y) {
    return tools::field_of(x, args.least) < tools::field_of(y, args.least);
  });
  if (args.count != 0 && records.size() > args.count) records.resize(args.count);
  std::vector<column> columns = {{"spec", "spec"},     {"mred", "MRED %"},         {"nmed", "NMED"},
                                 {"area", "area"},     {"delay_ns", "delay ns"},   {"power_mw", "power mW"},
                                 {"pdp_pj", "PDP pJ"}, {"pdp_ratio", "PDP /exact"}};
  auto const shown =
      std::any_of(columns.begin(), columns.end(), [&](column const& c) { return args.least == c.field; });
  if (!shown) columns.push_back({args.least.c_str(), args.least.c_str()});
  print_records(records, columns, args.common.as_json);
  return 0;
}

}  // namespace

void add_select(CLI::App& app) {
  auto const args = std::make_shared<arguments>();
  CLI::App* const command =
      add_command(app, "select", "The best multipliers under constraints", [=] { return select(*args); });
  command->add_option("--store", args->store, "SQLite file of results")->required();
  command->add_option("--where", args->where, "Condition, such as: mred < 2 && family != \"exact\"");
  command->add_option("--min", args->least, "Field to be smallest, such as pdp_pj")->required();
  command->add_option("--count", args->count, "Most records (0: all)");
  args->common.add_to(*command);
}

}  // namespace axmul::cli
