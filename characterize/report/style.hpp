// How a family looks, in the page and in the figures alike.
#pragma once
#include <string>
#include <vector>

namespace axmul::tools::reporting {

// Okabe and Ito's colours, which colour-blind readers can tell apart, with a darker edge on white and brighter for dark
// paper; the last is ink.
struct hue {
  char const *fill, *edge, *dark_fill;
};
inline constexpr hue hues[] = {{"#0072b2", "#00426a", "#4195e8"}, {"#e69f00", "#8f6200", "#f2ad1f"},
                               {"#009e73", "#005c43", "#1fc197"}, {"#cc79a7", "#8a3f6a", "#e08fbd"},
                               {"#56b4e9", "#1f6f9f", "#95d6fb"}, {"#d55e00", "#863a00", "#f4742b"},
                               {"#f0e442", "#867d00", "#f6ec63"}, {"#1b1e24", "#000000", "#f4f5f7"}};

// Marker shapes by their gnuplot point type: filled, and the outline of the same shape.
struct shape {
  char const* name;
  int filled, outline;
};
inline constexpr shape shapes[] = {{"circle", 7, 6},    {"square", 5, 4}, {"triangle", 9, 8},
                                   {"diamond", 13, 12}, {"down", 11, 10}, {"pentagon", 15, 14}};

struct family_style {
  std::string family;
  hue colour;
  shape marker;
};

// One style for each name, in alphabetical order; `exact` is ink. Up to 42 families differ from each other,
// and both colour and shape change from one to the next.
std::vector<family_style> family_styles(std::vector<std::string> families);

}  // namespace axmul::tools::reporting
