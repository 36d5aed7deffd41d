#include "characterize/report/fronts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <optional>

namespace axmul::tools::reporting {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();

std::vector<trade_off> points_of(std::vector<report_record const*> const& designs, char const* cost,
                                 char const* error) {
  std::vector<trade_off> points;
  points.reserve(designs.size());
  for (report_record const* r : designs) points.push_back({number(*r, cost), number(*r, error)});
  return points;
}

bool has_both(trade_off const& p) {
  return std::isfinite(p.cost) && std::isfinite(p.error);
}

report_record const* cheapest(std::vector<report_record const*> const& designs, std::vector<trade_off> const& points,
                              double level) {
  std::size_t best = points.size();
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!has_both(points[i]) || points[i].error > level) continue;
    if (best == points.size() || points[i].cost < points[best].cost ||
        (points[i].cost == points[best].cost && points[i].error < points[best].error))
      best = i;
  }
  return best == points.size() ? nullptr : designs[best];
}

family_front front_of(std::string const& family, std::vector<report_record const*> const& designs,
                      error_scale const& error, cost_scale const& cost) {
  std::vector<trade_off> const points = points_of(designs, cost.field, error.field);
  family_front f{family, 0, pareto_front(points).size(), 0, nothing, {}};
  f.designs = static_cast<std::size_t>(std::count_if(points.begin(), points.end(), has_both));
  std::vector<trade_off> const ratios = points_of(designs, cost.ratio, error.field);
  if (std::any_of(ratios.begin(), ratios.end(), has_both)) f.hypervolume = hypervolume(ratios, error.low, error.high);
  for (std::size_t i = 0; i < error.levels.size(); ++i) f.cheapest[i] = cheapest(designs, points, error.levels[i]);
  return f;
}

std::optional<comparison> compared(record_group const& group, error_scale const& error, cost_scale const& cost) {
  std::map<std::string, std::vector<report_record const*>> members;
  for (report_record const* r : group.members) members[family_of(*r)].push_back(r);
  std::map<std::string, std::size_t> on_group_front;
  for (std::size_t const i : pareto_front(points_of(group.members, cost.field, error.field)))
    ++on_group_front[family_of(*group.members[i])];
  if (on_group_front.empty()) return std::nullopt;
  comparison c{&error, &cost, {}, {}};
  c.best.fill(infinite);
  for (auto const& [family, designs] : members) {
    family_front f = front_of(family, designs, error, cost);
    if (f.designs == 0) continue;
    f.on_group_front = on_group_front[family];
    for (std::size_t i = 0; i < c.best.size(); ++i)
      if (f.cheapest[i] != nullptr) c.best[i] = std::min(c.best[i], number(*f.cheapest[i], cost.field));
    c.families.push_back(std::move(f));
  }
  auto const rank = [](family_front const& f) { return std::isnan(f.hypervolume) ? -1 : f.hypervolume; };
  std::stable_sort(c.families.begin(), c.families.end(),
                   [&](family_front const& p, family_front const& q) { return rank(p) > rank(q); });
  return c;
}

nlohmann::json or_null(double value) {
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

}  // namespace

double hypervolume(std::vector<trade_off> points, double low, double high) {
  for (trade_off& p : points)
    if (std::isfinite(p.error)) p.error = p.error <= low ? 0 : std::log10(p.error / low) / std::log10(high / low);
  std::vector<std::size_t> const front = pareto_front(points);
  double volume = 0;
  for (std::size_t i = 0; i < front.size(); ++i) {
    double const from = points[front[i]].error, to = i + 1 < front.size() ? points[front[i + 1]].error : 1;
    volume += std::max(0.0, std::min(to, 1.0) - from) * std::max(0.0, 1 - points[front[i]].cost);
  }
  return volume;
}

std::vector<comparison> comparisons(record_group const& group) {
  std::vector<comparison> all;
  for (cost_scale const& cost : cost_scales)
    for (error_scale const& error : error_scales)
      if (auto c = compared(group, error, cost)) all.push_back(std::move(*c));
  return all;
}

std::string mixed_conditions(record_group const& group) {
  std::vector<std::pair<std::string, std::size_t>> found;
  for (report_record const* r : group.members) {
    std::string const library = text_of(*r, "liberty");
    if (library.empty()) continue;
    std::string key = library;
    for (char const* field : {"corner", "activity.distribution"})
      if (std::string const text = text_of(*r, field); !text.empty()) key += " " + text;
    auto const at = std::find_if(found.begin(), found.end(), [&](auto const& f) { return f.first == key; });
    if (at == found.end())
      found.emplace_back(key, 1);
    else
      ++at->second;
  }
  std::string text;
  if (found.size() < 2) return text;
  for (auto const& [key, count] : found) text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", key, count);
  return text;
}

flat_table fronts_table(std::vector<record_group> const& groups) {
  flat_table table{{"group", "error", "error_low", "error_high", "cost", "family", "designs", "front", "on_group_front",
                    "hypervolume", "mixed_conditions"},
                   {}};
  for (record_group const& group : groups)
    for (comparison const& c : comparisons(group))
      for (family_front const& f : c.families)
        table.rows.push_back({group.name, c.error->field, c.error->low, c.error->high, c.cost->field, f.family,
                              f.designs, f.front, f.on_group_front, or_null(f.hypervolume), mixed_conditions(group)});
  return table;
}

flat_table equal_error_table(std::vector<record_group> const& groups) {
  flat_table table{
      {"group", "error", "level", "cost", "family", "spec", "error_value", "cost_value", "cost_ratio", "best"}, {}};
  for (record_group const& group : groups)
    for (comparison const& c : comparisons(group))
      for (std::size_t i = 0; i < c.best.size(); ++i)
        for (family_front const& f : c.families) {
          if (f.cheapest[i] == nullptr) continue;
          report_record const& r = *f.cheapest[i];
          double const cost = number(r, c.cost->field);
          table.rows.push_back({group.name, c.error->field, c.error->levels[i], c.cost->field, f.family,
                                text_of(r, "spec"), number(r, c.error->field), cost, or_null(number(r, c.cost->ratio)),
                                cost == c.best[i]});
        }
  return table;
}

}  // namespace axmul::tools::reporting
