#include "characterize/hardware/synth.hpp"

#include <fmt/format.h>

#include <cmath>
#include <future>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>
#include <utility>

#include "src/rtl.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace {

using nlohmann::ordered_json;

char const* abc_script(objective goal) {
  return goal == objective::delay ? "strash; dch; map -B 0.9; topo" : "strash; map -a; topo";
}

// Yosys wants the script of ABC in one word.
std::string one_word(std::string const& script) {
  std::string word = "+";
  for (std::size_t i = 0; i < script.size(); ++i) {
    if (script[i] == ' ' && i > 0 && script[i - 1] == ';') continue;
    word += script[i] == ' ' ? ',' : script[i];
  }
  return word;
}

struct cost {
  mapping_result netlist;
  timing_result timing;
  power_result power;

  double power_mw() const { return power.dynamic_mw + power.leakage_mw; }
  double pdp_pj() const { return power_mw() * timing.delay_ns; }
};

cost cost_of(design const& d, std::string const& verilog, objective goal, synth_options const& options) {
  cost c;
  c.netlist = map(verilog, rtl_top(d), *options.liberty, goal, rtl_is_system_verilog(d));
  c.timing = time_and_power(c.netlist.mapped, *options.liberty);
  operand_sequence const pairs = activity_pairs(d, options.seed, options.activity_pairs);
  c.power = scale_power(c.timing, simulator(c.netlist.mapped).toggles(pairs.a.data(), pairs.b.data(), pairs.a.size()));
  return c;
}

cost best_cost(design const& d, synth_options const& options) {
  std::string const verilog = rtl(d);
  if (options.optimize != objective::pdp) return cost_of(d, verilog, options.optimize, options);
  cost by_area = cost_of(d, verilog, objective::area, options),
       by_delay = cost_of(d, verilog, objective::delay, options);
  return by_delay.pdp_pj() < by_area.pdp_pj() ? std::move(by_delay) : std::move(by_area);
}

std::string pattern(u128 value) {
  auto const high = static_cast<std::uint64_t>(value >> 64), low = static_cast<std::uint64_t>(value);
  return high != 0 ? fmt::format("0x{:x}{:016x}", high, low) : fmt::format("0x{:x}", low);
}

std::string verified(netlist const& mapped, design const& d, std::uint64_t seed) {
  netlist_check const check = check_netlist(mapped, d, seed);
  if (check.first)
    throw check_failure(
        fmt::format("{}: the mapped netlist differs from the model: a=0x{:x} b=0x{:x} gives {}, the model {}", d.spec,
                    check.first->a, check.first->b, pattern(check.first->got), pattern(check.first->expected)));
  return check.exhaustive ? "exhaustive" : "sampled";
}

std::string tools() {
  return fmt::format("{}, OpenSTA {}", tool_version("yosys", "-V"), tool_version("sta", "-version"));
}

// Computed once for each reference, library and options; who comes meanwhile waits.
ordered_json cached_reference(std::string const& spec, synth_options const& options) {
  using key = std::tuple<std::string, std::string, objective, std::size_t, std::uint64_t>;
  static std::mutex mutex;
  static std::map<key, std::shared_future<ordered_json>> known;
  key const wanted{spec, options.liberty->sha256, options.optimize, options.activity_pairs, options.seed};
  std::promise<ordered_json> promise;
  std::shared_future<ordered_json> record;
  bool mine = false;
  {
    std::lock_guard const lock(mutex);
    auto const [place, is_new] = known.try_emplace(wanted);
    if (is_new) place->second = promise.get_future().share();
    mine = is_new;
    record = place->second;
  }
  if (mine) {
    try {
      synth_options plain = options;
      plain.path = false;
      promise.set_value(synthesize(design(spec), plain));
    } catch (...) {
      promise.set_exception(std::current_exception());
    }
  }
  return record.get();
}

void add_ratios(ordered_json& record, design const& d, synth_options const& options) {
  std::optional<ordered_json> other;
  if (!d.reference.empty() && d.reference != d.spec)
    other = options.reference ? options.reference(d.reference) : cached_reference(d.reference, options);
  for (auto const& [ratio, field] : {std::pair{"area_ratio", "area"},
                                     {"delay_ratio", "delay_ns"},
                                     {"power_ratio", "power_mw"},
                                     {"pdp_ratio", "pdp_pj"}}) {
    record[ratio] = nullptr;
    if (d.reference == d.spec) record[ratio] = 1.0;
    if (!other || !other->contains(field) || !other->at(field).is_number()) continue;
    double const value = record[field].get<double>() / other->at(field).get<double>();
    if (std::isfinite(value)) record[ratio] = value;
  }
}

}  // namespace

objective parse_objective(std::string const& word) {
  if (word == "area") return objective::area;
  if (word == "delay") return objective::delay;
  if (word == "pdp") return objective::pdp;
  throw bad_input(fmt::format("unknown objective '{}'; area, delay or pdp is expected", word));
}

mapping_result map(std::string const& verilog, std::string const& top, library const& lib, objective goal,
                   bool is_system_verilog) {
  scratch_dir const scratch;
  write_file(scratch / "design.v", verilog);
  write_file(scratch / "map.ys",
             fmt::format("read_verilog {3} design.v\n"
                         "hierarchy -check -top {0}\n"
                         "proc\n"
                         "setundef -undriven -zero\n"
                         "synth -top {0} -flatten -noabc -noshare\n"
                         "abc -liberty {1} -script {2}\n"
                         "opt_clean -purge\n"
                         "setattr -unset src\n"
                         "write_json mapped.json\n",
                         top, lib.mapping_file.string(), one_word(abc_script(goal)), is_system_verilog ? "-sv" : ""));
  run({"yosys", "-Q", "-T", "-s", "map.ys"}, scratch / "yosys.log", scratch.path());
  mapping_result result;
  result.mapped = read_netlist(read_file(scratch / "mapped.json"), top, lib.cells);
  result.verilog = result.mapped.verilog();
  result.cells = static_cast<int>(result.mapped.instances.size());
  result.area = result.mapped.area();
  result.depth = result.mapped.depth();
  result.mapping = fmt::format("abc: {}", abc_script(goal));
  return result;
}

ordered_json synthesize(design const& d, synth_options const& options) {
  constexpr double picojoules_per_mw = 1e9 / surroundings::pairs_per_second;
  cost const c = best_cost(d, options);
  ordered_json record;
  record["spec"] = d.spec;
  record["liberty"] = options.liberty->cells.name;
  record["corner"] = options.liberty->cells.corner;
  record["tools"] = tools();
  record["mapping"] = c.netlist.mapping;
  record["cells"] = c.netlist.cells;
  record["area"] = c.netlist.area;
  record["area_unit"] = options.liberty->cells.area_unit;
  record["depth"] = c.netlist.depth;
  record["delay_ns"] = c.timing.delay_ns;
  record["power_mw"] = c.power_mw();
  record["dynamic_mw"] = c.power.dynamic_mw;
  record["leakage_mw"] = c.power.leakage_mw;
  record["pdp_pj"] = c.pdp_pj();
  record["energy_pj"] = c.power.dynamic_mw * picojoules_per_mw;
  record["power_glitch_mw"] = nullptr;
  record["activity"] = {{"distribution", d.is_float() ? "uniform over finite patterns" : "uniform"},
                        {"pairs", options.activity_pairs},
                        {"seed", options.seed}};
  record["netlist_verified"] = verified(c.netlist.mapped, d, options.seed);
  add_ratios(record, d, options);
  if (options.path) {
    record["path"] = ordered_json::array();
    for (path_step const& s : c.timing.path)
      record["path"].push_back({{"pin", s.pin},
                                {"cell", s.cell},
                                {"edge", s.rises ? "rise" : "fall"},
                                {"delay_ns", s.delay_ns},
                                {"arrival_ns", s.arrival_ns}});
  }
  return record;
}

std::string synth_version(library const& lib) {
  return fmt::format("{}, liberty {}", tools(), lib.sha256);
}

}  // namespace axmul::tools
