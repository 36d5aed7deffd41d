#include "src/version.hpp"

#include <map>
#include <mutex>

#include "src/import/imported.hpp"
#include "src/rtl.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {
namespace {

// Hash of the sources whose paths begin with one of the prefixes; cached.
std::string sources(std::vector<std::string> const& prefixes) {
  static std::mutex mutex;
  static std::map<std::vector<std::string>, std::string> known;
  std::lock_guard<std::mutex> const lock(mutex);
  std::string& hash = known[prefixes];
  if (hash.empty()) {
    std::string text;
    for (std::string const& prefix : prefixes)
      for (std::string_view name : embedded_names(prefix))
        text += std::string(name) + '\n' + std::string(embedded(name));
    hash = sha256(text);
  }
  return hash;
}

}  // namespace

std::string stage_version(std::string const& stage, design const& d, std::string const& outside) {
  std::string text = sources({"include/axmul/int/" + d.core + ".hpp", "include/axmul/cell/", "include/axmul/fp/",
                              "include/axmul/bits.hpp", "include/axmul/config.hpp", "include/axmul/lsb.hpp",
                              "include/axmul/signed.hpp"});
  if (d.import) text += sources({"src/import/", "lut_gen/read"}) + d.import->version();
  if (stage == "characterize") text += sources({"characterize/errors/"});
  if (stage == "synth") text += sources({"characterize/hardware/"}) + rtl(d);
  if (stage == "verify") text += sources({"src/verify", "src/simulation", "src/operand_pairs"}) + rtl(d);
  return sha256(text + outside).substr(0, 16);
}

}  // namespace axmul::tools
