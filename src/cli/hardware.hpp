// The options of commands that synthesize.
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "characterize/hardware/synth.hpp"

namespace axmul::cli {

struct hardware_arguments {
  std::string liberty, optimize = "area";
  std::vector<std::string> corners;
  tools::synth_options options;  // all but what the words above stand for

  void add_to(CLI::App& command);
  // Reads the libraries. Throws bad_input.
  tools::synth_options parsed() const;
};

}  // namespace axmul::cli
