// Wrappers in the wrong order.
#include "axmul/spec.hpp"

using truncated = axmul::as_signed<axmul::lsb<axmul::exact>>;
#ifdef AXMUL_MUST_FAIL
constexpr truncated m = axmul::parse<truncated>("exact:n=8@signed@lsb:ta=1");
#else
constexpr truncated m = axmul::parse<truncated>("exact:n=8@lsb:ta=1@signed");
#endif
static_assert(m.core.ta == 1);
