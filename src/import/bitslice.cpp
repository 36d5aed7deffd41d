#include "src/import/bitslice.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <map>
#include <utility>

#include "src/support/transpose.hpp"

namespace axmul::tools {
namespace {

gate_call call(network::gate const& g) {
  auto const plane = [](int net) { return static_cast<std::uint32_t>(net); };
  return {g.table, {plane(g.inputs[0]), plane(g.inputs[1]), plane(g.inputs[2])}, plane(g.output)};
}

std::vector<bit_plane> new_planes(std::size_t count) {
  std::vector<bit_plane> planes(count, bit_plane{});
  std::memset(planes[network::one].bits, 0xff, sizeof(bit_plane));
  return planes;
}

// The net of bit k of a pair's number.
int net_of_bit(network const& circuit, int k) {
  int const nb = static_cast<int>(circuit.b.size());
  return k < nb ? circuit.b[static_cast<std::size_t>(k)] : circuit.a[static_cast<std::size_t>(k - nb)];
}

int pair_bits(network const& circuit) {
  return static_cast<int>(circuit.a.size() + circuit.b.size());
}

// For each gate the bits of a pair's number that its output depends on.
std::vector<std::uint32_t> supports(network const& circuit) {
  std::vector<std::uint32_t> of_net(static_cast<std::size_t>(circuit.nets), 0), of_gate;
  for (int k = 0; k < pair_bits(circuit); ++k)
    of_net[static_cast<std::size_t>(net_of_bit(circuit, k))] |= std::uint32_t{1} << k;
  for (network::gate const& g : circuit.gates) {
    std::uint32_t& out = of_net[static_cast<std::size_t>(g.output)];
    for (int const input : g.inputs) out |= of_net[static_cast<std::size_t>(input)];
    of_gate.push_back(out);
  }
  return of_gate;
}

// Bit k of the result is the bit of `table` where input from[i] is bit i of k.
std::uint8_t permuted(std::uint8_t table, std::array<unsigned, 3> const& from) {
  unsigned made = 0;
  for (unsigned k = 0; k < 8; ++k)
    made |= (table >> ((k & 1) << from[0] | (k >> 1 & 1) << from[1] | (k >> 2) << from[2]) & 1u) << k;
  return static_cast<std::uint8_t>(made);
}

// The same circuit with fewer different tables: nets inside it are complemented so that gates make 0 of zeros, and
// inputs come in the order that has the least table.
network with_few_tables(network circuit) {
  std::vector<bool> complemented(static_cast<std::size_t>(circuit.nets), false), kept = complemented;
  for (int const net : circuit.p) kept[static_cast<std::size_t>(net)] = true;
  for (network::gate& g : circuit.gates) {
    unsigned flipped = 0;  // bits of an index
    for (std::size_t i = 0; i < 3; ++i)
      if (complemented[static_cast<std::size_t>(g.inputs[i])]) flipped |= 1u << i;
    unsigned table = 0;
    for (unsigned k = 0; k < 8; ++k) table |= (g.table >> (k ^ flipped) & 1u) << k;
    std::size_t const output = static_cast<std::size_t>(g.output);
    complemented[output] = (table & 1) != 0 && !kept[output];
    if (complemented[output]) table ^= 0xff;

    g.table = static_cast<std::uint8_t>(table);
    network::gate const given = g;
    std::array<unsigned, 3> from{0, 1, 2};
    while (std::next_permutation(from.begin(), from.end()))
      if (std::uint8_t const other = permuted(given.table, from); other < g.table)
        g = {other, {given.inputs[from[0]], given.inputs[from[1]], given.inputs[from[2]]}, given.output};
  }
  return circuit;
}

struct levelled_gate {
  std::size_t level;
  network::gate gate;
};

// The gates of a circuit, those of the highest level first, each after those that drive it, which have its level or a
// higher one. Gates of one table follow each other where that allows it: changing it costs more than a gate does.
std::vector<levelled_gate> in_runs(network const& circuit, std::vector<std::size_t> const& level_of) {
  constexpr std::size_t none = ~std::size_t{0};
  std::vector<network::gate> const& gates = circuit.gates;
  std::vector<std::size_t> driver(static_cast<std::size_t>(circuit.nets), none);
  std::map<std::size_t, std::map<std::uint8_t, std::vector<std::size_t>>, std::greater<>> ready;  // by level and table
  std::vector<std::vector<std::size_t>> readers(gates.size());
  std::vector<int> waits_for(gates.size(), 0);
  for (std::size_t g = 0; g < gates.size(); ++g) {
    driver[static_cast<std::size_t>(gates[g].output)] = g;
    for (int const input : gates[g].inputs)
      if (std::size_t const d = driver[static_cast<std::size_t>(input)]; d != none) {
        readers[d].push_back(g);
        ++waits_for[g];
      }
    if (waits_for[g] == 0) ready[level_of[g]][gates[g].table].push_back(g);
  }
  std::vector<levelled_gate> sorted;
  while (!ready.empty()) {
    auto& [level, by_table] = *ready.begin();
    auto const most = std::max_element(by_table.begin(), by_table.end(),
                                       [](auto const& x, auto const& y) { return x.second.size() < y.second.size(); });
    std::vector<std::size_t>& run = most->second;
    for (std::size_t at = 0; at < run.size(); ++at) {
      std::size_t const g = run[at];
      sorted.push_back({level, gates[g]});
      for (std::size_t const reader : readers[g])
        if (--waits_for[reader] == 0) ready[level_of[reader]][gates[reader].table].push_back(reader);
    }
    by_table.erase(most);
    if (by_table.empty()) ready.erase(ready.begin());
  }
  return sorted;
}

void load(std::uint64_t const* x, std::size_t count, std::vector<int> const& port, std::vector<bit_plane>& planes) {
  std::uint64_t rows[64];
  for (std::size_t w = 0; w < bit_plane::words; ++w) {
    std::size_t const begin = std::min(count, 64 * w), here = std::min<std::size_t>(count - begin, 64);
    std::fill(std::copy(x + begin, x + begin + here, rows), rows + 64, 0);
    transpose(rows);
    for (std::size_t i = 0; i < port.size(); ++i) planes[static_cast<std::size_t>(port[i])].bits[w] = rows[i];
  }
}

void store(std::vector<bit_plane> const& planes, std::vector<int> const& port, u128* p, std::size_t count) {
  std::uint64_t rows[64];
  std::fill(p, p + count, 0);
  for (std::size_t w = 0; 64 * w < count; ++w)
    for (std::size_t low = 0; low < port.size(); low += 64) {
      std::size_t const bits = std::min<std::size_t>(port.size() - low, 64);
      for (std::size_t i = 0; i < bits; ++i) rows[i] = planes[static_cast<std::size_t>(port[low + i])].bits[w];
      std::fill(rows + bits, rows + 64, 0);
      transpose(rows);
      for (std::size_t i = 0; i < std::min<std::size_t>(count - 64 * w, 64); ++i) p[64 * w + i] |= u128{rows[i]} << low;
    }
}

}  // namespace

bitslice::bitslice(network const& circuit) : circuit_(with_few_tables(circuit)) {
  std::vector<std::size_t> const one_level(circuit_.gates.size(), 0);
  for (levelled_gate const& g : in_runs(circuit_, one_level)) gates_.push_back(call(g.gate));
}

void bitslice::products(std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) const {
  std::vector<bit_plane> planes = new_planes(static_cast<std::size_t>(circuit_.nets));
  for (std::size_t at = 0; at < count; at += bit_plane::lanes) {
    std::size_t const here = std::min(bit_plane::lanes, count - at);
    load(a + at, here, circuit_.a, planes);
    load(b + at, here, circuit_.b, planes);
    run_gates(gates_.data(), gates_.size(), planes.data());
    store(planes, circuit_.p, p + at, here);
  }
}

enumeration::enumeration(network const& circuit) : circuit_(with_few_tables(circuit)) {
  std::vector<std::uint32_t> const support = supports(circuit_);
  std::vector<int> left;
  for (int k = bit_plane::lane_bits; k < pair_bits(circuit_); ++k) left.push_back(k);
  std::uint32_t inner = 0;
  while (!left.empty()) {
    auto const gates = [&](int k) {
      return std::count_if(support.begin(), support.end(),
                           [&](std::uint32_t s) { return (s & (inner | std::uint32_t{1} << k)) != 0; });
    };
    auto const next = std::min_element(left.begin(), left.end(), [&](int x, int y) { return gates(x) < gates(y); });
    inner |= std::uint32_t{1} << *next;
    order_.push_back(*next);
    left.erase(next);
  }
  chunk_bits_ = static_cast<int>(std::min<std::size_t>(order_.size(), 8));
  sort_gates();
}

// Gates by level: the first of order_ that they depend on. A plane that only gates of its own level read holds others
// afterwards, so that the planes in use stay in the cache.
void enumeration::sort_gates() {
  std::vector<std::uint32_t> const support = supports(circuit_);
  std::vector<std::size_t> level;
  for (std::uint32_t const bits : support) {
    level.push_back(0);
    while (level.back() < order_.size() && (bits >> order_[level.back()] & 1) == 0) ++level.back();
  }
  std::vector<levelled_gate> const levelled = in_runs(circuit_, level);
  first_.clear();
  for (std::size_t k = 0; k < order_.size(); ++k)
    first_.push_back(static_cast<std::size_t>(
        std::find_if(levelled.begin(), levelled.end(), [&](auto const& l) { return l.level <= k; }) -
        levelled.begin()));

  constexpr std::size_t always = ~std::size_t{0};
  std::vector<std::size_t> last_reader(static_cast<std::size_t>(circuit_.nets), 0);
  std::vector<std::size_t> level_of(last_reader.size(), always);
  for (auto const& [at, gate] : levelled) level_of[static_cast<std::size_t>(gate.output)] = at;
  for (std::size_t g = 0; g < levelled.size(); ++g)
    for (int const input : levelled[g].gate.inputs) {
      std::size_t& last = last_reader[static_cast<std::size_t>(input)];
      last = level_of[static_cast<std::size_t>(input)] == levelled[g].level && last != always ? g : always;
    }
  for (int const output : circuit_.p) last_reader[static_cast<std::size_t>(output)] = always;

  planes_ = 2;  // the constants
  std::vector<int> plane(last_reader.size(), 0), free;
  plane[network::one] = network::one;
  auto const new_plane = [&] { return static_cast<int>(planes_++); };
  for (std::vector<int>* port : {&circuit_.a, &circuit_.b})
    for (int const net : *port) plane[static_cast<std::size_t>(net)] = new_plane();
  gates_.clear();
  for (std::size_t g = 0; g < levelled.size(); ++g) {
    network::gate made = levelled[g].gate;
    std::size_t const output = static_cast<std::size_t>(made.output);
    for (int& input : made.inputs) {
      std::size_t const net = static_cast<std::size_t>(input);
      input = plane[net];
      if (last_reader[net] == g && net > network::one) {
        free.push_back(input);
        last_reader[net] = always;
      }
    }
    if (last_reader[output] != always && !free.empty()) {
      plane[output] = free.back();
      free.pop_back();
    } else {
      plane[output] = new_plane();
    }
    made.output = plane[output];
    gates_.push_back(call(made));
  }
  ports_ = circuit_;
  ports_.gates.clear();
  for (std::vector<int>* port : {&ports_.a, &ports_.b, &ports_.p})
    for (int& net : *port) net = plane[static_cast<std::size_t>(net)];
}

enumeration enumeration::exchanged() const {
  enumeration other = *this;
  std::swap(other.circuit_.a, other.circuit_.b);
  other.sort_gates();
  return other;
}

enumerator::enumerator(enumeration const& all) : all_(all), planes_(new_planes(all.planes_)) {
  for (int k = 0; k < bit_plane::lane_bits; ++k) {
    bit_plane& plane = planes_[static_cast<std::size_t>(net_of_bit(all_.ports_, k))];
    for (std::size_t l = 0; l < bit_plane::lanes; ++l)
      plane.bits[l / 64] |= static_cast<std::uint64_t>(lane_index(l) >> k & 1) << l % 64;
  }
}

void enumerator::set_bit(std::size_t k, bool value) {
  int const bit = all_.order_[k];
  std::memset(planes_[static_cast<std::size_t>(net_of_bit(all_.ports_, bit))].bits, value ? 0xff : 0,
              sizeof(bit_plane));
  pair_ = (pair_ & ~(std::uint64_t{1} << bit)) | static_cast<std::uint64_t>(value) << bit;
}

void enumerator::start(std::uint64_t chunk) {
  std::size_t const inner = all_.order_.size() - static_cast<std::size_t>(all_.chunk_bits_);
  block_ = 0;
  for (std::size_t k = 0; k < all_.order_.size(); ++k) set_bit(k, k >= inner && (chunk >> (k - inner) & 1) != 0);
  stale_ = 0;
}

bool enumerator::next() {
  if (++block_ == all_.blocks_in_chunk()) return false;
  std::size_t const changed = static_cast<std::size_t>(__builtin_ctzll(block_));
  for (std::size_t k = 0; k <= changed; ++k) set_bit(k, (block_ >> k & 1) != 0);
  stale_ = std::min(stale_, all_.first_[changed]);
  return true;
}

void enumerator::evaluate() {
  run_gates(all_.gates_.data() + stale_, all_.gates_.size() - stale_, planes_.data());
  stale_ = all_.gates_.size();
}

void enumerator::products(std::uint32_t* p, bool is_signed) const {
  std::vector<int> const& port = all_.ports_.p;
  bit_plane const* planes[32];
  for (std::size_t i = 0; i < 32; ++i)
    planes[i] = &planes_[static_cast<std::size_t>(i < port.size() ? port[i] : is_signed ? port.back() : network::zero)];
  join_planes(planes, p);
}

bool enumerator::same_products(enumerator const& other) const {
  for (std::size_t i = 0; i < all_.ports_.p.size(); ++i)
    if (std::memcmp(&planes_[static_cast<std::size_t>(all_.ports_.p[i])],
                    &other.planes_[static_cast<std::size_t>(other.all_.ports_.p[i])], sizeof(bit_plane)) != 0)
      return false;
  return true;
}

}  // namespace axmul::tools
