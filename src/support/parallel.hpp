// Work shared by threads that mostly wait for other programs.
#pragma once
#include <cstddef>
#include <functional>

namespace axmul::tools {

// Calls body(0) .. body(count - 1) on `jobs` threads. After an exception no further call begins; the first is rethrown.
void parallel_for(std::size_t count, int jobs, std::function<void(std::size_t)> const& body);

}  // namespace axmul::tools
