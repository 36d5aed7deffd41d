// A campaign: characterize, verify and synth of many designs, kept in a store.
#pragma once
#include <string>
#include <vector>

#include "characterize/errors/characterize.hpp"
#include "characterize/hardware/synth.hpp"
#include "src/store.hpp"
#include "src/verify.hpp"

namespace axmul::tools {

struct sweep_options {
  synth_options hardware;
  characterize_options errors;
  verify_options verification;
  int jobs = 1;
};

struct sweep_summary {
  std::size_t computed = 0, found = 0, mismatches = 0;
  std::vector<std::string> failures;  // "spec: stage: why"
};

// Computes what the store does not have; each result is kept as soon as it is known. A design that fails does not stop
// the others; one without Verilog has the stage characterize alone.
sweep_summary sweep(std::vector<design> const& designs, store& results, sweep_options const& options);

}  // namespace axmul::tools
