#include "src/support/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace axmul::tools {

void parallel_for(std::size_t count, int jobs, std::function<void(std::size_t)> const& body) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr error;
  std::mutex mutex;
  auto const work = [&] {
    for (std::size_t i = next++; i < count; i = next++) try {
        body(i);
      } catch (...) {
        std::lock_guard<std::mutex> const lock(mutex);
        if (!error) error = std::current_exception();
        next = count;
      }
  };
  std::vector<std::thread> threads;
  for (std::size_t j = 1; j < std::min(count, static_cast<std::size_t>(std::max(jobs, 1))); ++j)
    threads.emplace_back(work);
  work();
  for (std::thread& t : threads) t.join();
  if (error) std::rethrow_exception(error);
}

}  // namespace axmul::tools
