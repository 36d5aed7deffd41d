#include "src/sweep.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>

#include "src/rtl.hpp"
#include "src/support/error.hpp"
#include "src/support/parallel.hpp"
#include "src/support/process.hpp"
#include "src/support/progress.hpp"
#include "src/version.hpp"

namespace axmul::tools {
namespace {

class campaign {
 public:
  campaign(std::vector<design> const& designs, store& results, sweep_options const& options)
      : designs_(designs), results_(results), options_(options) {}

  sweep_summary run() {
    characterize_all();
    verify_all();
    synth_all();
    return std::move(summary_);
  }

 private:
  // The designs that have no result of the stage, with their keys.
  std::vector<std::pair<design const*, result_key>> missing(std::string const& stage, std::string const& options,
                                                            std::string const& outside) {
    std::vector<std::pair<design const*, result_key>> work;
    for (design const& d : designs_) {
      if (stage != "characterize" && !has_rtl(d)) continue;
      result_key key{d.spec, stage, options, stage_version(stage, d, outside)};
      if (results_.has(key))
        ++summary_.found;
      else
        work.emplace_back(&d, std::move(key));
    }
    return work;
  }

  void keep(result_key const& key, nlohmann::ordered_json const& record) {
    results_.put(key, record);
    std::lock_guard<std::mutex> const lock(mutex_);
    ++summary_.computed;
  }

  void failed(design const& d, std::string const& stage, std::exception const& e) {
    std::lock_guard<std::mutex> const lock(mutex_);
    summary_.failures.push_back(fmt::format("{}: {}: {}", d.spec, stage, e.what()));
  }

  void characterize_all() {
    auto const work = missing("characterize", characterize_key(options_.errors), "");
    progress bar("characterize", work.size());
    for (auto const& [d, key] : work) {
      try {
        keep(key, with_group(characterize(*d, options_.errors), *d));
      } catch (bad_input const& e) {
        failed(*d, "characterize", e);
      }
      bar.advance();
    }
  }

  void verify_all() {
    auto const work = missing("verify", verify_key(options_.verification), tool_version("verilator", "--version"));
    std::vector<design> own, imports;
    std::map<std::string, result_key const*> keys;
    for (auto const& [d, key] : work) {
      (d->import ? imports : own).push_back(*d);
      keys[d->spec] = &key;
    }
    record_sink const done = [&](nlohmann::ordered_json const& record) {
      keep(*keys.at(record["spec"].get<std::string>()), record);
      summary_.mismatches += record["mismatches"] != 0;
      keys.erase(record["spec"].get<std::string>());
    };
    if (!work.empty()) find_tool("verilator");
    for (std::vector<design> const* some : {&own, &imports}) try {
        verify_rtl(*some, options_.verification, done);
      } catch (tool_failure const&) {
        verify_each(*some, keys, done);
      }
  }

  // One build for each design that has no record yet, since some of them do not build.
  void verify_each(std::vector<design> const& designs, std::map<std::string, result_key const*> const& missing,
                   record_sink const& done) {
    for (design const& d : designs) try {
        if (missing.count(d.spec) == 0) continue;
        verify_rtl({d}, options_.verification, done);
      } catch (tool_failure const& e) {
        failed(d, "verify", e);
      }
  }

  void synth_all() {
    synth_options const& options = options_.hardware;
    auto const work = missing("synth", options.key(), synth_version(options));
    if (work.empty()) return;
    find_tool("yosys"), find_tool("sta");
    progress bar("synth", work.size());
    parallel_for(work.size(), options_.jobs, [&](std::size_t i) {
      auto const& [d, key] = work[i];
      try {
        keep(key, with_group(synthesize(*d, options), *d));
      } catch (check_failure const& e) {
        failed(*d, "synth", e);
      } catch (bad_input const& e) {
        failed(*d, "synth", e);
      } catch (tool_failure const& e) {
        failed(*d, "synth", e);
      }
      bar.advance();
    });
  }

  std::vector<design> const& designs_;
  store& results_;
  sweep_options const& options_;
  sweep_summary summary_;
  std::mutex mutex_;
};

}  // namespace

sweep_summary sweep(std::vector<design> const& designs, store& results, sweep_options const& options) {
  return campaign(designs, results, options).run();
}

}  // namespace axmul::tools
