#include "src/parts.hpp"

#include <fmt/format.h>

#include <map>
#include <tuple>

#include "src/version.hpp"

namespace axmul::tools {
namespace {

// Parts of one whole: the same key but for the index.
struct part_set {
  characterize_options options;
  std::map<std::uint64_t, nlohmann::ordered_json> sums;  // by index
  std::vector<result_key> keys;
};

}  // namespace

void put_part(store& results, design const& d, characterize_options const& o) {
  result_key const key{d.spec, store::part_stage,
                       fmt::format("{},shard={}/{}", characterize_key(o), o.part.index, o.part.count),
                       stage_version("characterize", d, "")};
  results.put(key, {{"index", o.part.index},
                    {"count", o.part.count},
                    {"method", o.method},
                    {"samples", o.samples},
                    {"seed", o.seed},
                    {"per_bit", o.per_bit},
                    {"dot", o.dot},
                    {"sums", characterize_part(d, o)}});
}

std::vector<missing_parts> complete_parts(store& results) {
  std::map<std::tuple<std::string, std::string, std::string, std::uint64_t>, part_set> sets;
  for (auto const& [key, part] : results.results(store::part_stage)) {
    std::uint64_t const count = part.at("count").get<std::uint64_t>();
    part_set& set = sets[{key.spec, key.options.substr(0, key.options.rfind(",shard=")), key.version, count}];
    set.options.method = part.at("method").get<std::string>();
    set.options.samples = part.at("samples").get<std::uint64_t>();
    set.options.seed = part.at("seed").get<std::uint64_t>();
    set.options.per_bit = part.at("per_bit").get<bool>();
    set.options.dot = part.at("dot").get<std::uint64_t>();
    set.sums[part.at("index").get<std::uint64_t>()] = part.at("sums");
    set.keys.push_back(key);
  }
  std::vector<missing_parts> missing;
  for (auto const& [name, set] : sets) {
    auto const& [spec, options, version, count] = name;
    if (set.sums.size() != count) {
      missing.push_back({spec, set.sums.size(), count});
      continue;
    }
    std::vector<nlohmann::ordered_json> parts;
    for (auto const& [index, sums] : set.sums) parts.push_back(sums);
    design const d(spec);
    results.put({spec, "characterize", options, version}, with_group(characterize_whole(d, set.options, parts), d));
    for (result_key const& key : set.keys) results.erase(key);
  }
  return missing;
}

}  // namespace axmul::tools
