// What imports made in earlier runs, by the hash of what it was made from: in $AXMUL_CACHE, else in
// $XDG_CACHE_HOME/axmul, else in ~/.cache/axmul.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace axmul::tools {

// The path of an entry; empty when there is no folder for it.
std::filesystem::path cache_entry(std::string const& key, std::string_view extension);

// The content of an entry; nothing when it is missing or damaged.
std::optional<std::string> read_cache(std::filesystem::path const& entry);

// Writes an entry: the content, then its SHA-256. Where it cannot be written nothing happens.
void write_cache(std::filesystem::path const& entry, std::string_view content);

// Tells one version of a program from another without starting it. Errors: tool_failure when it is missing.
std::string tool_stamp(std::string const& name);

}  // namespace axmul::tools
