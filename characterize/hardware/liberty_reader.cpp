#include "characterize/hardware/liberty_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <system_error>

#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool in_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-';
}

}  // namespace

void liberty_reader::fail_at(std::size_t position, std::string_view what) const {
  auto const end = text_.begin() + static_cast<std::ptrdiff_t>(std::min(position, text_.size()));
  throw bad_input(fmt::format("{}:{}: {}", origin_, std::count(text_.begin(), end, '\n') + 1, what));
}

// The next character that is neither space nor comment nor a continued line; '\0' at the end.
char liberty_reader::peek() {
  while (at_ < text_.size()) {
    char const c = text_[at_];
    std::string_view const two = text_.substr(at_, 2);
    if (is_space(c) || (c == '\\' && two.size() == 2 && is_space(two[1]))) {
      ++at_;
    } else if (two == "/*") {
      std::size_t const end = text_.find("*/", at_ + 2);
      if (end == std::string_view::npos) fail("a comment is not closed");
      at_ = end + 2;
    } else if (two == "//") {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      return c;
    }
  }
  return '\0';
}

void liberty_reader::skip_string() {
  std::size_t const end = text_.find('"', at_ + 1);
  if (end == std::string_view::npos) fail("a string is not closed");
  at_ = end + 1;
}

// A quoted string, or the text up to one of the characters of `stop`, without the spaces around it.
std::string liberty_reader::word(std::string_view stop) {
  if (peek() == '"') {
    std::size_t const begin = at_ + 1;
    skip_string();
    return std::string(text_.substr(begin, at_ - 1 - begin));
  }
  std::size_t const begin = at_;
  at_ = std::min(text_.find_first_of(stop, at_), text_.size());
  std::size_t end = at_;
  while (end > begin && is_space(text_[end - 1])) --end;
  return std::string(text_.substr(begin, end - begin));
}

bool liberty_reader::next(liberty_statement& statement) {
  while (peek() == ';') ++at_;
  if (peek() == '\0') {
    if (depth_ > 0) fail("the text ends inside a group");
    return false;
  }
  if (peek() == '}') {
    if (depth_ == 0) fail("'}' closes nothing");
    --depth_;
    ++at_;
    return false;
  }
  statement.begin = at_;
  std::size_t const begin = at_;
  while (at_ < text_.size() && in_name(text_[at_])) ++at_;
  statement.name = text_.substr(begin, at_ - begin);
  statement.value.clear();
  statement.arguments.clear();
  if (statement.name.empty()) fail(fmt::format("expected an attribute or a group, found '{}'", text_[at_]));
  char const mark = peek();
  if (mark == ':') {
    ++at_;
    statement.kind = liberty_statement::form::attribute;
    statement.value = word(";\n}");
    return true;
  }
  if (mark != '(') fail(fmt::format("expected ':' or '(' after '{}'", statement.name));
  ++at_;
  while (peek() != ')') {
    if (peek() == '\0') fail(fmt::format("'(' after '{}' is not closed", statement.name));
    if (peek() == ',') {
      ++at_;
      continue;
    }
    statement.arguments.push_back(word(",)"));
  }
  ++at_;
  bool const opens = peek() == '{';
  statement.kind = opens ? liberty_statement::form::group : liberty_statement::form::list;
  if (opens) {
    ++at_;
    ++depth_;
  }
  return true;
}

void liberty_reader::skip_group() {
  std::size_t const begin = at_;
  int open = 1;
  while (open > 0) {
    at_ = std::min(text_.find_first_of("{}\"/", at_), text_.size());
    if (at_ == text_.size()) fail_at(begin, "this group is not closed");
    char const c = text_[at_];
    if (c == '"') {
      skip_string();
    } else if (c == '/') {
      std::size_t const before = at_;
      peek();
      if (at_ == before) ++at_;
    } else {
      open += c == '{' ? 1 : -1;
      ++at_;
    }
  }
  --depth_;
}

double liberty_reader::number(liberty_statement const& statement) const {
  char const* const end = statement.value.data() + statement.value.size();
  double value = 0;
  auto const [stop, error] = std::from_chars(statement.value.data(), end, value);
  if (error != std::errc{} || stop != end)
    fail_at(statement.begin, fmt::format("{} is '{}', not a number", statement.name, statement.value));
  return value;
}

}  // namespace axmul::tools
