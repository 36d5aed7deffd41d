// A value outside the range that the members before it leave.
#include "axmul/spec.hpp"

#ifdef AXMUL_MUST_FAIL
constexpr axmul::drum m = axmul::parse<axmul::drum>("drum:n=8,k=9");
#else
constexpr axmul::drum m = axmul::parse<axmul::drum>("drum:n=9,k=9");
#endif
static_assert(m.k == 9);
