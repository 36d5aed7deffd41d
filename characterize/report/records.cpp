#include "characterize/report/records.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <unordered_map>

namespace axmul::tools::reporting {
namespace {

constexpr double largest_safe_integer = 9007199254740992.0;

// The value of a field by its dotted name; null where it is missing.
report_record const* value_of(report_record const& r, std::string_view field) {
  std::size_t const dot = std::min(field.find('.'), field.size());
  auto const at = r.find(std::string(field.substr(0, dot)));
  if (at == r.end() || dot == field.size()) return at == r.end() ? nullptr : &*at;
  return at->is_object() ? value_of(*at, field.substr(dot + 1)) : nullptr;
}

std::string scalar_text(nlohmann::json const& v) {
  if (v.is_null()) return {};
  if (v.is_string()) return v.get<std::string>();
  if (v.is_number_float()) return number_text(v.get<double>());
  return v.dump();
}

nlohmann::json scalar(report_record const& v) {
  if (v.is_string()) return v.get<std::string>();
  if (v.is_boolean()) return v.get<bool>();
  if (v.is_number_float())
    return std::isfinite(v.get<double>()) ? nlohmann::json(v.get<double>()) : nlohmann::json(nullptr);
  if (v.is_number()) {
    if (std::abs(v.get<double>()) >= largest_safe_integer) return v.dump();
    return v.is_number_unsigned() ? nlohmann::json(v.get<std::uint64_t>()) : nlohmann::json(v.get<std::int64_t>());
  }
  return nullptr;
}

std::string array_text(report_record const& list) {
  std::string text = "[";
  for (report_record const& v : list) {
    if (text.size() > 1) text += ',';
    text += v.is_number_float() ? number_text(v.get<double>())
                                : v.dump(-1, ' ', false, report_record::error_handler_t::replace);
  }
  return text + "]";
}

template <class Sink>
void visit_leaves(report_record const& object, std::string const& prefix, Sink&& sink) {
  for (auto const& [key, value] : object.items()) {
    if (value.is_object())
      visit_leaves(value, prefix + key + ".", sink);
    else
      sink(prefix + key, value.is_array() ? nlohmann::json(array_text(value)) : scalar(value));
  }
}

std::string csv_cell(std::string const& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char const c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

double number(report_record const& r, std::string_view field) {
  report_record const* const v = value_of(r, field);
  return v != nullptr && v->is_number() ? v->get<double>() : std::numeric_limits<double>::quiet_NaN();
}

std::string text_of(report_record const& r, std::string_view field) {
  report_record const* const v = value_of(r, field);
  return v != nullptr && v->is_string() ? v->get<std::string>() : std::string{};
}

std::string group_of(report_record const& r) {
  std::string const name = text_of(r, "group");
  return name.empty() ? "all" : name;
}

std::string family_of(report_record const& r) {
  std::string const name = text_of(r, "family");
  if (!name.empty()) return name;
  std::string const spec = text_of(r, "spec");
  return spec.substr(0, spec.find_first_of(":@"));
}

std::vector<record_group> grouped(std::vector<report_record> const& records) {
  std::vector<record_group> groups;
  for (report_record const& r : records) {
    std::string const name = group_of(r);
    auto at = std::find_if(groups.begin(), groups.end(), [&](record_group const& g) { return g.name == name; });
    if (at == groups.end()) at = groups.insert(groups.end(), record_group{name, {}});
    at->members.push_back(&r);
  }
  return groups;
}

flat_table flattened(std::vector<report_record> const& records) {
  flat_table table{{"spec", "family", "group"}, {}};
  std::unordered_map<std::string, std::size_t> column{{"spec", 0}, {"family", 1}, {"group", 2}};
  for (report_record const& r : records) {
    std::vector<nlohmann::json> row(table.fields.size());
    visit_leaves(r, "", [&](std::string const& field, nlohmann::json value) {
      auto const [at, is_new] = column.try_emplace(field, table.fields.size());
      if (is_new) table.fields.push_back(field);
      if (row.size() <= at->second) row.resize(at->second + 1);
      row[at->second] = std::move(value);
    });
    row[1] = family_of(r);
    row[2] = group_of(r);
    table.rows.push_back(std::move(row));
  }
  for (auto& row : table.rows) row.resize(table.fields.size());
  return table;
}

std::string number_text(double value) {
  if (value == 0) return "0";
  char buffer[40];
  auto const end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::scientific).ptr;
  std::string const scientific(buffer, end);
  std::size_t const e = scientific.find('e');
  std::string digits = scientific.substr(0, 1) + (e > 2 ? scientific.substr(2, e - 2) : "");
  int const exponent = std::stoi(scientific.substr(e + 1));
  int const count = static_cast<int>(digits.size()), point = exponent + 1;
  std::string const sign = value < 0 ? "-" : "";
  if (count <= point && point <= 21) return sign + digits + std::string(static_cast<std::size_t>(point - count), '0');
  if (0 < point && point <= 21) return sign + digits.insert(static_cast<std::size_t>(point), ".");
  if (-6 < point && point <= 0) return sign + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  if (count > 1) digits.insert(1, ".");
  return sign + digits + "e" + (exponent < 0 ? "-" : "+") + std::to_string(std::abs(exponent));
}

std::string csv_text(flat_table const& table) {
  std::string text;
  for (std::size_t i = 0; i < table.fields.size(); ++i) text += (i ? "," : "") + csv_cell(table.fields[i]);
  text += '\n';
  for (auto const& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i ? "," : "") + csv_cell(scalar_text(row[i]));
    text += '\n';
  }
  return text;
}

}  // namespace axmul::tools::reporting
