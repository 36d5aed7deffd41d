#include "src/support/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace axmul::tools {
namespace {
std::atomic<bool> is_quiet{false};
using clock = std::chrono::steady_clock;
}  // namespace

void progress::set_quiet(bool quiet) {
  is_quiet = quiet;
}

progress::progress(std::string label, std::uint64_t total)
    : label_(std::move(label)), total_(total), start_(clock::now()), drawn_(start_) {}

progress::~progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

void progress::advance(std::uint64_t steps) {
  done_ += steps;
  static bool const terminal = isatty(STDERR_FILENO) != 0;
  if (!terminal || is_quiet) return;
  std::unique_lock<std::mutex> const lock(mutex_, std::try_to_lock);
  clock::time_point const now = clock::now();
  if (!lock.owns_lock() || now - start_ < std::chrono::seconds(1) || now - drawn_ < std::chrono::milliseconds(100))
    return;
  drawn_ = now;
  draw();
}

void progress::draw() {
  double const share = total_ == 0 ? 1 : static_cast<double>(done_) / static_cast<double>(total_);
  double const seconds = std::chrono::duration<double>(clock::now() - start_).count();
  constexpr int width = 32;
  int const filled = static_cast<int>(share * width);
  std::string const left = share > 0 ? fmt::format("{:.0f} s left", seconds / share - seconds) : std::string("...");
  std::fputs(
      fmt::format("\r\033[K{} [{:#<{}}{:.<{}}] {:3.0f} % {}", label_, "", filled, "", width - filled, 100 * share, left)
          .c_str(),
      stderr);
  shown_ = true;
}

}  // namespace axmul::tools
