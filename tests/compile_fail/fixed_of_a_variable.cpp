// A multiplier as a type wants a constant: a variable has no value at compile time.
#include "axmul/axmul.hpp"

#ifdef AXMUL_MUST_FAIL
axmul::mbm mul{};
#else
constexpr axmul::mbm mul{};
#endif
static_assert(axmul::fixed<mul>{}(2u, 4u) == 8u);
