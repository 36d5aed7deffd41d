#include <fmt/format.h>

#include "src/cli/common.hpp"
#include "src/parts.hpp"
#include "src/store.hpp"
#include "src/support/error.hpp"

namespace axmul::cli {

void add_merge(CLI::App& app) {
  struct arguments {
    std::vector<std::string> stores;
    std::string out;
    common_options common;
  };
  auto const args = std::make_shared<arguments>();
  CLI::App* const command =
      add_command(app, "merge", "One store from several; of equal results the newest stays, parts become whole", [=] {
        for (std::string const& file : args->stores) tools::store(file, tools::store::mode::existing);
        tools::store merged(args->out, tools::store::mode::create);
        for (std::string const& file : args->stores) merged.merge(file);
        for (tools::missing_parts const& m : tools::complete_parts(merged))
          fmt::print(stderr, "axmul: {}: {} of {} parts found; the others are still to be merged\n", m.spec, m.found,
                     m.count);
        print_records({{{"store", args->out}, {"merged", args->stores.size()}, {"specs", merged.records().size()}}},
                      {{"store", "store"}, {"merged", "merged"}, {"specs", "specs"}}, args->common.as_json);
        return 0;
      });
  command->add_option("stores", args->stores, "Stores to read")->required();
  command->add_option("-o,--output", args->out, "Store to write or add to")->required();
  args->common.add_to(*command);
}

}  // namespace axmul::cli
