#include "src/support/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <sstream>

#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/interrupt.hpp"

namespace axmul::tools {
namespace fs = std::filesystem;
namespace {

std::map<std::string, std::string> const packages = {
    {"yosys", "yosys"}, {"sta", "opensta"}, {"verilator", "verilator"}, {"berkeley-abc", "berkeley-abc"},
    {"g++", "g++"},     {"cc", "gcc"},      {"gnuplot", "gnuplot-nox"}};

// Runs without a shell; returns the wait status.
int spawn(std::vector<std::string> const& argv, fs::path const& program, fs::path const& log, fs::path const& cwd) {
  std::vector<char*> args;
  for (std::string const& arg : argv) args.push_back(const_cast<char*>(arg.c_str()));
  args.push_back(nullptr);
  int const out = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (out < 0) throw bad_input(fmt::format("cannot write {}: {}", log.string(), std::strerror(errno)));
  // What it leaves in $TMPDIR goes with the log's folder.
  std::vector<std::string> variables{"TMPDIR=" + fs::absolute(log).parent_path().string()};
  for (char** variable = environ; *variable != nullptr; ++variable)
    if (std::strncmp(*variable, "TMPDIR=", 7) != 0) variables.emplace_back(*variable);
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  pid_t const child = fork();
  if (child == 0) {
    release_interrupts();
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // no use without who waits for it
    int const in = open("/dev/null", O_RDONLY);
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0) _exit(126);
    if (!cwd.empty() && chdir(cwd.c_str()) != 0) _exit(126);
    execve(program.c_str(), args.data(), environment.data());
    _exit(127);
  }
  close(out);
  if (child < 0) throw tool_failure(fmt::format("cannot start {}: {}", argv[0], std::strerror(errno)));
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw tool_failure(fmt::format("lost {}: {}", argv[0], std::strerror(errno)));
  return status;
}

std::string last_line(std::string const& text) {
  std::size_t const end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) return "no message";
  std::size_t const begin = text.rfind('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1,
                     end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

// First line that says what went wrong, else the last line.
std::string telling_line(std::string const& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.find("rror") != std::string::npos) return line;
  return last_line(text);
}

}  // namespace

fs::path find_tool(std::string const& name) {
  char const* const path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    fs::path const candidate = fs::path(folder) / name;
    if (access(candidate.c_str(), X_OK) == 0 && !fs::is_directory(candidate)) return candidate;
  }
  auto const package = packages.find(name);
  throw tool_failure(fmt::format("{} is not installed (not on PATH){}", name,
                                 package == packages.end() ? "" : "; Debian package " + package->second));
}

namespace {

// Keeps the log of a program that failed.
[[noreturn]] void fail(std::vector<std::string> const& argv, fs::path const& log, int status,
                       std::string const& output) {
  fs::path const kept =
      fs::temp_directory_path() / fmt::format("axmul-{}-{}.log", fs::path(argv[0]).filename().string(), getpid());
  std::error_code ignored;
  fs::copy_file(log, kept, fs::copy_options::overwrite_existing, ignored);
  std::string const how = WIFSIGNALED(status) ? fmt::format("was killed by signal {}", WTERMSIG(status))
                                              : fmt::format("exited with {}", WEXITSTATUS(status));
  throw tool_failure(fmt::format("{} {}: {} (log: {})", argv[0], how, telling_line(output), kept.string()));
}

}  // namespace

std::string run(std::vector<std::string> const& argv, fs::path const& log, fs::path const& cwd) {
  int const status = spawn(argv, find_tool(argv[0]), log, cwd);
  std::string output = read_file(log);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail(argv, log, status, output);
  return output;
}

finished try_run(std::vector<std::string> const& argv, fs::path const& log, fs::path const& cwd) {
  int const status = spawn(argv, find_tool(argv[0]), log, cwd);
  std::string output = read_file(log);
  if (!WIFEXITED(status)) fail(argv, log, status, output);
  return {WEXITSTATUS(status) == 0, std::move(output)};
}

std::string tool_version(std::string const& name, std::string const& flag) {
  static std::mutex mutex;
  static std::map<std::string, std::string> known;
  std::lock_guard<std::mutex> const lock(mutex);
  auto const found = known.find(name);
  if (found != known.end()) return found->second;
  scratch_dir const scratch;
  std::string output;
  try {
    output = run({name, flag}, scratch / "log");
  } catch (tool_failure const&) {
    output.clear();
  }
  return known[name] = output.substr(0, output.find('\n'));
}

}  // namespace axmul::tools
