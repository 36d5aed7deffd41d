#include "src/import/cache.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <mutex>

#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t digest_size = 64;

fs::path variable(char const* name) {
  char const* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

fs::path folder() {
  if (fs::path own = variable("AXMUL_CACHE"); !own.empty()) return own;
  if (fs::path const shared = variable("XDG_CACHE_HOME"); !shared.empty()) return shared / "axmul";
  if (fs::path const home = variable("HOME"); !home.empty()) return home / ".cache" / "axmul";
  return {};
}

}  // namespace

fs::path cache_entry(std::string const& key, std::string_view extension) {
  fs::path const where = folder();
  return where.empty() ? where : where / fmt::format("{}.{}", key, extension);
}

std::optional<std::string> read_cache(fs::path const& entry) {
  std::error_code ignored;
  if (entry.empty() || !fs::is_regular_file(entry, ignored)) return std::nullopt;
  try {
    std::string content = read_file(entry);
    if (content.size() < digest_size) return std::nullopt;
    std::string const digest = content.substr(content.size() - digest_size);
    content.resize(content.size() - digest_size);
    return sha256(content) == digest ? std::optional<std::string>(std::move(content)) : std::nullopt;
  } catch (bad_input const&) {
    return std::nullopt;
  }
}

void write_cache(fs::path const& entry, std::string_view content) {
  static std::mutex one_at_a_time;  // threads of a process share the name of the unfinished file
  if (entry.empty()) return;
  std::lock_guard<std::mutex> const lock(one_at_a_time);
  std::error_code ignored;
  fs::create_directories(entry.parent_path(), ignored);
  try {
    write_file(entry, std::string(content) + sha256(content));
  } catch (bad_input const&) {
    return;
  }
}

std::string tool_stamp(std::string const& name) {
  std::error_code ignored;
  fs::path const program = fs::canonical(find_tool(name), ignored);
  return fmt::format("{} {} {}", program.string(), fs::file_size(program, ignored),
                     fs::last_write_time(program, ignored).time_since_epoch().count());
}

}  // namespace axmul::tools
