#include "src/store.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <map>

#include "src/import/imported.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

constexpr int layout = 1;

using statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;

// What a spec says by itself; the group of an import stands in its results.
nlohmann::ordered_json named(std::string const& spec) {
  if (is_import_spec(spec)) return {{"spec", spec}, {"family", spec.substr(0, spec.find(':'))}};
  design const d(spec);
  return {{"spec", spec}, {"family", d.family}, {"group", d.group()}};
}

}  // namespace

nlohmann::ordered_json with_group(nlohmann::ordered_json record, design const& d) {
  record["group"] = d.group();
  return record;
}

store::store(std::filesystem::path const& file, mode m) : file_(file), db_(nullptr, sqlite3_close) {
  if (m == mode::existing && !std::filesystem::exists(file))
    throw bad_input(fmt::format("cannot open the store {}: no such file", file.string()));
  sqlite3* db = nullptr;
  int const flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | (m == mode::create ? SQLITE_OPEN_CREATE : 0);
  int const opened = sqlite3_open_v2(file.c_str(), &db, flags, nullptr);
  db_.reset(db);
  if (opened != SQLITE_OK)
    throw bad_input(fmt::format("cannot open the store {}: {}", file.string(), sqlite3_errmsg(db)));
  sqlite3_busy_timeout(db, 60'000);
  int found = 0, tables = 0, results = 0;
  query("PRAGMA user_version", {}, [&](auto const& r) { found = std::stoi(r[0]); });
  query("SELECT count(*), ifnull(sum(name = 'result'), 0) FROM sqlite_master WHERE type = 'table'", {},
        [&](auto const& r) {
          tables = std::stoi(r[0]);
          results = std::stoi(r[1]);
        });
  bool const empty = found == 0 && tables == 0 && m == mode::create;
  if (!empty && (found != layout || results != 1))
    throw bad_input(fmt::format(
        "{} is not a store of this version of axmul: {}", file.string(),
        found != layout ? fmt::format("layout {} found, {} accepted", found, layout) : "it has no table of results"));
  if (!empty) return;
  query("PRAGMA journal_mode = WAL", {});
  query(
      "CREATE TABLE IF NOT EXISTS result(spec TEXT NOT NULL, stage TEXT NOT NULL, options TEXT NOT NULL, version TEXT "
      "NOT NULL,"
      " created TEXT NOT NULL, values_json TEXT NOT NULL, UNIQUE(spec, stage, options, version))",
      {});
  query(fmt::format("PRAGMA user_version = {}", layout), {});
}

void store::query(std::string const& sql, std::vector<std::string> const& values, row const& each) {
  std::lock_guard<std::mutex> const lock(mutex_);
  auto const check = [&](int code) {
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
      throw bad_input(fmt::format("store {}: {}", file_.string(), sqlite3_errmsg(db_.get())));
    return code;
  };
  sqlite3_stmt* raw = nullptr;
  check(sqlite3_prepare_v2(db_.get(), sql.c_str(), -1, &raw, nullptr));
  statement const prepared(raw, sqlite3_finalize);
  for (std::size_t i = 0; i < values.size(); ++i)
    check(sqlite3_bind_text(raw, static_cast<int>(i) + 1, values[i].c_str(), -1, SQLITE_TRANSIENT));
  while (check(sqlite3_step(raw)) == SQLITE_ROW) {
    if (!each) continue;
    std::vector<std::string> columns;
    for (int c = 0; c < sqlite3_column_count(raw); ++c) {
      unsigned char const* const text = sqlite3_column_text(raw, c);
      columns.emplace_back(text != nullptr ? reinterpret_cast<char const*>(text) : "");
    }
    each(columns);
  }
}

bool store::has(result_key const& key) {
  bool found = false;
  query("SELECT 1 FROM result WHERE spec = ? AND stage = ? AND options = ? AND version = ?",
        {key.spec, key.stage, key.options, key.version}, [&](auto const&) { found = true; });
  return found;
}

void store::put(result_key const& key, nlohmann::ordered_json const& values) {
  query("INSERT OR REPLACE INTO result VALUES(?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?)",
        {key.spec, key.stage, key.options, key.version, values.dump()});
}

std::vector<std::pair<result_key, nlohmann::ordered_json>> store::results(std::string const& stage) {
  std::vector<std::pair<result_key, nlohmann::ordered_json>> all;
  query("SELECT spec, stage, options, version, values_json FROM result WHERE stage = ? ORDER BY created, rowid",
        {stage}, [&](auto const& r) {
          all.emplace_back(result_key{r[0], r[1], r[2], r[3]}, nlohmann::ordered_json::parse(r[4]));
        });
  return all;
}

void store::erase(result_key const& key) {
  query("DELETE FROM result WHERE spec = ? AND stage = ? AND options = ? AND version = ?",
        {key.spec, key.stage, key.options, key.version});
}

std::vector<nlohmann::ordered_json> store::records() {
  std::vector<std::string> order;
  std::map<std::string, std::map<std::string, nlohmann::ordered_json>> newest;  // spec, stage
  std::map<std::string, std::string> created;
  query("SELECT spec, stage, created, values_json FROM result WHERE stage <> ? ORDER BY created, rowid", {part_stage},
        [&](auto const& r) {
          if (newest.count(r[0]) == 0) order.push_back(r[0]);
          newest[r[0]][r[1]] = nlohmann::ordered_json::parse(r[3]);
          created[r[0]] = r[2];
        });
  std::vector<nlohmann::ordered_json> all;
  for (std::string const& spec : order) {
    nlohmann::ordered_json record = named(spec);
    for (char const* stage : {"characterize", "synth"}) {
      auto const found = newest[spec].find(stage);
      if (found != newest[spec].end()) record.update(found->second);
    }
    record.update(named(spec));
    auto const verified = newest[spec].find("verify");
    if (verified != newest[spec].end()) record["verify"] = verified->second;
    record["created"] = created[spec];
    all.push_back(std::move(record));
  }
  return all;
}

void store::merge(std::filesystem::path const& other) {
  store const check(other, mode::existing);
  query("ATTACH ? AS other", {other.string()});
  query(
      "INSERT INTO result SELECT * FROM other.result WHERE true ON CONFLICT(spec, stage, options, version) DO UPDATE "
      "SET"
      " created = excluded.created, values_json = excluded.values_json WHERE excluded.created > result.created",
      {});
  query("DETACH other", {});
}

}  // namespace axmul::tools
