// Statements of Liberty text, read one after the other without a tree.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace axmul::tools {

// `name : value;`, `name (arguments);` or the head of a group `name (arguments) {`.
struct liberty_statement {
  enum class form { attribute, list, group };
  form kind = form::attribute;
  std::string_view name;
  std::string value;                   // of an attribute, unquoted
  std::vector<std::string> arguments;  // unquoted
  std::size_t begin = 0;               // in the text
};

class liberty_reader {
 public:
  liberty_reader(std::string_view text, std::string origin) : text_(text), origin_(std::move(origin)) {}

  // The next statement of the group that is open; false at its closing brace, which is consumed, or at the end of the
  // text.
  bool next(liberty_statement& statement);

  // Skips to the end of a group whose head was just read.
  void skip_group();

  std::size_t position() const { return at_; }

  // Throws bad_input with file and line.
  [[noreturn]] void fail(std::string_view what) const { fail_at(at_, what); }
  [[noreturn]] void fail_at(std::size_t position, std::string_view what) const;

  double number(liberty_statement const& statement) const;

 private:
  char peek();
  std::string word(std::string_view stop);
  void skip_string();

  std::string_view text_;
  std::string origin_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace axmul::tools
