#include "src/import/glob.hpp"

#include <fmt/format.h>
#include <glob.h>

#include <filesystem>
#include <memory>

#include "axmul/spec_tree.hpp"
#include "src/import/imported.hpp"
#include "src/import/parameters.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {

std::vector<std::string> expand_glob(std::string const& spec) {
  if (spec.find_first_of("*?") == std::string::npos || !is_import(spec.substr(0, spec.find(':')))) return {spec};
  std::string_view pattern;
  try {
    detail::tree const t = detail::parse_tree(spec);
    if (detail::item const* const file = t.parts[0].find("file"); file != nullptr) pattern = file->value;
  } catch (bad_spec const&) {
    return {spec};  // whoever parses it says what is wrong
  }
  if (pattern.find_first_of("*?") == std::string_view::npos) return {spec};

  glob_t found{};
  std::unique_ptr<glob_t, void (*)(glob_t*)> const owner(&found, globfree);
  glob(std::string(pattern).c_str(), 0, nullptr, &found);
  std::size_t begin = static_cast<std::size_t>(pattern.data() - spec.data()), end = begin + pattern.size();
  if (spec[begin - 1] == '"') --begin, ++end;
  std::vector<std::string> all;
  for (std::size_t i = 0; i < found.gl_pathc; ++i)
    if (!std::filesystem::is_directory(found.gl_pathv[i]))
      all.push_back(spec.substr(0, begin) + spec_value(found.gl_pathv[i]) + spec.substr(end));
  if (all.empty()) throw bad_input(fmt::format("{}: no file matches '{}'", spec, pattern));
  return all;
}

}  // namespace axmul::tools
