#include "lut_gen/formats.hpp"
#include "src/cli/common.hpp"

namespace axmul::cli {

void add_lut(CLI::App& app) {
  struct arguments {
    std::string spec, format, out, roles = "row=activation", gradients;
    common_options common;
  };
  auto const args = std::make_shared<arguments>();
  CLI::App* const command = add_command(app, "lut", "Lookup table for a simulator", [=] {
    args->common.apply();
    tools::design const d(args->spec);
    tools::table_options options;
    options.rows_are_weights = tools::parse_roles(args->roles);
    if (!args->gradients.empty()) options.gradients = tools::parse_gradient_method(args->gradients);
    tools::written_file const written = tools::write_table(d, args->format, args->out, options);
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
  command->add_option("--roles", args->roles,
                      "row=activation: entry [x][y] is f(x, y), operand a, the activation, along the rows (default); "
                      "row=weight: entry [x][y] is f(y, x), operand b, the weight, along the rows");
  command
      ->add_option("--gradients", args->gradients,
                   "Slopes by each operand in formats safetensors and appmult: difference[:window=W], central "
                   "differences of averages over W operands on either side (without a value: difference), or "
                   "regression, a line through all operands; appmult has them in any case")
      ->expected(0, 1)
      ->default_str("difference");
  args->common.add_to(*command);
}

}  // namespace axmul::cli
