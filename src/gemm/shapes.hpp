// Shapes as callers give them. Errors: std::invalid_argument that begins with `who`.
#pragma once
#include <cstddef>
#include <stdexcept>
#include <string>

#include "axmul/gemm.hpp"

namespace axmul::detail {

struct shape {
  std::ptrdiff_t rows, columns;

  std::string text() const { return std::to_string(rows) + " x " + std::to_string(columns); }
};
template <class T>
shape shape_of(matrix<T> const& x) {
  return {x.rows, x.columns};
}

[[noreturn]] inline void refuse(char const* who, std::string const& why) {
  throw std::invalid_argument(std::string(who) + ": " + why);
}

template <class T>
void check_matrix(char const* who, matrix<T> const& x, char const* name) {
  if (x.rows < 0 || x.columns < 0) refuse(who, std::string(name) + " is " + shape_of(x).text());
  if (x.rows == 0 || x.columns == 0) return;
  if (x.data == nullptr) refuse(who, std::string(name) + " has no data");
  if (x.stride < x.columns)
    refuse(who, std::string(name) + " has a stride of " + std::to_string(x.stride) + ", at least its " +
                    std::to_string(x.columns) + " columns are meant");
}

inline void check_product(char const* who, shape a, shape b, shape c) {
  if (a.columns != b.rows || c.rows != a.rows || c.columns != b.columns)
    refuse(who, a.text() + " times " + b.text() + " does not give " + c.text());
}

}  // namespace axmul::detail
