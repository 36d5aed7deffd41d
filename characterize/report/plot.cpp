#include "characterize/report/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

#include "characterize/report/axis.hpp"
#include "characterize/report/fronts.hpp"
#include "characterize/report/labels.hpp"
#include "characterize/report/pareto.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools::reporting {
namespace {

// 96 pixels an inch: 336 are 3.5 inches and 10.67 are 8 points.
constexpr double width = 336, font = 10.67, plot_height = 214, top = 7, bottom = 36, left = 56, right = 13,
                 legend_line = 14.5;

struct design {
  report_record const* source;
  double error, cost;
};

std::vector<design> designs_with(record_group const& group, std::string const& error, std::string const& cost) {
  std::vector<design> found;
  for (report_record const* r : group.members) {
    design const d{r, number(*r, error), number(*r, cost)};
    if (std::isfinite(d.error) && std::isfinite(d.cost) && d.error >= 0 && d.cost >= 0) found.push_back(d);
  }
  return found;
}

std::vector<std::size_t> front_of(std::vector<design> const& designs) {
  std::vector<trade_off> points;
  points.reserve(designs.size());
  for (design const& d : designs) points.push_back({d.cost, d.error});
  return pareto_front(points);
}

std::string gnuplot_string(std::string const& text) {
  std::string out = "'";
  for (char const c : text) {
    if (c == '\'')
      out += "''";
    else if (static_cast<unsigned char>(c) >= ' ')
      out += c;
  }
  return out + "'";
}

std::string file_part(std::string text) {
  for (char& c : text)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '.') c = '_';
  return text;
}

std::string area_unit_of(record_group const& group) {
  for (report_record const* r : group.members) {
    std::string unit = text_of(*r, "area_unit");
    if (unit == "um2" || unit == "um^2") return "μm²";
    if (!unit.empty()) return unit;
  }
  return {};
}

// The designs that are on the front of their family.
std::vector<design> on_family_fronts(std::vector<design> const& designs) {
  std::map<std::string, std::vector<design>> families;
  for (design const& d : designs) families[family_of(*d.source)].push_back(d);
  std::vector<design> kept;
  for (auto const& [family, members] : families)
    for (std::size_t const i : front_of(members)) kept.push_back(members[i]);
  return kept;
}

enum class kind { designs, fronts };

class painter {
 public:
  painter(record_group const& group, std::vector<design> designs, std::string error_title, std::string cost_title,
          std::vector<family_style> const& styles)
      : group_(group),
        is_mixed_(!mixed_conditions(group).empty()),
        designs_(std::move(designs)),
        x_(values(&design::error)),
        y_(values(&design::cost)),
        error_title_(std::move(error_title)),
        cost_title_(std::move(cost_title)) {
    for (family_style const& s : styles)
      if (std::any_of(designs_.begin(), designs_.end(),
                      [&](design const& d) { return family_of(*d.source) == s.family; }))
        legend_.push_back(s);
    lay_out_legend();
  }

  // Of a gnuplot script that writes figure.svg and figure.pdf into its folder.
  std::string script(kind what) {
    frame();
    front_line(what);
    points(what);
    if (what == kind::designs) labels();
    legend();
    // In pdfcairo a text has 4/3 of its points at fontscale 1, and lines are 1.5 times thinner than in SVG.
    return fmt::format(
        "set encoding utf8\nset terminal svg size {0},{1} fixed enhanced font 'DejaVu Sans,{2}' background '#ffffff'\n"
        "set output 'figure.svg'\n"
        "unset key\nunset border\nunset tics\nset lmargin at screen {3}\nset rmargin at screen {4}\nset tmargin at "
        "screen {5}\nset bmargin at screen {6}\n"
        "set xrange [0:1]\nset yrange [0:1]\n{7}{8}plot {9}\n"
        "set terminal pdfcairo size {10}in,{11}in enhanced font 'DejaVu Sans,{2}' fontscale 0.5625 linewidth 1.5 "
        "background '#ffffff'\nset output 'figure.pdf'\nreplot\n",
        width, height_, font, left / width, 1 - right / width, 1 - top / height_, 1 - (top + plot_height) / height_,
        data_, setup_, plots_, width / 96, height_ / 96);
  }

 private:
  std::vector<double> values(double design::*member) const {
    std::vector<double> list;
    for (design const& d : designs_) list.push_back(d.*member);
    return list;
  }

  pixel place(design const& d) const {
    return {left + x_.position(d.error) * (width - left - right), top + (1 - y_.position(d.cost)) * plot_height};
  }
  std::string screen(double x, double y) const {
    return fmt::format("screen {:.5f},{:.5f}", x / width, 1 - y / height_);
  }

  void line(pixel from, pixel to, char const* style) {
    setup_ += fmt::format("set arrow from {} to {} nohead {}\n", screen(from.x, from.y), screen(to.x, to.y), style);
  }

  void text(std::string const& what, double x, double y, char const* options) {
    setup_ += fmt::format("set label {} at {} {}\n", gnuplot_string(what), screen(x, y), options);
  }

  void frame() {
    double const x0 = left, x1 = width - right, y0 = top + plot_height, y1 = top;
    double const xb = x0 + log_axis::break_position * (x1 - x0), yb = y0 - log_axis::break_position * plot_height;
    if (x_.has_gutter())
      setup_ +=
          fmt::format("set object rectangle from graph 0,0 to graph {},1 fc rgb '#f1f2f4' fs solid noborder behind\n",
                      log_axis::break_position);
    if (y_.has_gutter())
      setup_ +=
          fmt::format("set object rectangle from graph 0,0 to graph 1,{} fc rgb '#f1f2f4' fs solid noborder behind\n",
                      log_axis::break_position);
    for (tick const& t : x_.ticks()) {
      double const x = x0 + t.position * (x1 - x0);
      if (!t.label.empty() && t.label != "0") line({x, y0}, {x, y1}, "back lc rgb '#e3e5e8' lw 0.6");
      line({x, y0}, {x, y0 + (t.label.empty() ? 2.5 : 4)}, "lc rgb '#30343b' lw 0.8");
      double const half = (t.label.find('^') == std::string::npos ? text_width(t.label, font) : 3 * font) / 2;
      if (!t.label.empty() && x + half < width) text(t.label, x, y0 + 12, "center front");
    }
    for (tick const& t : y_.ticks()) {
      double const y = y0 - t.position * (y0 - y1);
      if (!t.label.empty() && t.label != "0") line({x0, y}, {x1, y}, "back lc rgb '#e3e5e8' lw 0.6");
      line({x0, y}, {x0 - (t.label.empty() ? 2.5 : 4), y}, "lc rgb '#30343b' lw 0.8");
      if (!t.label.empty()) text(t.label, x0 - 6, y, "right front");
    }
    constexpr char const* axis = "front lc rgb '#30343b' lw 0.8";
    line({x0, y0}, {x_.has_gutter() ? xb - 1.5 : x1, y0}, axis);
    line({x0, y0}, {x0, y_.has_gutter() ? yb + 1.5 : y1}, axis);
    if (x_.has_gutter()) {
      line({xb + 1.5, y0}, {x1, y0}, axis);
      for (double const d : {-1.5, 1.5}) line({xb + d - 1.7, y0 + 4}, {xb + d + 1.7, y0 - 4}, axis);
    }
    if (y_.has_gutter()) {
      line({x0, yb - 1.5}, {x0, y1}, axis);
      for (double const d : {-1.5, 1.5}) line({x0 - 4, yb + d + 1.7}, {x0 + 4, yb + d - 1.7}, axis);
    }
    text(error_title_, (x0 + x1) / 2, y0 + 27, "center front");
    text(cost_title_, 9, (y0 + y1) / 2, "center rotate by 90 front");
  }

  // The stepped line through designs by rising error; returns its corners.
  std::vector<pixel> steps(std::string const& block, std::vector<design> const& designs) {
    std::vector<pixel> corners;
    data_ += "$" + block + " << EOD\n";
    for (std::size_t i = 0; i < designs.size(); ++i) {
      pixel const p = place(designs[i]);
      if (i > 0) {
        corners.push_back({p.x, corners.back().y});
        data_ += fmt::format("{} {}\n", x_.position(designs[i].error), y_.position(designs[i - 1].cost));
      }
      corners.push_back(p);
      data_ += fmt::format("{} {}\n", x_.position(designs[i].error), y_.position(designs[i].cost));
    }
    data_ += "EOD\n";
    return corners;
  }

  void front_line(kind what) {
    front_ = front_of(designs_);
    std::vector<design> on_front;
    for (std::size_t const i : front_) on_front.push_back(designs_[i]);
    steps_ = steps("front", on_front);
    plots_ = fmt::format("$front using 1:2 with lines {} notitle",
                         what == kind::designs ? "lc rgb '#5b616b' lw 1.1" : "lc rgb '#d5d8dd' lw 5");
  }

  void points(kind what) {
    std::string lines, markers;
    int block = 0;
    for (family_style const& s : legend_) {
      std::vector<design> members;
      for (design const& d : designs_)
        if (family_of(*d.source) == s.family) members.push_back(d);
      data_ += fmt::format("$f{} << EOD\n", block);
      for (design const& d : members) data_ += fmt::format("{} {}\n", x_.position(d.error), y_.position(d.cost));
      data_ += "EOD\n";
      if (what == kind::fronts) {
        steps(fmt::format("s{}", block), members);
        lines += fmt::format(", $s{} using 1:2 with lines lc rgb '{}' lw 1 notitle", block, s.colour.fill);
      }
      markers += fmt::format(
          ", $f{0} using 1:2 with points pt {1} ps 0.52 lc rgb '{2}' notitle, $f{0} using 1:2 with points pt {3} ps "
          "0.52 lw 0.7 lc rgb '{4}' notitle",
          block++, s.marker.filled, s.colour.fill, s.marker.outline, s.colour.edge);
    }
    plots_ += lines + markers;
  }

  void labels() {
    std::vector<label_request> requests;
    std::vector<pixel> markers;
    for (design const& d : designs_) markers.push_back(place(d));
    for (std::size_t const i : front_) {
      report_record const& r = *designs_[i].source;
      std::string label = short_spec(r.value("spec", std::string{}), group_.name);
      if (label.size() > 22) label = label.substr(0, 21) + "…";
      pixel const p = markers[i];
      bool const is_double = std::any_of(requests.begin(), requests.end(), [&](label_request const& q) {
        return std::hypot(q.anchor.x - p.x, q.anchor.y - p.y) < 1;
      });
      if (!is_double) requests.push_back({p, label});
    }
    box const inside{left + 2, top, width - right, top + plot_height - 2};
    for (placed_label const& l : place_labels(requests, markers, steps_, inside, font * 0.92)) {
      pixel const p = requests[l.request].anchor;
      if (l.has_leader) line(p, l.leader_end, "back lc rgb '#8a9099' lw 0.6");
      setup_ += fmt::format(
          "set label {} at {} center front noenhanced font ',{:.2f}'\n", gnuplot_string(requests[l.request].text),
          screen((l.where.left + l.where.right) / 2, (l.where.top + l.where.bottom) / 2), font * 0.92);
    }
  }

  // As many columns, each as wide as its longest name, as the figure's width takes.
  void lay_out_legend() {
    for (std::size_t count = legend_.size(); count > 0; --count) {
      std::size_t const rows = (legend_.size() + count - 1) / count;
      std::vector<double> widths((legend_.size() + rows - 1) / rows);
      for (std::size_t i = 0; i < legend_.size(); ++i)
        widths[i / rows] = std::max(widths[i / rows], text_width(legend_[i].family, font) + 24);
      double sum = 0;
      for (double const w : widths) sum += w;
      legend_rows_ = rows;
      columns_ = widths;
      if (sum <= width - 14) break;
    }
    std::size_t const lines = legend_rows_ + (is_mixed_ ? 1 : 0);
    height_ = std::ceil(top + plot_height + bottom + 5 + static_cast<double>(lines) * legend_line + 3);
  }

  void legend() {
    double x = 12;
    for (std::size_t i = 0; i < legend_.size(); ++i) {
      family_style const& s = legend_[i];
      if (i > 0 && i % legend_rows_ == 0) x += columns_[i / legend_rows_ - 1];
      double const y = top + plot_height + bottom + 10 + legend_line * static_cast<double>(i % legend_rows_);
      setup_ += fmt::format("set label '' at {} point pt {} ps 0.55 lc rgb '{}' front\n", screen(x, y), s.marker.filled,
                            s.colour.fill);
      setup_ += fmt::format("set label '' at {} point pt {} ps 0.55 lw 0.7 lc rgb '{}' front\n", screen(x, y),
                            s.marker.outline, s.colour.edge);
      text(s.family, x + 8, y, "left front noenhanced");
    }
    if (is_mixed_) text("Costs of different libraries or conditions", 8, height_ - 9, "left front tc rgb '#b3261e'");
  }

  record_group const& group_;
  bool is_mixed_;
  std::vector<design> designs_;
  log_axis x_, y_;
  std::string error_title_, cost_title_, data_, setup_, plots_;
  std::vector<family_style> legend_;
  std::vector<std::size_t> front_;
  std::vector<pixel> steps_;
  std::size_t legend_rows_ = 1;
  std::vector<double> columns_;
  double height_ = 0;
};

void replace_all(std::string& text, std::string const& from, std::string const& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// Sets the size in inches, fonts that every machine has one of, and a title.
std::string finished(std::string svg, std::string title) {
  replace_all(title, "&", "&amp;");
  replace_all(title, "<", "&lt;");
  replace_all(svg, "font-family=\"DejaVu Sans\"", "font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\"");
  replace_all(svg, "<title>Gnuplot</title>", "<title>" + title + "</title>");
  return svg;
}

// The date of a PDF would make each run's another; what follows it keeps its place.
std::string undated(std::string pdf) {
  std::size_t const from = pdf.find("/CreationDate ("), to = pdf.find(')', from);
  if (from != std::string::npos && to != std::string::npos) pdf.replace(from, to + 1 - from, to + 1 - from, ' ');
  return pdf;
}

figure drawn(kind what, record_group const& group, plot_metrics const& metrics,
             std::vector<family_style> const& styles) {
  for (std::string const& cost : metrics.cost)
    for (std::string const& error : metrics.error) {
      auto designs = designs_with(group, error, cost);
      if (designs.empty()) continue;
      if (what == kind::fronts) designs = on_family_fronts(designs);
      std::string const unit = area_unit_of(group);
      painter paint(group, std::move(designs), metric_title(error, unit), metric_title(cost, unit), styles);
      scratch_dir const scratch;
      write_file(scratch / "figure.gp", paint.script(what));
      run({"gnuplot", "figure.gp"}, scratch / "gnuplot.log", scratch.path());
      std::string const title = group.name + ": " + metric_name(cost) + " against " + metric_name(error);
      return {fmt::format("{}_{}_{}_{}", what == kind::fronts ? "fronts" : "pareto", file_part(group.name),
                          cost == "pdp_pj" ? "pdp" : cost, error),
              finished(read_file(scratch / "figure.svg"), title), undated(read_file(scratch / "figure.pdf"))};
    }
  return {};
}

}  // namespace

std::string metric_name(std::string const& field) {
  static std::map<std::string, std::string> const names{{"mred", "MRED"},
                                                        {"nmed", "NMED"},
                                                        {"pdp_pj", "PDP"},
                                                        {"area", "Area"},
                                                        {"delay_ns", "Delay"},
                                                        {"power_mw", "Power"},
                                                        {"power_glitch_mw", "Glitch power"},
                                                        {"er", "ER"},
                                                        {"mae", "MAE"},
                                                        {"wce_pct", "WCE"},
                                                        {"fpga.ice40.luts", "LUTs (iCE40)"},
                                                        {"fpga.xilinx.luts", "LUTs (Xilinx)"}};
  auto const at = names.find(field);
  return at == names.end() ? field : at->second;
}

std::string metric_title(std::string const& field, std::string const& area_unit) {
  static std::map<std::string, std::string> const units{
      {"mred", "%"},      {"pdp_pj", "pJ"},          {"delay_ns", "ns"},
      {"power_mw", "mW"}, {"power_glitch_mw", "mW"}, {"wce_pct", "%"}};
  std::string unit = field == "area" ? area_unit : "";
  if (auto const at = units.find(field); at != units.end()) unit = at->second;
  return unit.empty() ? metric_name(field) : metric_name(field) + " (" + unit + ")";
}

figure pareto_figure(record_group const& group, plot_metrics const& metrics, std::vector<family_style> const& styles) {
  return drawn(kind::designs, group, metrics, styles);
}

figure fronts_figure(record_group const& group, plot_metrics const& metrics, std::vector<family_style> const& styles) {
  return drawn(kind::fronts, group, metrics, styles);
}

}  // namespace axmul::tools::reporting
