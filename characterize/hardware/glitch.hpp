// Changes of value with those that unequal path delays cause.
#pragma once
#include <cstddef>
#include <cstdint>

#include "characterize/hardware/netlist.hpp"
#include "characterize/hardware/simulate.hpp"
#include "characterize/hardware/timing.hpp"

namespace axmul::tools {

// As simulator::toggles, with inertial delays: an output takes a new value once its function has had that value for its
// whole delay without a break, so pulses of the function that are shorter than the delay are swallowed. All operand
// bits change at once, after the values of the pair before have settled. Time runs in steps of 1/16 of the median of
// the connected outputs' delays that are not zero; each delay is the nearest whole number of steps, at least one.
toggle_counts glitch_toggles(netlist const& mapped, timing_result const& timing, std::uint64_t const* a,
                             std::uint64_t const* b, std::size_t count);

}  // namespace axmul::tools
