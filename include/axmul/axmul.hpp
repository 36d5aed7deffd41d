// axmul: bit-exact models of approximate multipliers. C++17, host and device, standard library only.
// Specs at run time stand in axmul/spec.hpp.
#pragma once
#include "axmul/families.hpp"
#include "axmul/fixed.hpp"
#include "axmul/fp/fp.hpp"
#include "axmul/lsb.hpp"
#include "axmul/lut.hpp"
#include "axmul/signed.hpp"
