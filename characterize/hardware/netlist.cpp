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

  int kind(std::string const& type) {
    auto const [place, is_new] = kinds_.try_emplace(type, static_cast<int>(result_.kinds.size()));
    if (is_new) {
      liberty_cell const* const cell = lib_.find(type);
      if (cell == nullptr || !cell->usable)
        throw bad_input(
            fmt::format("{}: {} is no combinational cell of {}: registers, latches and loops are not multipliers",
                        result_.top, type, lib_.name));
      result_.kinds.push_back({cell->name, *cell->area, cell->inputs, cell->output, cell->f});
    }
    return place->second;
  }

  void add_cell(ordered_json const& cell) {
    netlist::instance made{kind(cell.at("type")), {}, 0};
    netlist::cell_kind const& k = result_.kinds[static_cast<std::size_t>(made.kind)];
    ordered_json const& connections = cell.at("connections");
    for (std::string const& input : k.inputs) {
      auto const found = connections.find(input);
      made.inputs.push_back(found == connections.end() || found->empty() ? netlist::zero : net(found->at(0)));
    }
    made.output = net(connections.at(k.output).at(0));
    result_.instances.push_back(std::move(made));
  }

  // Kahn's algorithm over the instances; nets that nothing drives become zero.
  void sort() {
    std::vector<netlist::instance>& all = result_.instances;
    std::vector<int> driver(static_cast<std::size_t>(result_.nets), -1);
    std::vector<char> is_input(driver.size(), 0);
    for (std::vector<int> const* port : {&result_.a, &result_.b})
      for (int const n : *port) is_input[static_cast<std::size_t>(n)] = 1;
    for (std::size_t i = 0; i < all.size(); ++i) driver[static_cast<std::size_t>(all[i].output)] = static_cast<int>(i);
    auto const ground = [&](int& n) {
      if (n > netlist::one && driver[static_cast<std::size_t>(n)] < 0 && is_input[static_cast<std::size_t>(n)] == 0)
        n = netlist::zero;
    };
    std::for_each(result_.p.begin(), result_.p.end(), ground);

    std::vector<std::vector<std::size_t>> readers(all.size());
    std::vector<int> missing(all.size(), 0);
    for (std::size_t i = 0; i < all.size(); ++i)
      for (int& n : all[i].inputs) {
        ground(n);
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
    int below = 0;
    for (int const n : i.inputs) below = std::max(below, level[static_cast<std::size_t>(n)]);
    level[static_cast<std::size_t>(i.output)] = below + 1;
  }
  for (int const n : p) deepest = std::max(deepest, level[static_cast<std::size_t>(n)]);
  return deepest;
}

std::string netlist::verilog() const {
  std::vector<std::string> name(static_cast<std::size_t>(nets));
  name[zero] = "1'b0";
  name[one] = "1'b1";
  for (std::size_t i = 0; i < a.size(); ++i) name[static_cast<std::size_t>(a[i])] = fmt::format("a[{}]", i);
  for (std::size_t i = 0; i < b.size(); ++i) name[static_cast<std::size_t>(b[i])] = fmt::format("b[{}]", i);
  std::string aliases, wires, body;
  for (std::size_t i = 0; i < p.size(); ++i) {
    std::string& n = name[static_cast<std::size_t>(p[i])];
    if (n.empty())
      n = fmt::format("p[{}]", i);
    else
      fmt::format_to(std::back_inserter(aliases), "  assign p[{}] = {};\n", i, n);
  }
  for (std::size_t i = 0; i < instances.size(); ++i) {
    cell_kind const& k = kinds[static_cast<std::size_t>(instances[i].kind)];
    std::string& out = name[static_cast<std::size_t>(instances[i].output)];
    if (out.empty()) {
      out = fmt::format("n{}", i);
      fmt::format_to(std::back_inserter(wires), "  wire {};\n", out);
    }
    fmt::format_to(std::back_inserter(body), "  {} u{} (", k.name, i);
    for (std::size_t j = 0; j < k.inputs.size(); ++j)
      fmt::format_to(std::back_inserter(body), ".{}({}), ", k.inputs[j],
                     name[static_cast<std::size_t>(instances[i].inputs[j])]);
    fmt::format_to(std::back_inserter(body), ".{}({}));\n", k.output, out);
  }
  return fmt::format("module {} (a, b, p);\n  input {} a;\n  input {} b;\n  output {} p;\n{}{}{}endmodule\n", top,
                     range(a), range(b), range(p), wires, body, aliases);
}

}  // namespace axmul::tools
