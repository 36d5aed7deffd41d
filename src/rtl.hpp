// Verilog of one multiplier: a short top that instantiates the modules of rtl/.
#pragma once
#include <set>
#include <string>

#include "src/design.hpp"

namespace axmul::tools {

// Whether there is Verilog of a design: not of an imported C function or table.
bool has_rtl(design const& d);
// Errors: bad_input when there is none.
void need_rtl(design const& d);

// Name of the top module: the spec after "axmul_top_", '_' for what Verilog does not take, and the start of its hash.
std::string rtl_top(design const& d);

// The top module alone: ports a [n-1:0], b [nb-1:0], p [wp-1:0]. Errors, here and below: those of need_rtl().
std::string rtl_top_text(design const& d);

// Every module of rtl/ that a text instantiates, directly or not.
std::set<std::string> rtl_modules(std::string_view text);

// Source of one module of rtl/.
std::string_view rtl_module_text(std::string const& module);

// Self-contained Verilog-2005: every module that is needed, the top module last. An import is the user's own text,
// SystemVerilog where that is.
std::string rtl(design const& d);
bool rtl_is_system_verilog(design const& d);

}  // namespace axmul::tools
