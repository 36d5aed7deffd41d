#include "src/rtl.hpp"

#include <fmt/format.h>

#include "src/cli/common.hpp"
#include "src/support/files.hpp"

namespace axmul::cli {

void add_rtl(CLI::App& app) {
  struct arguments {
    std::string spec, out;
  };
  auto const args = std::make_shared<arguments>();
  CLI::App* const command = add_command(app, "rtl", "Self-contained Verilog of exactly this multiplier", [=] {
    std::string const text = tools::rtl(tools::design(args->spec));
    if (args->out.empty())
      fmt::print("{}", text);
    else
      tools::write_file(args->out, text);
    return 0;
  });
  command->add_option("spec", args->spec, "Multiplier by name")->required();
  command->add_option("-o,--output", args->out, "File (default: standard output)");
}

}  // namespace axmul::cli
