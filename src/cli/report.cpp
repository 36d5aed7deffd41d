#include "characterize/report/report.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "src/cli/common.hpp"
#include "src/store.hpp"

namespace axmul::cli {

void add_report(CLI::App& app) {
  struct arguments {
    std::string store, out;
    common_options common;
  };
  auto const args = std::make_shared<arguments>();
  CLI::App* const command =
      add_command(app, "report", "Page with Pareto charts, figures, CSV and JSON of a store", [=] {
        args->common.apply();
        tools::store results(args->store, tools::store::mode::existing);
        std::vector<json> const records = results.records();
        tools::write_report(records, args->out);
        std::string const page = std::filesystem::absolute(std::filesystem::path(args->out) / "index.html").string();
        if (args->common.as_json)
          print_records({{{"records", records.size()}, {"page", page}}}, {}, true);
        else
          fmt::print("{}\n{} records: {}\n", tools::pareto_table(records), records.size(), page);
        return 0;
      });
  command->add_option("--store", args->store, "SQLite file of results")->required();
  command->add_option("-o,--output", args->out, "Folder to write to")->required();
  args->common.add_to(*command);
}

}  // namespace axmul::cli
