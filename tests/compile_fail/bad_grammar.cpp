// A spec that is not one.
#include "axmul/spec.hpp"

#ifdef AXMUL_MUST_FAIL
constexpr axmul::drum m = axmul::parse<axmul::drum>("drum:n=8;k=4");
#else
constexpr axmul::drum m = axmul::parse<axmul::drum>("drum:n=8,k=4");
#endif
static_assert(m.k == 4);
