#include "characterize/hardware/adders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

// A literal is twice a node's number, plus one for its complement; node 0 is the constant 0.
struct graph {
  struct gate {
    int left = 0, right = 0;  // literals
  };
  int first_gate = 0;       // nodes before it are the constant and the inputs
  std::vector<gate> gates;  // of node `first_gate` and those that follow, each after what it takes
  std::vector<int> outputs;
  std::vector<std::string> input_names, output_names;

  int nodes() const { return first_gate + static_cast<int>(gates.size()); }
  bool is_gate(int node) const { return node >= first_gate; }
  gate const& at(int node) const { return gates[static_cast<std::size_t>(node - first_gate)]; }
};

graph read_aiger(std::string const& text) {
  std::istringstream in(text);
  auto const expect = [&](bool good) {
    if (!in || !good) throw tool_failure("yosys: its and-inverter graph is not as expected");
  };
  std::string magic;
  int last = 0, inputs = 0, latches = 0, outputs = 0, gates = 0;
  in >> magic >> last >> inputs >> latches >> outputs >> gates;
  expect(magic == "aag" && latches == 0 && last == inputs + gates);
  graph g;
  g.first_gate = inputs + 1;
  auto const number = [&](int bound) {
    int literal = -1;
    in >> literal;
    expect(literal >= 0 && literal < 2 * bound);
    return literal;
  };
  for (int i = 1; i <= inputs; ++i) expect(number(last + 1) == 2 * i);
  for (int i = 0; i < outputs; ++i) g.outputs.push_back(number(last + 1));
  for (int node = g.first_gate; node <= last; ++node) {
    expect(number(last + 1) == 2 * node);
    int const left = number(node);
    g.gates.push_back({left, number(node)});
  }
  g.input_names.resize(static_cast<std::size_t>(inputs));
  g.output_names.resize(static_cast<std::size_t>(outputs));
  for (int i = 0; i < inputs + outputs; ++i) {
    char kind = 0;
    std::size_t index = 0;
    std::string name;
    in >> kind >> index >> name;
    auto& names = kind == 'i' ? g.input_names : g.output_names;
    expect((kind == 'i' || kind == 'o') && index < names.size());
    names[index] = name;
  }
  return g;
}

// Up to three nodes, in order, that a node is a function of: bit k of the table is its value where leaf i is bit i of
// k.
struct cut {
  std::array<int, 3> leaves{};
  std::size_t size = 0;
  std::uint8_t table = 0;
};
constexpr std::uint8_t leaf_table = 0xaa, exclusive_or = 0x96, majority = 0xe8;

std::uint8_t spread(cut const& from, cut const& to) {
  std::array<std::size_t, 3> place{};
  for (std::size_t i = 0; i < from.size; ++i)
    place[i] =
        static_cast<std::size_t>(std::find(to.leaves.begin(), to.leaves.end(), from.leaves[i]) - to.leaves.begin());
  unsigned table = 0;
  for (unsigned k = 0; k < 8; ++k) {
    unsigned index = 0;
    for (std::size_t i = 0; i < from.size; ++i) index |= (k >> place[i] & 1u) << i;
    table |= (unsigned{from.table} >> index & 1u) << k;
  }
  return static_cast<std::uint8_t>(table);
}

std::optional<cut> both(cut const& x, bool invert_x, cut const& y, bool invert_y) {
  std::array<int, 6> all{};
  auto const end =
      std::set_union(x.leaves.begin(), x.leaves.begin() + static_cast<std::ptrdiff_t>(x.size), y.leaves.begin(),
                     y.leaves.begin() + static_cast<std::ptrdiff_t>(y.size), all.begin());
  cut c;
  c.size = static_cast<std::size_t>(end - all.begin());
  if (c.size > 3) return std::nullopt;
  std::copy(all.begin(), end, c.leaves.begin());
  auto const side = [&](cut const& from, bool invert) {
    std::uint8_t const table = spread(from, c);
    return invert ? static_cast<std::uint8_t>(~table) : table;
  };
  c.table = side(x, invert_x) & side(y, invert_y);
  return c;
}

std::vector<std::vector<cut>> enumerate_cuts(graph const& g) {
  constexpr std::size_t most = 60;  // of a node; a full adder's own cuts are among the first
  std::vector<std::vector<cut>> cuts(static_cast<std::size_t>(g.nodes()));
  for (int node = 0; node < g.nodes(); ++node) {
    std::vector<cut>& own = cuts[static_cast<std::size_t>(node)];
    own.push_back({{node, 0, 0}, 1, leaf_table});
    if (!g.is_gate(node)) continue;
    auto const [left, right] = g.at(node);
    for (cut const& x : cuts[static_cast<std::size_t>(left / 2)])
      for (cut const& y : cuts[static_cast<std::size_t>(right / 2)]) {
        std::optional<cut> const c = both(x, left % 2 != 0, y, right % 2 != 0);
        bool const is_new = c && std::none_of(own.begin(), own.end(),
                                              [&](cut const& o) { return o.size == c->size && o.leaves == c->leaves; });
        if (is_new && own.size() < most) own.push_back(*c);
      }
  }
  return cuts;
}

// The sum and the carry of literals.
struct full_adder {
  std::array<int, 3> inputs{};
  bool sum_used = false, carry_used = false;
};

// A node that an adder drives.
struct driven {
  std::size_t adder = 0;
  bool is_sum = false, inverted = false;
};

class extraction {
 public:
  explicit extraction(graph const& g) : g_(g), driven_(static_cast<std::size_t>(g.nodes())) {
    find();
    drop_half_used();
  }

  std::string blif(std::string const& top, liberty_cell const& cell) const {
    std::string text = fmt::format(".model {}\n.inputs {}\n.outputs {}\n.names $true\n1\n.names $false\n", top,
                                   fmt::join(g_.input_names, " "), fmt::join(g_.output_names, " "));
    std::vector<bool> has_inverter(static_cast<std::size_t>(g_.nodes()));
    auto const use = [&](int l) {
      bool const complemented = is_complemented(l);
      auto const node = static_cast<std::size_t>(l / 2);
      std::string const name = signal(l / 2);
      if (!complemented || l < 2) return l == 1 ? "$true" : name;
      if (!has_inverter[node]) text += fmt::format(".subckt $_NOT_ A={0} Y=not_{0}\n", name);
      has_inverter[node] = true;
      return "not_" + name;
    };
    bool const sum_first = cell.functions[0].bits == (input_table(0) ^ input_table(1) ^ input_table(2));
    for (std::size_t f = 0; f < adders_.size(); ++f) {
      if (!adders_[f].sum_used) continue;
      std::string ports;
      for (std::size_t i = 0; i < 3; ++i) ports += fmt::format(" {}={}", cell.inputs[i], use(adders_[f].inputs[i]));
      text += fmt::format(".subckt {1}{2} {3}=s{0} {4}=c{0}\n", f, cell.name, ports, cell.outputs[sum_first ? 0 : 1],
                          cell.outputs[sum_first ? 1 : 0]);
    }
    for (int node = g_.first_gate; node < g_.nodes(); ++node) {
      if (!used_[static_cast<std::size_t>(node)] || driver(node)) continue;
      std::string const left = use(g_.at(node).left), right = use(g_.at(node).right);
      text += fmt::format(".subckt $_AND_ A={} B={} Y={}\n", left, right, signal(node));
    }
    for (std::size_t i = 0; i < g_.outputs.size(); ++i) {
      std::string const name = use(g_.outputs[i]);
      text += fmt::format(".conn {} {}\n", name, g_.output_names[i]);
    }
    return text + ".end\n";
  }

 private:
  std::optional<driven> const& driver(int node) const { return driven_[static_cast<std::size_t>(node)]; }

  // Whether the literal is the complement of the signal that its node is.
  bool is_complemented(int l) const {
    std::optional<driven> const& d = driver(l / 2);
    return (l % 2 != 0) != (d && d->inverted);
  }

  std::string signal(int node) const {
    if (node == 0) return "$false";
    if (!g_.is_gate(node)) return g_.input_names[static_cast<std::size_t>(node - 1)];
    std::optional<driven> const& d = driver(node);
    return d ? fmt::format("{}{}", d->is_sum ? "s" : "c", d->adder) : fmt::format("n{}", node);
  }

  // Every adder takes nodes before both of its outputs, so that adders never wait for each other.
  void find() {
    struct found {
      std::vector<std::pair<int, bool>> sums;         // node, complemented
      std::vector<std::pair<int, unsigned>> carries;  // node, the inputs that it takes complemented
    };
    std::map<std::array<int, 3>, found> functions;
    auto const cuts = enumerate_cuts(g_);
    for (int node = g_.first_gate; node < g_.nodes(); ++node)
      for (cut const& c : cuts[static_cast<std::size_t>(node)]) {
        if (c.size != 3) continue;
        if (c.table == exclusive_or || c.table == static_cast<std::uint8_t>(~exclusive_or))
          functions[c.leaves].sums.emplace_back(node, c.table != exclusive_or);
        for (unsigned mask = 0; mask < 8; ++mask)
          if (c.table == complemented_majority(mask)) functions[c.leaves].carries.emplace_back(node, mask);
      }
    std::vector<std::pair<int, std::array<int, 3>>> order;
    for (auto const& [leaves, f] : functions)
      if (!f.sums.empty() && !f.carries.empty())
        order.emplace_back(std::min(f.sums.front().first, f.carries.front().first), leaves);
    std::sort(order.begin(), order.end());
    for (auto const& [position, leaves] : order) add(leaves, functions.at(leaves).sums, functions.at(leaves).carries);
  }

  static std::uint8_t complemented_majority(unsigned mask) {
    unsigned table = 0;
    for (unsigned k = 0; k < 8; ++k) table |= (unsigned{majority} >> (k ^ mask) & 1u) << k;
    return static_cast<std::uint8_t>(table);
  }

  void add(std::array<int, 3> const& leaves, std::vector<std::pair<int, bool>> const& sums,
           std::vector<std::pair<int, unsigned>> const& carries) {
    auto const is_free = [&](auto const& candidate) { return !driver(candidate.first); };
    auto const carry = std::find_if(carries.begin(), carries.end(), is_free);
    if (carry == carries.end() || std::none_of(sums.begin(), sums.end(), is_free)) return;
    // The majority of all inputs complemented is the majority's complement: the way with fewer inverters before it.
    auto const inverters = [&](unsigned mask) {
      int count = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        bool const complemented = (mask >> i & 1u) != 0;
        if (driver(leaves[i])) count += complemented != driver(leaves[i])->inverted;
        if (!g_.is_gate(leaves[i])) count += complemented;
      }
      return count;
    };
    unsigned const other = 7u ^ carry->second;
    unsigned const mask = inverters(other) < inverters(carry->second) ? other : carry->second;
    bool const odd = ((mask ^ mask >> 1 ^ mask >> 2) & 1u) != 0;
    full_adder f;
    for (std::size_t i = 0; i < 3; ++i) f.inputs[i] = 2 * leaves[i] + static_cast<int>(mask >> i & 1u);
    for (auto const& [node, inverted] : sums)
      if (!driver(node)) drive(node, {adders_.size(), true, inverted != odd});
    for (auto const& [node, complemented] : carries)
      if (!driver(node) && (complemented == mask || complemented == (7u ^ mask)))
        drive(node, {adders_.size(), false, complemented != mask});
    adders_.push_back(f);
  }
  void drive(int node, driven d) { driven_[static_cast<std::size_t>(node)] = d; }

  // An adder of which the sum alone or the carry alone is needed is larger than gates.
  void drop_half_used() {
    for (bool again = true; again;) {
      mark_used();
      again = false;
      for (std::optional<driven>& d : driven_)
        if (d && adders_[d->adder].sum_used != adders_[d->adder].carry_used) {
          d.reset();
          again = true;
        }
    }
  }
  void mark_used() {
    for (full_adder& f : adders_) f.sum_used = f.carry_used = false;
    used_.assign(static_cast<std::size_t>(g_.nodes()), false);
    for (int o : g_.outputs) used_[static_cast<std::size_t>(o / 2)] = true;
    for (int node = g_.nodes() - 1; node >= g_.first_gate; --node) {
      if (!used_[static_cast<std::size_t>(node)]) continue;
      auto const use = [&](int l) { used_[static_cast<std::size_t>(l / 2)] = true; };
      if (std::optional<driven> const& d = driver(node)) {
        full_adder& f = adders_[d->adder];
        (d->is_sum ? f.sum_used : f.carry_used) = true;
        for (int l : f.inputs) use(l);
      } else {
        use(g_.at(node).left);
        use(g_.at(node).right);
      }
    }
  }

  graph const& g_;
  std::vector<full_adder> adders_;
  std::vector<std::optional<driven>> driven_;
  std::vector<bool> used_;
};

}  // namespace

std::string with_full_adders(std::string const& aiger, std::string const& top, liberty_cell const& adder) {
  graph const g = read_aiger(aiger);
  return extraction(g).blif(top, adder);
}

}  // namespace axmul::tools
