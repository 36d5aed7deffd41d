// Conditions of `axmul select`: comparisons, precedence, fields that are missing, messages of bad conditions.
#include "src/select.hpp"

#include <gtest/gtest.h>

#include "src/support/error.hpp"

namespace {

using namespace axmul::tools;
using json = nlohmann::ordered_json;

json const record = {{"spec", "drum:n=8,k=4"},
                     {"family", "drum"},
                     {"mred", 5.887},
                     {"wce", 7425},
                     {"me", -3},
                     {"noeb", nullptr},
                     {"symmetric", true},
                     {"area_ratio", 0.5},
                     {"verify", {{"mismatches", 0}, {"first_mismatch", nullptr}}}};

bool holds(std::string const& text) {
  return parse_condition(text).holds(record);
}

TEST(Select, Comparisons) {
  for (char const* text : {"mred < 6", "mred <= 5.887", "mred >= 5.887", "mred == 5.887", "mred != 6", "mred > -1",
                           "wce == 7425", "wce == 7425.0", "wce > 7.424e3", "me < 0", "me == -3", "family == \"drum\"",
                           "family != 'bam'", "family < \"e\"", "spec == 'drum:n=8,k=4'", "symmetric == true",
                           "symmetric != false", "verify.mismatches == 0", "  mred<6&&wce>1 "})
    EXPECT_TRUE(holds(text)) << text;
  for (char const* text : {"mred < 5.887", "mred > 5.887", "mred <= 5.88", "mred >= 5.89", "mred != 5.887", "mred == 6",
                           "family == 'dru'", "family != \"drum\"", "symmetric == false", "verify.mismatches > 0"})
    EXPECT_FALSE(holds(text)) << text;
}

TEST(Select, Precedence) {
  EXPECT_TRUE(holds("mred < 6 || mred > 6 && wce < 0"));
  EXPECT_FALSE(holds("(mred < 6 || mred > 6) && wce < 0"));
  EXPECT_TRUE(holds("wce < 0 && mred < 6 || family == 'drum'"));
  EXPECT_TRUE(holds("!mred > 6"));
  EXPECT_TRUE(holds("!(mred > 6 || wce < 0)"));
  EXPECT_FALSE(holds("!mred < 6 && wce > 0"));
  EXPECT_TRUE(holds("!!mred < 6"));
  EXPECT_TRUE(holds("((mred < 6))"));
}

// Missing, null, or of another kind: no comparison holds, != neither.
TEST(Select, WhatCannotBeCompared) {
  for (char const* field :
       {"noeb", "nothing", "verify.nothing", "verify.first_mismatch", "mred.x", "verify", "family", "symmetric"})
    for (char const* op : {"<", "<=", "==", "!=", ">=", ">"}) {
      std::string const text = std::string(field) + " " + op + " 0";
      EXPECT_FALSE(holds(text)) << text;
      EXPECT_TRUE(holds("!" + text)) << text;
    }
  EXPECT_FALSE(holds("mred != \"x\""));
  EXPECT_FALSE(holds("symmetric == 1"));
}

TEST(Select, FieldOf) {
  EXPECT_EQ(field_of(record, "mred"), 5.887);
  EXPECT_EQ(field_of(record, "verify.mismatches"), 0);
  EXPECT_TRUE(field_of(record, "verify.mismatches.x").is_null());
  EXPECT_TRUE(field_of(record, "").is_null());
  EXPECT_TRUE(field_of(json(3), "mred").is_null());
}

TEST(Select, BadConditions) {
  struct pair {
    char const *text, *message;
  };
  for (pair const& p : {pair{"", "the end at column 1; the name of a field is expected"},
                        {"mred", "the end at column 5; <, <=, ==, !=, >= or > is expected"},
                        {"mred = 2", "'=' at column 6; <, <=, ==, !=, >= or > is expected"},
                        {"mred <", "the end at column 7; a number or a string in quotes is expected"},
                        {"mred < low", "'low' at column 8; a number or a string in quotes is expected"},
                        {"2 < mred", "'2' at column 1; the name of a field is expected"},
                        {"family == \"drum", "'\"drum' at column 11; a string that is closed is expected"},
                        {"(mred < 2", "the end at column 10; ')' is expected"},
                        {"mred < 2)", "')' at column 9; '&&', '||' or the end is expected"},
                        {"mred < 2 and er < 1", "'and' at column 10; '&&', '||' or the end is expected"},
                        {"mred < 2 &&", "the end at column 12; the name of a field is expected"},
                        {"mred < 2 | er < 1", "'|' at column 10; '&&', '||' or the end is expected"},
                        {"symmetric == trueish", "'ish' at column 18; '&&', '||' or the end is expected"}}) {
    try {
      parse_condition(p.text);
      ADD_FAILURE() << p.text;
    } catch (bad_input const& e) {
      EXPECT_EQ(std::string(e.what()), "condition \"" + std::string(p.text) + "\": " + p.message);
    }
  }
}

}  // namespace
