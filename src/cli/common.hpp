// What the commands share: spec arguments, output, exit statuses.
#pragma once
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "characterize/errors/distribution.hpp"
#include "src/design.hpp"
#include "src/specs.hpp"

namespace axmul::cli {

using json = nlohmann::ordered_json;

// Options that every command has.
struct common_options {
  bool as_json = false;
  bool quiet = false;
  int jobs = 0;

  void add_to(CLI::App& app);
  void apply() const;  // sets threads and progress
  int threads() const;
};

// SPEC... and --from FILE.
struct spec_arguments {
  std::vector<std::string> specs;
  std::string from;

  void add_to(CLI::App& app);
  // In order, without repetitions. Throws bad_input; at least one spec is needed. Imports that cannot be used are told
  // in `failures`, where that is given, and left out.
  std::vector<tools::design> designs(std::vector<std::string>* failures = nullptr) const;

 private:
  // What the arguments and the file stand for, with ranges, lists and patterns expanded.
  std::vector<tools::listed_spec> listed() const;
};

// One column of a printed table: the field of the record and the format of its number ("{:.4g}").
struct column {
  char const* field;
  char const* title;
  char const* number = "{:.5g}";
};

// The records as JSON (an array) or as an aligned table.
void print_records(std::vector<json> const& records, std::vector<column> const& columns, bool as_json);

// Every field of a record, one a line.
void print_fields(json const& record);

// Adds a subcommand; `body` returns the exit status.
CLI::App* add_command(CLI::App& app, char const* name, char const* description, std::function<int()> body);

// A positional number may begin with '-': main() marks such arguments, this takes the mark off.
std::string mark_negative(std::string const& argument);
std::string unmarked(std::string const& argument);

// --dist-a, --dist-b, --dist-joint, --weights.
void add_distributions(CLI::App& command, tools::distribution_request& request);

// Refuses options that are no integers of at least `low`.
CLI::Validator at_least(std::uint64_t low);

// One function for each command, in src/cli/<command>.cpp.
void add_list(CLI::App& app);
void add_eval(CLI::App& app);
void add_characterize(CLI::App& app);
void add_verify(CLI::App& app);
void add_rtl(CLI::App& app);
void add_synth(CLI::App& app);
void add_lut(CLI::App& app);
void add_audit(CLI::App& app);
void add_factor(CLI::App& app);
void add_training(CLI::App& app);
void add_sweep(CLI::App& app);
void add_report(CLI::App& app);
void add_select(CLI::App& app);
void add_merge(CLI::App& app);

}  // namespace axmul::cli
