#include "src/import/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace axmul::tools {
namespace {

constexpr std::string_view prefix = "param.";

bool is_named(std::string_view key) {
  return key.size() > prefix.size() && key.substr(0, prefix.size()) == prefix;
}

}  // namespace

import_parameters::import_parameters(detail::tree const& t, std::vector<std::string_view> const& known)
    : spec_(t), core_(t.parts[0]) {
  if (t.count > 1)
    detail::fail_at(t, t.parts[1].name, fmt::format("'@{}' around {}", t.parts[1].name, core_.name),
                    "what is imported is taken as it is, without wrappers");
  for (int i = 0; i < core_.count; ++i) {
    detail::item const& given = core_.items[i];
    bool const found = std::any_of(known.begin(), known.end(), [&](std::string_view name) {
      return name == given.key || (is_named(name) && is_named(given.key));
    });
    if (!found) detail::fail_parameter(t, core_, given, known.data(), static_cast<int>(known.size()));
    for (int j = 0; j < i; ++j)
      if (core_.items[j].key == given.key) detail::fail_twice(t, core_, given);
    if (std::any_of(given.value.begin(), given.value.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }))
      refuse(given.key, "text without control characters");
  }
  file_ = text("file").value_or("");
  if (file_.empty()) lacks("a file", fmt::format("write {}:file=NAME", core_.name));
}

std::optional<std::string> import_parameters::text(std::string_view key) const {
  detail::item const* const given = core_.find(key);
  return given == nullptr ? std::nullopt : std::optional<std::string>(given->value);
}

std::optional<std::string> import_parameters::identifier(std::string_view key) const {
  std::optional<std::string> given = text(key);
  if (given && !is_identifier(*given)) refuse(key, "a name of letters, digits, '_' and '$'");
  return given;
}

std::optional<int> import_parameters::integer(std::string_view key, int low, int high) const {
  detail::item const* const given = core_.find(key);
  if (given == nullptr) return std::nullopt;
  return detail::integer(spec_, *given, range{low, high, low});
}

std::optional<bool> import_parameters::flag(std::string_view key) const {
  std::optional<int> const given = integer(key, 0, 1);
  return given ? std::optional<bool>(*given == 1) : std::nullopt;
}

std::vector<std::pair<std::string, std::string>> import_parameters::named() const {
  std::vector<std::pair<std::string, std::string>> found;
  for (int i = 0; i < core_.count; ++i)
    if (is_named(core_.items[i].key))
      found.emplace_back(core_.items[i].key.substr(prefix.size()), core_.items[i].value);
  return found;
}

void import_parameters::refuse(std::string_view key, std::string const& accepted) const {
  detail::fail_value(spec_, *core_.find(key), accepted);
}

void import_parameters::lacks(std::string const& what, std::string const& accepted) const {
  detail::fail_at(spec_, core_.name, fmt::format("'{}' without {}", core_.name, what), accepted);
}

bool is_identifier(std::string_view text) {
  auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !text.empty() && letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '$'; });
}

std::string spec_value(std::string_view value) {
  bool const plain = !value.empty() && std::all_of(value.begin(), value.end(), detail::is_value_char);
  return plain ? std::string(value) : '"' + std::string(value) + '"';
}

void add_parameter(std::string& spec, std::string_view key, std::string_view value) {
  spec += spec.find(':') == std::string::npos ? ':' : ',';
  spec += fmt::format("{}={}", key, spec_value(value));
}

}  // namespace axmul::tools
