#include "characterize/report/labels.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

namespace axmul::tools::reporting {
namespace {

// Beyond the last cost a label is better left out.
constexpr double marker_radius = 4.2, too_bad = 125, confusing = 7.5, pi = 3.14159265358979323846;

bool overlap(box const& p, box const& q) {
  return p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom;
}

bool contains(box const& outer, box const& inner) {
  return inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top &&
         inner.bottom <= outer.bottom;
}

// Whether the segment p-q meets the box (Liang and Barsky's clipping).
bool crosses(pixel p, pixel q, box const& b) {
  double enter = 0, leave = 1;
  double const dx = q.x - p.x, dy = q.y - p.y;
  double const step[4] = {-dx, dx, -dy, dy}, room[4] = {p.x - b.left, b.right - p.x, p.y - b.top, b.bottom - p.y};
  for (int side = 0; side < 4; ++side) {
    if (step[side] == 0) {
      if (room[side] < 0) return false;
      continue;
    }
    double const t = room[side] / step[side];
    if (step[side] < 0)
      enter = std::max(enter, t);
    else
      leave = std::min(leave, t);
  }
  return enter < leave;
}

bool crosses(pixel p, pixel q, pixel r, pixel s) {
  auto const side = [](pixel a, pixel b, pixel c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); };
  return side(p, q, r) * side(p, q, s) < 0 && side(r, s, p) * side(r, s, q) < 0;
}

pixel nearest(box const& b, pixel p) {
  return {std::clamp(p.x, b.left, b.right), std::clamp(p.y, b.top, b.bottom)};
}

// A box of the given size that touches the circle of `radius` around p in the direction of `angle`.
box beside(pixel p, double angle, double radius, double width, double height) {
  double const cx = p.x + std::cos(angle) * radius, cy = p.y + std::sin(angle) * radius;
  double const across = std::clamp(2.2 * std::cos(angle), -1.0, 1.0),
               down = std::clamp(2.2 * std::sin(angle), -1.0, 1.0);
  double const left = cx - width * (1 - across) / 2, top = cy - height * (1 - down) / 2;
  return {left, top, left + width, top + height};
}

struct board {
  std::vector<pixel> const &markers, &lines;
  box frame;
  std::vector<placed_label> done;
  std::vector<label_request> const& requests;

  // The cost of a candidate; nothing where it may not stand.
  std::optional<double> cost(placed_label const& l) const {
    if (!contains(frame, l.where)) return std::nullopt;
    pixel const anchor = requests[l.request].anchor;
    double sum = 0;
    for (pixel const m : markers) {
      box const taken{m.x - marker_radius, m.y - marker_radius, m.x + marker_radius, m.y + marker_radius};
      if (overlap(l.where, taken)) return std::nullopt;
      bool const is_own = std::hypot(m.x - anchor.x, m.y - anchor.y) < 1;
      pixel const edge = nearest(l.where, m);
      if (!is_own && std::hypot(m.x - edge.x, m.y - edge.y) < confusing) sum += 12;
      if (l.has_leader && !is_own && crosses(anchor, l.leader_end, taken)) sum += 40;
    }
    for (placed_label const& other : done) {
      pixel const from = requests[other.request].anchor;
      if (overlap(l.where, other.where)) return std::nullopt;
      if (l.has_leader && crosses(anchor, l.leader_end, other.where)) return std::nullopt;
      if (other.has_leader && crosses(from, other.leader_end, l.where)) return std::nullopt;
      if (l.has_leader && other.has_leader && crosses(anchor, l.leader_end, from, other.leader_end))
        return std::nullopt;
    }
    for (std::size_t i = 1; i < lines.size(); ++i) {
      if (crosses(lines[i - 1], lines[i], l.where)) return std::nullopt;
      if (l.has_leader && crosses(anchor, l.leader_end, lines[i - 1], lines[i])) sum += 12;
    }
    return sum;
  }
};

char const* skip_word(char const* at, char const* end) {
  while (at != end && *at != ',' && *at != '@') ++at;
  return at;
}

}  // namespace

double text_width(std::string_view text, double font_px) {
  double em = 0;
  for (char const c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0) == 0x80) continue;
    if (std::string_view("iljI.,:;|'").find(c) != std::string_view::npos)
      em += 0.33;
    else if (std::string_view("()[]frt-/ ").find(c) != std::string_view::npos)
      em += 0.41;
    else if (std::string_view("mwMW%@+=<>").find(c) != std::string_view::npos)
      em += 0.95;
    else
      em += c >= 'A' && c <= 'Z' ? 0.72 : 0.635;
  }
  return em * font_px;
}

std::vector<placed_label> place_labels(std::vector<label_request> const& requests, std::vector<pixel> const& markers,
                                       std::vector<pixel> const& lines, box frame, double font_px) {
  board state{markers, lines, frame, {}, requests};
  // Below and left of a front there is room, for labels with leaders too; elsewhere only close by.
  constexpr double degrees[] = {135, 150, 120, 165, 180, -45, -30, 0, 45, -60, -75, 60, 75, 105};
  constexpr double radii[] = {6.5, 10, 15, 21, 28, 36, 45, 55, 66, 80};
  for (std::size_t i = 0; i < requests.size(); ++i) {
    double const width = text_width(requests[i].text, font_px) + 3, height = font_px * 1.1;
    double best = too_bad;
    placed_label chosen{};
    for (double const radius : radii)
      for (std::size_t k = 0; k < std::size(degrees); ++k) {
        if (k > 4 && (radius > 36 || (radius > 11 && k > 6))) continue;
        placed_label l{i, beside(requests[i].anchor, degrees[k] * pi / 180, radius, width, height), radius > 11, {}};
        l.leader_end = nearest(l.where, requests[i].anchor);
        auto const cost = state.cost(l);
        if (!cost) continue;
        double const total = *cost + radius * 1.2 + static_cast<double>(k) * 1.1 + (k > 4 && radius > 11 ? 30 : 0);
        if (total < best) best = total, chosen = l;
      }
    if (best < too_bad) state.done.push_back(chosen);
  }
  return state.done;
}

std::string short_spec(std::string const& spec, std::string const& group) {
  std::size_t const colon = spec.find_first_of(":@");
  std::string const name = spec.substr(0, colon);
  if (name == "verilog" || name == "c" || name == "table") {
    std::size_t const file = spec.find("file=");
    if (file == std::string::npos) return spec;
    std::string path = spec.substr(file + 5, std::string::npos);
    if (path.rfind('"', 0) == 0)
      path = path.substr(1, path.find('"', 1) - 1);
    else
      path = path.substr(0, path.find_first_of(",@"));
    path = path.substr(path.find_last_of('/') + 1);
    return path.substr(0, path.find_last_of('.'));
  }
  std::string text, word, values;
  char const *at = spec.c_str(), *const end = at + spec.size();
  auto const close = [&] {
    bool const shared = !text.empty() && (word == "signed" || group.find(word) != std::string::npos) && values.empty();
    if (!shared) text += (text.empty() ? "" : "@") + word + (values.empty() ? "" : "(" + values + ")");
    values.clear();
  };
  while (at != end) {
    char const* const stop = std::find_if(at, end, [](char c) { return c == ':' || c == '@'; });
    word.assign(at, stop);
    at = stop;
    while (at != end && *at != '@') {
      char const* const next = skip_word(++at, end);
      std::string const pair(at, next);
      std::size_t const equals = pair.find('=');
      bool const is_width =
          equals != std::string::npos && (pair.substr(0, equals) == "n" || pair.substr(0, equals) == "nb");
      if (!is_width) values += (values.empty() ? "" : ",") + pair.substr(equals == std::string::npos ? 0 : equals + 1);
      at = next;
    }
    close();
    if (at != end) ++at;
  }
  return text;
}

}  // namespace axmul::tools::reporting
