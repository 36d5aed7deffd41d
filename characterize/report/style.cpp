#include "characterize/report/style.hpp"

#include <algorithm>
#include <iterator>

namespace axmul::tools::reporting {

std::vector<family_style> family_styles(std::vector<std::string> families) {
  std::sort(families.begin(), families.end());
  families.erase(std::unique(families.begin(), families.end()), families.end());
  std::vector<family_style> styles;
  std::size_t next = 0;
  constexpr std::size_t colours = std::size(hues) - 1;
  for (std::string const& family : families) {
    if (family == "exact") {
      styles.push_back({family, hues[colours], shapes[1]});
      continue;
    }
    styles.push_back({family, hues[next % colours], shapes[next % std::size(shapes)]});
    ++next;
  }
  return styles;
}

}  // namespace axmul::tools::reporting
