// A product is a constant: a wrong claim on one does not compile (interface.md, section 6).
#include "axmul/axmul.hpp"

constexpr axmul::drum mul{16, 6};
#ifdef AXMUL_MUST_FAIL
static_assert(mul(1000u, 1000u) == 1000000u);
#else
static_assert(mul(1000u, 1000u) == 1016064u);
#endif
