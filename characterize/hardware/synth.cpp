#include "characterize/hardware/synth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <future>
#include <limits>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>
#include <utility>

#include "characterize/hardware/check.hpp"
#include "characterize/hardware/fpga.hpp"
#include "characterize/hardware/glitch.hpp"
#include "characterize/hardware/mapping.hpp"
#include "characterize/hardware/simulate.hpp"
#include "characterize/hardware/timing.hpp"
#include "src/rtl.hpp"
#include "src/support/error.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace {

using nlohmann::ordered_json;

struct cost {
  timing_result timing;
  power_result power;
  bool from_saif = false;  // by OpenSTA itself

  double power_mw() const { return power.dynamic_mw + power.leakage_mw; }
  double pdp_pj() const { return power_mw() * timing.delay_ns; }
};

struct mapped_design {
  mapping_style style;
  netlist mapped;
  std::optional<cost> known;  // once it was asked for
};

// A design with what was measured of it, each thing once.
class workbench {
 public:
  workbench(design const& d, synth_options const& options)
      : options_(options),
        lib_(*options.liberty),
        source_{rtl(d), rtl_top(d), rtl_is_system_verilog(d)},
        pairs_(activity_pairs(d, options.activity)) {
    mapping_result result = map(source_, lib_, mapping_styles(lib_, options.optimize == objective::area));
    graph = std::move(result.graph);
    for (std::size_t i = 0; i < result.styles.size(); ++i)
      if (result.mapped[i]) tried_.push_back({std::move(result.styles[i]), std::move(*result.mapped[i]), std::nullopt});
  }

  std::string graph;  // of the RTL

  mapped_design& best() {
    return *std::min_element(tried_.begin(), tried_.end(),
                             [&](mapped_design& x, mapped_design& y) { return value(x) < value(y); });
  }

  cost const& cost_of(mapped_design& m) {
    if (!m.known) m.known = measured(m.mapped, lib_);
    return *m.known;
  }

  double power_with_glitches(mapped_design& m) {
    timing_result const& timing = cost_of(m).timing;
    std::size_t const count = std::min(pairs_.a.size(), glitch_pairs);
    power_result const power =
        scale_power(m.mapped, timing, glitch_toggles(m.mapped, timing, pairs_.a.data(), pairs_.b.data(), count));
    return power.dynamic_mw + power.leakage_mw;
  }

  ordered_json corners(mapped_design const& m) const {
    ordered_json rows = ordered_json::array();
    for (std::shared_ptr<library const> const& corner : options_.corners) {
      for (netlist::cell_kind const& k : m.mapped.kinds)
        if (corner->cells.find(k.name) == nullptr)
          throw bad_input(
              fmt::format("{}: no cell {}; a corner has the cells of {}", corner->source, k.name, lib_.cells.name));
      cost const c = measured(m.mapped, *corner);
      rows.push_back({{"liberty", corner->cells.name},
                      {"corner", corner->cells.corner},
                      {"delay_ns", c.timing.delay_ns},
                      {"power_mw", c.power_mw()},
                      {"leakage_mw", c.power.leakage_mw},
                      {"pdp_pj", c.pdp_pj()}});
    }
    return rows;
  }

  // Delays between the fastest mapping and the smallest one are set as targets.
  ordered_json curve() {
    constexpr int targets = 6;
    struct point {
      std::optional<double> target;
      double delay, area;
    };
    std::vector<point> points;
    for (mapped_design& m : tried_) points.push_back({std::nullopt, cost_of(m).timing.delay_ns, m.mapped.area()});
    auto const [fastest, slowest] = std::minmax_element(points.begin(), points.end(),
                                                        [](auto const& x, auto const& y) { return x.delay < y.delay; });
    double const low = 0.8 * fastest->delay, step = (slowest->delay - low) / targets;
    std::vector<mapping_style> styles;
    std::vector<double> wanted;
    for (int i = 0; i < targets && step > 0; ++i) {
      wanted.push_back(low + i * step);
      styles.push_back(mapping_style_for(wanted.back()));
    }
    std::vector<std::optional<netlist>> mapped;
    if (!styles.empty()) mapped = map(source_, lib_, styles).mapped;
    for (std::size_t i = 0; i < mapped.size(); ++i)
      if (mapped[i]) points.push_back({wanted[i], time_and_power(*mapped[i], lib_).delay_ns, mapped[i]->area()});
    std::stable_sort(points.begin(), points.end(), [](point const& x, point const& y) {
      return std::pair(x.delay, x.area) < std::pair(y.delay, y.area);
    });
    ordered_json rows = ordered_json::array();
    double least = std::numeric_limits<double>::infinity();
    for (point const& p : points) {
      if (p.area >= least) continue;
      least = p.area;
      rows.push_back({{"target_ns", nullptr}, {"delay_ns", p.delay}, {"area", p.area}});
      if (p.target) rows.back()["target_ns"] = *p.target;
    }
    return rows;
  }

  ordered_json fpga() const { return fpga_cost(source_.verilog, source_.top, source_.is_system_verilog); }

 private:
  static constexpr std::size_t glitch_pairs = std::size_t{1} << 14;

  cost measured(netlist const& mapped, library const& lib) const {
    cost c;
    c.timing = time_and_power(mapped, lib);
    toggle_counts const counts = simulator(mapped).toggles(pairs_.a.data(), pairs_.b.data(), pairs_.a.size());
    std::optional<power_result> const by_tool = power_from_saif(mapped, lib, counts);
    c.power = by_tool ? *by_tool : scale_power(mapped, c.timing, counts);
    c.from_saif = by_tool.has_value();
    return c;
  }

  double value(mapped_design& m) {
    switch (options_.optimize) {
      case objective::area: return m.mapped.area();
      case objective::delay: return cost_of(m).timing.delay_ns;
      case objective::pdp: return cost_of(m).pdp_pj();
    }
    return 0;
  }

  synth_options const& options_;
  library const& lib_;
  rtl_source source_;
  operand_sequence pairs_;
  std::vector<mapped_design> tried_;
};

std::string pattern(u128 value) {
  auto const high = static_cast<std::uint64_t>(value >> 64), low = static_cast<std::uint64_t>(value);
  return high != 0 ? fmt::format("0x{:x}{:016x}", high, low) : fmt::format("0x{:x}", low);
}

std::string verified(netlist const& mapped, design const& d, std::string const& graph, std::uint64_t seed) {
  netlist_check const check = check_netlist(mapped, d, graph, seed);
  if (check.first)
    throw check_failure(
        fmt::format("{}: the mapped netlist differs from the model: a=0x{:x} b=0x{:x} gives {}, the model {}", d.spec,
                    check.first->a, check.first->b, pattern(check.first->got), pattern(check.first->expected)));
  return name_of(check.how);
}

std::string tools() {
  return fmt::format("{}, OpenSTA {}", tool_version("yosys", "-V"), tool_version("sta", "-version"));
}

// Computed once for each reference, library and options; who comes meanwhile waits.
ordered_json cached_reference(std::string const& spec, synth_options const& options) {
  using key = std::tuple<std::string, std::string, std::string>;
  static std::mutex mutex;
  static std::map<key, std::shared_future<ordered_json>> known;
  synth_options plain = options;
  plain.path = plain.netlist = plain.curve = plain.fpga = false;
  plain.corners.clear();
  key const wanted{spec, options.liberty->sha256, plain.key()};
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

std::string synth_options::key() const {
  ordered_json key{{"optimize", optimize == objective::area    ? "area"
                                : optimize == objective::delay ? "delay"
                                                               : "pdp"},
                   {"pairs", activity.pairs},
                   {"seed", activity.seed}};
  if (!activity.distribution.empty()) key["distribution"] = activity.distribution.canonical();
  if (activity.correlation != 0) key["correlation"] = activity.correlation;
  if (path) key["path"] = true;
  if (curve) key["curve"] = true;
  if (fpga) key["fpga"] = true;
  return key.dump();
}

ordered_json synthesize(design const& d, synth_options const& options) {
  constexpr double picojoules_per_mw = 1e9 / surroundings::pairs_per_second;
  workbench work(d, options);
  mapped_design& kept = work.best();
  cost const& c = work.cost_of(kept);
  ordered_json record;
  record["spec"] = d.spec;
  record["liberty"] = options.liberty->cells.name;
  record["corner"] = options.liberty->cells.corner;
  record["tools"] = tools();
  record["mapping"] = kept.style.name();
  record["cells"] = kept.mapped.instances.size();
  record["area"] = kept.mapped.area();
  record["area_unit"] = options.liberty->cells.area_unit;
  record["depth"] = kept.mapped.depth();
  record["delay_ns"] = c.timing.delay_ns;
  record["power_mw"] = c.power_mw();
  record["dynamic_mw"] = c.power.dynamic_mw;
  record["leakage_mw"] = c.power.leakage_mw;
  record["pdp_pj"] = c.pdp_pj();
  record["energy_pj"] = c.power.dynamic_mw * picojoules_per_mw;
  record["power_glitch_mw"] = work.power_with_glitches(kept);
  record["activity"] = activity_fields(d, options.activity);
  record["activity"]["method"] = c.from_saif ? "saif" : "scaled";
  record["netlist_verified"] = verified(kept.mapped, d, work.graph, options.activity.seed);
  add_ratios(record, d, options);
  if (!options.corners.empty()) record["corners"] = work.corners(kept);
  if (options.path) {
    record["path"] = ordered_json::array();
    for (path_step const& s : c.timing.path)
      record["path"].push_back({{"pin", s.pin},
                                {"cell", s.cell},
                                {"edge", s.rises ? "rise" : "fall"},
                                {"delay_ns", s.delay_ns},
                                {"arrival_ns", s.arrival_ns}});
  }
  if (options.netlist) record["netlist"] = kept.mapped.verilog();
  if (options.curve) record["curve"] = work.curve();
  if (options.fpga) record["fpga"] = work.fpga();
  return record;
}

std::string synth_version(synth_options const& options) {
  std::string version = fmt::format("{}, liberty {}", tools(), options.liberty->sha256);
  for (std::shared_ptr<library const> const& corner : options.corners) version += ", corner " + corner->sha256;
  return version;
}

}  // namespace axmul::tools
