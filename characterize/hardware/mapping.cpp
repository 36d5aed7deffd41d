#include "characterize/hardware/mapping.hpp"

#include <fmt/format.h>

#include <cmath>
#include <exception>
#include <iterator>
#include <set>
#include <utility>

#include "characterize/hardware/adders.hpp"
#include "src/rtl.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace {

constexpr char const *multiply_path = "characterize/hardware/multiply.v",
                     *ripple_path = "characterize/hardware/ripple.v";
constexpr char const* structure_kept = "strash; &get -n; &nf; &put; topo";
// The gates found are mapped again.
constexpr char const* smaller =
    "strash; &get -n; &dch -f; &nf -p -C 32 -R 1000; &put; mfs3 -a -I 6 -O 3 -K 8 -H 6; "
    "strash; &get -n; &dch -f; &nf -p -C 32 -R 1000; &put; mfs3 -a -I 6 -O 3 -K 8 -H 6; topo";
// Where ABC aborts on these, which it does now and then: the area of its older mapper is as good, not the delay.
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

// The modules of rtl/ that multiply.v uses and the source does not bring along.
std::string multiplier_parts(std::string const& source) {
  std::set<std::string> const present = rtl_modules(source);
  std::string text;
  for (std::string const& name : rtl_modules(embedded(multiply_path)))
    if (present.count(name) == 0) text += rtl_module_text(name);
  return text;
}

char const* structure_name(mapping_style const& style) {
  return style.ripple ? "ripple" : "prefix";
}

// Runs the script, which saves each structure as the design of its name, then ABC in the styles with adders or those
// without.
void map_styles(rtl_source const& source, library const& lib, std::vector<mapping_style> const& styles, bool adders,
                std::string script, scratch_dir const& scratch, mapping_result& result) {
  for (std::size_t i = 0; i < styles.size(); ++i)
    if (styles[i].adders == adders)
      script += fmt::format(
          "design -load {}\n"
          "abc -liberty {} -script {}\n"
          "opt_clean -purge\n"
          "setattr -unset src\n"
          "write_json mapped{}.json\n",
          structure_name(styles[i]), lib.mapping_file.string(), one_word(styles[i].abc), i);
  write_file(scratch / "map.ys", script);
  run({"yosys", "-Q", "-T", "-s", "map.ys"}, scratch / "yosys.log", scratch.path());
  for (std::size_t i = 0; i < styles.size(); ++i)
    if (styles[i].adders == adders)
      result.mapped[i] = read_netlist(read_file(scratch / fmt::format("mapped{}.json", i)), source.top, lib.cells);
}

// All styles with Booth rows, or none.
mapping_result map_together(rtl_source const& source, library const& lib, std::vector<mapping_style> const& styles) {
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
      "tee -q -o products select -count t:$mul r:A_WIDTH>=4 %i r:B_WIDTH>=4 %i\n"  // with Booth rows
      "read_verilog parts.v\n"
      "techmap -D BOOTH={2:d} -map multiply.v\n"
      "hierarchy -top {0}\n"
      "proc\n"
      "synth -top {0} -flatten -noabc -noshare -run :fine\n"
      "maccmap\n"
      "design -save words\n",
      source.top, source.is_system_verilog ? "-sv" : "", styles.front().booth);
  write_file(scratch / "design.v", source.verilog);
  write_file(scratch / "parts.v", multiplier_parts(source.verilog));
  write_file(scratch / "multiply.v", embedded(multiply_path));
  write_file(scratch / "ripple.v", embedded(ripple_path));
  std::set<bool> structures, adders;  // ripple or not
  for (mapping_style const& style : styles) {
    structures.insert(style.ripple);
    if (style.adders) adders.insert(style.ripple);
  }
  for (bool const ripple : structures) {
    char const* const name = structure_name({"", ripple});
    script += fmt::format(
        "design -load words\n"
        "{}"
        "synth -top {} -flatten -noabc -noshare -run fine:\n"
        "design -save {}\n",
        ripple ? "techmap -map ripple.v\n" : "", source.top, name);
    if (adders.count(ripple) != 0)
      script += fmt::format("setundef -zero\naigmap\nwrite_aiger -ascii -symbols {}.aag\n", name);
  }
  mapping_result result;
  result.styles = styles;
  result.mapped.resize(styles.size());
  map_styles(source, lib, styles, false, script, scratch, result);
  result.graph = read_file(scratch / "graph.aig");
  result.products = std::stoi(read_file(scratch / "products"));
  script.clear();
  for (bool const ripple : adders) {
    char const* const name = structure_name({"", ripple});
    write_file(scratch / fmt::format("{}.blif", name),
               with_full_adders(read_file(scratch / fmt::format("{}.aag", name)), source.top,
                                *lib.cells.smallest_full_adder()));
    script += fmt::format("design -reset\nread_blif -wideports {0}.blif\ndesign -save {0}\n", name);
  }
  if (!adders.empty()) map_styles(source, lib, styles, true, script, scratch, result);
  return result;
}

// Each style alone where they cannot all be had together, another mapper in place of one that aborts.
mapping_result map_some_way(rtl_source const& source, library const& lib,
                            std::vector<mapping_style> const& styles) try {
  return map_together(source, lib, styles);
} catch (tool_failure const&) {
  mapping_result result;
  std::exception_ptr failure;
  auto const succeeds = [&](mapping_style const& style) {
    try {
      mapping_result one = map_together(source, lib, {style});
      result.styles.push_back(style);
      result.mapped.push_back(std::move(one.mapped.front()));
      result.graph = std::move(one.graph);
      result.products = one.products;
      return true;
    } catch (tool_failure const&) {
      failure = std::current_exception();
      return false;
    }
  };
  for (mapping_style const& style : styles) {
    if (succeeds(style)) continue;
    mapping_style otherwise = style;
    otherwise.abc = structure_kept_otherwise;
    bool const keeps = style.abc == structure_kept || style.abc == smaller;
    if (keeps && succeeds(otherwise)) continue;
    result.styles.push_back(style);
    result.mapped.push_back(std::nullopt);
  }
  if (result.graph.empty()) std::rethrow_exception(failure);
  return result;
}

}  // namespace

std::string mapping_style::name() const {
  return fmt::format("{}{} sums; {}abc: {}", booth ? "Booth products; " : "", ripple ? "ripple" : "prefix",
                     adders ? "full adders; " : "", abc);
}

std::vector<mapping_style> mapping_styles(library const& lib, bool for_area) {
  std::vector<mapping_style> styles;
  char const* const kept = for_area ? smaller : structure_kept;
  for (bool const booth : {false, true}) {
    for (bool const adders : {false, true})
      for (bool const ripple : {false, true})
        if (!adders || lib.cells.smallest_full_adder() != nullptr) styles.push_back({kept, ripple, adders, booth});
    styles.push_back({restructured, false, false, booth});
  }
  return styles;
}

mapping_style mapping_style_for(double target_ns) {
  constexpr double picoseconds = 1000;
  return {fmt::format("strash; dch -f; map -B 0.9 -D {0}; topo; buffer -c; topo; upsize -D {0}; dnsize -D {0}",
                      std::lround(target_ns * picoseconds))};
}

mapping_result map(rtl_source const& source, library const& lib, std::vector<mapping_style> const& styles) {
  std::vector<mapping_style> arrays, rows;
  for (mapping_style const& style : styles) (style.booth ? rows : arrays).push_back(style);
  mapping_result result = map_some_way(source, lib, arrays);
  if (result.products == 0 || rows.empty()) return result;
  mapping_result more = map_some_way(source, lib, rows);
  std::move(more.styles.begin(), more.styles.end(), std::back_inserter(result.styles));
  std::move(more.mapped.begin(), more.mapped.end(), std::back_inserter(result.mapped));
  return result;
}

}  // namespace axmul::tools
