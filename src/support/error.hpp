// The ways in which a command ends early; main() turns them into exit statuses.
#pragma once
#include <stdexcept>

namespace axmul::tools {

// Arguments or input that cannot be used: one line (what, where, what would be accepted); exit status 2.
class bad_input : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A multiplier of the user's own that cannot be used: no fault of the spec that names it.
class bad_import : public bad_input {
 public:
  using bad_input::bad_input;
};

// A needed tool is missing or failed: one line that names the tool and its log; exit status 3.
class tool_failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A check was run and found a difference; exit status 1.
class check_failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace axmul::tools
