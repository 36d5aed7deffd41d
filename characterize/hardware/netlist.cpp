#include "characterize/hardware/netlist.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

using nlohmann::ordered_json;

class builder {
 public:
  builder(std::string const& top, liberty const& lib) : lib_(lib) { result_.top = top; }

  netlist build(ordered_json const& module) {
    for (auto const& port : module.at("ports").items()) {
      std::vector<int>* const bits = port.key() == "a"   ? &result_.a
                                     : port.key() == "b" ? &result_.b
                                     : port.key() == "p" ? &result_.p
                                                         : nullptr;
      std::string const direction = port.value().at("direction");
      if (bits == nullptr || direction != (bits == &result_.p ? "output" : "input"))
        throw bad_input(fmt::format("{}: a multiplier has the ports a, b and p only; {} {} found", result_.top,
                                    direction, port.key()));
      for (ordered_json const& bit : port.value().at("bits")) bits->push_back(net(bit));
    }
    for (auto const& cell : module.at("cells").items()) add_cell(cell.value());
    ground();
    tie();
    sort();
    return std::move(result_);
  }

 private:
  int net(ordered_json const& bit) {
    if (bit.is_string()) return bit.get<std::string>() == "1" ? netlist::one : netlist::zero;
    auto const [place, is_new] = numbers_.try_emplace(bit.get<int>(), result_.nets);
    if (is_new) ++result_.nets;
    return place->second;
  }

  static std::vector<double> loads(liberty_cell const& cell) {
    std::vector<double> result;
    for (liberty_pin const& pin : cell.pins)
      if (pin.direction == "input") result.push_back(pin.capacitance);
    return result;
  }

  int kind(std::string const& type) {
    auto const [place, is_new] = kinds_.try_emplace(type, static_cast<int>(result_.kinds.size()));
    if (is_new) {
      liberty_cell const* const cell = lib_.find(type);
      if (cell == nullptr || cell->functions.empty())
        throw bad_input(
            fmt::format("{}: {} is no combinational cell of {}: registers, latches and loops are not multipliers",
                        result_.top, type, lib_.name));
      result_.kinds.push_back({cell->name, *cell->area, cell->inputs, cell->outputs, cell->functions, loads(*cell)});
    }
    return place->second;
  }

  void add_cell(ordered_json const& cell) {
    netlist::instance made{kind(cell.at("type")), {}, {}};
    netlist::cell_kind const& k = result_.kinds[static_cast<std::size_t>(made.kind)];
    ordered_json const& connections = cell.at("connections");
    for (std::string const& input : k.inputs) {
      auto const found = connections.find(input);
      made.inputs.push_back(found == connections.end() || found->empty() ? netlist::zero : net(found->at(0)));
    }
    for (std::string const& output : k.outputs) {
      auto const found = connections.find(output);
      bool const drives = found != connections.end() && !found->empty() && !found->at(0).is_string();
      made.outputs.push_back(drives ? net(found->at(0)) : netlist::unconnected);
    }
    result_.instances.push_back(std::move(made));
  }

  // Nets that nothing drives become zero.
  void ground() {
    std::vector<char> driven(static_cast<std::size_t>(result_.nets), 0);
    driven[netlist::zero] = driven[netlist::one] = 1;
    auto const drive = [&](int n) {
      if (n != netlist::unconnected) driven[static_cast<std::size_t>(n)] = 1;
    };
    std::for_each(result_.a.begin(), result_.a.end(), drive);
    std::for_each(result_.b.begin(), result_.b.end(), drive);
    for (netlist::instance const& i : result_.instances) std::for_each(i.outputs.begin(), i.outputs.end(), drive);
    auto const fix = [&](int& n) {
      if (driven[static_cast<std::size_t>(n)] == 0) n = netlist::zero;
    };
    std::for_each(result_.p.begin(), result_.p.end(), fix);
    for (netlist::instance& i : result_.instances) std::for_each(i.inputs.begin(), i.inputs.end(), fix);
  }

  // One tie cell for each constant that inputs of cells need.
  void tie() {
    std::vector<netlist::instance> ties;
    for (int const constant : {netlist::zero, netlist::one}) {
      bool const value = constant == netlist::one;
      liberty::tie const found = lib_.smallest_tie(value);
      if (found.cell == nullptr) continue;
      int const driven = result_.nets;
      bool needed = false;
      for (netlist::instance& i : result_.instances)
        for (int& n : i.inputs)
          if (n == constant) {
            n = driven;
            needed = true;
          }
      if (!needed) continue;
      ++result_.nets;
      ties.push_back({static_cast<int>(result_.kinds.size()), {}, {driven}});
      truth_table const f{value ? ~std::uint64_t{0} : 0, 0};
      result_.kinds.push_back({found.cell->name, *found.cell->area, {}, {found.output}, {f}, {}});
    }
    result_.instances.insert(result_.instances.begin(), ties.begin(), ties.end());
  }

  // Kahn's algorithm over the instances.
  void sort() {
    std::vector<netlist::instance>& all = result_.instances;
    std::vector<int> driver(static_cast<std::size_t>(result_.nets), -1);
    for (std::size_t i = 0; i < all.size(); ++i)
      for (int const n : all[i].outputs)
        if (n != netlist::unconnected) driver[static_cast<std::size_t>(n)] = static_cast<int>(i);

    std::vector<std::vector<std::size_t>> readers(all.size());
    std::vector<int> missing(all.size(), 0);
    for (std::size_t i = 0; i < all.size(); ++i)
      for (int const n : all[i].inputs) {
        if (int const d = driver[static_cast<std::size_t>(n)]; d >= 0) {
          readers[static_cast<std::size_t>(d)].push_back(i);
          ++missing[i];
        }
      }
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (missing[i] == 0) order.push_back(i);
    for (std::size_t at = 0; at < order.size(); ++at)
      for (std::size_t const r : readers[order[at]])
        if (--missing[r] == 0) order.push_back(r);
    if (order.size() != all.size()) throw bad_input(fmt::format("{}: a combinational loop", result_.top));

    std::vector<netlist::instance> sorted;
    for (std::size_t const i : order) sorted.push_back(std::move(all[i]));
    all = std::move(sorted);
  }

  liberty const& lib_;
  netlist result_;
  std::map<int, int> numbers_;
  std::map<std::string, int> kinds_;
};

// Of each net; "" where it is no input.
std::vector<std::string> input_names(netlist const& of) {
  std::vector<std::string> name(static_cast<std::size_t>(of.nets));
  for (std::size_t i = 0; i < of.a.size(); ++i) name[static_cast<std::size_t>(of.a[i])] = fmt::format("a[{}]", i);
  for (std::size_t i = 0; i < of.b.size(); ++i) name[static_cast<std::size_t>(of.b[i])] = fmt::format("b[{}]", i);
  return name;
}

std::string range(std::vector<int> const& port) {
  return fmt::format("[{}:0]", port.size() - 1);
}

}  // namespace

netlist read_netlist(std::string_view json, std::string const& top, liberty const& lib) {
  try {
    return builder(top, lib).build(ordered_json::parse(json).at("modules").at(top));
  } catch (nlohmann::json::exception const& e) {
    throw bad_input(fmt::format("the netlist of {} cannot be read: {}", top, e.what()));
  }
}

double netlist::area() const {
  std::vector<int> count(kinds.size(), 0);
  for (instance const& i : instances) ++count[static_cast<std::size_t>(i.kind)];
  double sum = 0;
  for (std::size_t k = 0; k < kinds.size(); ++k) sum += count[k] * kinds[k].area;
  return sum;
}

int netlist::depth() const {
  std::vector<int> level(static_cast<std::size_t>(nets), 0);
  int deepest = 0;
  for (instance const& i : instances) {
    int here = 0;
    for (int const n : i.inputs) here = std::max(here, level[static_cast<std::size_t>(n)] + 1);
    for (int const n : i.outputs)
      if (n != unconnected) level[static_cast<std::size_t>(n)] = here;
  }
  for (int const n : p) deepest = std::max(deepest, level[static_cast<std::size_t>(n)]);
  return deepest;
}

std::string netlist::verilog() const {
  std::vector<std::string> name = input_names(*this);
  name[zero] = "1'b0";
  name[one] = "1'b1";
  std::string aliases, wires, body;
  auto const name_of = [&](int n) -> std::string& { return name[static_cast<std::size_t>(n)]; };
  for (std::size_t i = 0; i < p.size(); ++i) {
    std::string& n = name_of(p[i]);
    if (n.empty())
      n = fmt::format("p[{}]", i);
    else
      fmt::format_to(std::back_inserter(aliases), "  assign p[{}] = {};\n", i, n);
  }
  for (std::size_t i = 0; i < instances.size(); ++i) {
    cell_kind const& k = kinds[static_cast<std::size_t>(instances[i].kind)];
    std::vector<std::string> pins;
    for (std::size_t j = 0; j < k.inputs.size(); ++j)
      pins.push_back(fmt::format(".{}({})", k.inputs[j], name_of(instances[i].inputs[j])));
    for (std::size_t j = 0; j < k.outputs.size(); ++j) {
      int const n = instances[i].outputs[j];
      if (n == unconnected) continue;
      if (name_of(n).empty()) {
        name_of(n) = fmt::format("n{}", n);
        fmt::format_to(std::back_inserter(wires), "  wire {};\n", name_of(n));
      }
      pins.push_back(fmt::format(".{}({})", k.outputs[j], name_of(n)));
    }
    fmt::format_to(std::back_inserter(body), "  {} u{} ({});\n", k.name, i, fmt::join(pins, ", "));
  }
  return fmt::format("module {} (a, b, p);\n  input {} a;\n  input {} b;\n  output {} p;\n{}{}{}endmodule\n", top,
                     range(a), range(b), range(p), wires, body, aliases);
}

std::string netlist::blif() const {
  std::vector<std::string> name = input_names(*this);
  for (std::size_t n = 0; n < name.size(); ++n)
    if (name[n].empty()) name[n] = fmt::format("n{}", n);
  auto const name_of = [&](int n) { return name[static_cast<std::size_t>(n)]; };
  std::string text = fmt::format(".model {}\n.inputs", top);
  auto const out = std::back_inserter(text);
  for (std::vector<int> const* port : {&a, &b})
    for (int const n : *port) fmt::format_to(out, " {}", name_of(n));
  text += "\n.outputs";
  for (std::size_t i = 0; i < p.size(); ++i) fmt::format_to(out, " p[{}]", i);
  fmt::format_to(out, "\n.names {}\n.names {}\n1\n", name_of(zero), name_of(one));
  for (instance const& i : instances) {
    cell_kind const& k = kinds[static_cast<std::size_t>(i.kind)];
    for (std::size_t j = 0; j < k.outputs.size(); ++j) {
      if (i.outputs[j] == unconnected) continue;
      text += ".names";
      for (int const n : i.inputs) fmt::format_to(out, " {}", name_of(n));
      fmt::format_to(out, " {}\n", name_of(i.outputs[j]));
      for (unsigned row = 0; row < 1u << i.inputs.size(); ++row) {
        if (!k.functions[j](row)) continue;
        for (std::size_t input = 0; input < i.inputs.size(); ++input) text += (row >> input & 1u) != 0 ? '1' : '0';
        text += i.inputs.empty() ? "1\n" : " 1\n";
      }
    }
  }
  for (std::size_t i = 0; i < p.size(); ++i) fmt::format_to(out, ".names {} p[{}]\n1 1\n", name_of(p[i]), i);
  return text + ".end\n";
}

}  // namespace axmul::tools
