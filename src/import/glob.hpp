// Patterns in the names of imported files.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace axmul::tools {

// A spec whose file has '*' or '?' once for every file that matches, sorted; any other spec as it is. Errors: bad_input
// when none matches.
std::vector<std::string> expand_glob(std::string const& spec);

}  // namespace axmul::tools
