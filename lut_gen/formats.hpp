// Lookup tables in the formats that simulators load: interface.md, section 4.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "src/design.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {

struct table_format {
  char const* name;
  char const* description;
  // Throws bad_input when the format cannot hold the multiplier; nothing is truncated.
  void (*write)(design const& d, std::filesystem::path const& file, std::ostream& out);
};

std::vector<table_format> const& table_formats();

// Writes the table. Errors: bad_input.
written_file write_table(design const& d, std::string const& format, std::filesystem::path const& file);

}  // namespace axmul::tools
