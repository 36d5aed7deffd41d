// The parameters of an import, and the way back to its canonical spec.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "axmul/spec_tree.hpp"

namespace axmul::tools {

class import_parameters {
 public:
  // Errors, here and below: bad_spec. A known "param.NAME" stands for every name.
  import_parameters(detail::tree const& t, std::vector<std::string_view> const& known);

  std::string const& file() const { return file_; }
  std::optional<std::string> text(std::string_view key) const;
  std::optional<std::string> identifier(std::string_view key) const;
  std::optional<int> integer(std::string_view key, int low, int high) const;
  std::optional<bool> flag(std::string_view key) const;
  // What stands behind "param.", in the given order.
  std::vector<std::pair<std::string, std::string>> named() const;

  // Refuses a value that is given.
  [[noreturn]] void refuse(std::string_view key, std::string const& accepted) const;
  // Refuses the spec for what it lacks.
  [[noreturn]] void lacks(std::string const& what, std::string const& accepted) const;

 private:
  detail::tree const& spec_;
  detail::part const& core_;
  std::string file_;
};

// A letter or '_', then letters, digits, '_' and '$'.
bool is_identifier(std::string_view text);

// A value as a spec writes it: in quotes where it needs them.
std::string spec_value(std::string_view value);
// Appends ",key=value" (':' before the first).
void add_parameter(std::string& spec, std::string_view key, std::string_view value);

}  // namespace axmul::tools
