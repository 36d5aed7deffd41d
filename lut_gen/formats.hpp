// Lookup tables in the formats that simulators load: interface.md, section 4.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "src/design.hpp"

namespace axmul::tools {

struct table_format {
  char const* name;
  char const* description;
  // Throws bad_input when the format cannot hold the multiplier; nothing is truncated.
  void (*write)(design const& d, std::filesystem::path const& file, std::ostream& out);
};

std::vector<table_format> const& table_formats();

// Writes the table and returns the SHA-256 of the file. Errors: bad_input.
struct written_table {
  std::uintmax_t bytes;
  std::string sha256;
};
written_table write_table(design const& d, std::string const& format, std::filesystem::path const& file);

}  // namespace axmul::tools
