#include "lut_gen/training.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <filesystem>

#include "characterize/errors/fields.hpp"
#include "src/cli/common.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace axmul::cli {
namespace {

struct arguments {
  std::string spec;
  tools::distribution_request distribution;
  std::uint64_t dot = 0;
  std::string moments, remap, centroids, out;
  std::size_t codebook = 0;
  std::int64_t radius = 0;
  CLI::Option* radius_given = nullptr;
  common_options common;
};

// "0,3.5,-7"
std::vector<double> numbers(std::string const& list) {
  std::string const text = unmarked(list);
  std::vector<double> all;
  char const* at = text.data();
  for (char const* const end = at + text.size();; ++at) {
    double x = 0;
    auto const [next, error] = std::from_chars(at, end, x);
    if (error != std::errc() || !std::isfinite(x) || (next != end && *next != ','))
      throw tools::bad_input(
          fmt::format("--centroids '{}' not accepted at character {}; numbers with commas between them are", text,
                      at - text.data() + 1));
    all.push_back(x);
    if (next == end) return all;
    at = next;
  }
}

void add_shape(json& record, tools::noise_model const& m) {
  record["skewness"] = tools::number(m.skewness);
  record["kurtosis"] = tools::number(m.kurtosis);
  record["normality"] = tools::number(m.normality);
}

json record_of(arguments const& args, tools::weighted_table const& t) {
  tools::noise_model const noise = tools::noise_of(t);
  json record{{"spec", t.spec}};
  if (!args.distribution.empty()) record["distribution"] = args.distribution.canonical();
  record["me"] = noise.mean;
  record["var"] = noise.variance;
  record["na"] = noise.mean / t.range;
  record["nm"] = std::sqrt(noise.variance) / t.range;
  add_shape(record, noise);
  if (args.dot != 0) {
    tools::noise_model const sum = tools::noise_of_sum(t, args.dot);
    record["dot"] = {{"k", args.dot}, {"mean", sum.mean}, {"var", sum.variance}};
    add_shape(record["dot"], sum);
  }
  return record;
}

int training(arguments const& args) {
  args.common.apply();
  bool const has_codebook = args.codebook != 0 || !args.centroids.empty();
  if (!args.out.empty() && !has_codebook)
    throw tools::bad_input("--output takes the products of a codebook; --codebook K or --centroids is needed");
  std::filesystem::path const out(args.out);
  if (!args.out.empty() && out.extension() != ".npy")
    throw tools::bad_input(
        fmt::format("--output {} not accepted; a name that ends in .npy is, a .csv is written beside it", args.out));
  std::vector<double> const centroids = args.centroids.empty() ? std::vector<double>() : numbers(args.centroids);

  tools::design const d(args.spec);
  tools::weighted_table const t(d, args.distribution);
  std::int64_t const radius = args.radius_given->count() != 0 ? args.radius : static_cast<std::int64_t>(t.b.size());
  json record = record_of(args, t);
  std::vector<std::pair<std::filesystem::path, std::string>> files;
  if (!args.moments.empty()) files.emplace_back(args.moments, tools::moments_csv(t));

  tools::remapping const remapping = tools::remap(t, radius);
  std::size_t changed = 0;
  for (tools::remapped_code const& c : remapping.codes) changed += c.code != c.b ? 1 : 0;
  record["mse"] = remapping.mse_before;
  record["mse_remapped"] = remapping.mse;
  record["remapped"] = changed;
  if (!args.remap.empty()) files.emplace_back(args.remap, tools::remap_csv(remapping));

  if (has_codebook) {
    tools::codebook const book =
        args.codebook != 0 ? tools::best_codebook(t, args.codebook, radius) : tools::codebook_of(t, centroids, radius);
    record["codebook"] = book.entries.size();
    record["mse_codebook"] = book.mse;
    if (!args.out.empty()) {
      files.emplace_back(out, tools::codebook_npy(t, book));
      files.emplace_back(std::filesystem::path(out).replace_extension(".csv"), tools::codebook_csv(book));
    }
  }

  for (auto const& [path, content] : files) tools::write_file(path, content);
  for (auto const& [path, content] : files) record["files"].push_back(path.string());
  if (args.common.as_json)
    print_records({record}, {}, true);
  else
    print_fields(record);
  return 0;
}

}  // namespace

void add_training(CLI::App& app) {
  auto const args = std::make_shared<arguments>();
  CLI::App* const command =
      add_command(app, "training", "Noise model, errors by operand, codebooks and remapping of weights (operand b)",
                  [=] { return training(*args); });
  command->add_option("spec", args->spec, "Integer multiplier by name, at most 10 x 10 bits")->required();
  command->add_option("--dist-a", args->distribution.a,
                      "Distribution of a, the activations: uniform, normal:sigma=S, halfnormal:sigma=S or a CSV file "
                      "of value,weight");
  CLI::Option* const b =
      command->add_option("--dist-b", args->distribution.b, "Distribution of b, the weights, likewise");
  command->add_option("--weights", args->distribution.weights, "Weights: a file of values of b")->excludes(b);
  command->add_option("--dot", args->dot, "Add the errors of a dot product of this many products")
      ->check(CLI::Range(1, 1 << 20));
  command->add_option("--moments", args->moments, "Write mean and variance of the error for each a and each b (CSV)");
  command->add_option("--remap", args->remap, "Write the best code for each value of b (CSV)");
  args->radius_given =
      command->add_option("--radius", args->radius, "How far from the value a code may be (default: any)")
          ->check(at_least(0));
  CLI::Option* const k =
      command->add_option("--codebook", args->codebook, "The best codebook of this many shared weights")
          ->check(at_least(1));
  command->add_option("--centroids", args->centroids, "The codebook of these shared weights: V,V,...")->excludes(k);
  command->add_option("-o,--output", args->out,
                      "Products of the codebook, shape (k, 2^n), as FILE.npy; centroids, codes and errors as FILE.csv");
  args->common.add_to(*command);
}

}  // namespace axmul::cli
