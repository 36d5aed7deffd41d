// Records as the report sees them: one flat table of scalars, cut into groups that are compared together.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace axmul::tools::reporting {

using report_record = nlohmann::ordered_json;

// The value of a numeric field; NaN where it is null, missing or no number. `outer.inner` is a member of an object.
double number(report_record const& r, std::string_view field);

// The text of a field, "" where it holds none.
std::string text_of(report_record const& r, std::string_view field);

// The field "group"; "all" for a record without one.
std::string group_of(report_record const& r);

// The field "family", else the name that the spec begins with.
std::string family_of(report_record const& r);

// The records of one group, in the order of their first appearance.
struct record_group {
  std::string name;
  std::vector<report_record const*> members;
};
std::vector<record_group> grouped(std::vector<report_record> const& records);

// Rows of null, bool, number and string under the union of all fields in order of appearance (spec, family and group
// first). Members of objects become `outer.inner`, arrays their text, figures that are not finite null, integers beyond
// 2^53 their digits.
struct flat_table {
  std::vector<std::string> fields;
  std::vector<std::vector<nlohmann::json>> rows;
};
flat_table flattened(std::vector<report_record> const& records);

// Shortest text that reads back to the same double, written as ECMAScript writes it: 0.00001, 1e-7, 1e+21.
std::string number_text(double value);

// RFC 4180 with "\n" at line ends and a header line; null is empty.
std::string csv_text(flat_table const& table);

}  // namespace axmul::tools::reporting
