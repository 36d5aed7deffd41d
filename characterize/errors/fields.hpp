// From sums to the fields of a record.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "characterize/errors/exact_sums.hpp"
#include "characterize/errors/pairs.hpp"

namespace axmul::tools {

// The sums of error_sums over a population of pairs, known or estimated, in units of 2^-fraction_bits.
struct totals {
  int fraction_bits = 0;
  exact_sums sums;  // the largest error is that of the pairs tried
  cpp_int nonzero, zero_errors, relative, relative_abs, within[3];
  std::vector<cpp_int> bit_errors;
  double relative_max, relative_min;
  std::uint64_t tried;
  bool symmetric;
};
totals over_all(error_sums const& sums);  // every pair was tried

// The record of an integer multiplier, without what its method alone can say: exact_sums, ci95.
nlohmann::ordered_json integer_record(design const& d, std::string const& method, totals const& sums,
                                      identities const& id);

// The record over all pairs, exact_sums included.
nlohmann::ordered_json integer_record(design const& d, std::string const& method, error_sums const& sums,
                                      identities const& id);

// Fields that follow from exact sums, null where the sum is absent. Spec, family, method and pairs; er to wce_b; noeb
// to na, which take the sum of the squares of the exact products; exact_sums.
nlohmann::ordered_json named_record(design const& d, std::string const& method, cpp_int const& pairs);
void add_error_fields(nlohmann::ordered_json& record, design const& d, exact_sums const& sums);
void add_noise_fields(nlohmann::ordered_json& record, design const& d, exact_sums const& sums, double exact_square);
void add_exact_sums(nlohmann::ordered_json& record, exact_sums const& sums);

// Sum of the squares of the exact products over all pairs.
double exact_square_of(design const& d);

// Relative fields, in percent, and shares: mred, rel_bias, rel_max, rel_min, wcre, pred_1, pred_2, pred_5.
void add_relative_fields(nlohmann::ordered_json& record, totals const& sums);

// Rounded from at least 64 significant bits; denominator > 0.
double quotient(cpp_int const& numerator, cpp_int const& denominator);

// Largest |P|, and largest less smallest P.
struct product_range {
  cpp_int largest, span;
};
product_range range_of(design const& d);

// A number, or null when it is not finite.
nlohmann::ordered_json number(double x);

}  // namespace axmul::tools
