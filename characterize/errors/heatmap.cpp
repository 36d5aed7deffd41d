#include "characterize/errors/heatmap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "characterize/errors/sums.hpp"
#include "characterize/errors/weighted_pairs.hpp"
#include "characterize/report/style.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace {

constexpr int most_cells_bits = 8;   // along an axis
constexpr int exhaustive_bits = 24;  // of the pairs
constexpr std::uint64_t samples = 256;

// 400 pixels an inch: 1600 are 4 inches and 37 are 6.7 points. The plot is a multiple of 256 pixels wide.
constexpr int width = 1600, height = 1250, plot = 1024, left = 225, top = 80, bar_left = 1285, bar_width = 36;
constexpr double font = 27.5;  // as gnuplot counts it: 37 pixels
constexpr char const* picture = "heatmap.png";

// One axis: 2^bits cells, each of 2^(width - bits) values.
struct axis {
  int width;
  bool is_signed;

  int bits() const { return std::min(width, most_cells_bits); }
  int cell_bits() const { return width - bits(); }
  int cells() const { return 1 << bits(); }
  double low() const { return is_signed ? -std::ldexp(1.0, width - 1) : 0; }
  // Value of a cell, by the index of the value in it, as a pattern.
  std::uint64_t pattern(int cell, std::uint64_t index) const {
    std::uint64_t const first = static_cast<std::uint64_t>(is_signed ? cell ^ (cells() >> 1) : cell);
    return first << cell_bits() | index;
  }

  // Tick labels at values, by place in units of cells from the middle of the first; wide operands in shares of 2^width.
  bool in_shares() const { return width > 17; }
  std::string ticks() const {
    std::string text;
    int const quarters = std::min(4, cells());
    for (int i = 0; i <= quarters; ++i) {
      double const last = i == quarters && !in_shares() ? 1 : 0;
      double const value = low() + i * std::ldexp(1.0, width) / quarters - last;
      double const place = (value - low() + (in_shares() ? 0 : .5)) / std::ldexp(1.0, cell_bits()) - .5;
      if (last == 1 && quarters == cells()) continue;
      double const shown = in_shares() ? std::ldexp(value, -width) : value;
      text += fmt::format("{}'{}{:.8g}' {:.6f}", i == 0 ? "" : ", ", shown < 0 ? "−" : "", std::fabs(shown), place);
    }
    return text;
  }
  std::string title(char const* name) const {
    return in_shares() ? fmt::format("{{/:Italic {}}} / 2^{{{}}}", name, width) : fmt::format("{{/:Italic {}}}", name);
  }
};

// Mean errors of the cells, b major from below.
std::vector<double> cells(design const& d, axis const& a, axis const& b) {
  bool const all = d.n + d.nb <= exhaustive_bits;
  std::uint64_t const pairs = all ? std::uint64_t{1} << (a.cell_bits() + b.cell_bits()) : samples;
  std::vector<double> means(static_cast<std::size_t>(a.cells()) * static_cast<std::size_t>(b.cells()));
  progress bar(d.spec, static_cast<std::uint64_t>(b.cells()));
#pragma omp parallel for schedule(dynamic)
  for (int y = 0; y < b.cells(); ++y) {
    for (int x = 0; x < a.cells(); ++x) {
      std::size_t const cell =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(a.cells()) + static_cast<std::size_t>(x);
      double sum = 0;
      for (std::uint64_t at = 0; at < pairs; at += weighted_pairs::block) {
        std::array<std::uint64_t, weighted_pairs::block> u, v;
        std::array<signed_error, weighted_pairs::block> errors;
        auto const count = static_cast<std::size_t>(std::min<std::uint64_t>(weighted_pairs::block, pairs - at));
        for (std::size_t i = 0; i < count; ++i) {
          std::uint64_t const index = at + i, random = 2 * (cell * samples + index);
          u[i] = a.pattern(
              x, (all ? index >> b.cell_bits() : random_bits(1, random)) & low_mask<std::uint64_t>(a.cell_bits()));
          v[i] = b.pattern(y, (all ? index : random_bits(1, random + 1)) & low_mask<std::uint64_t>(b.cell_bits()));
        }
        errors_of(d, u.data(), v.data(), count, errors.data());
        for (std::size_t i = 0; i < count; ++i) {
          double const size = static_cast<double>(errors[i].size);
          sum += errors[i].negative ? -size : size;
        }
      }
      means[cell] = sum / static_cast<double>(pairs);
    }
    bar.advance();
  }
  return means;
}

struct colour {
  double red, green, blue;
};
colour parsed(char const* hex) {
  unsigned long const x = std::stoul(hex + 1, nullptr, 16);
  return {static_cast<double>(x >> 16), static_cast<double>(x >> 8 & 255), static_cast<double>(x & 255)};
}

// Blue at -1, white at 0, orange at 1; both sides darken alike.
std::string diverging(double at) {
  using reporting::hues;
  static std::array<colour, 4> const cold{parsed("#ffffff"), parsed(hues[4].fill), parsed(hues[0].fill),
                                          parsed(hues[0].edge)};
  static std::array<colour, 4> const warm{parsed("#ffffff"), parsed(hues[1].fill), parsed(hues[5].fill),
                                          parsed(hues[5].edge)};
  std::array<colour, 4> const& ramp = at < 0 ? cold : warm;
  double const place = std::fabs(at) * (static_cast<double>(ramp.size()) - 1);
  auto const stop = std::min(static_cast<std::size_t>(place), ramp.size() - 2);
  double const share = place - static_cast<double>(stop);
  auto const mixed = [&](double colour::*part) {
    return std::lround(ramp[stop].*part + share * (ramp[stop + 1].*part - ramp[stop].*part));
  };
  return fmt::format("#{:02x}{:02x}{:02x}", mixed(&colour::red), mixed(&colour::green), mixed(&colour::blue));
}

// The picture: cells, colours from the least to the largest error and 0, in units of a power of ten.
std::string script(design const& d, axis const& a, axis const& b, std::vector<double> const& means) {
  double low = std::min(0.0, *std::min_element(means.begin(), means.end()));
  double high = std::max(0.0, *std::max_element(means.begin(), means.end()));
  if (low == high) low = -1, high = 1;
  double const most = std::fmax(-low, high);
  int const power = most >= 1e5 || most < .1 ? static_cast<int>(std::floor(std::log10(most))) : 0;
  double const unit = std::pow(10.0, power);
  std::string palette;
  constexpr int steps = 256;
  for (int i = 0; i <= steps; ++i)
    palette += fmt::format("{}{} '{}'", i == 0 ? "" : ", ", i, diverging((low + (high - low) * i / steps) / most));
  std::string data;
  for (std::size_t i = 0; i < means.size(); ++i)
    data += fmt::format("{:.6g}{}", means[i] / unit, (i + 1) % static_cast<std::size_t>(a.cells()) == 0 ? '\n' : ' ');
  bool const is_mean = a.cell_bits() + b.cell_bits() > 0;
  auto const across = [](int pixel) { return static_cast<double>(pixel) / width; };
  auto const up = [](int pixel) { return 1 - static_cast<double>(pixel) / height; };
  std::string text = fmt::format(
      "set encoding utf8\nset minussign\nset terminal pngcairo size {},{} enhanced font 'DejaVu Sans,{}' background "
      "'#ffffff'\nset output '{}'\nset lmargin at screen {:.6f}\nset rmargin at screen {:.6f}\nset tmargin at screen "
      "{:.6f}\nset bmargin at screen {:.6f}\nunset key\nset style line 1 lc rgb '#30343b' lw 2.5\nset border 15 front "
      "ls 1\nset tics out nomirror scale 0.7 textcolor rgb '#1b1e24'\n",
      width, height, font, picture, across(left), across(left + plot), up(top), up(top + plot));
  auto const label = [&](std::string what, int x, int y, std::string const& options) {
    for (std::size_t at = what.find('\''); at != std::string::npos; at = what.find('\'', at + 2)) what.insert(at, "'");
    text += fmt::format("set label '{}' at screen {:.6f},{:.6f} center {} front tc rgb '#1b1e24'\n", what, across(x),
                        up(y), options);
  };
  double const longest = 64;  // characters that fit
  label(d.spec, left + plot / 2, top / 2,
        fmt::format("noenhanced font ',{:.2f}'", font * std::min(1.0, longest / static_cast<double>(d.spec.size()))));
  label(a.title("a"), left + plot / 2, height - 40, "");
  label(b.title("b"), 45, top + plot / 2, "rotate by 90");
  label(fmt::format("{}{{/:Italic d}} ({}LSB of the product)", is_mean ? "mean error " : "error ",
                    power == 0 ? "" : fmt::format("10^{{{}}} ", power)),
        width - 50, top + plot / 2, "rotate by 90");
  return text +
         fmt::format("set xrange [-0.5:{}]\nset yrange [-0.5:{}]\nset xtics ({})\nset ytics ({})\n", a.cells() - .5,
                     b.cells() - .5, a.ticks(), b.ticks()) +
         fmt::format(
             "set colorbox vertical user origin screen {:.6f},{:.6f} size screen {:.6f},{:.6f} front border 1\n"
             "set cbrange [{:.8g}:{:.8g}]\nset palette defined ({})\nset cbtics scale 0.5 format '%h' "
             "offset -0.5,0\n$d << EOD\n{}EOD\nplot $d matrix with image\n",
             across(bar_left), up(top + plot), across(bar_width), static_cast<double>(plot) / height, low / unit,
             high / unit, palette, data);
}

}  // namespace

std::string error_heatmap(design const& d) {
  if (d.is_float())
    throw bad_input(
        fmt::format("{}: heatmaps are of errors of integer multipliers; name the core, {}", d.spec, d.core_spec));
  axis const a{d.n, d.is_signed}, b{d.nb, d.is_signed};
  std::vector<double> const means = cells(d, a, b);
  scratch_dir const scratch;
  write_file(scratch / "heatmap.gp", script(d, a, b, means));
  run({"gnuplot", "heatmap.gp"}, scratch / "gnuplot.log", scratch.path());
  return read_file(scratch / picture);
}

}  // namespace axmul::tools
