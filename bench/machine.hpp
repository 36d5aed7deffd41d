// What a result was measured on.
#pragma once
#include <omp.h>

#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "src/isa.hpp"

namespace axmul::bench {

inline nlohmann::ordered_json machine_of_run() {
  std::string cpu;
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; cpu.empty() && std::getline(info, line);)
    if (line.rfind("model name", 0) == 0) cpu = line.substr(line.find(": ") + 2);
  char date[32] = "";
  std::time_t const now = std::time(nullptr);
  std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return {{"device", {{"name", cpu}}},
          {"date", date},
          {"threads", omp_get_max_threads()},
          {"instruction_set", tools::name_of(tools::instruction_set())}};
}

}  // namespace axmul::bench
