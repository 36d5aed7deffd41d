#include "src/import/source.hpp"

#include <fmt/format.h>

#include <cctype>
#include <regex>
#include <set>

#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {
namespace fs = std::filesystem;
namespace {

// Where a comment or a string that begins at `at` ends; `at` itself where none does.
std::size_t skipped(std::string_view text, std::size_t at) {
  std::string_view const two = text.substr(at, 2);
  std::size_t end = at;
  if (two == "//") {
    end = text.find('\n', at);
  } else if (two == "/*") {
    end = text.find("*/", at + 2);
    if (end != std::string_view::npos) end += 2;
  } else if (text[at] == '"') {
    for (end = at + 1; end < text.size() && text[end] != '"' && text[end] != '\n'; ++end)
      if (text[end] == '\\') ++end;
    ++end;
  }
  return std::min(end, text.size());
}

// The name in `include "name" or <name> at a place of the text, and where the directive ends.
struct directive {
  std::string name;
  std::size_t end = 0;
};
directive include_at(std::string_view text, std::size_t at) {
  constexpr std::string_view word = "`include";
  if (text.substr(at, word.size()) != word) return {};
  std::size_t const open = text.find_first_not_of(" \t", at + word.size());
  if (open == std::string_view::npos || (text[open] != '"' && text[open] != '<')) return {};
  std::size_t const close = text.find_first_of(text[open] == '"' ? "\"\n" : ">\n", open + 1);
  if (close == std::string_view::npos || text[close] == '\n') return {};
  return {std::string(text.substr(open + 1, close - open - 1)), close + 1};
}

fs::path found_in(fs::path const& name, fs::path const& first, fs::path const& second) {
  std::error_code ignored;
  for (fs::path const& folder : {first, second})
    if (fs::is_regular_file(folder / name, ignored)) return folder / name;
  return {};
}

std::string with_includes(fs::path const& file, fs::path const& root, int depth) {
  constexpr int deepest = 32;
  if (depth > deepest) throw bad_input(fmt::format("{}: files include one another", file.string()));
  std::string const text = read_file(file);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    directive const include = include_at(text, at);
    fs::path const path = include.end == 0 ? "" : found_in(include.name, root, file.parent_path());
    if (!path.empty()) {
      out += with_includes(path, root, depth + 1);
      if (!out.empty() && out.back() != '\n') out += '\n';
      at = include.end;
    } else {
      std::size_t const end = std::max(at + 1, skipped(text, at));
      out.append(text, at, end - at);
      at = end;
    }
  }
  return out;
}

void add_c(fs::path const& file, std::set<fs::path>& seen, std::string& out) {
  static std::regex const include("^[ \t]*#[ \t]*include[ \t]*\"([^\"\n]+)\"");
  std::error_code ignored;
  if (!seen.insert(fs::canonical(file, ignored)).second) return;
  std::string const text = read_file(file);
  out += text + '\n';
  for (std::size_t begin = 0; begin < text.size(); begin = std::min(text.find('\n', begin), text.size()) + 1) {
    std::string const line = text.substr(begin, std::min(text.find('\n', begin) - begin, std::size_t{1000}));
    std::smatch match;
    if (!std::regex_search(line, match, include)) continue;
    fs::path const path = found_in(match[1].str(), file.parent_path(), file.parent_path());
    if (!path.empty()) add_c(path, seen, out);
  }
}

}  // namespace

std::string verilog_with_includes(fs::path const& file) {
  std::string text = with_includes(file, file.parent_path(), 0);
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

std::string c_with_includes(fs::path const& file) {
  std::set<fs::path> seen;
  std::string out;
  add_c(file, seen, out);
  return out;
}

std::string without_comments(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t const end = skipped(text, at);
    for (; at < end; ++at) out += text[at] == '\n' ? '\n' : ' ';
    if (at < text.size() && skipped(text, at) == at) out += text[at++];
  }
  return out;
}

std::vector<std::string> module_names(std::string_view verilog) {
  static std::regex const module(R"(\b(?:macro)?module\s+(?:automatic\s+|static\s+)?\\?([^\s#(;]+))");
  std::string const text = without_comments(verilog);
  std::vector<std::string> names;
  for (std::sregex_iterator at(text.begin(), text.end(), module), end; at != end; ++at) names.push_back((*at)[1]);
  return names;
}

}  // namespace axmul::tools
