// Approximate multiply-accumulates a second of axmul::gemm, beside the scalar table walk of simulators, oneDNN's int8
// and fp32 products and a native loop.
//
//     bench_gemm [--results FILE.json] [Google Benchmark's options]
//
// Every product is checked on sampled entries against a loop over the table or the model. Paths that would take long
// compute the first rows alone; rates are for the multiply-accumulates made. Three repetitions are run unless others
// are asked for, all interleaved at random.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <oneapi/dnnl/dnnl.hpp>
#include <random>
#include <string>
#include <vector>

#include "axmul/gemm.hpp"
#include "axmul/spec.hpp"
#include "bench/benchmarks.hpp"
#include "bench/machine.hpp"
#include "src/isa.hpp"

namespace {

using namespace axmul;

struct shape {
  std::ptrdiff_t m, n, k;
  char const* what;
};
constexpr shape shapes[] = {
    {1024, 1024, 1024, "square"},
    {4096, 4096, 4096, "square"},
    {12544, 64, 147, "ResNet-50 conv1"},
    {3136, 64, 576, "ResNet-50 conv2 3x3"},
    {3136, 256, 64, "ResNet-50 conv2 1x1"},
    {784, 128, 1152, "ResNet-50 conv3 3x3"},
    {196, 256, 2304, "ResNet-50 conv4 3x3"},
    {49, 512, 4608, "ResNet-50 conv5 3x3"},
    {1, 1000, 2048, "ResNet-50 fc"},
    {128, 768, 768, "BERT-base attention"},
    {128, 3072, 768, "BERT-base feed forward"},
    {128, 768, 3072, "BERT-base feed forward"},
    {1, 1, 1, "smallest"},
    {7, 13, 5, "odd"},
    {37, 53, 71, "odd"},
    {1, 67, 1021, "odd"},
    {255, 1, 333, "odd"},
};
constexpr char const* integers[] = {"drum:n=8,k=4", "rep:n=8,l=4",         "trunc:n=8,k=7", "mitchell:n=8",
                                    "mbm:n=8",      "drum:n=8,k=4@signed", "random"};
constexpr char const* floats[] = {"exact@fp32", "mitchell@fp32", "mitchell@bf16", "mbm@bf16"};

constexpr char const* baseline = "base_cpu_scalar";

bool is_float_spec(std::string const& spec) {
  return spec.find("@fp") != spec.npos || spec.find("@bf") != spec.npos;
}

std::string name_of_shape(shape const& s) {
  return fmt::format("{}x{}x{}", s.m, s.n, s.k);
}

// As many rows of a as make at most `most` multiply-accumulates, one at least.
std::ptrdiff_t rows_within(shape const& s, double most) {
  double const rows = most / (static_cast<double>(s.n) * static_cast<double>(s.k));
  return std::max<std::ptrdiff_t>(1, std::min<std::ptrdiff_t>(s.m, static_cast<std::ptrdiff_t>(rows)));
}

template <class T>
std::vector<T> random_operands(std::ptrdiff_t count, unsigned seed) {
  std::mt19937 generator(seed);
  std::vector<T> x(static_cast<std::size_t>(count));
  for (T& one : x)
    if constexpr (std::is_floating_point_v<T>)
      one = std::normal_distribution<float>(0, 1)(generator);
    else
      one = static_cast<T>(generator() >> 24);
  return x;
}

// Two operands and a result, made once for each shape and type.
template <class T, class R>
struct operands {
  shape size;
  std::vector<T> a = random_operands<T>(size.m * size.k, 1), b = random_operands<T>(size.k * size.n, 2);
  std::vector<R> c = std::vector<R>(static_cast<std::size_t>(size.m * size.n));

  matrix<T const> left(std::ptrdiff_t rows) const { return {a.data(), rows, size.k, size.k}; }
  matrix<T const> right() const { return {b.data(), size.k, size.n, size.n}; }
  matrix<R> result(std::ptrdiff_t rows) { return {c.data(), rows, size.n, size.n}; }

  // Sampled entries against sum(i, j). Returns whether all are equal.
  template <class F>
  bool check(std::ptrdiff_t rows, F const& sum) const {
    std::mt19937 generator(3);
    for (int sample = 0; sample < 64; ++sample) {
      std::ptrdiff_t const i = static_cast<std::ptrdiff_t>(generator()) % rows;
      std::ptrdiff_t const j = static_cast<std::ptrdiff_t>(generator()) % size.n;
      if (sum(i, j) != c[static_cast<std::size_t>(i * size.n + j)]) return false;
    }
    return true;
  }
};
template <class T, class R>
operands<T, R>& operands_of(shape const& s) {
  static std::map<std::string, std::unique_ptr<operands<T, R>>> made;
  auto& one = made[name_of_shape(s)];
  if (!one) one.reset(new operands<T, R>{s});
  return *one;
}

// A multiplier of 8 x 8 bits as a table.
struct table_multiplier {
  std::vector<std::int32_t> table = std::vector<std::int32_t>(std::size_t{1} << 16);
  bool is_signed = false;
};
table_multiplier table_of(std::string const& spec) {
  table_multiplier t;
  if (spec == "random") {
    std::mt19937 generator(4);
    for (std::int32_t& x : t.table) x = static_cast<std::int32_t>(generator() >> 16);
    return t;
  }
  visit(spec, [&](auto const& m) {
    t.is_signed = is_signed<std::decay_t<decltype(m)>>;
    for (std::uint32_t a = 0; a < 256; ++a)
      for (std::uint32_t b = 0; b < 256; ++b)
        t.table[a << 8 | b] =
            static_cast<std::int32_t>(t.is_signed ? m(sign_extend(a, 8), sign_extend(b, 8)) : m(a, b));
  });
  return t;
}

// What CPU kernels of DNN simulators do: loops over i, j and k, a table entry a step.
template <class T>
void walk_table(std::int16_t const* table, matrix<T const> a, matrix<T const> b, matrix<std::int32_t> c) {
#pragma omp parallel for
  for (std::ptrdiff_t i = 0; i < c.rows; ++i)
    for (std::ptrdiff_t j = 0; j < c.columns; ++j) {
      std::int32_t sum = 0;
      for (std::ptrdiff_t k = 0; k < a.columns; ++k)
        sum += table[static_cast<std::uint8_t>(a.data[i * a.stride + k]) << 8 |
                     static_cast<std::uint8_t>(b.data[k * b.stride + j])];
      c.data[i * c.stride + j] = sum;
    }
}

typedef float eight_floats __attribute__((vector_size(32)));

// A native matrix product as one would write it by hand: tiles of 6 rows and 16 columns in registers, b copied into
// panels. Rows and columns beyond whole tiles are left out; returns the multiply-accumulates made.
AXMUL_TARGET_AVX2 __attribute__((optimize("fp-contract=fast"))) std::int64_t fma_loop(matrix<float const> a,
                                                                                      matrix<float const> b,
                                                                                      matrix<float> c) {
  constexpr std::ptrdiff_t rows = 6, columns = 16, depth = 256;
  std::ptrdiff_t const m = c.rows / rows * rows, n = c.columns / columns * columns;
  std::vector<float> panel(static_cast<std::size_t>(depth * columns));
  for (std::ptrdiff_t k0 = 0; k0 < a.columns; k0 += depth)
    for (std::ptrdiff_t j = 0; j < n; j += columns) {
      std::ptrdiff_t const steps = std::min(depth, a.columns - k0);
      for (std::ptrdiff_t k = 0; k < steps; ++k)
        std::copy_n(b.data + (k0 + k) * b.stride + j, columns, panel.data() + k * columns);
      for (std::ptrdiff_t i = 0; i < m; i += rows) {
        eight_floats sum[rows][2] = {};
        for (std::ptrdiff_t k = 0; k < steps; ++k) {
          eight_floats left, right;
          std::memcpy(&left, panel.data() + k * columns, sizeof left);
          std::memcpy(&right, panel.data() + k * columns + 8, sizeof right);
#pragma GCC unroll 6
          for (std::ptrdiff_t r = 0; r < rows; ++r) {
            float const x = a.data[(i + r) * a.stride + k0 + k];
            sum[r][0] += x * left;
            sum[r][1] += x * right;
          }
        }
        for (std::ptrdiff_t r = 0; r < rows; ++r)
          for (std::ptrdiff_t l = 0; l < columns; ++l) c.data[(i + r) * c.stride + j + l] += sum[r][l / 8][l % 8];
      }
    }
  return static_cast<std::int64_t>(m) * n * a.columns;
}

void run_fma_loop(benchmark::State& state, shape const& s, std::ptrdiff_t rows) {
  operands<float, float>& x = operands_of<float, float>(s);
  std::int64_t made = 0;
  for (auto _ : state) made += fma_loop(x.left(rows), x.right(), x.result(rows));
  state.SetItemsProcessed(made);
}

// What looks for factors does so once for each multiplier.
struct prepared_multiplier {
  table_multiplier of;
  int_gemm multiply{of.table.data(), 8, 8, of.is_signed};
};
prepared_multiplier const& multiplier_of(std::string const& spec) {
  static std::map<std::string, std::unique_ptr<prepared_multiplier>> made;
  auto& one = made[spec];
  if (!one) one.reset(new prepared_multiplier{table_of(spec)});
  return *one;
}

void count(benchmark::State& state, shape const& s, std::ptrdiff_t rows) {
  state.SetItemsProcessed(state.iterations() * rows * s.n * s.k);
}

void add(std::string const& name, std::function<void(benchmark::State&)> const& run) {
  benchmark::RegisterBenchmark(name.c_str(), run)->UseRealTime()->MinTime(0.1);
}

template <class T>
void run_integers(benchmark::State& state, shape const& s, std::ptrdiff_t rows, std::string const& spec) {
  table_multiplier const& t = multiplier_of(spec).of;
  int_gemm const& multiply = multiplier_of(spec).multiply;
  operands<T, std::int32_t>& x = operands_of<T, std::int32_t>(s);
  int_gemm::weights const prepared = multiply.prepare(x.right(), rows);
  for (auto _ : state) multiply(x.left(rows), prepared, x.result(rows));
  bool const right = x.check(rows, [&](std::ptrdiff_t i, std::ptrdiff_t j) {
    std::int32_t sum = 0;
    for (std::ptrdiff_t k = 0; k < s.k; ++k)
      sum +=
          t.table[static_cast<std::size_t>(static_cast<std::uint8_t>(x.a[static_cast<std::size_t>(i * s.k + k)])) << 8 |
                  static_cast<std::uint8_t>(x.b[static_cast<std::size_t>(k * s.n + j)])];
    return sum;
  });
  if (!right) state.SkipWithError("an entry differs from the scalar sum");
  count(state, s, rows);
}

template <class T>
void run_walk(benchmark::State& state, shape const& s, std::ptrdiff_t rows) {
  table_multiplier const t = table_of("drum:n=8,k=4@signed");
  std::vector<std::int16_t> const table(t.table.begin(), t.table.end());
  operands<T, std::int32_t>& x = operands_of<T, std::int32_t>(s);
  for (auto _ : state) walk_table(table.data(), x.left(rows), x.right(), x.result(rows));
  count(state, s, rows);
}

void run_floats(benchmark::State& state, shape const& s, std::ptrdiff_t rows, std::string const& spec) {
  operands<float, float>& x = operands_of<float, float>(s);
  visit(spec, [&](auto const& m) {
    if constexpr (axmul::is_float<std::decay_t<decltype(m)>>) {
      float_gemm const multiply(m);
      for (auto _ : state) multiply(x.left(rows), x.right(), x.result(rows));
      bool const right = x.check(rows, [&](std::ptrdiff_t i, std::ptrdiff_t j) {
        float sum = 0;
        for (std::ptrdiff_t k = 0; k < s.k; ++k)
          sum += m(x.a[static_cast<std::size_t>(i * s.k + k)], x.b[static_cast<std::size_t>(k * s.n + j)]);
        return sum;
      });
      if (!right) state.SkipWithError("an entry differs from the scalar sum");
    }
  });
  count(state, s, rows);
}

// oneDNN's own product, weights reordered beforehand.
template <class T, class R>
void run_onednn(benchmark::State& state, shape const& s, dnnl::memory::data_type a_type, dnnl::memory::data_type b_type,
                dnnl::memory::data_type c_type) {
  using dnnl::memory;
  dnnl::engine const engine(dnnl::engine::kind::cpu, 0);
  dnnl::stream stream(engine);
  operands<T, R>& x = operands_of<T, R>(s);
  memory::desc const a({s.m, s.k}, a_type, memory::format_tag::ab), plain({s.k, s.n}, b_type, memory::format_tag::ab),
      any({s.k, s.n}, b_type, memory::format_tag::any), c({s.m, s.n}, c_type, memory::format_tag::ab);
  dnnl::matmul::primitive_desc const best({a, any, c}, engine);
  memory from(plain, engine, x.b.data()), weights(best.weights_desc(), engine);
  dnnl::reorder(from, weights).execute(stream, from, weights);
  dnnl::matmul const product(best);
  memory const left(a, engine, x.a.data()), result(c, engine, x.c.data());
  for (auto _ : state) {
    product.execute(stream, {{DNNL_ARG_SRC, left}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DST, result}});
    stream.wait();
  }
  count(state, s, s.m);
}

void add_shape(shape const& s) {
  using type = dnnl::memory::data_type;
  std::string const size = "/" + name_of_shape(s);
  auto const add_slow = [&](std::string const& name, double most, auto const& run) {
    std::ptrdiff_t const rows = rows_within(s, most);
    add(name + size, [=](benchmark::State& state) { run(state, s, rows); });
  };
  add_slow(std::string(baseline) + "/", 3e8, [](benchmark::State& state, shape const& one, std::ptrdiff_t rows) {
    run_walk<std::int8_t>(state, one, rows);
  });
  add("onednn_int8/" + size, [=](benchmark::State& state) {
    run_onednn<std::uint8_t, std::int32_t>(state, s, type::u8, type::s8, type::s32);
  });
  add("onednn_fp32/" + size,
      [=](benchmark::State& state) { run_onednn<float, float>(state, s, type::f32, type::f32, type::f32); });
  if (tools::instruction_set() != tools::isa::base && omp_get_max_threads() == 1 && s.m >= 6 && s.n >= 16)
    add_slow("fma_loop/", 4e9,
             [](benchmark::State& state, shape const& one, std::ptrdiff_t rows) { run_fma_loop(state, one, rows); });
  for (char const* spec : integers) {
    bool const is_signed = multiplier_of(spec).of.is_signed;
    int_gemm const& multiply = multiplier_of(spec).multiply;
    double const most = multiply.choose(s.m, s.n, s.k) == gemm_path::table ? 2e9 : 8e9;
    add_slow(fmt::format("automatic/{}", spec), most,
             [=](benchmark::State& state, shape const& one, std::ptrdiff_t rows) {
               if (is_signed)
                 run_integers<std::int8_t>(state, one, rows, spec);
               else
                 run_integers<std::uint8_t>(state, one, rows, spec);
             });
  }
  for (char const* spec : floats)
    add_slow(
        fmt::format("automatic/{}", spec), std::string(spec) == "mbm@bf16" ? 1e9 : 8e9,
        [=](benchmark::State& state, shape const& one, std::ptrdiff_t rows) { run_floats(state, one, rows, spec); });
}

// Rates of all repetitions, by name.
class rate_reporter : public benchmark::ConsoleReporter {
 public:
  std::map<std::string, std::vector<double>> rates;

  void ReportRuns(std::vector<Run> const& runs) override {
    std::vector<Run> aggregates;
    for (Run const& run : runs) {
      failed_ = failed_ || run.error_occurred;
      if (run.run_type == Run::RT_Aggregate || run.error_occurred)
        aggregates.push_back(run);
      else
        rates[run.run_name.function_name].push_back(run.counters.at("items_per_second"));
    }
    ConsoleReporter::ReportRuns(aggregates);
  }
  bool failed() const { return failed_; }

 private:
  bool failed_ = false;
};

std::string chosen_path(std::string const& spec, shape const& s) {
  std::string path;
  if (is_float_spec(spec)) {
    visit(spec, [&](auto const& m) {
      if constexpr (is_float<std::decay_t<decltype(m)>>) path = name_of(float_gemm(m).choose(s.m, s.n, s.k));
    });
    return path;
  }
  table_multiplier const& t = multiplier_of(spec).of;
  int_gemm const& multiply = multiplier_of(spec).multiply;
  return name_of(t.is_signed ? multiply.prepare(operands_of<std::int8_t, std::int32_t>(s).right(), s.m).path()
                             : multiply.prepare(operands_of<std::uint8_t, std::int32_t>(s).right(), s.m).path());
}

nlohmann::ordered_json results(std::map<std::string, std::vector<double>> rates) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (shape const& s : shapes) {
    std::string const size = "/" + name_of_shape(s);
    nlohmann::ordered_json of_shape = nlohmann::ordered_json::array();
    auto const median = [&](std::string const& name) {
      auto const found = rates.find(name + "/" + size);
      return found == rates.end() ? 0.0 : found->second[found->second.size() / 2];
    };
    for (auto& [name, all] : rates) std::sort(all.begin(), all.end());
    for (auto const& [name, all] : rates) {
      if (name.size() <= size.size() || name.substr(name.size() - size.size()) != size) continue;
      std::string const left = name.substr(0, name.size() - size.size());
      std::string const kind = left.substr(0, left.find('/')), spec = left.substr(left.find('/') + 1);
      bool const is_native = kind.rfind("onednn", 0) == 0 || kind == "fma_loop", is_baseline = kind == baseline;
      double const middle = all[all.size() / 2];
      nlohmann::ordered_json one = {{"name", spec.empty() ? kind : fmt::format("{} ({})", spec, chosen_path(spec, s))},
                                    {"role", is_native     ? "native"
                                             : is_baseline ? "baseline"
                                                           : "ours"},
                                    {"rate", {{"min", all.front()}, {"median", middle}, {"max", all.back()}}},
                                    {"fault", nullptr}};
      double const native = median(is_float_spec(spec) ? "onednn_fp32" : "onednn_int8");
      if (double const scalar = median(baseline); scalar > 0) one["ratio_to_base_cpu_scalar"] = middle / scalar;
      if (native > 0) one["ratio_to_onednn"] = middle / native;
      of_shape.push_back(one);
    }
    if (!of_shape.empty())
      list.push_back({{"shape", s.what}, {"m", s.m}, {"n", s.n}, {"k", s.k}, {"results", of_shape}});
  }
  return list;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments(argv, argv + 1);
  std::string file;
  for (int i = 1; i < argc; ++i)
    if (std::string(argv[i]) == "--results" && i + 1 < argc)
      file = argv[++i];
    else
      arguments.emplace_back(argv[i]);
  if (!bench::initialize(arguments)) return 2;
  for (shape const& s : shapes) add_shape(s);
  rate_reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  if (!file.empty()) {
    nlohmann::ordered_json report = bench::machine_of_run();
    report["unit"] = "multiply-accumulates per second, interleaved";
    report["shapes"] = results(reporter.rates);
    std::ofstream(file) << report.dump(1) << "\n";
  }
  return reporter.failed() ? 1 : 0;
}
