#include "src/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "lut_gen/table.hpp"
#include "src/decimal.hpp"
#include "src/import/imported.hpp"
#include "src/import/source.hpp"
#include "src/operand_pairs.hpp"
#include "src/rtl.hpp"
#include "src/simulation.hpp"
#include "src/support/progress.hpp"

namespace axmul::tools {
namespace {

struct outcome {
  std::uint64_t mismatches = 0;
  std::uint64_t first = ~std::uint64_t{0};  // index of the first mismatching pair
};

nlohmann::ordered_json value(design const& d, u128 pattern, int width) {
  if (d.is_float()) return fmt::format("0x{:0{}x}", static_cast<std::uint64_t>(pattern), (width + 3) / 4);
  return decimal(d.is_signed ? sign_extend(pattern, width) : pattern, d.is_signed);
}

nlohmann::ordered_json make_record(design const& d, std::string const& engine, operand_pairs const& pairs,
                                   verify_options const& options, outcome const& o, block_products const& other) {
  nlohmann::ordered_json r = {{"spec", d.spec},
                              {"engine", engine},
                              {"pairs", pairs.size()},
                              {"exhaustive", pairs.exhaustive()},
                              {"mismatches", o.mismatches},
                              {"first_mismatch", nullptr},
                              {"table_sha256", nullptr},
                              {"seed", nullptr}};
  if (!pairs.exhaustive()) r["seed"] = options.seed;
  if (o.mismatches != 0) {
    std::uint64_t a = 0, b = 0;
    u128 expected = 0, got = 0;
    pairs.fill(o.first, 1, &a, &b);
    d.products(&a, &b, &expected, 1);
    other(&a, &b, &got, 1);
    r["first_mismatch"] = {{"a", value(d, a, d.n)},
                           {"b", value(d, b, d.nb)},
                           {"expected", value(d, expected, d.wp)},
                           {"got", value(d, got, d.wp)}};
  } else if (pairs.exhaustive() && can_tabulate(d)) {
    r["table_sha256"] = raw_table_sha256(d);
  }
  return r;
}

constexpr std::size_t chunk = 1 << 14;

// Compares the products of several functions, made at once, with those of their models.
template <class Run>
std::vector<outcome> compare(std::vector<design const*> const& models, operand_pairs const& pairs,
                             std::string const& label, [[maybe_unused]] int jobs, Run const& run) {
  std::size_t const members = models.size();
  std::vector<outcome> all(members);
  std::mutex mutex;
  std::int64_t const chunks = static_cast<std::int64_t>((pairs.size() + chunk - 1) / chunk);
  progress bar(label, static_cast<std::uint64_t>(chunks));
#pragma omp parallel for schedule(dynamic) num_threads(jobs)
  for (std::int64_t c = 0; c < chunks; ++c) {
    std::uint64_t const first = static_cast<std::uint64_t>(c) * chunk;
    std::size_t const count = static_cast<std::size_t>(std::min<std::uint64_t>(chunk, pairs.size() - first));
    std::vector<std::uint64_t> a(count), b(count);
    std::vector<u128> got(count * members), expected(count);
    pairs.fill(first, count, a.data(), b.data());
    run(a.data(), b.data(), got.data(), count);
    for (std::size_t m = 0; m < members; ++m) {
      models[m]->products(a.data(), b.data(), expected.data(), count);
      outcome part;
      for (std::size_t i = count; i-- > 0;)
        if (got[i * members + m] != expected[i]) {
          ++part.mismatches;
          part.first = first + i;
        }
      std::lock_guard<std::mutex> const lock(mutex);
      all[m].mismatches += part.mismatches;
      all[m].first = std::min(all[m].first, part.first);
    }
    bar.advance();
  }
  return all;
}

// Texts that may stand in one build: their modules have different names, and none leaves macros to the others.
class shared_texts {
 public:
  bool add(std::string const& text) {
    if (texts_.count(text) != 0) return true;
    std::vector<std::string> const names = module_names(text);
    bool const alone = without_comments(text).find("`define") != std::string::npos;
    bool const clash =
        std::any_of(names.begin(), names.end(), [&](auto const& name) { return modules_.count(name) != 0; });
    if (!texts_.empty() && (clash || alone || alone_)) return false;
    alone_ = alone;
    texts_.insert(text);
    modules_.insert(names.begin(), names.end());
    return true;
  }
  std::set<std::string> const& all() const { return texts_; }

 private:
  std::set<std::string> texts_, modules_;
  bool alone_ = false;
};

// Designs of one simulation, and the imported texts that they need.
struct group {
  std::vector<design const*> members;
  shared_texts imports;
};

// Designs whose operands and products have the same widths, at most so many in one group. Imports stay among
// themselves: their modules may have any name.
std::vector<group> group_by_widths(std::vector<design> const& designs) {
  constexpr std::size_t most = 24;
  enum class language { own, verilog, system_verilog };
  std::map<std::tuple<int, int, int, language>, std::vector<group>> by_width;
  for (design const& d : designs) {
    need_rtl(d);
    language const in = !d.import                  ? language::own
                        : rtl_is_system_verilog(d) ? language::system_verilog
                                                   : language::verilog;
    std::vector<group>& groups = by_width[{d.n + d.nb, d.n, d.wp, in}];
    auto const takes = [&](group& g) {
      return g.members.size() < most && (!d.import || g.imports.add(d.import->verilog()));
    };
    if (std::none_of(groups.begin(), groups.end(), takes)) takes(groups.emplace_back());
    group& chosen = *std::find_if(groups.begin(), groups.end(), takes);
    chosen.members.push_back(&d);
  }
  std::vector<group> all;
  for (auto& [widths, groups] : by_width) std::move(groups.begin(), groups.end(), std::back_inserter(all));
  return all;
}

simulated_group simulated(group const& from) {
  design const& first = *from.members[0];
  simulated_group g{"", {}, first.n, first.nb, first.wp, {}};
  g.is_system_verilog = !first.import || rtl_is_system_verilog(first);
  g.splits_vectors = first.import != nullptr;
  std::string tops;
  for (design const* d : from.members) {
    std::string const top = rtl_top(*d);
    if (std::find(g.tops.begin(), g.tops.end(), top) == g.tops.end()) tops += rtl_top_text(*d) + "\n";
    g.tops.push_back(top);
  }
  for (std::string const& text : from.imports.all()) g.verilog += text + "\n";
  if (!first.import)
    for (std::string const& module : rtl_modules(tops)) g.verilog += std::string(rtl_module_text(module)) + "\n";
  g.verilog += tops;
  return g;
}

}  // namespace

void verify_rtl(std::vector<design> const& designs, verify_options const& options, record_sink const& done) {
  if (designs.empty()) return;
  std::vector<group> const groups = group_by_widths(designs);
  std::vector<simulated_group> modules;
  for (group const& g : groups) modules.push_back(simulated(g));
  simulation const sim(modules, options.jobs);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    std::vector<design const*> const& designs_here = groups[g].members;
    design const& first = *designs_here[0];
    operand_pairs const pairs(first.n, first.nb, options.exhaustive_bits, options.pairs, options.seed);
    auto const run = [&](std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) {
      sim.run(g, a, b, p, count);
    };
    std::vector<outcome> const outcomes = compare(designs_here, pairs, "verify " + first.group(), options.jobs, run);
    std::size_t const members = designs_here.size();
    for (std::size_t m = 0; m < members; ++m) {
      block_products const again = [&](std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) {
        std::vector<u128> products(count * members);
        run(a, b, products.data(), count);
        for (std::size_t i = 0; i < count; ++i) p[i] = products[i * members + m];
      };
      done(make_record(*designs_here[m], "verilator", pairs, options, outcomes[m], again));
    }
  }
}

void verify_foreign(design const& d, std::vector<foreign_module> const& modules, verify_options const& options,
                    record_sink const& done) {
  std::vector<simulated_group> simulated;
  for (foreign_module const& m : modules) simulated.push_back({"", {m.top}, d.n, d.nb, d.wp, m.file});
  simulation const sim(simulated, options.jobs);
  operand_pairs const pairs(d.n, d.nb, options.exhaustive_bits, options.pairs, options.seed);
  for (std::size_t i = 0; i < modules.size(); ++i) {
    block_products const run = [&](std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) {
      sim.run(i, a, b, p, count);
    };
    outcome const o = compare({&d}, pairs, "verify " + modules[i].file, options.jobs, run)[0];
    nlohmann::ordered_json record = make_record(d, "verilator", pairs, options, o, run);
    record["file"] = modules[i].file;
    done(record);
  }
}

nlohmann::ordered_json verify_function(design const& d, std::string const& engine, block_products const& other,
                                       verify_options const& options) {
  operand_pairs const pairs(d.n, d.nb, options.exhaustive_bits, options.pairs, options.seed);
  outcome const o = compare({&d}, pairs, "verify " + d.spec, options.jobs, other)[0];
  return make_record(d, engine, pairs, options, o, other);
}

std::string verify_key(verify_options const& o) {
  return fmt::format("exhaustive_bits={},pairs={},seed={}", o.exhaustive_bits, o.pairs, o.seed);
}

}  // namespace axmul::tools
