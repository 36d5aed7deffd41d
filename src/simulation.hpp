// Verilog modules compiled by Verilator into one library and run in this process.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "src/design.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {

// Modules that share their operands; each has ports a, b and p of these widths.
struct simulated_group {
  std::string verilog;
  std::vector<std::string> tops;
  int n, nb, wp;
  std::filesystem::path
      file;  // where the text stands, when it is somebody else's: then one top, and its ports are checked
  bool is_system_verilog = true;  // whether its words are keywords
  // Whether bits of a vector may depend on other bits of it: Verilator takes that for a loop, and does not always
  // settle, unless the vectors are split.
  bool splits_vectors = false;
};

class simulation {
 public:
  // Verilates and compiles all groups, `jobs` at a time. Errors: tool_failure; bad_input for somebody else's file that
  // Verilator does not take or whose ports differ.
  simulation(std::vector<simulated_group> const& groups, int jobs);
  ~simulation();
  simulation(simulation const&) = delete;
  simulation& operator=(simulation const&) = delete;

  // Products of `count` pairs by every module of a group: p[i * tops + t]. From any thread.
  void run(std::size_t group, std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) const;

 private:
  scratch_dir scratch_;
  void* library_ = nullptr;
  using run_function = void (*)(std::uint64_t const*, std::uint64_t const*, std::uint64_t*, std::size_t);
  std::vector<run_function> run_;
};

}  // namespace axmul::tools
