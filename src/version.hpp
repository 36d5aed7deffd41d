// What a figure depends on, as a hash: the `version` of results in a store.
#pragma once
#include <string>

#include "src/design.hpp"

namespace axmul::tools {

// Family's header and shared headers, RTL for the stages that use it, the stage's code, and `outside` (tool versions,
// the liberty's hash). stage: characterize, verify or synth.
std::string stage_version(std::string const& stage, design const& d, std::string const& outside);

}  // namespace axmul::tools
