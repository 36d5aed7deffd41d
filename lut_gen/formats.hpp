// Lookup tables in the formats that simulators load: interface.md, section 4.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lut_gen/gradients.hpp"
#include "lut_gen/table.hpp"
#include "src/design.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {

struct table_options {
  // By convention operand a is the activation and b the weight. Rows are the activations, entry [x][y] is f(x, y); with
  // row=weight rows are the weights, entry [x][y] is f(y, x): the whole file is that of the multiplier with its
  // operands exchanged. In safetensors the gradients keep the names of the operands they are slopes by.
  bool rows_are_weights = false;
  std::optional<gradient_method> gradients;
};

struct table_job {
  tabulated table;
  table_options const& options;
  std::filesystem::path const& file;
};

struct table_format {
  char const* name;
  char const* description;
  bool has_gradients;
  // Throws bad_input when the format cannot hold the multiplier; nothing is truncated.
  void (*write)(table_job const& job, std::ostream& out);
};

std::vector<table_format> const& table_formats();

// `row=activation` (false) or `row=weight` (true). Errors: bad_input.
bool parse_roles(std::string const& text);

// Writes the table. Errors: bad_input.
written_file write_table(design const& d, std::string const& format, std::filesystem::path const& file,
                         table_options const& options = {});

}  // namespace axmul::tools
