#include "characterize/errors/characterize.hpp"

#include <fmt/format.h>

#include <cinttypes>
#include <cstdio>

#include "characterize/errors/heatmap.hpp"
#include "characterize/errors/histogram.hpp"
#include "src/cli/common.hpp"
#include "src/parts.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace axmul::cli {
namespace {

struct arguments {
  spec_arguments specs;
  common_options common;
  tools::characterize_options options;
  std::string histogram, heatmap, shard, store;
};

// "2/8": the second of eight parts.
tools::shard parse_shard(std::string const& text) {
  tools::shard s;
  char rest = 0;
  bool const digits = text.find_first_not_of("0123456789/") == std::string::npos;
  if (!digits || std::sscanf(text.c_str(), "%" SCNu64 "/%" SCNu64 "%c", &s.index, &s.count, &rest) != 2 ||
      s.index < 1 || s.index > s.count || s.count > 1'000'000)
    throw tools::bad_input(fmt::format("--shard '{}' not accepted; I/N is, with 1 <= I <= N <= 1000000", text));
  return s;
}

int characterize_shard(arguments const& args, std::vector<tools::design> const& designs) {
  if (args.store.empty()) throw tools::bad_input("--shard needs --store FILE, which axmul merge then takes");
  if (!(args.histogram.empty() && args.heatmap.empty()))
    throw tools::bad_input("--histogram and --heatmap are of the whole, not of a shard");
  tools::characterize_options options = args.options;
  options.part = parse_shard(args.shard);
  tools::store results(args.store, tools::store::mode::create);
  for (tools::design const& d : designs) tools::put_part(results, d, options);
  print_records({{{"store", args.store}, {"shard", args.shard}, {"specs", designs.size()}}},
                {{"store", "store"}, {"shard", "shard"}, {"specs", "specs"}}, args.common.as_json);
  return 0;
}

int characterize(arguments const& args) {
  args.common.apply();
  std::vector<tools::design> const designs = args.specs.designs();
  if (!args.shard.empty()) return characterize_shard(args, designs);
  if (!args.store.empty()) throw tools::bad_input("--store goes with --shard; axmul sweep keeps whole results");
  if (designs.size() > 1 && !(args.histogram.empty() && args.heatmap.empty()))
    throw tools::bad_input(fmt::format("{} is of one multiplier; {} are named",
                                       args.histogram.empty() ? "--heatmap" : "--histogram", designs.size()));
  std::vector<json> records;
  for (tools::design const& d : designs) records.push_back(tools::characterize(d, args.options));
  std::string histogram, heatmap;
  if (!args.histogram.empty()) histogram = tools::histogram_csv(tools::error_histogram(designs[0], args.options));
  if (!args.heatmap.empty()) heatmap = tools::error_heatmap(designs[0]);
  if (!args.histogram.empty()) tools::write_file(args.histogram, histogram);
  if (!args.heatmap.empty()) tools::write_file(args.heatmap, heatmap);
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
  command->add_option(
      "--method", args->options.method,
      "auto (exhaustive up to 2^24 pairs, else analytic with the rest sampled, else sampled), exhaustive, "
      "analytic, sampled");
  command->add_option("--samples", args->options.samples, "Pairs of the method sampled")->check(at_least(1));
  command->add_option("--seed", args->options.seed, "Seed of the method sampled")->check(at_least(0));
  command->add_flag("--per-bit", args->options.per_bit, "Add the error rate of each product bit");
  add_distributions(*command, args->options.distribution);
  command->add_option("--dot", args->options.dot, "Error of a dot product of this many products")
      ->check(at_least(1))
      ->excludes("--weights");
  command->add_option("--histogram", args->histogram, "Write how often each error occurs: low,high,count,share");
  command->add_option("--heatmap", args->heatmap, "Write a PNG of the error over all pairs of operands");
  command->add_option("--shard", args->shard, "Compute part I of N only, into --store; axmul merge makes them whole");
  command->add_option("--store", args->store, "SQLite file that takes the part");
  args->common.add_to(*command);
}

}  // namespace axmul::cli
