// Device against host: every spec of a sweep gives the same products, over all operand pairs up to 2^24 and over 2^24
// pseudo-random pairs above; then the rates of both sides. CUDA toolkit and standard library only.
// Exit status: 0 all equal; 1 a difference or a CUDA error; 2 bad arguments or input; 77 no device.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "axmul/families.hpp"
#include "bench/gpu/models.hpp"
#include "bench/gpu/record.hpp"
#include "src/specs.hpp"

namespace axmul::gpu {
namespace {

constexpr int widest_table = 24;
constexpr std::uint64_t random_pairs = std::uint64_t{1} << 24;
constexpr std::uint32_t host_pairs = std::uint32_t{1} << 22;
constexpr std::uint32_t device_pairs = std::uint32_t{1} << 31;
constexpr int rounds = 7;

template <int Shard = 0>
std::unique_ptr<model> make_model(detail::tree const& t) {
  std::unique_ptr<model> made = make_shard<Shard>(t);
  if constexpr (Shard + 1 < AXMUL_SHARDS) {
    if (made == nullptr) made = make_model<Shard + 1>(t);
  }
  return made;
}

template <class... Family>
void check_family(type_list<Family...>, detail::tree const& t) {
  std::string_view const known[] = {Family::name...};
  if (std::find(std::begin(known), std::end(known), t.parts[0].name) == std::end(known))
    detail::fail_family(t, known, sizeof...(Family));
}

std::vector<std::unique_ptr<model>> read_sweep(std::string const& path) {
  std::ifstream file(path);
  if (!file) throw bad_arguments(path + ": cannot be read");
  std::string const content((std::istreambuf_iterator<char>(file)), {});
  std::vector<std::unique_ptr<model>> models;
  for (tools::listed_spec const& listed : tools::read_spec_list(content, path)) {
    try {
      detail::tree const t = detail::parse_tree(listed.spec);
      check_family(families{}, t);
      models.push_back(make_model(t));
    } catch (bad_spec const& e) {
      throw bad_arguments(listed.place + ": " + e.what());
    }
  }
  return models;
}

struct comparison {
  std::string spec;
  std::uint64_t pairs = 0;
  bool exhaustive = false;
  std::uint64_t mismatches = 0;
  word a = 0, b = 0;  // the first pair that differs
  std::uint64_t host = 0, device = 0;
};

comparison compare(model& m) {
  int const bits = m.source.n + m.source.nb;
  comparison c;
  c.spec = m.spec;
  c.exhaustive = m.source.table = bits <= widest_table;
  c.pairs = c.exhaustive ? std::uint64_t{1} << bits : random_pairs;
  std::vector<std::uint64_t> host(c.pairs), device(c.pairs);
  device_array<std::uint64_t> const out(c.pairs);
  check(cudaMemset(out.get(), 0xff, c.pairs * sizeof(std::uint64_t)), "cudaMemset");
  m.on_device(0, c.pairs, out.get());
  check(cudaGetLastError(), m.spec);
  m.on_host(0, c.pairs, host.data());
  check(cudaDeviceSynchronize(), m.spec);
  check(cudaMemcpy(device.data(), out.get(), c.pairs * sizeof(std::uint64_t), cudaMemcpyDeviceToHost), "cudaMemcpy");
  for (std::uint64_t i = c.pairs; i-- > 0;) {
    if (host[i] == device[i]) continue;
    ++c.mismatches;
    m.source.pair(i, c.a, c.b);
    c.host = host[i];
    c.device = device[i];
  }
  return c;
}

// Products per second, one figure a round.
struct rate {
  std::string spec;
  std::vector<double> device, host;
};

// The same sums on both sides; operands are made where they are used, by a hash of a few operations.
class stopwatch {
 public:
  rate measure(model const& m) {
    std::uint32_t const expected = m.sum_on_host(host_pairs);
    on_device(m, host_pairs);
    if (sum() != expected) throw std::runtime_error(m.spec + ": the device sums other products than the host");
    rate r;
    r.spec = m.spec;
    for (int round = 0; round < rounds; ++round) {
      if (round % 2 == 0) r.device.push_back(on_device(m, device_pairs));
      r.host.push_back(on_host(m, expected));
      if (round % 2 != 0) r.device.push_back(on_device(m, device_pairs));
    }
    return r;
  }

 private:
  double on_device(model const& m, std::uint32_t pairs) {
    check(cudaMemset(out_.get(), 0, sizeof(std::uint32_t)), "cudaMemset");
    clock_.start();
    m.sum_on_device(pairs, out_.get());
    check(cudaGetLastError(), m.spec);
    return pairs / clock_.seconds();
  }
  static double on_host(model const& m, std::uint32_t expected) {
    auto const begin = std::chrono::steady_clock::now();
    std::uint32_t const sum = m.sum_on_host(host_pairs);
    std::chrono::duration<double> const time = std::chrono::steady_clock::now() - begin;
    if (sum != expected) throw std::runtime_error(m.spec + ": two sums on the host differ");
    return host_pairs / time.count();
  }
  std::uint32_t sum() const {
    std::uint32_t value = 0;
    check(cudaMemcpy(&value, out_.get(), sizeof value, cudaMemcpyDeviceToHost), "cudaMemcpy");
    return value;
  }

  device_array<std::uint32_t> out_{1};
  device_clock clock_;
};

// One spec of each family, kind of wrapper and width: those to be timed.
bool is_new_kind(model const& m, std::set<std::string>& seen) {
  detail::tree const t = detail::parse_tree(m.spec);
  std::string kind = std::to_string(m.source.n) + "x" + std::to_string(m.source.nb);
  for (int i = 0; i < t.count; ++i) kind += "@" + std::string(t.parts[i].name);
  return seen.insert(kind).second;
}

void write_json(std::string const& path, cudaDeviceProp const& device, std::string const& sweep,
                std::vector<comparison> const& compared, std::vector<std::string> const& left_out,
                std::vector<rate> const& rates) {
  std::ostringstream out;
  out << record_head(device, 1) << ",\n  \"sweep\": " << quoted(sweep) << ",\n  \"specs\": [";
  char const* separator = "\n";
  for (comparison const& c : compared) {
    out << separator << "    {\"spec\": " << quoted(c.spec) << ", \"pairs\": " << c.pairs
        << ", \"exhaustive\": " << (c.exhaustive ? "true" : "false") << ", \"mismatches\": " << c.mismatches
        << ", \"first_mismatch\": ";
    if (c.mismatches == 0) {
      out << "null}";
    } else {
      out << "{\"a\": " << c.a << ", \"b\": " << c.b << ", \"host\": " << c.host << ", \"device\": " << c.device
          << "}}";
    }
    separator = ",\n";
  }
  out << "\n  ],\n  \"left_out\": [";
  separator = "";
  for (std::string const& spec : left_out) {
    out << separator << quoted(spec);
    separator = ", ";
  }
  out << "],\n  \"rates_unit\": \"pairs/s; device: kernel time; host: one core; both with the making of operands\",\n  "
         "\"rates\": [";
  separator = "\n";
  for (rate const& r : rates) {
    out << separator << "    {\"spec\": " << quoted(r.spec) << ", \"device\": " << spread(r.device)
        << ", \"host\": " << spread(r.host) << "}";
    separator = ",\n";
  }
  out << "\n  ]\n}\n";
  write_file(path, out.str());
}

struct arguments {
  std::string sweep = AXMUL_SWEEP;
  std::string json;
  bool check_only = false;
};

arguments read_arguments(int argc, char** argv) {
  arguments read;
  for (int i = 1; i < argc; ++i) {
    std::string const given = argv[i];
    if (given == "--check-only") {
      read.check_only = true;
    } else if ((given == "--json" || given == "--from") && i + 1 < argc) {
      (given == "--json" ? read.json : read.sweep) = argv[++i];
    } else {
      throw bad_arguments("unknown argument '" + given + "'; accepted are --from FILE, --json FILE and --check-only");
    }
  }
  return read;
}

int run(arguments const& args) {
  std::vector<std::unique_ptr<model>> models = read_sweep(args.sweep);
  int devices = 0;
  cudaError_t const status = cudaGetDeviceCount(&devices);
  if (status != cudaSuccess || devices == 0) {
    std::printf("no CUDA device: built, not run (%s; %zu specs of %s were read)\n", cudaGetErrorString(status),
                models.size(), args.sweep.c_str());
    return exit_no_device;
  }
  if (!args.json.empty() && !std::ofstream(args.json, std::ios::app))
    throw bad_arguments(args.json + ": cannot be written");
  cudaDeviceProp device{};
  check(cudaGetDeviceProperties(&device, 0), "cudaGetDeviceProperties");
  std::printf("%s, %s\n", device.name, args.sweep.c_str());

  std::vector<comparison> compared;
  std::vector<std::string> left_out;
  std::vector<rate> rates;
  std::vector<model*> timed;
  std::set<std::string> kinds;
  int differ = 0;
  for (std::unique_ptr<model> const& m : models) {
    if (m->word_bits > static_cast<int>(8 * sizeof(word))) {
      std::printf("%-44s left out: needs words of %d bits\n", m->spec.c_str(), m->word_bits);
      left_out.push_back(m->spec);
      continue;
    }
    comparison const c = compare(*m);
    std::printf("%-44s %9llu pairs%s  ", c.spec.c_str(), static_cast<unsigned long long>(c.pairs),
                c.exhaustive ? " (all)" : "      ");
    if (c.mismatches == 0) {
      std::printf("equal\n");
    } else {
      ++differ;
      std::printf("DIFFER in %llu, first a = 0x%x, b = 0x%x: host 0x%llx, device 0x%llx\n",
                  static_cast<unsigned long long>(c.mismatches), c.a, c.b, static_cast<unsigned long long>(c.host),
                  static_cast<unsigned long long>(c.device));
    }
    compared.push_back(c);
    if (is_new_kind(*m, kinds)) timed.push_back(m.get());
  }
  if (!args.check_only && differ == 0) {
    std::printf("\n%-44s %12s %12s   10^9 pairs/s, median of %d: device, host core\n", "", "device", "host", rounds);
    stopwatch watch;
    for (model* m : timed) {
      rates.push_back(watch.measure(*m));
      std::printf("%-44s %12.2f %12.3f\n", m->spec.c_str(), median(rates.back().device) * 1e-9,
                  median(rates.back().host) * 1e-9);
    }
    std::printf("\n");
  }
  if (!args.json.empty()) write_json(args.json, device, args.sweep, compared, left_out, rates);
  std::printf("%zu specs equal, %d differ", compared.size() - static_cast<std::size_t>(differ), differ);
  if (!left_out.empty()) std::printf(", %zu left out", left_out.size());
  std::printf("\n");
  return differ == 0 && !compared.empty() ? 0 : 1;
}

}  // namespace
}  // namespace axmul::gpu

int main(int argc, char** argv) {
  try {
    return axmul::gpu::run(axmul::gpu::read_arguments(argc, argv));
  } catch (axmul::gpu::bad_arguments const& e) {
    std::fprintf(stderr, "tables: %s\n", e.what());
    return 2;
  } catch (axmul::tools::bad_list const& e) {
    std::fprintf(stderr, "tables: %s\n", e.what());
    return 2;
  } catch (std::exception const& e) {
    std::fprintf(stderr, "tables: %s\n", e.what());
    return 1;
  }
}
