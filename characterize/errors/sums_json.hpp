// Sums as JSON, so that parts of one run can be kept and merged.
#pragma once
#include <nlohmann/json.hpp>

#include "characterize/errors/estimates.hpp"
#include "characterize/errors/floats.hpp"

namespace axmul::tools {

// Reading gives what was written, bit for bit. Errors: nlohmann::json::exception for what was not written so.
nlohmann::ordered_json to_json(error_sums const& sums);
nlohmann::ordered_json to_json(stratified_sums const& sums);
nlohmann::ordered_json to_json(float_sums const& sums);
void from_json(nlohmann::ordered_json const& json, error_sums& sums);
void from_json(nlohmann::ordered_json const& json, stratified_sums& sums);
void from_json(nlohmann::ordered_json const& json, float_sums& sums);

}  // namespace axmul::tools
