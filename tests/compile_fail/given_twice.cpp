// A parameter given twice.
#include "axmul/spec.hpp"

#ifdef AXMUL_MUST_FAIL
constexpr axmul::exact m = axmul::parse<axmul::exact>("exact:n=8,n=8");
#else
constexpr axmul::exact m = axmul::parse<axmul::exact>("exact:n=8,nb=8");
#endif
static_assert(m.n == 8);
