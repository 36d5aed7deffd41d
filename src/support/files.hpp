// Files: whole reads, atomic writes, scratch folders. Errors are thrown as bad_input with the path and the reason.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "src/support/interrupt.hpp"

namespace axmul::tools {

std::string read_file(std::filesystem::path const& path);

// Unpacks when the content is gzip, whatever the name.
std::string read_maybe_gzip(std::filesystem::path const& path);

// Writes beside the target and renames, so that the target is the old or the whole new content at any moment.
void write_file(std::filesystem::path const& path, std::string_view content);
struct written_file {
  std::uintmax_t bytes;
  std::string sha256;
};
written_file write_file(std::filesystem::path const& path, std::function<void(std::ostream&)> const& writer);

// A folder under $TMPDIR (else /tmp) that is removed with its content when the object goes; when the process is killed,
// by the next one that makes a scratch folder.
class scratch_dir {
 public:
  scratch_dir();
  ~scratch_dir();
  scratch_dir(scratch_dir const&) = delete;
  scratch_dir& operator=(scratch_dir const&) = delete;
  std::filesystem::path const& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
  unfinished_path unfinished_;
  int lock_;  // held as long as the folder is in use
};

// Text compiled into the program, by its path in the repository: "rtl/int/axmul_drum.v".
std::string_view embedded(std::string_view name);
// All names that begin with the prefix, sorted.
std::vector<std::string_view> embedded_names(std::string_view prefix);

// SHA-256 of the bytes, 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace axmul::tools
