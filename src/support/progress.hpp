// A progress bar on standard error: only on a terminal, only when the work takes longer than a second, never with
// --quiet.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace axmul::tools {

class progress {
 public:
  progress(std::string label, std::uint64_t total);
  ~progress();
  void advance(std::uint64_t steps = 1);  // from any thread
  static void set_quiet(bool quiet);

 private:
  void draw();
  std::string label_;
  std::uint64_t total_;
  std::atomic<std::uint64_t> done_{0};
  std::chrono::steady_clock::time_point start_, drawn_;
  std::mutex mutex_;
  bool shown_ = false;
};

}  // namespace axmul::tools
