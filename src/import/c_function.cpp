// c:file=f.c,function=mul,n=8,signed=0
#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "src/import/cache.hpp"
#include "src/import/import.hpp"
#include "src/import/source.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace fs = std::filesystem;
namespace {

// An integer type as a signature writes it: bits and sign are known for (u)intN_t alone.
struct integer_type {
  int bits = 0;
  bool is_signed = false;
};

std::optional<integer_type> integer_type_of(std::string const& words) {
  static std::regex const fixed("(u?)int(?:_least|_fast)?(8|16|32|64)_t");
  static std::regex const other("char|short|int|long|unsigned|signed|_Bool|bool|size_t|__int128|u?intmax_t");
  static std::regex const qualifier("const|static|inline|extern|register|volatile|__inline|__inline__");
  std::istringstream in(words);
  std::optional<integer_type> found;
  std::smatch match;
  for (std::string word; in >> word;) {
    if (std::regex_match(word, match, fixed))
      found = integer_type{std::stoi(match[2]), match[1].length() == 0};
    else if (std::regex_match(word, other))
      found = found.value_or(integer_type{});
    else if (!std::regex_match(word, qualifier))
      return std::nullopt;
  }
  return found;
}

// A function of two integers whose result is one.
struct signature {
  std::string name;
  integer_type a, b;
};

// The text outside braces, comments, strings and preprocessor lines; '{' stands for a body.
std::string outline(std::string const& source) {
  std::string const text = without_comments(source);
  std::string out;
  int depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t const end = std::min(text.find('\n', at), text.size());
    std::size_t const first = text.find_first_not_of(" \t", at);
    bool const directive = first < end && text[first] == '#';
    for (std::size_t i = at; !directive && i < end; ++i) {
      if (text[i] == '{' && depth++ == 0) out += '{';
      if (text[i] == '}') out += --depth == 0 ? ";" : "";
      if (depth == 0 && text[i] != '}') out += text[i];
    }
    at = end + 1;
    // A directive goes on after a line that ends in a backslash.
    for (bool more = directive && end > 0 && text[end - 1] == '\\'; more && at < text.size();) {
      std::size_t const next = std::min(text.find('\n', at), text.size());
      more = next > at && text[next - 1] == '\\';
      at = next + 1;
    }
    out += ' ';
  }
  return out;
}

std::vector<signature> functions_in(std::string const& source) {
  static std::regex const definition(
      R"(([A-Za-z_][\w\s]*?[\s])(\w+)\s*\(([^(),]+?)(\w+)\s*,([^(),]+?)(\w+)\s*\)\s*\{)");
  std::string const text = outline(source);
  std::vector<signature> all;
  for (std::sregex_iterator at(text.begin(), text.end(), definition), end; at != end; ++at) {
    std::optional<integer_type> const a = integer_type_of((*at)[3]), b = integer_type_of((*at)[5]);
    if (integer_type_of((*at)[1]) && a && b) all.push_back({(*at)[2], *a, *b});
  }
  return all;
}

// The file with loops over a block of operands. An unsigned result of a signed function is a pattern of n + nb bits.
std::string driver(std::string const& function, int n, int nb, bool is_signed) {
  auto const operand = [&](char name, int width) {
    if (!is_signed || width == 64) return fmt::format("({}int64_t){}[i]", is_signed ? "" : "u", name);
    return fmt::format("(int64_t)({}[i] << {}) >> {}", name, 64 - width, 64 - width);
  };
  return fmt::format(R"(#include <stddef.h>
#include <stdint.h>
#include "input.c"
#define EXPORT __attribute__((visibility("default")))
__extension__ typedef unsigned __int128 axmul_word;
EXPORT int axmul_result_bits(void) {{ return 8 * (int)sizeof({0}(0, 0)); }}
EXPORT int axmul_result_signed(void) {{ return (__typeof__({0}(0, 0)))-1 < 0; }}
EXPORT void axmul_products(uint64_t const* a, uint64_t const* b, axmul_word* p, size_t count) {{
  for (size_t i = 0; i < count; ++i) p[i] = (axmul_word){0}({1}, {2});
}}
)",
                     function, operand('a', n), operand('b', nb));
}

// A shared object that stays loaded.
class library {
 public:
  explicit library(fs::path const& file) : handle_(dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {}
  ~library() {
    if (handle_ != nullptr) dlclose(handle_);
  }
  library(library const&) = delete;
  library& operator=(library const&) = delete;

  bool loaded() const { return handle_ != nullptr; }
  template <class Function>
  Function* find(char const* name) const {
    return reinterpret_cast<Function*>(dlsym(handle_, name));
  }

 private:
  void* handle_;
};

struct c_request {
  fs::path file;
  std::string function;
  int n, nb;
  bool is_signed;
};

// What the compiler says about the user's file, in one line.
[[noreturn]] void fail_with(c_request const& request, std::string const& output) {
  static std::regex const error(R"(^(.*?):(\d+):(?:\d+:)? (?:fatal )?error: (.*)$)");
  static std::regex const quote("\xe2\x80[\x98\x99]");
  static std::regex const link(R"(.*(undefined reference to .*))");
  std::istringstream lines(std::regex_replace(output, quote, "'"));
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, match, link))
      throw bad_input(fmt::format("{}: {}", request.file.string(), match[1].str()));
    if (!std::regex_match(line, match, error)) continue;
    fs::path const where = match[1].str();
    if (where.filename() == "driver.c")
      throw bad_input(fmt::format("{}: '{}' is no function of two integers with an integer result",
                                  request.file.string(), request.function));
    fs::path const shown = where.filename() == "input.c" ? request.file : where;
    throw bad_input(fmt::format("{}: line {}: {}", shown.string(), match[2].str(), match[3].str()));
  }
  throw bad_input(
      fmt::format("{}: the compiler fails: {}", request.file.string(), output.substr(0, output.find('\n'))));
}

std::shared_ptr<library const> compile(c_request const& request, std::string const& source, fs::path const& entry) {
  scratch_dir const scratch;
  fs::path const file = fs::absolute(request.file);
  std::error_code error;
  fs::create_symlink(file, scratch / "input.c", error);
  if (error) throw bad_input(fmt::format("cannot write {}: {}", (scratch / "input.c").string(), error.message()));
  write_file(scratch / "driver.c", source);
  finished const done = try_run({"cc", "-O3", "-Werror=implicit-function-declaration", "-fPIC", "-shared",
                                 "-fvisibility=hidden", "-fno-diagnostics-show-caret", "-iquote",
                                 file.parent_path().string(), "-o", "function.so", "driver.c", "-lm", "-Wl,-z,defs"},
                                scratch / "log", scratch.path());
  if (!done.good) fail_with(request, done.output);
  auto made = std::make_shared<library const>(scratch / "function.so");
  if (!made->loaded()) throw bad_input(fmt::format("{}: {}", request.file.string(), dlerror()));
  write_cache(entry, read_file(scratch / "function.so"));
  return made;
}

// The compiled function, from the cache where it is there.
std::shared_ptr<library const> load(c_request const& request, std::string const& source, fs::path const& entry) {
  if (read_cache(entry)) {
    auto kept = std::make_shared<library const>(entry);
    if (kept->loaded()) return kept;
  }
  return compile(request, source, entry);
}

class c_import final : public imported {
 public:
  c_import(std::shared_ptr<library const> code, std::string identity)
      : code_(std::move(code)),
        run_(code_->find<void(std::uint64_t const*, std::uint64_t const*, u128*, std::size_t)>("axmul_products")),
        identity_(std::move(identity)) {}

  void set_width(int wp) { wp_ = wp; }
  void products(std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) const override {
    run_(a, b, p, count);
    for (std::size_t i = 0; i < count; ++i) p[i] = to_pattern(p[i], wp_);
  }
  std::string version() const override { return sha256(identity_ + tool_version("cc", "--version")); }

 private:
  std::shared_ptr<library const> code_;
  void (*run_)(std::uint64_t const*, std::uint64_t const*, u128*, std::size_t);
  std::string identity_;
  int wp_ = 128;
};

int bits_of(u128 value) {
  int bits = 0;
  for (; value != 0; value >>= 1) ++bits;
  return bits;
}

// The smallest width, from n + nb, that holds every product; from the type of the result where there are many.
int product_width(c_request const& request, library const& code, c_import const& all, fs::path const& entry) {
  constexpr int most = 24, chunk_bits = 12;
  int const least = request.n + request.nb;
  int const type_bits = code.find<int()>("axmul_result_bits")();
  bool const type_signed = code.find<int()>("axmul_result_signed")() != 0;
  if (type_bits <= least || (request.is_signed && !type_signed)) return least;
  if (least > most) return type_bits;
  if (std::optional<std::string> const kept = read_cache(entry)) return std::stoi(*kept);
  std::size_t const chunk = std::size_t{1} << std::min(chunk_bits, least);
  std::vector<std::uint64_t> a(chunk), b(chunk);
  std::vector<u128> p(chunk);
  u128 seen = 0;
  for (std::uint64_t first = 0; first >> least == 0; first += chunk) {
    for (std::size_t i = 0; i < chunk; ++i) {
      a[i] = (first + i) >> request.nb;
      b[i] = (first + i) & low_mask<std::uint64_t>(request.nb);
    }
    all.products(a.data(), b.data(), p.data(), chunk);
    for (u128 x : p) {
      u128 const value = to_pattern(x, type_bits);
      // Of a negative value the ones that a sign bit stands for do not count.
      bool const negative = request.is_signed && (value >> (type_bits - 1)) != 0;
      seen |= negative ? to_pattern(~value, type_bits) : value;
    }
  }
  int const width = std::clamp(bits_of(seen) + (request.is_signed ? 1 : 0), least, type_bits);
  write_cache(entry, std::to_string(width));
  return width;
}

signature choose_function(import_parameters const& given, std::string const& text) {
  std::vector<signature> const all = functions_in(text);
  std::optional<std::string> const name = given.identifier("function");
  std::vector<std::string> names;
  for (signature const& s : all) {
    if (name && s.name == *name) return s;
    names.push_back(s.name);
  }
  if (name) return {*name, {}, {}};
  if (all.empty()) throw bad_input(fmt::format("{}: no function of two integers with an integer result", given.file()));
  if (all.size() > 1)
    throw bad_input(fmt::format("{}: several functions could be the multiplier; name one with function=: {}",
                                given.file(), fmt::join(names, ", ")));
  return all[0];
}

}  // namespace

import_result import_c(detail::tree const& t) {
  constexpr int widest = 64;
  import_parameters const given(t, {"file", "function", "n", "nb", "signed"});
  signature const s = choose_function(given, read_file(given.file()));
  std::optional<int> const n = given.integer("n", 2, widest), nb = given.integer("nb", 2, widest);
  if (!n && (s.a.bits == 0 || s.b.bits == 0))
    given.lacks("n", fmt::format("the arguments of '{}' do not tell their widths", s.name));
  c_request request{given.file(), s.name, n.value_or(s.a.bits), nb.value_or(n.value_or(s.b.bits)),
                    given.flag("signed").value_or(s.a.is_signed && s.b.is_signed)};
  std::string const source = driver(request.function, request.n, request.nb, request.is_signed);
  std::string const identity = sha256(source + c_with_includes(request.file));
  std::string const key = sha256(identity + tool_stamp("cc"));
  std::shared_ptr<library const> const code = load(request, source, cache_entry(key, "so"));
  auto const what = std::make_shared<c_import>(code, identity);
  int const wp = product_width(request, *code, *what, cache_entry(key, "width"));
  what->set_width(wp);

  std::string spec(t.parts[0].name);
  add_parameter(spec, "file", given.file());
  add_parameter(spec, "function", request.function);
  add_parameter(spec, "n", std::to_string(request.n));
  if (request.nb != request.n) add_parameter(spec, "nb", std::to_string(request.nb));
  add_parameter(spec, "signed", request.is_signed ? "1" : "0");
  return {what, spec, request.n, request.nb, wp, request.is_signed};
}

}  // namespace axmul::tools
