// The method analytic: exact figures at any width, of designs whose error has a form that sums know.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "src/design.hpp"

namespace axmul::tools {

// The record; fields that are not known exactly are null. Errors: bad_input with why_not_analytic.
nlohmann::ordered_json analytic_record(design const& d);

// Why there is no such record, if there is none.
std::optional<std::string> why_not_analytic(design const& d);

}  // namespace axmul::tools
