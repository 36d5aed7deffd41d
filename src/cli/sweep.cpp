#include "src/sweep.hpp"

#include <fmt/format.h>

#include "src/cli/common.hpp"
#include "src/cli/hardware.hpp"

namespace axmul::cli {
namespace {

struct arguments {
  std::string file, store;
  hardware_arguments hardware;
  common_options common;
  tools::sweep_options options;
};

int sweep(arguments args) {
  args.common.apply();
  args.options.jobs = args.options.verification.jobs = args.common.threads();
  args.options.hardware = args.hardware.parsed();
  spec_arguments list;
  list.from = args.file;
  std::vector<std::string> unusable;
  std::vector<tools::design> const designs = list.designs(&unusable);
  for (std::string const& failure : unusable) fmt::print(stderr, "axmul: {}\n", failure);
  tools::store results(args.store, tools::store::mode::create);
  tools::sweep_summary const summary = tools::sweep(designs, results, args.options);
  for (std::string const& failure : summary.failures) fmt::print(stderr, "axmul: {}\n", failure);
  std::size_t const failures = unusable.size() + summary.failures.size();
  json const record = {{"designs", designs.size()},
                       {"computed", summary.computed},
                       {"found", summary.found},
                       {"mismatches", summary.mismatches},
                       {"failures", failures}};
  if (args.common.as_json)
    print_records({record}, {}, true);
  else
    fmt::print("{} designs: {} results computed, {} found in {}; {} mismatches, {} failures\n", designs.size(),
               summary.computed, summary.found, args.store, summary.mismatches, failures);
  return summary.mismatches == 0 && failures == 0 ? 0 : 1;
}

}  // namespace

void add_sweep(CLI::App& app) {
  auto const args = std::make_shared<arguments>();
  CLI::App* const command =
      add_command(app, "sweep", "Characterize, verify and synth of a list, skipping what the store has",
                  [=] { return sweep(*args); });
  command->add_option("file", args->file, "File of specs, one a line")->required();
  command->add_option("--store", args->store, "SQLite file of results")->required();
  args->hardware.add_to(*command);
  command
      ->add_option("--pairs", args->options.verification.pairs, "Random pairs of verify where not every pair is tried")
      ->check(at_least(0));
  args->common.add_to(*command);
}

}  // namespace axmul::cli
