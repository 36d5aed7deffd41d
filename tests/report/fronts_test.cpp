#include "characterize/report/fronts.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "characterize/report/report.hpp"

namespace axmul::tools::reporting {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();

// Bounds of two decades: an error of 1 stands at 0, of 10 in the middle, of 100 at the end.
double volume(std::vector<trade_off> const& points) {
  return hypervolume(points, 1, 100);
}

TEST(hypervolume, is_the_dominated_share_of_the_box) {
  EXPECT_DOUBLE_EQ(volume({{0.25, 10}}), 0.5 * 0.75);
  EXPECT_DOUBLE_EQ(volume({{0.5, 1}, {0.25, 10}}), 0.5 * 0.5 + 0.5 * 0.75);
  EXPECT_DOUBLE_EQ(volume({{0, 1}}), 1);
  EXPECT_NEAR(hypervolume({{0.5, 0.1}}, 1e-3, 100), 0.6 * 0.5, 1e-15);
}

TEST(hypervolume, beaten_and_coinciding_points_add_nothing) {
  EXPECT_DOUBLE_EQ(volume({{0.25, 10}, {0.25, 10}, {0.5, 10}, {0.25, 20}, {0.9, 90}}), 0.5 * 0.75);
}

TEST(hypervolume, small_errors_and_zero_stand_at_the_lower_bound) {
  EXPECT_DOUBLE_EQ(volume({{0.5, 0}}), 0.5);
  EXPECT_DOUBLE_EQ(volume({{0.5, 1e-9}}), 0.5);
  EXPECT_DOUBLE_EQ(volume({{0.7, 0}, {0.5, 0.2}, {0.6, 1}}), 0.5);
}

TEST(hypervolume, what_is_not_better_than_the_reference_point_counts_nothing) {
  EXPECT_EQ(volume({{1, 0}}), 0);
  EXPECT_EQ(volume({{0.1, 100}}), 0);
  EXPECT_EQ(volume({{0.1, 1e5}}), 0);
  EXPECT_EQ(volume({{1.9, 2}}), 0);
  EXPECT_DOUBLE_EQ(volume({{3, 0}, {1, 2}, {0.25, 10}, {0.1, 100}, {0.05, 1000}}), 0.5 * 0.75);
}

TEST(hypervolume, points_without_a_value_take_no_part) {
  EXPECT_EQ(volume({}), 0);
  EXPECT_EQ(volume({{nothing, 10}, {0.25, nothing}, {0.25, infinite}, {0.25, -infinite}, {-infinite, 10}}), 0);
  EXPECT_DOUBLE_EQ(volume({{0.25, 10}, {nothing, 1}, {infinite, 1}}), 0.5 * 0.75);
}

TEST(hypervolume, agrees_with_counting_cells) {
  std::vector<trade_off> points;
  unsigned seed = 7;
  for (int i = 0; i < 30; ++i) {
    seed = seed * 1664525u + 1013904223u;
    points.push_back({((seed >> 8) % 20) / 20.0, std::pow(10, ((seed >> 20) % 20) / 10.0)});
  }
  int dominated = 0;
  for (int x = 0; x < 20; ++x)
    for (int y = 0; y < 20; ++y) {
      bool is_dominated = false;
      for (trade_off const& p : points) is_dominated |= p.cost * 20 < y + 0.5 && std::log10(p.error) * 10 < x + 0.5;
      dominated += is_dominated;
    }
  EXPECT_NEAR(volume(points), dominated / 400.0, 1e-12);
}

report_record made(char const* spec, nlohmann::ordered_json mred, nlohmann::ordered_json pdp, double ratio = nothing) {
  report_record r{{"spec", spec}, {"group", "g"}, {"mred", mred}, {"pdp_pj", pdp}};
  if (std::isfinite(ratio)) r["pdp_ratio"] = ratio;
  return r;
}

std::string spec_of(report_record const* r) {
  return r == nullptr ? "" : r->at("spec").get<std::string>();
}

family_front const& of(comparison const& c, std::string const& family) {
  for (family_front const& f : c.families)
    if (f.family == family) return f;
  throw std::out_of_range(family);
}

TEST(comparisons, the_cheapest_of_each_family_at_equal_error) {
  std::vector<report_record> const records{made("p:k=1", 0.4, 9.0), made("p:k=2", 0.5, 8.0), made("p:k=3", 0.6, 7.0),
                                           made("q:k=1", 1.0, 7.0), made("q:k=2", 2.5, 9.0), made("q:k=3", 4.0, 1.0),
                                           made("r", 50, 0.5)};
  auto const groups = grouped(records);
  auto const all = comparisons(groups[0]);
  ASSERT_EQ(all.size(), 1u);
  comparison const& c = all[0];
  EXPECT_STREQ(c.error->field, "mred");
  EXPECT_STREQ(c.cost->field, "pdp_pj");
  ASSERT_EQ(c.error->levels, (std::array<double, 5>{0.5, 1, 2, 5, 10}));
  std::array<char const*, 5> const p{"p:k=2", "p:k=3", "p:k=3", "p:k=3", "p:k=3"},
      q{"", "q:k=1", "q:k=1", "q:k=3", "q:k=3"};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(spec_of(of(c, "p").cheapest[i]), p[i]) << i;
    EXPECT_EQ(spec_of(of(c, "q").cheapest[i]), q[i]) << i;
    EXPECT_EQ(of(c, "r").cheapest[i], nullptr) << i;
  }
  EXPECT_EQ(c.best, (std::array<double, 5>{8, 7, 7, 1, 1}));
}

TEST(comparisons, of_equal_costs_the_most_accurate_and_both_families_are_best) {
  std::vector<report_record> const records{made("p:k=1", 2.0, 3.0), made("p:k=2", 1.5, 3.0), made("p:k=3", 1.5, 3.0),
                                           made("q", 1.9, 3.0)};
  auto const groups = grouped(records);
  comparison const c = comparisons(groups[0]).at(0);
  EXPECT_EQ(spec_of(of(c, "p").cheapest[2]), "p:k=2");
  flat_table const table = equal_error_table(groups);
  int best = 0;
  for (auto const& row : table.rows) best += row[2] == 2 && row[9] == true;
  EXPECT_EQ(best, 2);
}

TEST(comparisons, counts_designs_and_fronts_and_ranks_by_hypervolume) {
  std::vector<report_record> const records{made("exact", 0, 4.0, 1.0),    made("p:k=1", 0.1, 2.0, 0.5),
                                           made("p:k=2", 10, 3.0, 0.75),  made("p:k=3", 1, 1.0, 0.25),
                                           made("q", 0.01, 3.0, 0.75),    made("r", 0.02, 3.9, 0.975),
                                           made("s", nullptr, 1.0, 0.25), made("t", 1, 1.0, 0.25)};
  auto const groups = grouped(records);
  comparison const c = comparisons(groups[0]).at(0);
  ASSERT_EQ(c.families.size(), 5u) << "a family without both figures has no line";
  std::array<char const*, 5> const ranked{"p", "t", "q", "r", "exact"};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(c.families[i].family, ranked[i]);
  family_front const& p = c.families[0];
  EXPECT_EQ(p.designs, 3u);
  EXPECT_EQ(p.front, 2u);
  EXPECT_EQ(p.on_group_front, 2u) << "p:k=3 and t coincide";
  EXPECT_EQ(of(c, "r").on_group_front, 0u);
  // MRED 0.1 stands at 2/5 between 0.001 and 100, 1 at 3/5.
  EXPECT_NEAR(p.hypervolume, 0.2 * 0.5 + 0.4 * 0.75, 1e-12);
  EXPECT_NEAR(of(c, "q").hypervolume, 0.8 * 0.25, 1e-12);
  EXPECT_EQ(of(c, "exact").hypervolume, 0);
}

TEST(comparisons, a_family_alone_counts_the_same) {
  std::vector<report_record> const all{made("p:k=1", 0.1, 2.0, 0.5), made("p:k=3", 1, 1.0, 0.25),
                                       made("q", 0.01, 3.0, 0.75)},
      alone{all[0], all[1]};
  EXPECT_EQ(of(comparisons(grouped(all)[0]).at(0), "p").hypervolume,
            of(comparisons(grouped(alone)[0]).at(0), "p").hypervolume);
}

TEST(comparisons, without_ratios_there_is_no_hypervolume) {
  std::vector<report_record> const records{made("q", 1, 3.0), made("p", 2, 1.0)};
  comparison const c = comparisons(grouped(records)[0]).at(0);
  EXPECT_TRUE(std::isnan(c.families[0].hypervolume));
  EXPECT_EQ(c.families[0].family, "p");
  EXPECT_EQ(fronts_table(grouped(records)).rows.at(0)[9], nullptr);
}

TEST(comparisons, one_design_and_none) {
  std::vector<report_record> const one{made("p", 7.0, 1.0, 0.5)},
      none{made("p", 7.0, nullptr), made("q", nullptr, 2.0)};
  comparison const c = comparisons(grouped(one)[0]).at(0);
  ASSERT_EQ(c.families.size(), 1u);
  EXPECT_EQ(c.families[0].designs, 1u);
  EXPECT_EQ(c.best, (std::array<double, 5>{infinite, infinite, infinite, infinite, 1}));
  EXPECT_TRUE(comparisons(grouped(none)[0]).empty());
  EXPECT_TRUE(fronts_table({}).rows.empty());
  EXPECT_TRUE(equal_error_table(grouped(none)).rows.empty());
}

TEST(comparisons, figures_that_are_not_finite_take_no_part) {
  std::vector<report_record> const records{made("p:k=1", 0.2, infinite, 0.1), made("p:k=2", nothing, 1.0, 0.1),
                                           made("p:k=3", 0.2, 5.0, 0.5), made("p:k=4", -infinite, 1.0, 0.1)};
  comparison const c = comparisons(grouped(records)[0]).at(0);
  EXPECT_EQ(c.families[0].designs, 1u);
  for (report_record const* r : c.families[0].cheapest) EXPECT_EQ(spec_of(r), "p:k=3");
}

TEST(comparisons, costs_inside_objects_are_compared_too) {
  report_record r = made("p", 1, nullptr);
  r["fpga"] = {{"ice40", {{"luts", 42}}}};
  comparison const c = comparisons(grouped({r})[0]).at(0);
  EXPECT_STREQ(c.cost->field, "fpga.ice40.luts");
  EXPECT_EQ(c.best[1], 42);
}

TEST(comparisons, as_tables) {
  std::vector<report_record> const records{made("p:k=1,m=2", 0.6, 2.0, 0.5), made("q", 20, 1.0, 0.25)};
  EXPECT_EQ(csv_text(fronts_table(grouped(records))),
            "group,error,error_low,error_high,cost,family,designs,front,on_group_front,hypervolume,mixed_conditions\n"
            "g,mred,0.001,100,pdp_pj,p,1,1,1," +
                number_text((1 - std::log10(0.6 / 0.001) / std::log10(100 / 0.001)) * 0.5) +
                ",\n"
                "g,mred,0.001,100,pdp_pj,q,1,1,1," +
                number_text((1 - std::log10(20 / 0.001) / std::log10(100 / 0.001)) * 0.75) + ",\n");
  std::string const text = csv_text(equal_error_table(grouped(records)));
  EXPECT_EQ(text.substr(0, text.find("g,mred,2,")),
            "group,error,level,cost,family,spec,error_value,cost_value,cost_ratio,best\n"
            "g,mred,1,pdp_pj,p,\"p:k=1,m=2\",0.6,2,0.5,true\n");
}

TEST(mixed_conditions, counts_libraries_corners_and_distributions) {
  report_record const a{{"spec", "a"}, {"liberty", "lib"}, {"corner", "typical"}},
      b{{"spec", "b"}, {"liberty", "lib"}, {"corner", "slow"}}, c{{"spec", "c"}, {"liberty", nullptr}},
      d{{"spec", "d"}, {"liberty", "lib"}, {"corner", "typical"}, {"activity", {{"distribution", "normal"}}}};
  EXPECT_EQ(mixed_conditions({"g", {&a, &a, &c}}), "");
  EXPECT_EQ(mixed_conditions({"g", {}}), "");
  EXPECT_EQ(mixed_conditions({"g", {&a, &b, &a, &c}}), "lib typical (2), lib slow (1)");
  EXPECT_EQ(mixed_conditions({"g", {&a, &d}}), "lib typical (1), lib typical normal (1)");
  report_record e = made("e", 1, 1.0), f = made("f", 2, 2.0);
  e["liberty"] = "one", f["liberty"] = "two";
  EXPECT_NE(pareto_table({e, f}).find("different conditions do not compare: one (1), two (1)"), std::string::npos);
}

}  // namespace
}  // namespace axmul::tools::reporting
