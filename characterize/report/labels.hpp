// Labels beside points, none over another, over a marker or outside the frame. All in pixels, y downwards.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace axmul::tools::reporting {

struct pixel {
  double x, y;
};

struct box {
  double left, top, right, bottom;
};

struct label_request {
  pixel anchor;
  std::string text;
};

struct placed_label {
  std::size_t request;
  box where;
  bool has_leader;  // drawn from the anchor to the nearest point of the box
  pixel leader_end;
};

// A place for as many requests as fit, the nearest free one of a set of candidates for each; the others are left out.
// Labels leave free `markers` (points) and `lines` (a polyline); leaders cross them only where they must.
std::vector<placed_label> place_labels(std::vector<label_request> const& requests, std::vector<pixel> const& markers,
                                       std::vector<pixel> const& lines, box frame, double font_px);

// Width of a text in DejaVu Sans, the widest of the fonts that the figures ask for.
double text_width(std::string_view text, double font_px);

// A canonical spec made short for a label: drum:n=8,k=4@signed is drum(4); what all of its group share is left out.
std::string short_spec(std::string const& spec, std::string const& group);

}  // namespace axmul::tools::reporting
