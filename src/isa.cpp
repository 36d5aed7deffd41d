#include "src/isa.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

isa of_processor() {
#if defined(__x86_64__) && defined(__GNUC__)
  bool const avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
                    __builtin_cpu_supports("bmi2");
  bool const avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512vl");
  return !avx2 ? isa::base : avx512 ? isa::avx512 : isa::avx2;
#else
  return isa::base;
#endif
}

isa limit() {
  char const* const name = std::getenv("AXMUL_ISA");
  if (name == nullptr) return isa::avx512;
  for (isa set : {isa::base, isa::avx2, isa::avx512})
    if (std::string_view(name) == name_of(set)) return set;
  throw bad_input("AXMUL_ISA=" + std::string(name) + " is not known; base, avx2, avx512 are");
}

}  // namespace

char const* name_of(isa set) {
  constexpr char const* names[] = {"base", "avx2", "avx512"};
  return names[static_cast<int>(set)];
}

isa instruction_set() {
  static isa const best = std::min(of_processor(), limit());
  return best;
}

}  // namespace axmul::tools
