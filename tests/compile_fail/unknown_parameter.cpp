// A parameter that the family does not have, in a spec parsed at compile time.
#include "axmul/spec.hpp"

#ifdef AXMUL_MUST_FAIL
constexpr axmul::drum m = axmul::parse<axmul::drum>("drum:n=8,q=4");
#else
constexpr axmul::drum m = axmul::parse<axmul::drum>("drum:n=8,k=4");
#endif
static_assert(m.n == 8 && m.k == 4);
