// The registry: every integer core, once. Parser, help, tests, RTL and sweeps fold over this list.
#pragma once
#include "axmul/int/bam.hpp"
#include "axmul/int/drum.hpp"
#include "axmul/int/exact.hpp"
#include "axmul/int/mbm.hpp"
#include "axmul/int/mitchell.hpp"
#include "axmul/int/rep.hpp"
#include "axmul/int/trunc.hpp"

namespace axmul {

using families = type_list<exact, trunc, bam, drum, rep, mitchell, mbm>;

}  // namespace axmul
