#include "lut_gen/formats.hpp"
#include "src/cli/common.hpp"

namespace axmul::cli {

void add_lut(CLI::App& app) {
  struct arguments {
    std::string spec, format, out;
    common_options common;
  };
  auto const args = std::make_shared<arguments>();
  CLI::App* const command = add_command(app, "lut", "Lookup table for a simulator", [=] {
    args->common.apply();
    tools::design const d(args->spec);
    tools::written_file const written = tools::write_table(d, args->format, args->out);
    print_records({{{"spec", d.spec}, {"format", args->format}, {"bytes", written.bytes}, {"sha256", written.sha256}}},
                  {{"spec", "spec"}, {"format", "format"}, {"bytes", "bytes"}, {"sha256", "sha256"}},
                  args->common.as_json);
    return 0;
  });
  std::string formats;
  for (tools::table_format const& f : tools::table_formats())
    formats += std::string(formats.empty() ? "" : "; ") + f.name + ": " + f.description;
  command->add_option("spec", args->spec, "Multiplier by name")->required();
  command->add_option("--format", args->format, formats)->required();
  command->add_option("-o,--output", args->out, "File")->required();
  args->common.add_to(*command);
}

}  // namespace axmul::cli
