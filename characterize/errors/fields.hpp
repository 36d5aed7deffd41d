// From sums to the fields of a record.
#pragma once
#include <nlohmann/json.hpp>

#include "characterize/errors/pairs.hpp"

namespace axmul::tools {

// The record of an integer multiplier. method: exhaustive or sampled.
nlohmann::ordered_json integer_record(design const& d, std::string const& method, error_sums const& sums,
                                      identities const& id);

// Relative fields, in percent, and shares: mred, rel_bias, rel_max, rel_min, wcre, pred_1, pred_2, pred_5.
void add_relative_fields(nlohmann::ordered_json& record, error_sums const& sums);

// Half-widths of the 95 % intervals of er and the relative fields, from samples.
nlohmann::ordered_json relative_intervals(error_sums const& sums);

// A number, or null when it is not finite.
nlohmann::ordered_json number(double x);

}  // namespace axmul::tools
