// Conditions on records: comparisons of fields with numbers or strings, &&, ||, !, parentheses.
#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace axmul::tools {

struct condition {
  std::function<bool(nlohmann::ordered_json const&)> holds;
  std::vector<std::string> fields;  // that it compares
};

// "mred < 2 && family != \"exact\"". A field that is missing or null makes its comparison false. Errors: bad_input with
// the column and what would be accepted.
condition parse_condition(std::string const& text);

// A field by name; dots reach into objects ("verify.mismatches"); null when it is missing.
nlohmann::ordered_json field_of(nlohmann::ordered_json const& record, std::string const& name);

}  // namespace axmul::tools
