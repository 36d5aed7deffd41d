#include "characterize/errors/characterize.hpp"

#include "src/cli/common.hpp"

namespace axmul::cli {
namespace {

struct arguments {
  spec_arguments specs;
  common_options common;
  tools::characterize_options options;
};

int characterize(arguments const& args) {
  args.common.apply();
  std::vector<json> records;
  for (tools::design const& d : args.specs.designs()) records.push_back(tools::characterize(d, args.options));
  if (!args.common.as_json && records.size() == 1) {
    print_fields(records[0]);
    return 0;
  }
  print_records(records,
                {{"spec", "spec"},
                 {"method", "method"},
                 {"er", "ER"},
                 {"nmed", "NMED"},
                 {"mred", "MRED %"},
                 {"rel_bias", "bias %"},
                 {"rel_min", "min %"},
                 {"rel_max", "max %"},
                 {"wce", "WCE"},
                 {"me", "ME"},
                 {"rmse", "RMSE"}},
                args.common.as_json);
  return 0;
}

}  // namespace

void add_characterize(CLI::App& app) {
  auto const args = std::make_shared<arguments>();
  CLI::App* const command = add_command(app, "characterize", "Error statistics", [=] { return characterize(*args); });
  args->specs.add_to(*command);
  command->add_option("--method", args->options.method,
                      "auto (exhaustive up to 2^24 pairs), exhaustive, analytic, sampled");
  command->add_option("--samples", args->options.samples, "Pairs of the method sampled")->check(at_least(1));
  command->add_option("--seed", args->options.seed, "Seed of the method sampled")->check(at_least(0));
  command->add_flag("--per-bit", args->options.per_bit, "Add the error rate of each product bit");
  args->common.add_to(*command);
}

}  // namespace axmul::cli
