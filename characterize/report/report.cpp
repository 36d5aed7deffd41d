#include "characterize/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <string_view>
#include <system_error>

#include "characterize/report/fronts.hpp"
#include "characterize/report/pareto.hpp"
#include "characterize/report/plot.hpp"
#include "characterize/report/records.hpp"
#include "characterize/report/style.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {
using namespace reporting;

namespace {

std::vector<std::string> const errors{"mred", "nmed", "mae", "er"}, costs{"pdp_pj", "area", "power_mw", "delay_ns"};

// Today in UTC, or the time that $SOURCE_DATE_EPOCH sets for reproducible output.
std::string today() {
  char const* const fixed = std::getenv("SOURCE_DATE_EPOCH");
  std::time_t const now = fixed ? static_cast<std::time_t>(std::strtoll(fixed, nullptr, 10)) : std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d", &utc);
  return text;
}

std::vector<family_style> styles_of(std::vector<report_record> const& records) {
  std::vector<std::string> families;
  for (report_record const& r : records) families.push_back(family_of(r));
  return family_styles(families);
}

void replace_once(std::string& text, std::string_view mark, std::string_view by) {
  std::size_t const at = text.find(mark);
  if (at != std::string::npos) text.replace(at, mark.size(), by);
}

// JSON that may stand inside a script element.
std::string inline_json(nlohmann::ordered_json const& value) {
  std::string const plain = value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  std::string safe;
  safe.reserve(plain.size());
  for (char const c : plain) {
    if (c == '<')
      safe += "\\u003c";
    else
      safe += c;
  }
  return safe;
}

std::string source(char const* name) {
  return std::string(embedded(std::string("characterize/report/") + name));
}

std::string rounded(double value) {
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : "-";
}

using text_row = std::vector<std::string>;

// Columns two spaces apart, the first to the left, figures to the right.
std::string aligned(std::vector<text_row> const& rows) {
  std::vector<std::size_t> widths;
  for (text_row const& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (text_row const& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      text += i == 0 ? fmt::format("  {:<{}}", row[i], widths[i]) : fmt::format("  {:>{}}", row[i], widths[i]);
    text += '\n';
  }
  return text;
}

bool has_value(record_group const& group, std::string const& field) {
  for (report_record const* r : group.members)
    if (std::isfinite(number(*r, field))) return true;
  return false;
}

// A line for each family: its hypervolume, and the cost of its cheapest design at each level; the least is starred.
std::string families_table(comparison const& c, std::string const& unit) {
  std::string const error = metric_title(c.error->field, ""), name = metric_name(c.cost->field);
  bool const has_ratio = std::any_of(c.families.begin(), c.families.end(),
                                     [](family_front const& f) { return std::isfinite(f.hypervolume); });
  std::vector<text_row> rows{{"family", "designs", "on the front"}};
  if (has_ratio) rows[0].push_back("hypervolume");
  for (double const level : c.error->levels) rows[0].push_back(fmt::format("<= {:g}", level));
  for (family_front const& f : c.families) {
    rows.push_back({f.family, fmt::format("{}", f.designs), fmt::format("{}", f.on_group_front)});
    if (has_ratio) rows.back().push_back(std::isfinite(f.hypervolume) ? fmt::format("{:.4f}", f.hypervolume) : "-");
    for (std::size_t i = 0; i < c.best.size(); ++i) {
      report_record const* const r = f.cheapest[i];
      double const shown = r == nullptr ? std::nan("") : number(*r, has_ratio ? c.cost->ratio : c.cost->field);
      bool const is_best = std::isfinite(shown) && number(*r, c.cost->field) == c.best[i];
      rows.back().push_back((is_best ? "*" : "") + rounded(shown));
    }
  }
  std::string const volume =
      fmt::format("hypervolume of {} ratio below 1 and {} from {:g} to {:g} on a logarithmic axis;\n  ", name, error,
                  c.error->low, c.error->high);
  return fmt::format("\n  Families: {}the {} of each one's cheapest design of at most that {}, * the least\n\n{}",
                     has_ratio ? volume : "", has_ratio ? name + " ratio" : metric_title(c.cost->field, unit), error,
                     aligned(rows));
}

std::string front_table(record_group const& group) {
  for (std::string const& cost : costs)
    for (std::string const& error : errors) {
      std::vector<trade_off> points;
      for (report_record const* r : group.members) points.push_back({number(*r, cost), number(*r, error)});
      std::vector<std::size_t> const front = pareto_front(points);
      if (front.empty()) continue;
      struct column {
        char const *field, *title;
      };
      constexpr column all[] = {{"mred", "MRED %"},       {"nmed", "NMED"},           {"area", "area"},
                                {"delay_ns", "delay ns"}, {"power_mw", "power mW"},   {"pdp_pj", "PDP pJ"},
                                {"area_ratio", "area x"}, {"delay_ratio", "delay x"}, {"power_ratio", "power x"},
                                {"pdp_ratio", "PDP x"}};
      std::vector<column> shown;
      for (column const& c : all)
        if (has_value(group, c.field)) shown.push_back(c);
      std::vector<text_row> rows{{"spec"}};
      for (column const& c : shown) rows[0].push_back(c.title);
      for (std::size_t const i : front) {
        rows.push_back({group.members[i]->value("spec", std::string{})});
        for (column const& c : shown) rows.back().push_back(rounded(number(*group.members[i], c.field)));
      }
      std::string text =
          fmt::format("{}: {} of {} designs on the front of {} against {}; x is the ratio to exact\n", group.name,
                      front.size(), group.members.size(), metric_name(cost), metric_name(error));
      if (std::string const mixed = mixed_conditions(group); !mixed.empty())
        text += "  costs under different conditions do not compare: " + mixed + "\n";
      text += "\n" + aligned(rows);
      for (comparison const& c : comparisons(group))
        if (cost == c.cost->field && error == c.error->field)
          text += families_table(c, text_of(*group.members[front[0]], "area_unit"));
      return text;
    }
  return fmt::format("{}: no design has both an error and a cost figure yet\n", group.name);
}

// What the page shows of fronts.hpp; designs by their place in the list of records.
nlohmann::ordered_json comparisons_json(std::vector<report_record> const& records, record_group const& group) {
  auto list = nlohmann::ordered_json::array();
  for (comparison const& c : comparisons(group)) {
    auto families = nlohmann::ordered_json::array();
    for (family_front const& f : c.families) {
      auto cheapest = nlohmann::ordered_json::array();
      for (report_record const* r : f.cheapest) cheapest.push_back(r == nullptr ? -1 : r - records.data());
      families.push_back({{"family", f.family},
                          {"designs", f.designs},
                          {"front", f.front},
                          {"on_group_front", f.on_group_front},
                          {"hypervolume", f.hypervolume},
                          {"cheapest", cheapest}});
    }
    list.push_back({{"error", c.error->field},
                    {"cost", c.cost->field},
                    {"ratio", c.cost->ratio},
                    {"low", c.error->low},
                    {"high", c.error->high},
                    {"levels", c.error->levels},
                    {"best", c.best},
                    {"families", families}});
  }
  return list;
}

}  // namespace

std::string report_page(std::vector<nlohmann::ordered_json> const& records, std::string const& generated) {
  flat_table const table = flattened(records);
  nlohmann::ordered_json data{{"generated", generated},
                              {"fields", table.fields},
                              {"rows", table.rows},
                              {"families", nlohmann::ordered_json::array()},
                              {"groups", nlohmann::ordered_json::array()}};
  for (family_style const& s : styles_of(records))
    data["families"].push_back({{"name", s.family},
                                {"fill", s.colour.fill},
                                {"edge", s.colour.edge},
                                {"dark", s.colour.dark_fill},
                                {"shape", s.marker.name}});
  for (record_group const& g : grouped(records)) {
    data["groups"].push_back(g.name);
    data["comparisons"][g.name] = comparisons_json(records, g);
    data["mixed"][g.name] = mixed_conditions(g);
  }
  std::string script;
  for (char const* name :
       {"metrics.js", "axes.js", "filter.js", "scatter.js", "table.js", "fronts.js", "detail.js", "report.js"})
    script += source(name);
  std::string page = source("report.html");
  replace_once(page, "/* report.css */", source("report.css"));
  replace_once(page, "/* chart.min.js */", embedded("chart.min.js"));
  replace_once(page, "/* report.js */", script);
  replace_once(page, "{\"data\":0}", inline_json(data));
  return page;
}

void write_report(std::vector<nlohmann::ordered_json> const& records, std::filesystem::path const& folder) {
  std::error_code unmade;  // then writing says why
  std::filesystem::create_directories(folder, unmade);
  write_file(
      folder / "results.json",
      nlohmann::ordered_json(records).dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  write_file(folder / "results.csv", csv_text(flattened(records)));
  write_file(folder / "index.html", report_page(records, today()));
  std::vector<record_group> const groups = grouped(records);
  write_file(folder / "fronts.csv", csv_text(fronts_table(groups)));
  write_file(folder / "equal_error.csv", csv_text(equal_error_table(groups)));
  std::vector<family_style> const styles = styles_of(records);
  for (record_group const& group : groups)
    for (plot_metrics const& metrics :
         {plot_metrics{{"pdp_pj"}, {"mred", "nmed"}}, plot_metrics{{"area"}, {"nmed", "mred"}}})
      for (figure const& drawn : {pareto_figure(group, metrics, styles), fronts_figure(group, metrics, styles)}) {
        if (drawn.name.empty()) continue;
        write_file(folder / (drawn.name + ".svg"), drawn.svg);
        write_file(folder / (drawn.name + ".pdf"), drawn.pdf);
      }
}

std::string pareto_table(std::vector<nlohmann::ordered_json> const& records) {
  std::string text;
  for (record_group const& group : grouped(records)) text += (text.empty() ? "" : "\n") + front_table(group);
  return text;
}

}  // namespace axmul::tools
