// Vectors on cache lines; elements that are given no value have none.
#pragma once
#include <cstddef>
#include <new>
#include <utility>
#include <vector>

namespace axmul::detail {

template <class T>
struct line_allocator {
  using value_type = T;
  static constexpr std::align_val_t line{64};

  line_allocator() = default;
  template <class U>
  line_allocator(line_allocator<U> const&) {}
  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), line)); }
  void deallocate(T* p, std::size_t) { ::operator delete(p, line); }
  template <class U, class... Values>
  void construct(U* p, Values&&... values) {
    if constexpr (sizeof...(Values) == 0)
      ::new (static_cast<void*>(p)) U;
    else
      ::new (static_cast<void*>(p)) U(std::forward<Values>(values)...);
  }
  friend bool operator==(line_allocator, line_allocator) { return true; }
  friend bool operator!=(line_allocator, line_allocator) { return false; }
};

template <class T>
using aligned_vector = std::vector<T, line_allocator<T>>;

}  // namespace axmul::detail
