// Pairs a second of the exhaustive error statistics, beside the plain loop over the same model or the same C function.
//
//     bench_errors [--circuit NAME.v] [--results FILE.json] [Google Benchmark's options]
//
// A circuit is compared with the C function that stands beside it, in NAME.c. Three repetitions are run unless others
// are asked for, all interleaved at random; the ratios of the medians are printed at the end.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <omp.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "axmul/spec.hpp"
#include "bench/benchmarks.hpp"
#include "bench/machine.hpp"
#include "bench/peak.hpp"
#include "bench/plain_loop.hpp"
#include "characterize/errors/rows.hpp"
#include "src/import/imported.hpp"
#include "src/isa.hpp"

namespace {

using namespace axmul;
using bench::plain_sums;
using tools::design;

constexpr int fast_bits = 28, plain_bits = 24;  // pairs of one measurement
constexpr double kernel_operations = 33;        // of the loop in characterize/errors/row_kernel.cpp, for a pair

// A shard of about 2^fast_bits pairs.
void run_axmul(benchmark::State& state, std::string const& spec) {
  design const d(spec);
  int const bits = d.n + d.nb;
  std::uint64_t pairs = 0;
  for (auto _ : state) pairs += tools::row_sums_of(d, {1, std::uint64_t{1} << std::max(0, bits - fast_bits)}).pairs;
  state.SetItemsProcessed(static_cast<std::int64_t>(pairs));
}

void run_peak(benchmark::State& state) {
  std::uint64_t additions = 0;
  for (auto _ : state) {
#pragma omp parallel reduction(+ : additions)
    additions += bench::add_at_peak(1 << 22);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(additions));
}

// Rows spread over the operand range, about 2^plain_bits pairs: row(a, sums).
template <class F>
void run_rows(benchmark::State& state, int n, int nb, F const& row) {
  std::int64_t const all = std::int64_t{1} << n;
  std::int64_t const rows = std::min(all, std::max<std::int64_t>((std::int64_t{1} << plain_bits) >> nb, 64));
  std::uint64_t pairs = 0;
  for (auto _ : state) {
#pragma omp parallel for schedule(dynamic) reduction(+ : pairs)
    for (std::int64_t r = 0; r < rows; ++r) {
      plain_sums sums;
      row(static_cast<std::uint64_t>(r * (all / rows) + all / rows / 2), sums);
      benchmark::DoNotOptimize(sums);
      pairs += sums.pairs;
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(pairs));
}

template <class M>
void add_family() {
  std::string spec;
  M model{};
  for (char const* width : {":n=16", ":n=8"}) try {
      model = parse<M>(std::string(M::name) + width);
      spec = to_string(model);
      break;
    } catch (bad_spec const&) {
    }
  if (is_signed<M> || spec.empty()) return;
  benchmark::RegisterBenchmark(("axmul/" + spec).c_str(), [spec](benchmark::State& s) {
    run_axmul(s, spec);
  })->UseRealTime();
  benchmark::RegisterBenchmark(("plain/" + spec).c_str(), [model](benchmark::State& s) {
    run_rows(s, bits_a(model), bits_b(model),
             [model](std::uint64_t a, plain_sums& sums) { bench::plain_row(model, a, bits_b(model), sums); });
  })->UseRealTime();
}
template <class... M>
void add_families(type_list<M...>) {
  (add_family<M>(), ...);
}

// An imported circuit, and its C function called in a loop.
void add_circuit(std::string const& verilog) {
  std::string const spec = "verilog:file=" + verilog;
  std::string const name = verilog.substr(verilog.rfind('/') + 1);
  benchmark::RegisterBenchmark(("axmul/" + name).c_str(), [spec](benchmark::State& s) {
    run_axmul(s, spec);
  })->UseRealTime();
  design const circuit(spec);
  std::string const c_file = verilog.substr(0, verilog.rfind('.')) + ".c";
  auto const function =
      std::make_shared<design const>(fmt::format("c:file={},n={},nb={}", c_file, circuit.n, circuit.nb));
  benchmark::RegisterBenchmark(("plain/" + name).c_str(), [function](benchmark::State& s) {
    std::size_t const columns = std::size_t{1} << function->nb;
    run_rows(s, function->n, function->nb, [&](std::uint64_t a, plain_sums& sums) {
      std::vector<std::uint64_t> as(columns, a), bs(columns);
      std::vector<tools::u128> p(columns);
      std::iota(bs.begin(), bs.end(), 0);
      function->import->products(as.data(), bs.data(), p.data(), columns);
      bench::plain_row([&](std::uint64_t, std::uint64_t b) { return static_cast<std::uint64_t>(p[b]); }, a,
                       function->nb, sums);
    });
  })->UseRealTime();
}

// Keeps what is measured, to print ratios at the end.
class ratio_reporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(std::vector<Run> const& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (Run const& run : runs)
      if (run.aggregate_name == "median") rates_[run.run_name.function_name] = run.counters.at("items_per_second");
  }
  // Prints them too.
  nlohmann::ordered_json results() const {
    auto const peak = rates_.find("peak");
    double const most = peak == rates_.end() ? 0 : peak->second;
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    std::printf("\n%-44s %14s %14s %8s %8s\n", "median of pairs/s", "axmul", "plain loop", "ratio", "of peak");
    for (auto const& [name, rate] : rates_) {
      if (name.rfind("axmul/", 0) != 0) continue;
      auto const plain = rates_.find("plain/" + name.substr(6));
      if (plain == rates_.end()) continue;
      double const ratio = rate / plain->second, of_peak = most == 0 ? 0 : kernel_operations * rate / most;
      std::printf("%-44s %14.3e %14.3e %8.1f %8.2f\n", name.substr(6).c_str(), rate, plain->second, ratio, of_peak);
      list.push_back({{"name", name.substr(6)},
                      {"axmul", rate},
                      {"plain_loop", plain->second},
                      {"ratio", ratio},
                      {"of_peak", of_peak}});
    }
    return list;
  }

 private:
  std::map<std::string, double> rates_;
};

}  // namespace

int main(int argc, char** argv) try {
  std::vector<std::string> arguments(argv, argv + 1), circuits;
  std::string file;
  for (int i = 1; i < argc; ++i)
    if (std::string(argv[i]) == "--circuit" && i + 1 < argc)
      circuits.emplace_back(argv[++i]);
    else if (std::string(argv[i]) == "--results" && i + 1 < argc)
      file = argv[++i];
    else
      arguments.emplace_back(argv[i]);
  if (!bench::initialize(arguments, {"--benchmark_report_aggregates_only=true"})) return 2;
  benchmark::AddCustomContext("threads", std::to_string(omp_get_max_threads()));
  benchmark::AddCustomContext("instruction_set", tools::name_of(tools::instruction_set()));
  benchmark::RegisterBenchmark("peak", run_peak)->UseRealTime();
  add_families(families{});
  for (std::string const& circuit : circuits) add_circuit(circuit);
  ratio_reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  nlohmann::ordered_json report = bench::machine_of_run();
  report["unit"] = "pairs per second, median, interleaved";
  report["results"] = reporter.results();
  if (!file.empty()) std::ofstream(file) << report.dump(1) << "\n";
} catch (std::exception const& e) {
  std::fprintf(stderr, "bench_errors: %s\n", e.what());
  return 2;
}
