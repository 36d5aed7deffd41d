// Energies of a library, so given to OpenSTA that it reports them.
#pragma once
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "characterize/hardware/liberty.hpp"
#include "characterize/hardware/netlist.hpp"

namespace axmul::tools {

// The internal power in mW that the tool reports for each instance of a netlist if every net changes once a pair, over
// these cells, a Liberty text.
using power_report = std::function<std::vector<double>(netlist const& mapped, std::string const& cells)>;

// The text of the library with only those usable and tie cells, the values of their internal_power groups changed so
// that the tool reports this: a change of an output costs the mean of its groups, each counted as often as its input
// (related_pin) changes that output, all states being equally likely; a change of an input costs its own groups in the
// states that they are for; of both edges the mean. OpenSTA 2.0.17 charges both edges for each change of an output and
// adds up its groups with weights whose sum is not one: 2 for NAND2, 2.5 for NAND3, 3.5 for AOI21. What it makes of
// each group is measured on copies of the cell where that is 1 and the others are 0: once in a process for each cell of
// a library, known by its sha256. Groups that the tool leaves out stay as they are. Several threads may call at once.
// Throws bad_input for a voltage_unit other than V and mV.
std::string cells_with_weighed_power(library const& lib, std::set<std::string> const& names,
                                     power_report const& report);

}  // namespace axmul::tools
