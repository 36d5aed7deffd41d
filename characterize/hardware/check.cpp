#include "characterize/hardware/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <sstream>
#include <utility>
#include <vector>

#include "characterize/hardware/simulate.hpp"
#include "src/import/bitslice.hpp"
#include "src/import/imported.hpp"
#include "src/operand_pairs.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace {

constexpr int simulated_bits = 24, fewest_walked_bits = bit_plane::lane_bits, most_walked_bits = 32;
constexpr std::uint64_t sampled_pairs = 1'000'000;
constexpr std::size_t chunk = std::size_t{1} << 14;
constexpr int cec_seconds = 60, cec_seconds_before_walk = 10;

class pair_checker {
 public:
  pair_checker(netlist const& mapped, design const& d) : netlist_(mapped), model_(d), expected_(chunk), got_(chunk) {}

  // The first difference among these pairs, at most a chunk.
  std::optional<netlist_difference> first(std::uint64_t const* a, std::uint64_t const* b, std::size_t count) {
    model_.products(a, b, expected_.data(), count);
    netlist_.products(a, b, got_.data(), count);
    for (std::size_t i = 0; i < count; ++i)
      if (expected_[i] != got_[i]) return netlist_difference{a[i], b[i], expected_[i], got_[i]};
    return std::nullopt;
  }

  netlist_check check(operand_pairs const& pairs) {
    std::vector<std::uint64_t> a(chunk), b(chunk);
    netlist_check result;
    for (std::uint64_t at = 0; at < pairs.size() && !result.first; at += chunk) {
      std::size_t const here = static_cast<std::size_t>(std::min<std::uint64_t>(chunk, pairs.size() - at));
      pairs.fill(at, here, a.data(), b.data());
      result.first = first(a.data(), b.data(), here);
      result.pairs += here;
    }
    if (pairs.exhaustive()) result.how = proof::exhaustive;
    return result;
  }

 private:
  simulator netlist_;
  design const& model_;
  std::vector<u128> expected_, got_;
};

enum class equivalence { proved, refuted, open };
struct comparison {
  equivalence result;
  std::uint64_t a = 0, b = 0;  // where it is refuted
};

// Reads lines as "a[3]@0=1".
void read_pattern(std::string const& text, comparison& c) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line[0] == 'a' || line[0] == 'b')
      (line[0] == 'a' ? c.a : c.b) |= std::uint64_t{line.back() == '1'} << std::stoi(line.substr(2));
}

// What ABC's cec does, in its parts, so that a counterexample has every bit of the operands. Ports are matched by name:
// Yosys numbers the inputs of an AIGER file as it meets them.
comparison compare(netlist const& mapped, std::string const& rtl, int seconds) {
  scratch_dir const scratch;
  write_file(scratch / "rtl.aig", rtl);
  write_file(scratch / "mapped.blif", mapped.blif());
  finished const run = try_run({"timeout", "--foreground", std::to_string(seconds), find_tool("berkeley-abc"), "-c",
                                "miter rtl.aig mapped.blif; iprove; write_cex -n pattern"},
                               scratch / "abc.log", scratch.path());
  auto const says = [&](char const* what) { return run.output.find(what) != std::string::npos; };
  if (!run.good || says("UNDECIDED")) return {equivalence::open};
  if (says("UNSATISFIABLE")) return {equivalence::proved};
  if (!says("SATISFIABLE")) throw tool_failure(fmt::format("berkeley-abc compared nothing: {}", run.output));
  comparison c{equivalence::refuted};
  read_pattern(read_file(scratch / "pattern"), c);
  return c;
}

// The table over x, y, z of a step.
std::uint8_t table_of(gate_op op) {
  switch (op) {
    case gate_op::copy: return 0xaa;
    case gate_op::invert: return 0x55;
    case gate_op::and2: return 0x88;
    case gate_op::nand2: return 0x77;
    case gate_op::or2: return 0xee;
    case gate_op::nor2: return 0x11;
    case gate_op::xor2: return 0x66;
    case gate_op::xnor2: return 0x99;
    case gate_op::and_not: return 0x44;
    case gate_op::or_not: return 0xdd;
    case gate_op::mux: return 0xd8;
  }
  return 0;
}

// Adds the gates of one output of a cell.
void add_function(truth_table const& f, std::vector<int> const& inputs, int output, network& circuit) {
  if (f.inputs <= 3) {
    network::gate gate{static_cast<std::uint8_t>(f.bits), {}, output};
    std::copy(inputs.begin(), inputs.end(), gate.inputs.begin());
    circuit.gates.push_back(gate);
    return;
  }
  std::vector<gate_step> const steps = compile_function(f);
  int const first = circuit.nets;
  circuit.nets += static_cast<int>(steps.size()) - 1;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    bool const is_last = s + 1 == steps.size();
    network::gate gate{table_of(steps[s].op), {}, is_last ? output : first + static_cast<int>(s)};
    for (std::size_t i = 0; i < 3; ++i) {
      int const from = steps[s].operand[i];
      gate.inputs[i] = from == gate_step::zero          ? network::zero
                       : from == gate_step::one         ? network::one
                       : from < truth_table::max_inputs ? inputs[static_cast<std::size_t>(from)]
                                                        : first + from - truth_table::max_inputs;
    }
    circuit.gates.push_back(gate);
  }
}

network network_of(netlist const& mapped) {
  static_assert(netlist::zero == network::zero && netlist::one == network::one);
  network circuit{mapped.nets, mapped.a, mapped.b, mapped.p, {}};
  for (netlist::instance const& i : mapped.instances) {
    netlist::cell_kind const& kind = mapped.kinds[static_cast<std::size_t>(i.kind)];
    for (std::size_t o = 0; o < i.outputs.size(); ++o)
      if (i.outputs[o] != netlist::unconnected) add_function(kind.functions[o], i.inputs, i.outputs[o], circuit);
  }
  return circuit;
}

// Both circuits on the same operands; the only output tells whether their products differ.
network difference_of(network both, network const& other) {
  std::vector<int> net(static_cast<std::size_t>(other.nets), network::zero);
  net[network::one] = network::one;
  auto const place = [&](int n) -> int& { return net[static_cast<std::size_t>(n)]; };
  for (std::size_t i = 0; i < both.a.size(); ++i) place(other.a[i]) = both.a[i];
  for (std::size_t i = 0; i < both.b.size(); ++i) place(other.b[i]) = both.b[i];
  for (network::gate gate : other.gates) {
    for (int& input : gate.inputs) input = place(input);
    gate.output = place(gate.output) = both.nets++;
    both.gates.push_back(gate);
  }
  constexpr std::uint8_t or_differ = 0xf6;  // z | (x ^ y)
  int differ = network::zero;
  for (std::size_t i = 0; i < both.p.size(); ++i) {
    both.gates.push_back({or_differ, {both.p[i], place(other.p[i]), differ}, both.nets});
    differ = both.nets++;
  }
  both.p = {differ};
  return both;
}

// Whether products of a block are those of the model.
using block_check = bool (*)(design const& d, std::uint64_t first, std::uint32_t const* products);

bool are_rows(design const& d, std::uint64_t first, std::uint32_t const* products) {
  // a row has one a, and b of one sign
  std::size_t const length = std::min(bit_plane::lanes, std::size_t{1} << (d.is_signed ? d.nb - 1 : d.nb));
  auto const word = [&](std::uint64_t pattern, int width) {
    return static_cast<std::uint32_t>(d.is_signed ? sign_extend(pattern, width) : pattern);
  };
  std::uint32_t row[bit_plane::lanes];
  for (std::size_t at = 0; at < bit_plane::lanes; at += length)
    d.row(word((first + at) >> d.nb, d.n), word((first + at) & low_mask<std::uint64_t>(d.nb), d.nb), row + at, length);
  return std::memcmp(products, row, sizeof(row)) == 0;
}

bool are_zero(design const&, std::uint64_t, std::uint32_t const* products) {
  return std::all_of(products, products + bit_plane::lanes, [](std::uint32_t p) { return p == 0; });
}

// The first pair of the first block that is not as it should be.
std::optional<std::uint64_t> first_block(design const& d, network const& circuit, block_check is_right) {
  enumeration const all(circuit);
  enumerator walk(all);
  std::uint32_t products[bit_plane::lanes];
  std::optional<std::uint64_t> found;
  for (std::uint64_t c = 0; c < std::uint64_t{1} << all.chunk_bits(); ++c) {
    walk.start(c);
    do {
      if (found && walk.first_pair() > *found) continue;
      walk.evaluate();
      walk.products(products, d.is_signed);
      if (!is_right(d, walk.first_pair(), products)) found = walk.first_pair();
    } while (walk.next());
  }
  return found;
}

network const* circuit_of(design const& d) {
  return d.import ? d.import->circuit() : nullptr;
}

netlist_check check_all(netlist const& mapped, design const& d, pair_checker& checker) {
  network const mine = network_of(mapped);
  network const* const other = circuit_of(d);
  std::optional<std::uint64_t> const block =
      other != nullptr ? first_block(d, difference_of(mine, *other), are_zero) : first_block(d, mine, are_rows);
  netlist_check result{proof::exhaustive, std::uint64_t{1} << (d.n + d.nb), std::nullopt};
  if (!block) return result;
  std::vector<std::uint64_t> a, b;
  for (std::uint64_t pair = *block; pair < *block + bit_plane::lanes; ++pair) {
    a.push_back(pair >> d.nb);
    b.push_back(pair & low_mask<std::uint64_t>(d.nb));
  }
  result.first = checker.first(a.data(), b.data(), a.size());
  result.pairs = *block + bit_plane::lanes;
  return result;
}

}  // namespace

std::string name_of(proof p) {
  return p == proof::exhaustive ? "exhaustive" : p == proof::cec ? "cec" : "sampled";
}

netlist_check check_netlist(netlist const& mapped, design const& d, std::string const& rtl, std::uint64_t seed) {
  int const bits = d.n + d.nb;
  bool const can_walk =
      bits >= fewest_walked_bits && bits <= most_walked_bits && (d.has_rows() || circuit_of(d) != nullptr);
  pair_checker checker(mapped, d);
  if (can_walk && bits <= simulated_bits) return check_all(mapped, d, checker);
  netlist_check result = checker.check(operand_pairs(d.n, d.nb, simulated_bits, sampled_pairs, seed));
  if (result.first || result.how == proof::exhaustive) return result;

  if (!rtl.empty()) {
    comparison const c = compare(mapped, rtl, can_walk ? cec_seconds_before_walk : cec_seconds);
    if (c.result == equivalence::proved) result.how = proof::cec;
    if (c.result == equivalence::refuted) {
      result.first = checker.first(&c.a, &c.b, 1);
      if (!result.first)
        throw check_failure(
            fmt::format("{}: the RTL differs from its mapped netlist, which agrees with the model: a=0x{:x} b=0x{:x}",
                        d.spec, c.a, c.b));
    }
    if (c.result != equivalence::open) return result;
  }
  return can_walk ? check_all(mapped, d, checker) : result;
}

}  // namespace axmul::tools
