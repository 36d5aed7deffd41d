#include "src/cli/common.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <exception>
#include <optional>
#include <set>
#include <thread>

#include "src/import/glob.hpp"
#include "src/import/imported.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/parallel.hpp"
#include "src/support/progress.hpp"

namespace axmul::cli {
namespace {

std::string cell(json const& record, column const& c) {
  auto const found = record.find(c.field);
  if (found == record.end() || found->is_null()) return "-";
  if (found->is_string()) return found->get<std::string>();
  if (found->is_number_float()) return fmt::format(fmt::runtime(c.number), found->get<double>());
  return found->dump();
}

std::string in_place(tools::listed_spec const& one, char const* what) {
  return one.place.empty() ? what : one.place + ": " + what;
}

tools::design make_design(tools::listed_spec const& one) {
  try {
    return tools::design(one.spec);
  } catch (tools::bad_import const& e) {
    throw tools::bad_import(in_place(one, e.what()));
  } catch (tools::bad_input const& e) {
    throw tools::bad_input(in_place(one, e.what()));
  }
}

}  // namespace

void common_options::add_to(CLI::App& app) {
  app.add_flag("--json", as_json, "Print an array of records");
  app.add_flag("--quiet", quiet, "No progress bar");
  app.add_option("--jobs", jobs, "Threads (default: all processors)")->check(CLI::Range(1, 1024));
}

int common_options::threads() const {
  return jobs != 0 ? jobs : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void common_options::apply() const {
  omp_set_num_threads(threads());
  tools::progress::set_quiet(quiet);
}

void spec_arguments::add_to(CLI::App& app) {
  app.add_option(
      "spec", specs,
      "Multipliers by name, such as drum:n=8,k=4, mbm@bf16 or verilog:file=mul.v; k=3..6, {a,b} and file=*.v expand");
  app.add_option("--from", from, "File of specs, one a line, '#' comments");
}

std::vector<tools::design> spec_arguments::designs(std::vector<std::string>* failures) const {
  std::vector<tools::listed_spec> const specs_here = listed();
  std::vector<std::optional<tools::design>> made(specs_here.size());
  std::vector<std::size_t> imports;
  for (std::size_t i = 0; i < specs_here.size(); ++i)
    if (tools::is_import_spec(specs_here[i].spec))
      imports.push_back(i);
    else
      made[i] = make_design(specs_here[i]);

  // Each may take a run of other programs. Of several errors the first in the list is told.
  std::vector<std::exception_ptr> errors(imports.size());
  std::atomic<bool> stopped{false};
  tools::progress bar("import", imports.size());
  tools::parallel_for(imports.size(), omp_get_max_threads(), [&](std::size_t i) {
    if (stopped) return;
    try {
      made[imports[i]] = make_design(specs_here[imports[i]]);
    } catch (tools::bad_import const&) {
      errors[i] = std::current_exception();
      stopped = stopped || failures == nullptr;
    }
    bar.advance();
  });
  for (std::exception_ptr const& error : errors) try {
      if (error) std::rethrow_exception(error);
    } catch (tools::bad_import const& e) {
      if (failures == nullptr) throw;
      failures->emplace_back(e.what());
    }

  std::vector<tools::design> all;
  std::set<std::string> seen;
  for (std::optional<tools::design>& d : made)
    if (d && seen.insert(d->spec).second) all.push_back(std::move(*d));
  if (specs_here.empty()) throw tools::bad_input("no spec given; name multipliers or a file with --from");
  return all;
}

std::vector<tools::listed_spec> spec_arguments::listed() const {
  std::vector<tools::listed_spec> all;
  auto const add = [&](tools::listed_spec const& one) {
    try {
      for (std::string& spec : tools::expand_glob(one.spec)) all.push_back({std::move(spec), one.place});
    } catch (tools::bad_input const& e) {
      throw tools::bad_input(in_place(one, e.what()));
    }
  };
  try {
    for (std::string const& text : specs)
      for (std::string& spec : tools::expand_spec(text)) add({std::move(spec), ""});
    if (!from.empty())
      for (tools::listed_spec const& one : tools::read_spec_list(tools::read_file(from), from)) add(one);
  } catch (tools::bad_list const& e) {
    throw tools::bad_input(e.what());
  }
  return all;
}

void print_records(std::vector<json> const& records, std::vector<column> const& columns, bool as_json) {
  if (as_json) {
    fmt::print("{}\n", json(records).dump(2));
    return;
  }
  std::vector<std::vector<std::string>> rows(1);
  for (column const& c : columns) rows[0].emplace_back(c.title);
  for (json const& record : records) {
    rows.emplace_back();
    for (column const& c : columns) rows.back().push_back(cell(record, c));
  }
  std::vector<std::size_t> widths(columns.size());
  for (auto const& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  for (auto const& row : rows) {
    std::string line = fmt::format("{:<{}}", row[0], widths[0]);
    for (std::size_t i = 1; i < row.size(); ++i) line += fmt::format("  {:>{}}", row[i], widths[i]);
    fmt::print("{}\n", line);
  }
}

void print_fields(json const& record) {
  std::size_t width = 0;
  for (auto const& [key, value] : record.items()) width = std::max(width, key.size());
  for (auto const& [key, value] : record.items())
    fmt::print("{:<{}}  {}\n", key, width,
               value.is_string() ? value.get<std::string>()
               : value.is_null() ? "-"
                                 : value.dump());
}

CLI::App* add_command(CLI::App& app, char const* name, char const* description, std::function<int()> body) {
  CLI::App* const command = app.add_subcommand(name, description);
  command->callback([body = std::move(body)] {
    if (int const status = body()) throw CLI::RuntimeError(status);
  });
  return command;
}

CLI::Validator at_least(std::uint64_t low) {
  return CLI::Validator(
      [low](std::string& text) {
        std::uint64_t value = 0;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        bool const good = error == std::errc() && end == text.data() + text.size() && value >= low;
        return good ? std::string()
                    : fmt::format("'{}' not accepted; an integer of at least {} is", unmarked(text), low);
      },
      "");
}

std::string mark_negative(std::string const& argument) {
  bool const negative = argument.size() > 1 && argument[0] == '-' &&
                        (std::isdigit(static_cast<unsigned char>(argument[1])) != 0 || argument[1] == '.' ||
                         argument == "-inf" || argument == "-nan");
  return negative ? " " + argument : argument;
}

std::string unmarked(std::string const& argument) {
  return argument.substr(argument.find_first_not_of(' ') == 1 ? 1 : 0);
}

void add_distributions(CLI::App& command, tools::distribution_request& request) {
  char const* const what = "uniform, normal:sigma=S, halfnormal:sigma=S or a CSV file of value,weight";
  CLI::Option* const a = command.add_option("--dist-a", request.a, fmt::format("Distribution of a: {}", what));
  CLI::Option* const b = command.add_option("--dist-b", request.b, "Distribution of b, likewise");
  CLI::Option* const joint =
      command.add_option("--dist-joint", request.joint, "Distribution of pairs: a CSV file of a,b,weight");
  CLI::Option* const weights =
      command.add_option("--weights", request.weights, "These b, each as likely as it is often in the file of values");
  joint->excludes(a)->excludes(b)->excludes(weights);
  weights->excludes(b);
}

}  // namespace axmul::cli
