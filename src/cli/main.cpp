#include <fmt/format.h>

#include "src/cli/common.hpp"
#include "src/support/error.hpp"

namespace {

int fail(int status, char const* what) {
  fmt::print(stderr, "axmul: {}\n", what);
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace axmul::cli;
  CLI::App app{"axmul: approximate multipliers, from a spec to a Pareto chart"};
  app.set_version_flag("--version", "axmul " AXMUL_VERSION);
  app.name("axmul");
  app.require_subcommand(1);
  for (auto const add : {add_list, add_eval, add_characterize, add_verify, add_rtl, add_synth, add_lut, add_sweep,
                         add_report, add_select, add_merge})
    add(app);
  std::vector<std::string> arguments;
  for (int i = argc - 1; i > 0; --i) arguments.push_back(mark_negative(argv[i]));
  try {
    app.parse(arguments);
    if (std::fflush(stdout) != 0) throw axmul::tools::bad_input("cannot write to standard output");
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
  } catch (std::exception const& e) {
    return fail(2, e.what());
  }
}
