// Integers of up to 128 bits as JSON and text.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "src/design.hpp"

namespace axmul::tools {

// Decimal digits of x; with `is_signed`, of x as two's complement.
std::string digits(u128 x, bool is_signed);

// A JSON number, or a string of digits when it needs more than 64 bits.
nlohmann::ordered_json decimal(u128 x, bool is_signed);

}  // namespace axmul::tools
