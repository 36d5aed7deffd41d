// A width that does not fit the format.
#include "axmul/spec.hpp"

#ifdef AXMUL_MUST_FAIL
constexpr auto m = axmul::parse<axmul::fp<axmul::drum>>("drum:n=9,k=4@bf16");
#else
constexpr auto m = axmul::parse<axmul::fp<axmul::drum>>("drum:n=8,k=4@bf16");
#endif
static_assert(m.core.n == 8);
