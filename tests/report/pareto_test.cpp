#include "characterize/report/pareto.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "characterize/report/report.hpp"

namespace axmul::tools {
namespace {

using positions = std::vector<std::size_t>;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();

TEST(pareto, keeps_what_nobody_beats_by_rising_error) {
  EXPECT_EQ(pareto_front({{1, 9}, {5, 5}, {9, 1}, {6, 6}, {9, 9}}), (positions{2, 1, 0}));
}

TEST(pareto, of_equal_errors_only_the_cheapest_and_of_equal_costs_only_the_best) {
  EXPECT_EQ(pareto_front({{3, 1}, {2, 1}}), (positions{1}));
  EXPECT_EQ(pareto_front({{2, 1}, {2, 0.5}}), (positions{1}));
}

TEST(pareto, keeps_all_points_that_coincide) {
  EXPECT_EQ(pareto_front({{2, 1}, {1, 2}, {2, 1}, {2, 1}, {1, 2}}), (positions{0, 2, 3, 1, 4}));
}

TEST(pareto, points_without_a_value_take_no_part) {
  EXPECT_EQ(pareto_front({{nothing, 0}, {0, nothing}, {infinite, 0}, {0, -infinite}, {4, 4}}), (positions{4}));
  EXPECT_TRUE(pareto_front({}).empty());
  EXPECT_TRUE(pareto_front({{nothing, nothing}}).empty());
}

TEST(pareto, an_exact_design_is_on_the_front) {
  EXPECT_EQ(pareto_front({{10, 0}, {9, 0.1}, {11, 0}}), (positions{0, 1}));
}

TEST(pareto, agrees_with_the_definition) {
  std::vector<trade_off> points;
  unsigned seed = 12345;
  for (int i = 0; i < 400; ++i) {
    seed = seed * 1664525u + 1013904223u;
    points.push_back({static_cast<double>((seed >> 8) % 40), static_cast<double>((seed >> 20) % 40)});
  }
  std::vector<bool> listed(points.size());
  for (std::size_t const i : pareto_front(points)) listed[i] = true;
  for (std::size_t i = 0; i < points.size(); ++i) {
    bool is_beaten = false;
    for (trade_off const& q : points)
      is_beaten |= q.cost <= points[i].cost && q.error <= points[i].error &&
                   (q.cost < points[i].cost || q.error < points[i].error);
    EXPECT_EQ(listed[i], !is_beaten) << i;
  }
}

nlohmann::ordered_json design(char const* spec, char const* group, nlohmann::json mred, nlohmann::json pdp) {
  return {{"spec", spec}, {"group", group}, {"mred", mred}, {"nmed", 0.5}, {"pdp_pj", pdp}, {"area", nullptr}};
}

TEST(pareto_table, prints_the_front_of_each_group_aligned) {
  std::string const text =
      pareto_table({design("exact:n=8", "8x8 unsigned", 0, 2.0), design("drum:n=8,k=4", "8x8 unsigned", 5.25, 1.0),
                    design("bam:n=8,h=0,v=4", "8x8 unsigned", 6, 1.5), design("exact:n=8@bf16", "bf16", 0, nullptr)});
  EXPECT_EQ(text,
            "8x8 unsigned: 2 of 3 designs on the front of PDP against MRED; x is the ratio to exact\n\n"
            "  spec          MRED %  NMED  PDP pJ\n"
            "  exact:n=8          0   0.5       2\n"
            "  drum:n=8,k=4    5.25   0.5       1\n"
            "\n"
            "  Families: the PDP (pJ) of each one's cheapest design of at most that MRED (%), * the least\n"
            "\n"
            "  family  designs  on the front  <= 0.5  <= 1  <= 2  <= 5  <= 10\n"
            "  bam           1             0       -     -     -     -    1.5\n"
            "  drum          1             1       -     -     -     -     *1\n"
            "  exact         1             1      *2    *2    *2    *2      2\n"
            "\n"
            "bf16: no design has both an error and a cost figure yet\n");
}

TEST(pareto_table, shows_hypervolume_and_ratios_where_designs_have_them) {
  auto exact = design("exact:n=8", "g", 0, 2.0), drum = design("drum:n=8,k=4", "g", 1, 1.0);
  exact["pdp_ratio"] = 1, drum["pdp_ratio"] = 0.5;
  std::string const text = pareto_table({exact, drum});
  EXPECT_NE(
      text.find("  Families: hypervolume of PDP ratio below 1 and MRED (%) from 0.001 to 100 on a logarithmic axis;\n"
                "  the PDP ratio of each one's cheapest design of at most that MRED (%), * the least\n"
                "\n"
                "  family  designs  on the front  hypervolume  <= 0.5  <= 1  <= 2  <= 5  <= 10\n"
                "  drum          1             1       0.2000       -  *0.5  *0.5  *0.5   *0.5\n"
                "  exact         1             1       0.0000      *1     1     1     1      1\n"),
      std::string::npos)
      << text;
}

TEST(pareto_table, takes_nmed_where_there_is_no_mred) {
  std::string const text = pareto_table({design("drum:n=8,k=4", "g", nullptr, 1.0)});
  EXPECT_NE(text.find("PDP against NMED"), std::string::npos);
  EXPECT_EQ(text.find("MRED %"), std::string::npos);
}

}  // namespace
}  // namespace axmul::tools
