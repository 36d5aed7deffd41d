#include "src/support/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <sstream>
#include <utility>

#include "src/support/embedded.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(char const* what, fs::path const& path, int error) {
  throw bad_input(fmt::format("{} {}: {}", what, path.string(), std::strerror(error)));
}

// The file that a chain of links leads to; what is not there stays as it is.
fs::path resolved(fs::path const& path) {
  std::error_code error;
  fs::path const target = fs::canonical(path, error);
  return error ? path : target;
}

// A file written beside its target and renamed when it is whole, removed when it never is. Devices and pipes have no
// beside: they are written to directly.
class unfinished_file {
 public:
  explicit unfinished_file(fs::path const& target) : shown_(target), target_(resolved(target)) {
    std::error_code ignored;
    fs::file_status const status = fs::status(target_, ignored);
    bool const direct = fs::exists(status) && !fs::is_regular_file(status);
    if (!direct) {
      path_ = fmt::format("{}.{}.part", target_.string(), getpid());
      unfinished_.emplace(path_);
    }
    fd_ = direct ? open(target_.c_str(), O_WRONLY | O_CLOEXEC)
                 : open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd_ < 0) fail("cannot write", shown_, errno);
  }
  ~unfinished_file() {
    if (fd_ >= 0) close(fd_);
    if (!path_.empty()) unlink(path_.c_str());
  }
  unfinished_file(unfinished_file const&) = delete;
  unfinished_file& operator=(unfinished_file const&) = delete;

  void write(std::string_view content) {
    while (!content.empty()) {
      ssize_t const written = ::write(fd_, content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("cannot write", shown_, errno);
      content.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void finish() {
    bool synced = fsync(fd_) == 0 || errno == EINVAL || errno == EROFS;
    synced = close(std::exchange(fd_, -1)) == 0 && synced;
    if (!synced || (!path_.empty() && rename(path_.c_str(), target_.c_str()) != 0)) fail("cannot write", shown_, errno);
    path_.clear();
  }

 private:
  fs::path shown_, target_, path_;
  std::optional<unfinished_path> unfinished_;
  int fd_ = -1;
};

// SHA-256 of bytes as they come.
class digest {
 public:
  digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1)
      throw std::runtime_error("SHA-256 failed");
  }
  void add(std::string_view bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) throw std::runtime_error("SHA-256 failed");
  }
  std::string hex() {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (EVP_DigestFinal_ex(context_.get(), bytes, &size) != 1) throw std::runtime_error("SHA-256 failed");
    std::string text;
    for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

// A stream buffer over an unfinished_file.
class file_buffer : public std::streambuf {
 public:
  explicit file_buffer(unfinished_file& file) : file_(file), buffer_(1 << 20, '\0') {
    setp(buffer_.data(), buffer_.data() + buffer_.size());
  }
  void flush_all() {
    std::string_view const bytes(pbase(), static_cast<std::size_t>(pptr() - pbase()));
    file_.write(bytes);
    digest_.add(bytes);
    bytes_ += bytes.size();
    setp(buffer_.data(), buffer_.data() + buffer_.size());
  }
  written_file written() { return {bytes_, digest_.hex()}; }

 protected:
  int_type overflow(int_type c) override {
    flush_all();
    if (!traits_type::eq_int_type(c, traits_type::eof())) sputc(traits_type::to_char_type(c));
    return traits_type::not_eof(c);
  }

 private:
  unfinished_file& file_;
  std::string buffer_;
  digest digest_;
  std::uintmax_t bytes_ = 0;
};

}  // namespace

std::string read_file(fs::path const& path) {
  std::unique_ptr<FILE, int (*)(FILE*)> const file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) fail("cannot read", path, errno);
  std::string content;
  char chunk[1 << 16];
  while (std::size_t const got = std::fread(chunk, 1, sizeof chunk, file.get())) content.append(chunk, got);
  if (std::ferror(file.get()) != 0) fail("cannot read", path, errno);
  return content;
}

std::string read_maybe_gzip(fs::path const& path) {
  std::string raw = read_file(path);
  if (raw.size() < 2 || raw[0] != '\x1f' || raw[1] != '\x8b') return raw;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> const file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) fail("cannot read", path, errno);
  std::string content;
  char chunk[1 << 16];
  int got = 0;
  while ((got = gzread(file.get(), chunk, sizeof chunk)) > 0) content.append(chunk, static_cast<std::size_t>(got));
  if (got < 0) throw bad_input(fmt::format("cannot read {}: not a whole gzip file", path.string()));
  return content;
}

void write_file(fs::path const& path, std::string_view content) {
  unfinished_file file(path);
  file.write(content);
  file.finish();
}

written_file write_file(fs::path const& path, std::function<void(std::ostream&)> const& writer) {
  unfinished_file file(path);
  file_buffer buffer(file);
  std::ostream out(&buffer);
  out.exceptions(std::ios::badbit);
  writer(out);
  buffer.flush_all();
  file.finish();
  return buffer.written();
}

namespace {

constexpr char const* scratch_prefix = "axmul-scratch-";

// Folders of processes that were killed: nobody holds their lock. Only those older than a minute, as a folder is made
// before it is locked.
void remove_abandoned(fs::path const& base) {
  std::error_code ignored;
  for (fs::directory_entry const& entry : fs::directory_iterator(base, ignored)) {
    if (entry.path().filename().string().rfind(scratch_prefix, 0) != 0) continue;
    int const fd = open(entry.path().c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat state;
    bool const abandoned = fd >= 0 && fstat(fd, &state) == 0 && state.st_uid == geteuid() &&
                           time(nullptr) - state.st_mtime > 60 && flock(fd, LOCK_EX | LOCK_NB) == 0;
    if (abandoned) fs::remove_all(entry.path(), ignored);
    if (fd >= 0) close(fd);
  }
}

fs::path new_scratch_folder() {
  char const* const variable = std::getenv("TMPDIR");
  std::string const base = variable != nullptr && *variable != '\0' ? variable : "/tmp";
  static std::once_flag first;
  std::call_once(first, remove_abandoned, base);
  std::string pattern = fmt::format("{}/{}XXXXXX", base, scratch_prefix);
  if (mkdtemp(pattern.data()) == nullptr) fail("cannot make a scratch folder like", pattern, errno);
  return pattern;
}

}  // namespace

scratch_dir::scratch_dir()
    : path_(new_scratch_folder()), unfinished_(path_), lock_(open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (lock_ >= 0) flock(lock_, LOCK_SH | LOCK_NB);
}

scratch_dir::~scratch_dir() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  if (lock_ >= 0) close(lock_);
}

std::string_view embedded(std::string_view name) {
  for (std::size_t i = 0; i < embedded_file_count; ++i) {
    embedded_file const& f = embedded_files[i];
    if (name == f.name) return {f.begin, static_cast<std::size_t>(f.end - f.begin)};
  }
  throw std::logic_error(fmt::format("no embedded file {}", name));
}

std::vector<std::string_view> embedded_names(std::string_view prefix) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < embedded_file_count; ++i) {
    std::string_view const name = embedded_files[i].name;
    if (name.substr(0, prefix.size()) == prefix) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string sha256(std::string_view bytes) {
  digest all;
  all.add(bytes);
  return all.hex();
}

}  // namespace axmul::tools
