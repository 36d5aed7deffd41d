// The result store: what is put is there at once, newest results win, stores merge, other files are refused.
#include "src/store.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <chrono>
#include <map>
#include <thread>
#include <vector>

#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace {

using namespace axmul::tools;
using json = nlohmann::ordered_json;

result_key key(std::string spec, std::string stage = "characterize", std::string options = "o",
               std::string version = "1") {
  return {std::move(spec), std::move(stage), std::move(options), std::move(version)};
}

// Results are ordered by the millisecond in which they were put.
void wait() {
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

void execute(std::filesystem::path const& file, char const* sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
}

std::string refusal(std::filesystem::path const& file, store::mode mode) {
  try {
    store(file, mode);
  } catch (bad_input const& e) {
    return e.what();
  }
  return "opened";
}

TEST(Store, KeepsAtOnce) {
  scratch_dir const scratch;
  store a(scratch / "s.db", store::mode::create);
  EXPECT_FALSE(a.has(key("exact:n=8")));
  a.put(key("exact:n=8"), {{"mred", 0}});
  store b(scratch / "s.db", store::mode::existing);
  EXPECT_TRUE(b.has(key("exact:n=8")));
  for (result_key const& other : {key("exact:n=9"), key("exact:n=8", "synth"), key("exact:n=8", "characterize", "p"),
                                  key("exact:n=8", "characterize", "o", "2")})
    EXPECT_FALSE(b.has(other));
}

TEST(Store, RecordsMergeStages) {
  scratch_dir const scratch;
  store s(scratch / "s.db", store::mode::create);
  s.put(key("mitchell:n=8"), {{"mred", 1}, {"note", "it's \"quoted\""}});
  s.put(key("drum:n=8,k=4@signed"), {{"mred", 2}});
  wait();
  s.put(key("mitchell:n=8", "synth"), {{"area", 3}});
  s.put(key("mitchell:n=8", "verify"), {{"mismatches", 0}, {"pairs", 7}});
  s.put(key("mitchell:n=8", "characterize", "o", "2"), {{"mred", 4}, {"er", nullptr}});
  auto records = s.records();
  ASSERT_EQ(records.size(), 2u);
  EXPECT_GT(records[0]["created"], records[1]["created"]);
  records[0].erase("created");
  EXPECT_EQ(records[0], (json{{"spec", "mitchell:n=8"},
                              {"family", "mitchell"},
                              {"group", "8x8 unsigned"},
                              {"mred", 4},
                              {"er", nullptr},
                              {"area", 3},
                              {"verify", {{"mismatches", 0}, {"pairs", 7}}}}));
  EXPECT_EQ(records[1]["spec"], "drum:n=8,k=4@signed");
  EXPECT_EQ(records[1]["group"], "8x8 signed");
  EXPECT_EQ(records[1]["mred"], 2);
}

TEST(Store, PutReplaces) {
  scratch_dir const scratch;
  store s(scratch / "s.db", store::mode::create);
  s.put(key("exact:n=8"), {{"mred", 1}, {"note", "it's \"quoted\"; \xc2\xb5"}});
  EXPECT_EQ(s.records().at(0)["note"], "it's \"quoted\"; \xc2\xb5");
  s.put(key("exact:n=8"), {{"mred", 2}});
  ASSERT_EQ(s.records().size(), 1u);
  EXPECT_EQ(s.records()[0]["mred"], 2);
  EXPECT_FALSE(s.records()[0].contains("note"));
}

TEST(Store, MergeKeepsTheNewer) {
  scratch_dir const scratch;
  store a(scratch / "a.db", store::mode::create), b(scratch / "b.db", store::mode::create);
  a.put(key("exact:n=8"), {{"mred", 1}});
  b.put(key("drum:n=8,k=3"), {{"mred", 2}});
  wait();
  b.put(key("exact:n=8"), {{"mred", 3}});
  a.put(key("bam:n=8,h=0,v=4"), {{"mred", 4}});
  wait();
  a.put(key("drum:n=8,k=3"), {{"mred", 5}});
  a.merge(scratch / "b.db");
  std::map<std::string, int> found;
  for (json const& r : a.records()) found[r["spec"]] = r["mred"];
  EXPECT_EQ(found, (std::map<std::string, int>{{"exact:n=8", 3}, {"drum:n=8,k=3", 5}, {"bam:n=8,h=0,v=4", 4}}));
  EXPECT_EQ(b.records().size(), 2u);
  a.merge(scratch / "b.db");
  EXPECT_EQ(a.records().size(), 3u);
  EXPECT_THROW(a.merge(scratch / "none.db"), bad_input);
  EXPECT_EQ(a.records().size(), 3u);
}

TEST(Store, ManyWriters) {
  scratch_dir const scratch;
  store s(scratch / "s.db", store::mode::create);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      store own(scratch / "s.db", store::mode::existing);
      for (int i = 0; i < 10; ++i) {
        std::string const spec = "exact:n=" + std::to_string(10 * t + i + 2);
        (i % 2 == 0 ? s : own).put(key(spec), {{"mred", i}});
      }
    });
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(s.records().size(), 40u);
}

TEST(Store, RefusesOtherFiles) {
  scratch_dir const scratch;
  std::filesystem::path const file = scratch / "s.db";
  EXPECT_NE(refusal(file, store::mode::existing).find("cannot open the store " + file.string()), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(file));
  write_file(scratch / "text", std::string(4096, 'x'));
  for (store::mode mode : {store::mode::create, store::mode::existing})
    EXPECT_NE(refusal(scratch / "text", mode).find("not a database"), std::string::npos);
  EXPECT_EQ(read_file(scratch / "text"), std::string(4096, 'x'));
  execute(scratch / "later.db", "CREATE TABLE result(x); PRAGMA user_version = 2");
  EXPECT_EQ(refusal(scratch / "later.db", store::mode::create),
            (scratch / "later.db").string() + " is not a store of this version of axmul: layout 2 found, 1 accepted");
  execute(scratch / "foreign.db", "CREATE TABLE people(name)");
  EXPECT_EQ(refusal(scratch / "foreign.db", store::mode::existing),
            (scratch / "foreign.db").string() + " is not a store of this version of axmul: layout 0 found, 1 accepted");
  store ok(file, store::mode::create);
  EXPECT_THROW(ok.merge(scratch / "foreign.db"), bad_input);
  EXPECT_NE(refusal(scratch / "no/such/folder.db", store::mode::create).find("cannot open the store"),
            std::string::npos);
}

}  // namespace
