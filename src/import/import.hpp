// One reader for each kind of import; import_design() chooses.
#pragma once
#include <memory>
#include <string>

#include "src/import/imported.hpp"
#include "src/import/parameters.hpp"

namespace axmul::tools {

struct import_result {
  std::shared_ptr<imported const> what;
  std::string spec;  // canonical
  int n, nb, wp;
  bool is_signed;
};

// Errors: bad_spec, bad_input for the file, tool_failure.
import_result import_verilog(detail::tree const& t);
import_result import_c(detail::tree const& t);
import_result import_table(detail::tree const& t);

// Product pattern of wp bits of a value.
constexpr u128 to_pattern(u128 value, int wp) {
  return value & low_mask<u128>(wp);
}

}  // namespace axmul::tools
