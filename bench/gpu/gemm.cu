// Approximate matrix products on the device: this library's kernels, what published simulators do (baselines.cuh) and
// the device's own products, in turns on the same shapes. Every timed output is checked against scalar loops on sampled
// entries, all integer outputs of a multiplier against one another over the whole matrix. CUDA toolkit with cuBLAS and
// standard library only.
// Exit status: 0 all right; 1 a wrong output or a CUDA error; 2 bad arguments; 77 no device.
#include <cstdio>
#include <sstream>

#include "bench/gpu/gemm_ceilings.cuh"
#include "bench/gpu/gemm_contenders.cuh"

namespace axmul::gpu {
namespace {

constexpr int default_rounds = 5;

// The first and the last one also through the baselines.
char const* const default_specs[] = {"drum:n=8,k=4@signed", "drum:n=8,k=4", "rep:n=8,l=4", "rep:n=8,l=4@signed",
                                     "trunc:n=8,k=7",       "mitchell:n=8", "random"};

struct arguments {
  std::string json, only;
  std::vector<std::string> specs{std::begin(default_specs), std::end(default_specs)};
  bool check_only = false;
};

arguments read_arguments(int argc, char** argv) {
  arguments read;
  bool first_spec = true;
  for (int i = 1; i < argc; ++i) {
    std::string const given = argv[i];
    if (given == "--check-only") {
      read.check_only = true;
    } else if ((given == "--json" || given == "--shape") && i + 1 < argc) {
      (given == "--json" ? read.json : read.only) = argv[++i];
    } else if (given.compare(0, 1, "-") != 0) {
      if (first_spec) read.specs.clear();
      first_spec = false;
      read.specs.push_back(given);
    } else {
      throw bad_arguments("unknown argument '" + given +
                          "'; accepted are 8-bit integer specs, random, random@signed, --json FILE, --shape WORD and "
                          "--check-only");
    }
  }
  return read;
}

struct result {
  shape s;
  std::vector<contender> all;
  std::vector<std::string> left_out;
};

double rate_of(contender const& c) {
  return median(c.rates);
}

void print(result const& r, contender const& c) {
  if (!c.rates.empty()) {
    auto const [least, most] = std::minmax_element(c.rates.begin(), c.rates.end());
    std::printf("  %-52s %10.4f %10.4f %10.4f", c.name.c_str(), rate_of(c) * 1e-12, *least * 1e-12, *most * 1e-12);
    // Against the native product of its kind and the fastest baseline of its kind.
    double native = 0, baseline = 0;
    for (contender const& other : r.all) {
      if (other.is_float != c.is_float) continue;
      if (other.part == role::native && native == 0) native = rate_of(other);
      if (other.part == role::baseline) baseline = std::max(baseline, rate_of(other));
    }
    if (native > 0) std::printf(" %9.4f", rate_of(c) / native);
    if (baseline > 0) std::printf(" %9.2f", rate_of(c) / baseline);
  } else {
    std::printf("  %-52s", c.name.c_str());
  }
  std::printf("  %s\n", c.fault.empty() ? "right" : ("WRONG: " + c.fault).c_str());
}

void write_json(std::string const& path, cudaDeviceProp const& device, std::vector<ceiling> const& ceilings,
                std::vector<result> const& results) {
  std::ostringstream out;
  out << record_head(device, static_cast<int>(std::thread::hardware_concurrency()))
      << ",\n  \"ceilings_unit\": \"reads of a 16-bit table of 65536 entries a second\",\n  \"ceilings\": [";
  char const* separator = "\n";
  for (ceiling const& c : ceilings) {
    out << separator << "    {\"name\": " << quoted(c.name) << ", \"rate\": " << spread(c.rates) << "}";
    separator = ",\n";
  }
  out << "\n  ],\n  \"rates_unit\": \"products (multiply-accumulates) a second; weights prepared, activations not\",\n"
         "  \"shapes\": [";
  separator = "\n";
  char const* const roles[] = {"ours", "baseline", "native"};
  for (result const& r : results) {
    out << separator << "    {\"shape\": " << quoted(r.s.name) << ", \"m\": " << r.s.m << ", \"n\": " << r.s.n
        << ", \"k\": " << r.s.k << ", \"left_out\": [";
    char const* comma = "";
    for (std::string const& name : r.left_out) {
      out << comma << quoted(name);
      comma = ", ";
    }
    out << "], \"results\": [";
    comma = "\n";
    for (contender const& c : r.all) {
      out << comma << "      {\"name\": " << quoted(c.name) << ", \"role\": \"" << roles[static_cast<int>(c.part)]
          << "\", \"kind\": \"" << (c.is_float ? "float" : "integer")
          << "\", \"rate\": " << (c.rates.empty() ? "null" : spread(c.rates))
          << ", \"checked_entries\": " << shape_data::samples << ", \"fault\": " << quoted(c.fault) << "}";
      comma = ",\n";
    }
    out << "\n    ]}";
    separator = ",\n";
  }
  out << "\n  ]\n}\n";
  write_file(path, out.str());
}

std::vector<ceiling> ceilings_of(cudaDeviceProp const& device) {
  generator random;
  linear_texture<std::uint16_t> const table(
      random.vector(ceiling_entries, [](std::uint32_t r) { return static_cast<std::uint16_t>(r >> 16); }));
  std::vector<ceiling> const all =
      measure_ceilings(table.cached().entries, table.textured().texture, device, default_rounds);
  std::printf("\n10^12 reads/s of a table of 65536 products, median\n");
  for (ceiling const& c : all) std::printf("  %-52s %10.4f\n", c.name.c_str(), median(c.rates) * 1e-12);
  return all;
}

result race_on(shape const& s, std::vector<byte_multiplier> const& multipliers, cudaDeviceProp const& device,
               int rounds) {
  shape_data const data(s);
  contenders_of made(data, device);
  for (byte_multiplier const& m : multipliers)
    made.integers(m, &m == &multipliers.front() || &m == &multipliers.back());
  made.floats();
  made.natives();
  race(s, made.all, rounds);
  result r{s, {}, made.left_out};
  // Without what belongs to the shape's data.
  for (contender const& c : made.all)
    r.all.push_back({c.name, c.part, c.is_float, {}, {}, {}, c.share, c.on_host, c.rates, c.fault});
  return r;
}

int run(arguments const& args) {
  std::vector<shape> chosen;
  for (shape const& s : shapes)
    if (std::string(s.name).find(args.only) != std::string::npos) chosen.push_back(s);
  if (chosen.empty()) throw bad_arguments("no shape has '" + args.only + "' in its name");
  std::vector<byte_multiplier> multipliers;
  for (std::string const& spec : args.specs) multipliers.push_back(read_multiplier(spec));
  int devices = 0;
  cudaError_t const status = cudaGetDeviceCount(&devices);
  if (status != cudaSuccess || devices == 0) {
    std::printf("no CUDA device: built, not run (%s; %zu multipliers were made and factorised)\n",
                cudaGetErrorString(status), multipliers.size());
    return exit_no_device;
  }
  if (!args.json.empty() && !std::ofstream(args.json, std::ios::app))
    throw bad_arguments(args.json + ": cannot be written");
  cudaDeviceProp device{};
  check(cudaGetDeviceProperties(&device, 0), "cudaGetDeviceProperties");
  std::printf("%s\n", device.name);

  std::vector<ceiling> const ceilings = args.check_only ? std::vector<ceiling>{} : ceilings_of(device);
  std::vector<result> results;
  int wrong = 0;
  for (shape const& s : chosen) {
    results.push_back(race_on(s, multipliers, device, args.check_only ? 0 : default_rounds));
    result const& r = results.back();
    std::printf("\n%s: %ld x %ld x %ld; 10^12 products/s: median, least, most; times native; times best baseline\n",
                s.name, s.m, s.n, s.k);
    for (contender const& c : r.all) {
      print(r, c);
      wrong += !c.fault.empty();
    }
    for (std::string const& name : r.left_out) std::printf("  left out: %s\n", name.c_str());
    std::fflush(stdout);
  }
  if (!args.json.empty()) write_json(args.json, device, ceilings, results);
  std::printf("\n%zu shapes, %d outputs wrong\n", results.size(), wrong);
  return wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace axmul::gpu

int main(int argc, char** argv) {
  try {
    return axmul::gpu::run(axmul::gpu::read_arguments(argc, argv));
  } catch (axmul::gpu::bad_arguments const& e) {
    std::fprintf(stderr, "gemm: %s\n", e.what());
    return 2;
  } catch (std::invalid_argument const& e) {
    std::fprintf(stderr, "gemm: %s\n", e.what());
    return 2;
  } catch (std::exception const& e) {
    std::fprintf(stderr, "gemm: %s\n", e.what());
    return 1;
  }
}
