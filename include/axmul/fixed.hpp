#pragma once
#include "axmul/config.hpp"

namespace axmul {

// A multiplier as a stateless type, for templates that want one: constexpr drum mul{16, 6}; fixed<mul>{}(a, b).
template <auto const& M>
struct fixed {
  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    constexpr auto m = M;
    return m(a, b);
  }
};

}  // namespace axmul
