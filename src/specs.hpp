// Lists of specs: files, ranges and alternatives. Standard library only, since bench/gpu uses it too.
#pragma once
#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace axmul::tools {

// A list that cannot be read; the message names what and where.
class bad_list : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// "drum:n=8,k={3,5..7}" -> drum:n=8,k=3 drum:n=8,k=5 drum:n=8,k=6 drum:n=8,k=7; a..b outside braces counts too.
inline std::vector<std::string> expand_spec(std::string_view text) {
  std::size_t const open = text.find('{');
  if (open != std::string_view::npos) {
    std::size_t const close = text.find('}', open);
    if (close == std::string_view::npos)
      throw bad_list(std::string(text) + ": '{' at column " + std::to_string(open + 1) + " is not closed");
    std::vector<std::string> all;
    for (std::size_t at = open + 1; at <= close;) {
      std::size_t const end = std::min(text.find(',', at), close);
      for (std::string const& one :
           expand_spec(std::string(text.substr(0, open)) + std::string(text.substr(at, end - at)) +
                       std::string(text.substr(close + 1))))
        all.push_back(one);
      at = end + 1;
    }
    return all;
  }
  auto const digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  std::size_t dots = text.find("..");  // between digits; elsewhere they belong to a path
  while (dots != std::string_view::npos && (dots == 0 || !digit(dots - 1) || !digit(dots + 2)))
    dots = text.find("..", dots + 1);
  if (dots == std::string_view::npos) return {std::string(text)};
  std::size_t first = dots, last = dots + 2;
  while (first > 0 && digit(first - 1)) --first;
  while (digit(last)) ++last;
  // More digits than a spec can hold count as a range that is too long.
  auto const number = [&](std::size_t begin, std::size_t end) {
    return end - begin > 6 ? 1'000'000 : std::stoi(std::string(text.substr(begin, end - begin)));
  };
  int const from = number(first, dots);
  int const to = number(dots + 2, last);
  if (to < from || to - from > 9999)
    throw bad_list(std::string(text) + ": the range " + std::string(text.substr(first, last - first)) +
                   " does not go up");
  std::vector<std::string> all;
  for (int i = from; i <= to; ++i)
    for (std::string const& one :
         expand_spec(std::string(text.substr(0, first)) + std::to_string(i) + std::string(text.substr(last))))
      all.push_back(one);
  return all;
}

// Specs of a list file with their places ("demo.txt:12"): one a line, '#' starts a comment.
struct listed_spec {
  std::string spec, place;
};
inline std::vector<listed_spec> read_spec_list(std::string_view content, std::string const& file) {
  std::vector<listed_spec> all;
  int line_number = 0;
  while (!content.empty()) {
    std::size_t const end = content.find('\n');
    std::string_view line = content.substr(0, end);
    content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
    ++line_number;
    line = line.substr(0, line.find('#'));
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) line.remove_suffix(1);
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    if (line.empty()) continue;
    std::string const place = file + ":" + std::to_string(line_number);
    try {
      for (std::string& spec : expand_spec(line)) all.push_back({std::move(spec), place});
    } catch (bad_list const& e) {
      throw bad_list(place + ": " + e.what());
    }
  }
  return all;
}

}  // namespace axmul::tools
