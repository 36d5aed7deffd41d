#include <fmt/format.h>

#include "lut_gen/audit.hpp"
#include "src/cli/common.hpp"

namespace axmul::cli {
namespace {

struct arguments {
  std::string file, format;
  std::optional<int> n, nb;
  bool is_signed = false;
  common_options common;
};

tools::audit_result audit_file(arguments const& args) {
  if (args.format == "approxtrain") return audit_mantissas(tools::read_mantissa_table(args.file));
  tools::table_request request{args.format, args.n, args.nb, {}};
  if (args.is_signed) request.is_signed = true;
  tools::product_table const t = read_table(args.file, request);
  return audit_table(t, {args.is_signed, args.format == "approxtorch" && t.is_signed});
}

json record_of(arguments const& args, tools::audit_result const& r) {
  json faults = json::array();
  for (tools::table_fault const& f : r.faults) {
    faults.push_back({{"fault", f.name}, {"detail", f.detail}});
    for (tools::wrong_entry const& e : f.entries)
      faults.back()["entries"].push_back({{"a", e.a}, {"b", e.b}, {"found", e.found}, {"expected", e.expected}});
  }
  json record = {{"file", args.file},
                 {"format", args.format},
                 {"n", r.n},
                 {"nb", r.nb},
                 {"signed", r.is_signed},
                 {"lowest", r.lowest},
                 {"highest", r.highest},
                 {"nearest", r.nearest},
                 {"distance", r.distance},
                 {"mean_difference", r.mean_difference},
                 {"faults", std::move(faults)}};
  record.update(r.statistics);
  return record;
}

void print_lines(json const& record) {
  auto const line = [](char const* title, std::string const& text) { fmt::print("{:<10}  {}\n", title, text); };
  line("table", fmt::format("{}, {}, {}x{} bits, {}, entries from {} to {}", record["file"].get<std::string>(),
                            record["format"].get<std::string>(), record["n"].get<int>(), record["nb"].get<int>(),
                            record["signed"].get<bool>() ? "signed" : "unsigned", record["lowest"].get<std::int64_t>(),
                            record["highest"].get<std::int64_t>()));
  double const distance = record["distance"].get<double>();
  line("nearest", record["nearest"].get<std::string>() +
                      (distance == 0 ? ", identical"
                                     : fmt::format(", {:.3g} % of the entries differ, by {:.4g} on the mean",
                                                   100 * distance, record["mean_difference"].get<double>())));
  std::string figures;
  for (char const* field :
       {"er", "mae", "nmed", "mred", "wce", "wcre", "zero_errors", "symmetric", "zero_absorbing", "one_identity"}) {
    auto const found = record.find(field);
    if (found == record.end() || found->is_null()) continue;
    figures += fmt::format("{}{} {}", figures.empty() ? "" : ", ", field,
                           found->is_number_float() ? fmt::format("{:.4g}", found->get<double>()) : found->dump());
  }
  line("statistics", figures);
  if (record["faults"].empty()) line("faults", "none");
  for (json const& f : record["faults"])
    line("fault", f["fault"].get<std::string>() + ": " + f["detail"].get<std::string>());
}

int audit(arguments const& args) {
  args.common.apply();
  json const record = record_of(args, audit_file(args));
  if (args.common.as_json)
    print_records({record}, {}, true);
  else
    print_lines(record);
  return record["faults"].empty() ? 0 : 1;
}

}  // namespace

void add_audit(CLI::App& app) {
  auto const args = std::make_shared<arguments>();
  CLI::App* const command = add_command(app, "audit", "What a foreign table is: nearest known multiplier, faults", [=] {
    if (args->format.empty()) args->format = tools::format_of_name(args->file);
    return audit(*args);
  });
  command->add_option("file", args->file, "Lookup table")->required();
  command->add_option("--format", args->format,
                      "raw, npy, safetensors, c, tfapprox, approxtrain, adapt, transaxx, "
                      "approxtorch, appmult or factors (default: by the name: .npy, .safetensors, .h, else raw)");
  command->add_option("--n", args->n, "Bits of operand a, where the format does not tell them")
      ->check(CLI::Range(2, 28));
  command->add_option("--nb", args->nb, "Bits of operand b (default: n)")->check(CLI::Range(2, 28));
  command->add_flag("--signed", args->is_signed, "It is of a two's-complement multiplier (else found out)");
  args->common.add_to(*command);
}

}  // namespace axmul::cli
