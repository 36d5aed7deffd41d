// Other programs: found on PATH, run without a shell, their output kept in a log.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace axmul::tools {

// Full path of a program; throws tool_failure that names the Debian package when it is missing.
std::filesystem::path find_tool(std::string const& name);

// Runs argv[0] (looked up by find_tool) with stdout and stderr in `log`, standard input empty, in folder `cwd` (empty:
// here). Throws tool_failure with the last line of the log when it does not exit with 0; the log is then kept (copied
// out of scratch) and its path is in the message. Returns what it printed.
std::string run(std::vector<std::string> const& argv, std::filesystem::path const& log,
                std::filesystem::path const& cwd = {});

// As run, but a program that exits with another status than 0 is no failure, and its log is not kept.
struct finished {
  bool good;
  std::string output;
};
finished try_run(std::vector<std::string> const& argv, std::filesystem::path const& log,
                 std::filesystem::path const& cwd = {});

// First line that `name flag` prints, "" when it fails; cached.
std::string tool_version(std::string const& name, std::string const& flag);

}  // namespace axmul::tools
