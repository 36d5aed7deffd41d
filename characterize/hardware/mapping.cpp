#include "characterize/hardware/mapping.hpp"

#include <fmt/format.h>

#include <cmath>
#include <exception>
#include <set>
#include <utility>

#include "src/rtl.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace {

constexpr char const *multiply_path = "characterize/hardware/multiply.v",
                     *ripple_path = "characterize/hardware/ripple.v";
constexpr char const* structure_kept = "strash; &get -n; &nf; &put; topo";
// Where ABC aborts on that one, which it does now and then: the area of its older mapper is as good, not the delay.
constexpr char const* structure_kept_otherwise = "strash; map -a; topo";
constexpr char const* restructured = "strash; ifraig; scorr; dc2; dch -f; map -B 0.9; topo";

// Yosys wants the script of ABC in one word.
std::string one_word(std::string const& script) {
  std::string word = "+";
  for (std::size_t i = 0; i < script.size(); ++i) {
    if (script[i] == ' ' && i > 0 && script[i - 1] == ';') continue;
    word += script[i] == ' ' ? ',' : script[i];
  }
  return word;
}

// Yosys' $fa, X the carry, as the library's full adders.
std::string adder_techmap(liberty_cell const& adder) {
  bool const sum_first = adder.functions[0].bits == (input_table(0) ^ input_table(1) ^ input_table(2));
  return fmt::format(R"((* techmap_celltype = "$fa" *)
module axmul_full_adders (A, B, C, X, Y);
  parameter WIDTH = 1;
  input [WIDTH-1:0] A, B, C;
  output [WIDTH-1:0] X, Y;
  genvar i;
  generate for (i = 0; i < WIDTH; i = i + 1) begin : bits
    {} u (.{}(A[i]), .{}(B[i]), .{}(C[i]), .{}(X[i]), .{}(Y[i]));
  end endgenerate
endmodule
)",
                     adder.name, adder.inputs[0], adder.inputs[1], adder.inputs[2], adder.outputs[sum_first ? 1 : 0],
                     adder.outputs[sum_first ? 0 : 1]);
}

// The modules of rtl/ that multiply.v uses and the source does not bring along.
std::string multiplier_parts(std::string const& source) {
  std::set<std::string> const present = rtl_modules(source);
  std::string text;
  for (std::string const& name : rtl_modules(embedded(multiply_path)))
    if (present.count(name) == 0) text += rtl_module_text(name);
  return text;
}

// The gates of each structure are saved as the design of its name.
std::string structure_name(mapping_style const& style) {
  return fmt::format("{}{}", style.ripple ? "ripple" : "prefix", style.adders ? "_adders" : "");
}

mapping_result map_in_one_run(rtl_source const& source, library const& lib, std::vector<mapping_style> const& styles) {
  scratch_dir const scratch;
  std::string script = fmt::format(
      "read_verilog {1} design.v\n"
      "hierarchy -check -top {0}\n"
      "proc\n"
      "setundef -undriven -zero\n"
      "flatten\n"
      "opt_clean\n"
      "design -save source\n"
      "techmap\n"
      "setundef -zero\n"
      "aigmap\n"
      "write_aiger -symbols graph.aig\n"
      "design -load source\n"
      "wreduce\n"
      "read_verilog parts.v\n"
      "techmap -map multiply.v\n"
      "hierarchy -top {0}\n"
      "proc\n"
      "synth -top {0} -flatten -noabc -noshare -run :fine\n"
      "maccmap\n"
      "design -save words\n",
      source.top, source.is_system_verilog ? "-sv" : "");
  write_file(scratch / "design.v", source.verilog);
  write_file(scratch / "parts.v", multiplier_parts(source.verilog));
  write_file(scratch / "multiply.v", embedded(multiply_path));
  write_file(scratch / "ripple.v", embedded(ripple_path));
  if (liberty_cell const* adder = lib.cells.smallest_adder(3)) write_file(scratch / "adders.v", adder_techmap(*adder));
  std::set<std::string> built;
  for (mapping_style const& style : styles) {
    if (!built.insert(structure_name(style)).second) continue;
    script += fmt::format(
        "design -load words\n"
        "{}"
        "synth -top {} -flatten -noabc -noshare -run fine:\n"
        "{}"
        "design -save {}\n",
        style.ripple ? "techmap -map ripple.v\n" : "", source.top,
        style.adders ? "extract_fa -d 8 -b 4 -fa\nopt_clean\ntechmap -map adders.v\nopt_clean\n" : "",
        structure_name(style));
  }
  for (std::size_t i = 0; i < styles.size(); ++i)
    script += fmt::format(
        "design -load {}\n"
        "abc -liberty {} -script {}\n"
        "opt_clean -purge\n"
        "setattr -unset src\n"
        "write_json mapped{}.json\n",
        structure_name(styles[i]), lib.mapping_file.string(), one_word(styles[i].abc), i);
  write_file(scratch / "map.ys", script);
  run({"yosys", "-Q", "-T", "-s", "map.ys"}, scratch / "yosys.log", scratch.path());
  mapping_result result;
  result.styles = styles;
  for (std::size_t i = 0; i < styles.size(); ++i)
    result.mapped.push_back(read_netlist(read_file(scratch / fmt::format("mapped{}.json", i)), source.top, lib.cells));
  result.graph = read_file(scratch / "graph.aig");
  return result;
}

}  // namespace

std::string mapping_style::name() const {
  return fmt::format("{} sums; {}abc: {}", ripple ? "ripple" : "prefix", adders ? "full adders; " : "", abc);
}

std::vector<mapping_style> mapping_styles(library const& lib) {
  std::vector<mapping_style> styles;
  for (bool const adders : {false, true})
    for (bool const ripple : {false, true})
      if (!adders || lib.cells.smallest_adder(3) != nullptr) styles.push_back({structure_kept, ripple, adders});
  styles.push_back({restructured});
  return styles;
}

mapping_style mapping_style_for(double target_ns) {
  constexpr double picoseconds = 1000;
  return {fmt::format("strash; dch -f; map -B 0.9 -D {0}; topo; buffer -c; topo; upsize -D {0}; dnsize -D {0}",
                      std::lround(target_ns * picoseconds))};
}

mapping_result map(rtl_source const& source, library const& lib, std::vector<mapping_style> const& styles) try {
  return map_in_one_run(source, lib, styles);
} catch (tool_failure const&) {
  mapping_result result;
  std::exception_ptr failure;
  auto const succeeds = [&](mapping_style const& style) {
    try {
      mapping_result one = map_in_one_run(source, lib, {style});
      result.styles.push_back(style);
      result.mapped.push_back(std::move(one.mapped.front()));
      result.graph = std::move(one.graph);
      return true;
    } catch (tool_failure const&) {
      failure = std::current_exception();
      return false;
    }
  };
  for (mapping_style const& style : styles) {
    if (succeeds(style)) continue;
    if (style.abc == structure_kept && succeeds({structure_kept_otherwise, style.ripple, style.adders})) continue;
    result.styles.push_back(style);
    result.mapped.push_back(std::nullopt);
  }
  if (result.graph.empty()) std::rethrow_exception(failure);
  return result;
}

}  // namespace axmul::tools
