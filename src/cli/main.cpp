#include <fmt/format.h>

#include <cerrno>
#include <system_error>

#include "axmul/spec_tree.hpp"
#include "src/cli/common.hpp"
#include "src/support/error.hpp"
#include "src/support/interrupt.hpp"

namespace {

int fail(int status, char const* what) {
  fmt::print(stderr, "axmul: {}\n", what);
  return status;
}

// A first word that is no command gets the nearest ones, which the parser would not name.
void check_command(CLI::App const& app, std::string const& word) {
  std::vector<std::string_view> known;
  for (CLI::App const* command : app.get_subcommands([](CLI::App const*) { return true; })) {
    if (command->get_name() == word) return;
    known.push_back(command->get_name());
  }
  if (word[0] == '-') return;
  throw axmul::tools::bad_input(
      fmt::format("unknown command '{}'; known are {}", word, axmul::detail::nearest_first(word, known)));
}

}  // namespace

int main(int argc, char** argv) {
  using namespace axmul::cli;
  axmul::tools::catch_interrupts();
  CLI::App app{"axmul: approximate multipliers, from a spec to a Pareto chart"};
  app.set_version_flag("--version", "axmul " AXMUL_VERSION);
  app.name("axmul");
  app.require_subcommand(1);
  for (auto const add : {add_list, add_eval, add_characterize, add_verify, add_rtl, add_synth, add_lut, add_audit,
                         add_factor, add_training, add_sweep, add_report, add_select, add_merge})
    add(app);
  std::vector<std::string> arguments;
  for (int i = argc - 1; i > 0; --i) arguments.push_back(mark_negative(argv[i]));
  try {
    if (argc > 1) check_command(app, argv[1]);
    app.parse(arguments);
    if (std::fflush(stdout) != 0) throw std::system_error(errno, std::generic_category());
    return 0;
  } catch (CLI::RuntimeError const& e) {
    return e.get_exit_code();
  } catch (CLI::Success const& e) {
    return app.exit(e);
  } catch (CLI::ParseError const& e) {
    return fail(2, fmt::format("{} (axmul --help lists what is accepted)", e.what()).c_str());
  } catch (axmul::tools::bad_input const& e) {
    return fail(2, e.what());
  } catch (axmul::tools::check_failure const& e) {
    return fail(1, e.what());
  } catch (axmul::tools::tool_failure const& e) {
    return fail(3, e.what());
  } catch (std::system_error const& e) {
    return fail(2, fmt::format("cannot write to standard output: {}", e.code().message()).c_str());
  } catch (std::exception const& e) {
    return fail(2, e.what());
  }
}
