#include "src/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "characterize/hardware/mapping.hpp"
#include "characterize/hardware/simulate.hpp"
#include "src/cli/common.hpp"
#include "src/import/source.hpp"
#include "src/rtl.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/parallel.hpp"
#include "src/support/progress.hpp"

namespace axmul::cli {
namespace {

using tools::bad_input;
using tools::design;

struct arguments {
  spec_arguments specs;
  common_options common;
  tools::verify_options options;
  std::string against, liberty, engine = "all";
  std::vector<std::string> rtl;
  std::string top;
};

std::optional<std::filesystem::path> given(std::string const& path) {
  if (path.empty()) return std::nullopt;
  return path;
}

// The last module of a Verilog file, comments left aside.
std::string last_module(std::string const& file) {
  std::vector<std::string> const names = tools::module_names(tools::read_file(file));
  if (names.empty()) throw bad_input(file + ": no module in it; a Verilog module with ports a, b and p is expected");
  return names.back();
}

void verify_files(arguments const& args, std::vector<design> const& designs, tools::record_sink const& done) {
  if (designs.size() != 1) throw bad_input("--rtl compares its files with one multiplier; name exactly one spec");
  std::vector<tools::foreign_module> modules;
  for (std::string const& file : args.rtl) {
    std::string const last = last_module(file);
    modules.push_back({file, args.top.empty() ? last : args.top});
  }
  tools::verify_foreign(designs[0], modules, args.options, done);
}

// The product pattern of another design as one of d; a value that d's product cannot hold keeps its upper bits.
tools::u128 as_product_of(design const& d, design const& other, tools::u128 pattern) {
  auto const value = [&](tools::u128 x, int width) { return d.is_signed ? sign_extend(x, width) : x; };
  tools::u128 const wanted = value(pattern, other.wp), cut = wanted & low_mask<tools::u128>(d.wp);
  return value(cut, d.wp) == wanted ? cut : wanted;
}

void verify_against(arguments const& args, std::vector<design> const& designs, tools::record_sink const& done) {
  design const other(args.against);
  for (design const& d : designs) {
    if (d.group() != other.group())
      throw bad_input(fmt::format("{} is {}, {} is {}; only multipliers of equal widths, sign and format are compared",
                                  d.spec, d.group(), other.spec, other.group()));
    json record = tools::verify_function(
        d, "model",
        [&](auto const* a, auto const* b, auto* p, std::size_t count) {
          other.products(a, b, p, count);
          if (other.wp != d.wp)
            for (std::size_t i = 0; i < count; ++i) p[i] = as_product_of(d, other, p[i]);
        },
        args.options);
    record["against"] = other.spec;
    done(record);
  }
}

void verify_netlists(arguments const& args, std::vector<design> const& designs, tools::record_sink const& done) {
  std::shared_ptr<tools::library const> const lib = tools::choose_liberty(given(args.liberty));
  std::vector<tools::mapping_style> const styles = tools::mapping_styles(*lib);
  std::vector<json> records(designs.size());
  tools::progress bar("map", designs.size());
  tools::verify_options one_thread = args.options;
  one_thread.jobs = 1;
  tools::parallel_for(designs.size(), args.options.jobs, [&](std::size_t i) {
    design const& d = designs[i];
    std::vector<std::optional<tools::netlist>> const mapped =
        tools::map({tools::rtl(d), tools::rtl_top(d), tools::rtl_is_system_verilog(d)}, *lib, styles).mapped;
    auto const area = [](auto const& m) { return m ? m->area() : std::numeric_limits<double>::infinity(); };
    tools::simulator const simulator(**std::min_element(
        mapped.begin(), mapped.end(), [&](auto const& x, auto const& y) { return area(x) < area(y); }));
    records[i] = tools::verify_function(
        d, "netlist",
        [&](auto const* a, auto const* b, auto* p, std::size_t count) { simulator.products(a, b, p, count); },
        one_thread);
    bar.advance();
  });
  for (json const& record : records) done(record);
}

int verify(arguments args) {
  args.common.apply();
  args.options.jobs = args.common.threads();
  if (args.engine != "all" && args.engine != "verilator" && args.engine != "netlist")
    throw bad_input(fmt::format("engine '{}' is not known; all, verilator, netlist are", args.engine));
  std::vector<design> const designs = args.specs.designs();
  std::vector<json> records;
  bool equal = true;
  tools::record_sink const done = [&](json const& record) {
    records.push_back(record);
    equal = equal && record["mismatches"] == 0;
  };
  if (!args.against.empty()) {
    verify_against(args, designs, done);
  } else if (!args.rtl.empty()) {
    verify_files(args, designs, done);
  } else {
    if (args.engine != "netlist") tools::verify_rtl(designs, args.options, done);
    if (args.engine != "verilator") verify_netlists(args, designs, done);
  }
  if (!args.common.as_json)
    for (json& record : records) {
      record["result"] =
          record["mismatches"] == 0 ? record["exhaustive"] == true ? "equal" : "no difference" : "DIFFERS";
      if (!record["first_mismatch"].is_null()) record["first_mismatch"] = record["first_mismatch"].dump();
    }
  std::vector<column> columns = {{"spec", "spec"},
                                 {"engine", "engine"},
                                 {"pairs", "pairs"},
                                 {"exhaustive", "exhaustive"},
                                 {"mismatches", "mismatches"},
                                 {"result", "result"},
                                 {"first_mismatch", "first mismatch"}};
  if (!args.rtl.empty()) columns.insert(columns.begin() + 1, {"file", "file"});
  print_records(records, columns, args.common.as_json);
  return equal ? 0 : 1;
}

}  // namespace

void add_verify(CLI::App& app) {
  auto const args = std::make_shared<arguments>();
  CLI::App* const command = add_command(
      app, "verify", "The model against its Verilog (Verilator) and its mapped netlist", [=] { return verify(*args); });
  args->specs.add_to(*command);
  command->add_option("--against", args->against, "Compare with this multiplier instead");
  command->add_option("--rtl", args->rtl, "Compare with Verilog files instead: last module (or --top), ports a, b, p");
  command->add_option("--top", args->top, "Module of the --rtl files");
  command->add_option("--engine", args->engine, "all, verilator (RTL) or netlist (mapped gates)");
  command->add_option("--pairs", args->options.pairs, "Random pairs where not every pair is tried")->check(at_least(0));
  command
      ->add_option("--exhaustive-bits", args->options.exhaustive_bits,
                   "Try every pair up to this sum of operand widths")
      ->check(CLI::Range(0, 40));
  command->add_option("--seed", args->options.seed, "Seed of the random pairs")->check(at_least(0));
  command->add_option("--liberty", args->liberty, "Cell library (.lib, .lib.gz) that netlists are mapped to");
  args->common.add_to(*command);
}

}  // namespace axmul::cli
