#include "src/select.hpp"

#include <fmt/format.h>

#include <cctype>

#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

using json = nlohmann::ordered_json;
using record_filter = std::function<bool(json const&)>;

// Recursive descent: or = and { "||" and }; and = not { "&&" not }; not = "!" not | "(" or ")" | comparison.
class parser {
 public:
  explicit parser(std::string const& text) : text_(text) {}

  condition parse() {
    record_filter const whole = disjunction();
    if (!rest().empty()) fail("'&&', '||' or the end");
    return {whole, std::move(fields_)};
  }

 private:
  std::string_view rest() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    return std::string_view(text_).substr(at_);
  }
  bool accept(std::string_view token) {
    if (rest().substr(0, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  [[noreturn]] void fail(std::string const& expected) {
    std::string_view const found = rest();
    throw bad_input(fmt::format("condition \"{}\": {} at column {}; {} is expected", text_,
                                found.empty() ? "the end" : fmt::format("'{}'", found.substr(0, found.find(' '))),
                                at_ + 1, expected));
  }

  record_filter disjunction() {
    record_filter left = conjunction();
    while (accept("||")) {
      record_filter const right = conjunction();
      left = [left, right](json const& r) { return left(r) || right(r); };
    }
    return left;
  }
  record_filter conjunction() {
    record_filter left = negation();
    while (accept("&&")) {
      record_filter const right = negation();
      left = [left, right](json const& r) { return left(r) && right(r); };
    }
    return left;
  }
  record_filter negation() {
    if (rest().substr(0, 2) != "!=" && accept("!")) {
      record_filter const inner = negation();
      return [inner](json const& r) { return !inner(r); };
    }
    if (accept("(")) {
      record_filter const inner = disjunction();
      if (!accept(")")) fail("')'");
      return inner;
    }
    return comparison();
  }
  record_filter comparison() {
    std::string const field = name();
    fields_.push_back(field);
    for (char const* op : {"<=", ">=", "==", "!=", "<", ">"})
      if (accept(op)) return compare(field, op, literal());
    fail("<, <=, ==, !=, >= or >");
  }
  std::string name() {
    std::string_view const text = rest();
    std::size_t size = 0;
    while (size < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[size])) != 0 || text[size] == '_' || text[size] == '.'))
      ++size;
    if (size == 0 || std::isdigit(static_cast<unsigned char>(text[0])) != 0) fail("the name of a field");
    at_ += size;
    return std::string(text.substr(0, size));
  }
  json literal() {
    std::string_view const text = rest();
    if (!text.empty() && (text[0] == '"' || text[0] == '\'')) {
      std::size_t const end = text.find(text[0], 1);
      if (end == std::string_view::npos) fail("a string that is closed");
      at_ += end + 1;
      return std::string(text.substr(1, end - 1));
    }
    if (accept("true")) return true;
    if (accept("false")) return false;
    std::string const copy(text);
    char* end = nullptr;
    double const value = std::strtod(copy.c_str(), &end);
    if (end == copy.c_str()) fail("a number or a string in quotes");
    at_ += static_cast<std::size_t>(end - copy.c_str());
    return value;
  }

  static record_filter compare(std::string const& field, std::string_view op, json const& right) {
    return [field, op = std::string(op), right](json const& r) {
      json const left = field_of(r, field);
      bool const comparable = (left.is_number() && right.is_number()) || (left.is_string() && right.is_string()) ||
                              (left.is_boolean() && right.is_boolean());
      if (!comparable) return false;
      if (op == "<") return left < right;
      if (op == "<=") return left <= right;
      if (op == ">") return left > right;
      if (op == ">=") return left >= right;
      return (left == right) == (op == "==");
    };
  }

  std::string const& text_;
  std::vector<std::string> fields_;
  std::size_t at_ = 0;
};

}  // namespace

json field_of(json const& record, std::string const& name) {
  json const* at = &record;
  for (std::size_t begin = 0; begin <= name.size();) {
    std::size_t const end = std::min(name.find('.', begin), name.size());
    if (!at->is_object() || !at->contains(name.substr(begin, end - begin))) return nullptr;
    at = &(*at)[name.substr(begin, end - begin)];
    begin = end + 1;
  }
  return *at;
}

condition parse_condition(std::string const& text) {
  return parser(text).parse();
}

}  // namespace axmul::tools
