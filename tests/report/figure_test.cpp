#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "characterize/report/axis.hpp"
#include "characterize/report/labels.hpp"
#include "characterize/report/plot.hpp"
#include "characterize/report/style.hpp"

namespace axmul::tools::reporting {
namespace {

TEST(log_axis, zeros_stand_in_the_gutter_and_all_else_beyond_the_break) {
  log_axis const axis({0, 1e-6, 3e-2, std::numeric_limits<double>::quiet_NaN()});
  EXPECT_TRUE(axis.has_gutter());
  EXPECT_LT(axis.position(0), log_axis::break_position);
  EXPECT_GT(axis.position(1e-6), log_axis::break_position);
  EXPECT_LT(axis.position(3e-2), 1);
  EXPECT_EQ(axis.ticks().front().label, "0");
  EXPECT_FALSE(log_axis({1, 2}).has_gutter());
}

TEST(log_axis, has_two_to_nine_labels_whatever_the_range) {
  for (double const low : {1e-12, 1e-5, 0.2, 1.0, 37.0, 1e7})
    for (double const ratio : {1.0, 1.05, 1.5, 3.0, 9.0, 50.0, 1e3, 1e7, 1e15}) {
      log_axis const axis({low, low * ratio});
      auto const labels =
          std::count_if(axis.ticks().begin(), axis.ticks().end(), [](tick const& t) { return !t.label.empty(); });
      EXPECT_GE(labels, 2) << low << " " << ratio;
      EXPECT_LE(labels, 9) << low << " " << ratio;
      for (tick const& t : axis.ticks()) EXPECT_TRUE(t.position >= 0 && t.position <= 1);
    }
}

TEST(log_axis, takes_exact_designs_alone_and_nothing_at_all) {
  EXPECT_EQ(log_axis({0, 0}).position(0), log_axis({}).position(0));
}

TEST(labels, never_meet_each_other_a_marker_or_the_frame) {
  std::vector<label_request> requests;
  std::vector<pixel> markers;
  for (int i = 0; i < 40; ++i) {
    pixel const p{20.0 + i * 7, 20.0 + i * 4 + (i % 3) * 3};
    markers.push_back(p);
    markers.push_back({p.x + 9, p.y - 14});
    requests.push_back({p, "family(" + std::to_string(i) + ")"});
  }
  box const frame{0, 0, 320, 220};
  auto const placed = place_labels(requests, markers, {}, frame, 10);
  EXPECT_GE(placed.size(), 8u);
  auto const meet = [](box const& p, box const& q) {
    return p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom;
  };
  for (std::size_t i = 0; i < placed.size(); ++i) {
    box const& b = placed[i].where;
    EXPECT_TRUE(b.left >= 0 && b.top >= 0 && b.right <= frame.right && b.bottom <= frame.bottom);
    for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(meet(b, placed[j].where));
    for (pixel const m : markers) EXPECT_FALSE(meet(b, {m.x - 3, m.y - 3, m.x + 3, m.y + 3}));
  }
}

TEST(labels, short_specs_leave_out_what_the_group_shares) {
  EXPECT_EQ(short_spec("exact:n=8", "8x8 unsigned"), "exact");
  EXPECT_EQ(short_spec("drum:n=8,k=4@signed", "8x8 signed"), "drum(4)");
  EXPECT_EQ(short_spec("trunc:n=8,k=7,r=7,corr=const,nb=4", "8x4 unsigned"), "trunc(7,7,const)");
  EXPECT_EQ(short_spec("mbm:n=8,w=0@bf16", "bf16"), "mbm(0)");
  EXPECT_EQ(short_spec("exact:n=11@fp16:round=rtz", "fp16"), "exact@fp16(rtz)");
  EXPECT_EQ(short_spec("drum:n=8,k=4@lsb:ta=2,tb=1,mode=jam", "8x8 unsigned"), "drum(4)@lsb(2,1,jam)");
  EXPECT_EQ(short_spec("verilog:file=lib/mul8u_1JFF.v,top=mul8", "8x8 unsigned"), "mul8u_1JFF");
  EXPECT_EQ(short_spec("table:file=\"my, table.npy\"", "8x8 unsigned"), "my, table");
}

TEST(style, forty_two_families_differ_and_exact_is_ink) {
  std::vector<std::string> families{"exact"};
  for (int i = 0; i < 42; ++i) families.push_back("f" + std::to_string(100 + i));
  std::set<std::pair<std::string, std::string>> looks;
  for (family_style const& s : family_styles(families)) looks.insert({s.colour.fill, s.marker.name});
  EXPECT_EQ(looks.size(), 43u);
}

TEST(figure, is_a_column_wide_and_names_its_metrics) {
  report_record const exact{
      {"spec", "exact:n=8"}, {"family", "exact"}, {"mred", 0}, {"area", 20}, {"area_unit", "um2"}};
  report_record const drum{
      {"spec", "drum:n=8,k=4"}, {"family", "drum"}, {"mred", 5.9}, {"area", 12}, {"nmed", nullptr}};
  record_group const group{"8x8 a&b", {&exact, &drum}};
  auto const styles = family_styles({"exact", "drum"});
  figure const drawn = pareto_figure(group, {{"area"}, {"nmed", "mred"}}, styles);
  EXPECT_EQ(drawn.name, "pareto_8x8_a_b_area_mred");
  for (char const* text : {"width=\"336\"", "MRED (%)", "Area (μm²)", "drum(4)", "8x8 a&amp;b: Area against MRED"})
    EXPECT_NE(drawn.svg.find(text), std::string::npos) << text;
  EXPECT_EQ(drawn.svg.find("different libraries"), std::string::npos);
  EXPECT_TRUE(pareto_figure(group, {{"pdp_pj"}, {"mred"}}, styles).name.empty());
}

TEST(figure, the_pdf_is_a_column_wide_embeds_its_font_and_has_no_date) {
  report_record const a{{"spec", "p:n=8"}, {"family", "p"}, {"mred", 1}, {"area", 20}};
  record_group const group{"8x8", {&a}};
  auto const styles = family_styles({"p"});
  for (auto const draw : {pareto_figure, fronts_figure}) {
    figure const drawn = draw(group, {{"area"}, {"mred"}}, styles);
    EXPECT_EQ(drawn.pdf.substr(0, 5), "%PDF-");
    EXPECT_NE(drawn.pdf.find("/MediaBox [ 0 0 252 "), std::string::npos) << "72 points an inch";
    EXPECT_NE(drawn.pdf.find("/FontFile"), std::string::npos);
    EXPECT_EQ(drawn.pdf.find("/CreationDate"), std::string::npos);
    EXPECT_EQ(drawn.pdf, draw(group, {{"area"}, {"mred"}}, styles).pdf);
  }
}

std::size_t count_of(std::string const& text, std::string const& what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST(figure, fronts_leave_out_what_its_own_family_beats) {
  std::vector<report_record> const list{{{"spec", "p:k=1"}, {"family", "p"}, {"mred", 1}, {"area", 20}},
                                        {{"spec", "p:k=2"}, {"family", "p"}, {"mred", 2}, {"area", 10}},
                                        {{"spec", "p:k=3"}, {"family", "p"}, {"mred", 3}, {"area", 15}},
                                        {{"spec", "q:k=1"}, {"family", "q"}, {"mred", 3}, {"area", 15}}};
  record_group group{"8x8", {}};
  for (report_record const& r : list) group.members.push_back(&r);
  auto const styles = family_styles({"p", "q"});
  figure const all = pareto_figure(group, {{"area"}, {"mred"}}, styles),
               fronts = fronts_figure(group, {{"area"}, {"mred"}}, styles);
  EXPECT_EQ(fronts.name, "fronts_8x8_area_mred");
  std::string const marker = " transform='translate(";
  EXPECT_EQ(count_of(all.svg, marker), count_of(fronts.svg, marker) + 2) << "p:k=3, filled and outlined";
}

TEST(figure, says_when_its_costs_come_from_different_libraries) {
  report_record const a{{"spec", "p"}, {"mred", 1}, {"area", 20}, {"liberty", "one"}},
      b{{"spec", "q"}, {"mred", 2}, {"area", 10}, {"liberty", "two"}};
  EXPECT_NE(fronts_figure({"8x8", {&a, &b}}, {{"area"}, {"mred"}}, family_styles({"p", "q"}))
                .svg.find("Costs of different libraries"),
            std::string::npos);
}

}  // namespace
}  // namespace axmul::tools::reporting
