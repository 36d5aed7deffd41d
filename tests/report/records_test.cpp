#include "characterize/report/records.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "characterize/report/report.hpp"

namespace axmul::tools::reporting {
namespace {

std::vector<report_record> parsed(char const* text) {
  auto const list = nlohmann::ordered_json::parse(text);
  return {list.begin(), list.end()};
}

TEST(records, csv_quotes_what_holds_commas_quotes_and_line_ends) {
  auto const table = flattened(
      parsed(R"([{"spec": "drum:n=8,k=4", "family": "drum", "note": "say \"hi\"\nthere", "plain": "a b;c"}])"));
  EXPECT_EQ(csv_text(table),
            "spec,family,group,note,plain\n\"drum:n=8,k=4\",drum,all,\"say \"\"hi\"\"\nthere\",a b;c\n");
}

TEST(records, fields_are_the_union_and_nulls_are_empty) {
  auto const table = flattened(parsed(
      R"([{"spec": "x", "mred": null, "verify": {"pairs": 9, "exhaustive": true}}, {"spec": "y@signed", "group": "g", "area": 2}])"));
  EXPECT_EQ(csv_text(table),
            "spec,family,group,mred,verify.pairs,verify.exhaustive,area\nx,x,all,,9,true,\ny@signed,y,g,,,,2\n");
}

TEST(records, arrays_are_their_text_and_large_integers_their_digits) {
  auto const table = flattened(parsed(
      R"([{"spec": "x", "rates": [0.25, 0.00001, 0], "wce": 18446744073709551615, "small": -9007199254740991}])"));
  EXPECT_EQ(csv_text(table),
            "spec,family,group,rates,wce,small\nx,x,all,\"[0.25,0.00001,0]\",18446744073709551615,-9007199254740991\n");
  EXPECT_TRUE(table.rows[0][4].is_string());
}

TEST(records, figures_that_are_not_finite_are_empty) {
  report_record r{{"spec", "x"}, {"snr_db", std::numeric_limits<double>::infinity()}};
  EXPECT_EQ(csv_text(flattened({r})), "spec,family,group,snr_db\nx,x,all,\n");
}

TEST(records, numbers_are_written_as_ecmascript_writes_them) {
  EXPECT_EQ(number_text(0.0), "0");
  EXPECT_EQ(number_text(-0.0), "0");
  EXPECT_EQ(number_text(100), "100");
  EXPECT_EQ(number_text(0.1), "0.1");
  EXPECT_EQ(number_text(-12.5), "-12.5");
  EXPECT_EQ(number_text(1e-6), "0.000001");
  EXPECT_EQ(number_text(1.5e-7), "1.5e-7");
  EXPECT_EQ(number_text(1e21), "1e+21");
  EXPECT_EQ(number_text(123456789012345680000.0), "123456789012345680000");
  EXPECT_EQ(number_text(1.0 / 3), "0.3333333333333333");
}

TEST(records, groups_keep_the_order_of_appearance) {
  auto const records = parsed(
      R"([{"spec": "a", "group": "16x16"}, {"spec": "b", "group": "8x8"}, {"spec": "c", "group": "16x16"}, {"spec": "d"}])");
  auto const groups = grouped(records);
  ASSERT_EQ(groups.size(), 3u);
  EXPECT_EQ(groups[0].name, "16x16");
  EXPECT_EQ(groups[0].members.size(), 2u);
  EXPECT_EQ(groups[2].name, "all");
}

TEST(records, a_missing_or_null_figure_is_no_number) {
  report_record const r{{"area", nullptr}, {"name", "7"}, {"cells", 7}};
  EXPECT_TRUE(std::isnan(number(r, "area")));
  EXPECT_TRUE(std::isnan(number(r, "none")));
  EXPECT_TRUE(std::isnan(number(r, "name")));
  EXPECT_EQ(number(r, "cells"), 7);
}

TEST(records, a_dotted_name_is_a_member_however_deep) {
  report_record const r = report_record::parse(R"({"fpga": {"ice40": {"luts": 71, "kind": "up5k"}}, "area": 3})");
  EXPECT_EQ(number(r, "fpga.ice40.luts"), 71);
  EXPECT_TRUE(std::isnan(number(r, "fpga.ice40")));
  EXPECT_TRUE(std::isnan(number(r, "area.ice40")));
  EXPECT_TRUE(std::isnan(number(r, "")));
  EXPECT_EQ(text_of(r, "fpga.ice40.kind"), "up5k");
  EXPECT_EQ(text_of(r, "fpga.ice40.luts"), "");
  EXPECT_EQ(csv_text(flattened({r})), "spec,family,group,fpga.ice40.luts,fpga.ice40.kind,area\n,,all,71,up5k,3\n");
}

TEST(records, a_curve_is_its_text) {
  auto const table =
      flattened(parsed(R"([{"spec": "x", "curve": [{"target_ns": null, "delay_ns": 2.5, "area": 9}]}])"));
  EXPECT_EQ(table.rows[0][3], R"([{"target_ns":null,"delay_ns":2.5,"area":9}])");
}

TEST(page, data_cannot_end_its_script_element_and_reads_back) {
  std::string const page = report_page(
      parsed(R"([{"spec": "table:file=\"</script><b>.npy\"", "group": "8x8", "mred": 0.125}])"), "2026-01-02");
  EXPECT_EQ(page.find("</script><b>"), std::string::npos);
  std::string const open = "<script type=\"application/json\" id=\"data\">";
  std::size_t const from = page.find(open);
  ASSERT_NE(from, std::string::npos);
  std::size_t const begin = from + open.size();
  auto const data = nlohmann::json::parse(page.substr(begin, page.find("</script>", begin) - begin));
  EXPECT_EQ(data["generated"], "2026-01-02");
  EXPECT_EQ(data["rows"][0][0], "table:file=\"</script><b>.npy\"");
  EXPECT_EQ(data["fields"][3], "mred");
  EXPECT_EQ(data["rows"][0][3], 0.125);
}

TEST(page, needs_nothing_from_outside) {
  std::string const page = report_page({}, "2026-01-02");
  for (char const* mark :
       {"src=\"", "url(", "@import", "href=\"http", "/* report.js */", "/* report.css */", "/* chart.min.js */"})
    EXPECT_EQ(page.find(mark), std::string::npos) << mark;
}

}  // namespace
}  // namespace axmul::tools::reporting
