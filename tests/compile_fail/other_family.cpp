// A spec of another family than the type asked for.
#include "axmul/spec.hpp"

#ifdef AXMUL_MUST_FAIL
constexpr axmul::drum m = axmul::parse<axmul::drum>("exact:n=16");
#else
constexpr axmul::drum m = axmul::parse<axmul::drum>("drum:n=16");
#endif
static_assert(m.n == 16);
