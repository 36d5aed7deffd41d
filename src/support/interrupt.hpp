// Interruption: what a run has made and not finished goes, then the process ends as it would have.
#pragma once
#include <filesystem>

namespace axmul::tools {

// From now on SIGINT, SIGTERM and SIGHUP, where they are not ignored, remove every unfinished path before they end the
// process. Called in main before any thread starts.
void catch_interrupts();

// Gives a forked child back the signals that catch_interrupts holds back. Safe between fork and exec.
void release_interrupts();

// A file or folder that an interruption removes, with its content, as long as the object is there.
class unfinished_path {
 public:
  explicit unfinished_path(std::filesystem::path const& path);
  ~unfinished_path();
  unfinished_path(unfinished_path const&) = delete;
  unfinished_path& operator=(unfinished_path const&) = delete;

 private:
  std::filesystem::path path_;
};

}  // namespace axmul::tools
