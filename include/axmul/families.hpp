// The registry: every integer core, once. Parser, help, tests, RTL and sweeps fold over this list.
#pragma once
#include "axmul/int/alm.hpp"
#include "axmul/int/bam.hpp"
#include "axmul/int/brep.hpp"
#include "axmul/int/bw.hpp"
#include "axmul/int/dralm.hpp"
#include "axmul/int/drum.hpp"
#include "axmul/int/essm.hpp"
#include "axmul/int/exact.hpp"
#include "axmul/int/ilm.hpp"
#include "axmul/int/iterlog.hpp"
#include "axmul/int/mbm.hpp"
#include "axmul/int/mitchell.hpp"
#include "axmul/int/momeni.hpp"
#include "axmul/int/perf.hpp"
#include "axmul/int/r4abm.hpp"
#include "axmul/int/rad.hpp"
#include "axmul/int/realm.hpp"
#include "axmul/int/rep.hpp"
#include "axmul/int/roba.hpp"
#include "axmul/int/srep.hpp"
#include "axmul/int/ssm.hpp"
#include "axmul/int/tosam.hpp"
#include "axmul/int/trunc.hpp"
#include "axmul/int/udm.hpp"
#include "axmul/int/venkatachalam.hpp"

namespace axmul {

using families = type_list<exact, trunc, bam, perf, ssm, essm, drum, tosam, roba, rep, srep, brep, mitchell, mbm, alm,
                           dralm, ilm, iterlog, realm, udm, momeni, venkatachalam, bw, rad, r4abm>;

}  // namespace axmul
