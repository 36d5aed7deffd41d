// Source files that include others.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace axmul::tools {

// A Verilog file with what it includes in place. Files are looked for in its folder, then beside the file that includes
// them; one that is nowhere stays named. Errors: bad_input.
std::string verilog_with_includes(std::filesystem::path const& file);

// A C file, then the files that it includes by `#include "..."`, directly or not.
std::string c_with_includes(std::filesystem::path const& file);

// Blanks in place of comments and strings (C and Verilog).
std::string without_comments(std::string_view text);

// Names of the modules that a Verilog text defines, in order.
std::vector<std::string> module_names(std::string_view verilog);

}  // namespace axmul::tools
