// The syntax of spec strings, and the messages of bad ones. Used by spec.hpp.
#pragma once
#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "axmul/fp/format.hpp"
#include "axmul/params.hpp"

namespace axmul {

class bad_spec : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

namespace detail {

// Views into the spec; quotes are not part of a value.
struct item {
  std::string_view key, value;
};

// A core or a wrapper with its parameters.
struct part {
  static constexpr int most = 16;
  std::string_view name;
  item items[most]{};
  int count = 0;

  constexpr item const* find(std::string_view key) const {
    for (int i = 0; i < count; ++i)
      if (items[i].key == key) return &items[i];
    return nullptr;
  }
};

struct tree {
  static constexpr int most = 3;  // core, @lsb, and @signed or a format
  std::string_view text;
  part parts[most]{};
  int count = 0;

  constexpr int column(std::string_view at) const { return static_cast<int>(at.data() - text.data()) + 1; }
};

inline std::string in_quotes(std::string_view s) {
  return "'" + std::string(s) + "'";
}

[[noreturn]] inline void fail(std::string_view text, std::string const& message) {
  throw bad_spec(std::string(text) + ": " + message);
}
[[noreturn]] inline void fail_at(tree const& t, std::string_view at, std::string const& found,
                                 std::string const& accepted) {
  fail(t.text, found + " at column " + std::to_string(t.column(at)) + "; " + accepted);
}

// Levenshtein distance.
inline std::size_t distance(std::string_view x, std::string_view y) {
  std::vector<std::size_t> row(y.size() + 1);
  for (std::size_t j = 0; j <= y.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < y.size(); ++j) {
      std::size_t const replaced = diagonal + (x[i] == y[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

// "drum, trunc, ...": the nearest to `found` first.
inline std::string nearest_first(std::string_view found, std::vector<std::string_view> names) {
  std::stable_sort(names.begin(), names.end(),
                   [&](std::string_view x, std::string_view y) { return distance(found, x) < distance(found, y); });
  std::string out;
  for (std::string_view name : names) out += (out.empty() ? "" : ", ") + std::string(name);
  return out;
}

[[noreturn]] inline void fail_family(tree const& t, std::string_view const* known, std::size_t count) {
  fail_at(t, t.parts[0].name, "unknown multiplier " + in_quotes(t.parts[0].name),
          "known are " + nearest_first(t.parts[0].name, {known, known + count}));
}
[[noreturn]] inline void fail_parameter(tree const& t, part const& of, item const& found, std::string_view const* known,
                                        int count) {
  fail_at(t, found.key, "unknown parameter " + in_quotes(found.key) + " of " + std::string(of.name),
          count == 0 ? "it takes none" : "it takes " + nearest_first(found.key, {known, known + count}));
}
[[noreturn]] inline void fail_twice(tree const& t, part const& of, item const& found) {
  fail_at(t, found.key, "parameter " + in_quotes(found.key) + " of " + std::string(of.name) + " given twice",
          "give it once");
}
[[noreturn]] inline void fail_value(tree const& t, item const& found, std::string const& accepted) {
  fail_at(t, found.value, "value " + in_quotes(found.value) + " of " + in_quotes(found.key) + " not accepted",
          accepted);
}
[[noreturn]] inline void fail_empty(tree const& t, part const& of, char const* key) {
  fail_at(t, of.name, "no value of " + in_quotes(key) + " is possible in " + std::string(of.name) + " with the others",
          "change the width or the parameters before it");
}
[[noreturn]] inline void fail_width(tree const& t, item const& found, int n) {
  fail_at(t, found.value,
          "width " + in_quotes(found.value) + " of " + in_quotes(found.key) + " does not fit the format",
          "its significands have n = " + std::to_string(n) + " bits on both sides; leave " + std::string(found.key) +
              " out");
}
[[noreturn]] inline void fail_signed_core(tree const& t, part const& found) {
  fail_at(t, found.name, in_quotes("@" + std::string(found.name)) + " around " + std::string(t.parts[0].name),
          "it is two's complement by itself and takes @lsb only");
}

// "an integer from 4 to 7", "an even integer from 4 to 8", "one of 4, 8, 16".
inline std::string accepted_values(range r) {
  std::string out;
  for (int v = r.lo; r.step == spacing::doubling && v <= r.hi; v = r.next(v))
    out += (out.empty() ? "one of " : ", ") + std::to_string(v);
  if (!out.empty()) return out;
  if (r.lo == r.hi) return std::to_string(r.lo) + " only";
  char const* const kind = r.step == spacing::one ? "an integer" : r.lo % 2 == 0 ? "an even integer" : "an odd integer";
  return std::string(kind) + " from " + std::to_string(r.lo) + " to " + std::to_string(r.hi);
}

[[noreturn]] inline void fail_significand(tree const& t, part const& core, int n, range r) {
  fail_at(t, core.name, in_quotes(core.name) + " under a format with " + std::to_string(n) + "-bit significands",
          "its 'n' is " + accepted_values(r));
}

// The integer of the range that the digits make.
constexpr int integer(tree const& t, item const& given, range r) {
  long value = given.value.empty() ? -1 : 0;
  for (char c : given.value) {
    bool const digit = c >= '0' && c <= '9';
    value = !digit || value < 0 || value > 99999 ? -1 : 10 * value + (c - '0');
  }
  if (!r.contains(static_cast<int>(value))) fail_value(t, given, accepted_values(r));
  return static_cast<int>(value);
}

// The i-th of "none|const|var"; empty past the end.
constexpr std::string_view word_at(std::string_view names, int i) {
  for (; i > 0; --i) {
    std::size_t const bar = names.find('|');
    if (bar == std::string_view::npos) return {};
    names.remove_prefix(bar + 1);
  }
  return names.substr(0, names.find('|'));
}

[[noreturn]] inline void fail_word(tree const& t, item const& found, std::string_view names) {
  std::vector<std::string_view> known;
  for (int i = 0; !word_at(names, i).empty(); ++i) known.push_back(word_at(names, i));
  fail_value(t, found, "one of " + nearest_first(found.value, known));
}

constexpr int word_index(tree const& t, item const& given, std::string_view names) {
  for (int i = 0; !word_at(names, i).empty(); ++i)
    if (word_at(names, i) == given.value) return i;
  fail_word(t, given, names);
}

enum class wrapper_kind { none, lsb, as_signed, format };

inline char const* format_name(format const& f) {
  for (named_format const& row : named_formats)
    if (row.value == f) return row.name;
  return nullptr;
}

[[noreturn]] inline void fail_wrapper(tree const& t, part const& found) {
  std::vector<std::string_view> known = {"lsb", "signed", "float"};
  for (named_format const& row : named_formats) known.push_back(row.name);
  fail_at(t, found.name, "unknown wrapper " + in_quotes(found.name), "known are " + nearest_first(found.name, known));
}

constexpr wrapper_kind wrapper_of(tree const& t, part const& p) {
  if (p.name == "lsb") return wrapper_kind::lsb;
  if (p.name == "signed") return wrapper_kind::as_signed;
  if (p.name == "float") return wrapper_kind::format;
  for (named_format const& row : named_formats)
    if (p.name == row.name) return wrapper_kind::format;
  fail_wrapper(t, p);
}

constexpr format format_of(tree const& t, part const& p) {
  for (named_format const& row : named_formats)
    if (p.name == row.name) return row.value;
  item const* const e = p.find("e");
  item const* const m = p.find("m");
  if (e == nullptr || m == nullptr) fail_at(t, p.name, "'float' without e and m", "write float:e=E,m=M");
  return {integer(t, *e, range{2, 11, 0}), integer(t, *m, range{1, 52, 0}), format_kind::ieee};
}

constexpr bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

// What a value may hold without quotes.
constexpr bool is_value_char(char c) {
  unsigned char const code = static_cast<unsigned char>(c);
  return code > ' ' && code != 0x7f && c != ',' && c != '@' && c != ':' && c != '=' && c != '"';
}

// Splits a spec; the order of wrappers is checked, names and values are not.
constexpr tree parse_tree(std::string_view text) {
  tree t;
  t.text = text;
  std::size_t at = 0;
  auto const rest = [&] { return text.substr(at, at < text.size() ? 1 : 0); };
  auto const word = [&](char const* what, auto const& has) {
    std::size_t const begin = at;
    while (at < text.size() && has(text[at])) ++at;
    if (at == begin)
      fail_at(t, text.substr(at), at == text.size() ? "the end" : in_quotes(rest()),
              std::string(what) + " is expected");
    return text.substr(begin, at - begin);
  };
  auto const name = [&](char const* what) { return word(what, is_name_char); };
  auto const value = [&] {
    if (at < text.size() && text[at] == '"') {
      std::size_t const end = text.find('"', at + 1);
      if (end == std::string_view::npos) fail_at(t, text.substr(at), "a quote without its end", "close it");
      std::string_view const inside = text.substr(at + 1, end - at - 1);
      at = end + 1;
      return inside;
    }
    return word("a value", is_value_char);
  };
  for (;;) {
    if (t.count == tree::most)
      fail_at(t, text.substr(at), "a third wrapper", "at most @lsb and one of @signed and a format are");
    part& p = t.parts[t.count++];
    p.name = name(t.count == 1 ? "the name of a multiplier" : "the name of a wrapper");
    if (at < text.size() && text[at] == ':') {
      do {
        ++at;
        if (p.count == part::most) fail_at(t, text.substr(at), "too many parameters", "each is given once");
        item& i = p.items[p.count++];
        i.key = name("the name of a parameter");
        if (rest() != "=")
          fail_at(t, text.substr(at), at == text.size() ? "the end" : in_quotes(rest()), "'=' is expected");
        ++at;
        i.value = value();
      } while (rest() == ",");
    }
    if (at == text.size()) break;
    if (rest() != "@")
      fail_at(t, text.substr(at), in_quotes(rest()),
              p.count == 0 ? "':', '@' or the end is expected" : "',', '@' or the end is expected");
    ++at;
  }
  if (t.count == 3) {
    wrapper_kind const inner = wrapper_of(t, t.parts[1]);
    wrapper_kind const outer = wrapper_of(t, t.parts[2]);
    if (inner != wrapper_kind::lsb || outer == wrapper_kind::lsb)
      fail_at(t, t.parts[2].name,
              in_quotes("@" + std::string(t.parts[2].name)) + " after @" + std::string(t.parts[1].name),
              "the order is core, @lsb, then one of @signed and a format");
  } else if (t.count == 2) {
    wrapper_of(t, t.parts[1]);
  }
  return t;
}

}  // namespace detail
}  // namespace axmul
