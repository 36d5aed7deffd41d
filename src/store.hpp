// The result store: one SQLite file, one row for each (spec, stage, options, version).
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/design.hpp"

struct sqlite3;

namespace axmul::tools {

struct result_key {
  std::string spec, stage, options, version;
};

// A record as the store keeps it: records() cannot ask a design whose file is gone for its group.
nlohmann::ordered_json with_group(nlohmann::ordered_json record, design const& d);

class store {
 public:
  enum class mode { create, existing };

  // Opens or makes the store. Errors: bad_input for a file that is no store, has another layout, or cannot be written.
  store(std::filesystem::path const& file, mode m);

  bool has(result_key const& key);
  // Kept at once: a process that is killed afterwards loses nothing.
  void put(result_key const& key, nlohmann::ordered_json const& values);

  // The results of a stage, the oldest first.
  std::vector<std::pair<result_key, nlohmann::ordered_json>> results(std::string const& stage);
  void erase(result_key const& key);

  // One object for each spec, in the order of first appearance: of each stage the newest result, merged; "verify" and
  // "netlist_verified" as their stages left them, "created" the time of the newest (UTC, ISO 8601).
  std::vector<nlohmann::ordered_json> records();

  // Stage of the parts of statistics that are not whole yet (src/parts.hpp): no part of records().
  static constexpr char const* part_stage = "characterize part";

  // Adds the rows of another store; of equal keys the newer one stays.
  void merge(std::filesystem::path const& other);

 private:
  using row = std::function<void(std::vector<std::string> const&)>;
  void query(std::string const& sql, std::vector<std::string> const& values, row const& each = {});

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> db_;
  std::mutex mutex_;
};

}  // namespace axmul::tools
