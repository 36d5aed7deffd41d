// A spec with a wrapper that the type asked for does not have.
#include "axmul/spec.hpp"

#ifdef AXMUL_MUST_FAIL
constexpr auto m = axmul::parse<axmul::mbm>("mbm:n=8@signed");
#else
constexpr auto m = axmul::parse<axmul::as_signed<axmul::mbm> >("mbm:n=8@signed");
#endif
static_assert(axmul::bits_a(m) == 8);
