#include "src/rtl.hpp"

#include <fmt/format.h>

#include "src/cli/common.hpp"
#include "src/support/files.hpp"

namespace axmul::cli {

void add_rtl(CLI::App& app) {
  struct arguments {
    std::string spec, out;
    common_options common;
  };
  auto const args = std::make_shared<arguments>();
  CLI::App* const command = add_command(app, "rtl", "Self-contained Verilog of exactly this multiplier", [=] {
    tools::design const d(args->spec);
    std::string const text = tools::rtl(d);
    if (!args->out.empty()) tools::write_file(args->out, text);
    if (args->common.as_json)
      print_records(
          {{{"spec", d.spec}, {"top", tools::rtl_top(d)}, {"bytes", text.size()}, {"sha256", tools::sha256(text)}}}, {},
          true);
    else if (args->out.empty())
      fmt::print("{}", text);
    return 0;
  });
  command->add_option("spec", args->spec, "Multiplier by name")->required();
  command->add_option("-o,--output", args->out, "File (default: standard output)");
  args->common.add_to(*command);
}

}  // namespace axmul::cli
