// How the programs of this folder start Google Benchmark.
#pragma once
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace axmul::bench {

// The first argument is the program; `presets` hold unless the others say otherwise. Three repetitions, interleaved at
// random, are among them. `arguments` must outlive the benchmarks. Returns whether all were understood; if not, that
// has been told.
inline bool initialize(std::vector<std::string>& arguments, std::vector<std::string> const& presets = {}) {
  arguments.insert(arguments.begin() + 1, {"--benchmark_repetitions=3", "--benchmark_enable_random_interleaving=true"});
  arguments.insert(arguments.begin() + 1, presets.begin(), presets.end());
  std::vector<char*> pointers;
  for (std::string& a : arguments) pointers.push_back(a.data());
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  return !benchmark::ReportUnrecognizedArguments(count, pointers.data());
}

}  // namespace axmul::bench
