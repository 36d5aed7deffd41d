// A word that is no value of the parameter.
#include "axmul/spec.hpp"

#ifdef AXMUL_MUST_FAIL
constexpr axmul::trunc m = axmul::parse<axmul::trunc>("trunc:n=8,k=4,corr=variable");
#else
constexpr axmul::trunc m = axmul::parse<axmul::trunc>("trunc:n=8,k=4,corr=var");
#endif
static_assert(m.corr == axmul::trunc::correction::variable);
