#include "characterize/hardware/synth.hpp"

#include <fmt/format.h>

#include "src/cli/common.hpp"
#include "src/cli/hardware.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/parallel.hpp"
#include "src/support/progress.hpp"

namespace axmul::cli {
namespace {

struct arguments {
  spec_arguments specs;
  common_options common;
  hardware_arguments hardware;
  std::string netlist;
};

int synth(arguments const& args) {
  args.common.apply();
  std::vector<tools::design> const designs = args.specs.designs();
  if (designs.size() > 1 && !args.netlist.empty())
    throw tools::bad_input(fmt::format("--netlist is of one multiplier; {} are named", designs.size()));
  tools::synth_options options = args.hardware.parsed();
  options.netlist = !args.netlist.empty();
  std::vector<json> records(designs.size());
  tools::progress bar("synth", designs.size());
  tools::parallel_for(designs.size(), args.common.threads(), [&](std::size_t i) {
    records[i] = tools::synthesize(designs[i], options);
    bar.advance();
  });
  if (options.netlist) {
    tools::write_file(args.netlist, records[0]["netlist"].get<std::string>());
    records[0].erase("netlist");
  }
  if (!args.common.as_json && records.size() == 1) {
    print_fields(records[0]);
    return 0;
  }
  print_records(records,
                {{"spec", "spec"},
                 {"cells", "cells"},
                 {"area", "area"},
                 {"delay_ns", "delay ns"},
                 {"power_mw", "power mW"},
                 {"pdp_pj", "PDP pJ"},
                 {"area_ratio", "area /exact", "{:.3f}"},
                 {"delay_ratio", "delay /exact", "{:.3f}"},
                 {"power_ratio", "power /exact", "{:.3f}"},
                 {"pdp_ratio", "PDP /exact", "{:.3f}"},
                 {"netlist_verified", "netlist"}},
                args.common.as_json);
  return 0;
}

}  // namespace

void add_synth(CLI::App& app) {
  auto const args = std::make_shared<arguments>();
  CLI::App* const command = add_command(app, "synth", "Area, delay, power, power-delay product (Yosys, ABC, OpenSTA)",
                                        [=] { return synth(*args); });
  args->specs.add_to(*command);
  args->hardware.add_to(*command);
  command->add_flag("--path", args->hardware.options.path, "Add the critical path");
  command->add_option("--netlist", args->netlist, "Write the mapped netlist (Verilog) of one multiplier");
  args->common.add_to(*command);
}

}  // namespace axmul::cli
