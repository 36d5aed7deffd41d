#include "src/support/interrupt.hpp"

#include <signal.h>
#include <unistd.h>

#include <mutex>
#include <set>
#include <thread>

namespace axmul::tools {
namespace fs = std::filesystem;
namespace {

// Never destroyed: an interruption may come while the program ends.
struct unfinished_paths {
  std::mutex mutex;
  std::multiset<fs::path> paths;
};

unfinished_paths& all() {
  static auto* const paths = new unfinished_paths;
  return *paths;
}

sigset_t& held_back() {
  static sigset_t signals = [] {
    sigset_t none;
    sigemptyset(&none);
    return none;
  }();
  return signals;
}

[[noreturn]] void wait_for_interrupt() {
  int signal = 0;
  while (sigwait(&held_back(), &signal) != 0) {
  }
  all().mutex.lock();         // for good: nothing else is begun
  constexpr int tries = 100;  // programs that were started may still be writing
  for (fs::path const& path : all().paths) {
    std::error_code error;
    for (int i = 0; i < tries && (fs::remove_all(path, error), error); ++i) {
    }
  }
  release_interrupts();
  kill(getpid(), signal);
  while (true) pause();
}

}  // namespace

void catch_interrupts() {
  for (int const signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action;
    if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) sigaddset(&held_back(), signal);
  }
  pthread_sigmask(SIG_BLOCK, &held_back(), nullptr);
  std::thread(wait_for_interrupt).detach();
}

void release_interrupts() {
  pthread_sigmask(SIG_UNBLOCK, &held_back(), nullptr);
}

unfinished_path::unfinished_path(fs::path const& path) : path_(fs::absolute(path)) {
  std::lock_guard const lock(all().mutex);
  all().paths.insert(path_);
}

unfinished_path::~unfinished_path() {
  std::lock_guard const lock(all().mutex);
  all().paths.erase(all().paths.find(path_));
}

}  // namespace axmul::tools
