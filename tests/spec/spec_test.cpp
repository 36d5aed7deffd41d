// Spec strings: grammar, canonical form, defaults that adapt, the messages of bad specs, lists of specs.
#include "axmul/spec.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/design.hpp"
#include "src/specs.hpp"
#include "src/support/error.hpp"

namespace {

std::string canonical(std::string_view text) {
  return axmul::visit(text, [](auto const& m) { return axmul::to_string(m); });
}

// The message of a bad spec, less the spec in front of it; "accepted" when it is none.
std::string message(std::string const& text) {
  try {
    canonical(text);
  } catch (axmul::bad_spec const& e) {
    std::string const what = e.what();
    EXPECT_EQ(what.substr(0, text.size() + 2), text + ": ");
    return what.substr(std::min(what.size(), text.size() + 2));
  }
  return "accepted";
}

TEST(Spec, Canonical) {
  struct pair {
    char const *text, *want;
  };
  for (pair const& p : {pair{"exact", "exact:n=8"},
                        {"drum:k=6,n=16", "drum:n=16,k=6"},
                        {"drum:n=08,nb=8", "drum:n=8,k=4"},
                        {"drum:nb=0", "drum:n=8,k=4"},
                        {"drum:nb=4", "drum:n=8,k=4,nb=4"},
                        {"trunc:corr=var,k=3", "trunc:n=8,k=3,r=3,corr=var"},
                        {"rep:comp=or", "rep:n=8,l=4,comp=or"},
                        {"drum:n=\"8\"", "drum:n=8,k=4"},
                        {"trunc:corr=\"const\"", "trunc:n=8,k=4,r=4,corr=const"},
                        {"mbm@bf16", "mbm:n=8,w=0@bf16"},
                        {"mbm:n=8,nb=8@bf16", "mbm:n=8,w=0@bf16"},
                        {"exact@float:m=10,e=5", "exact:n=11@fp16"},
                        {"exact@float:e=4,m=3", "exact:n=4@float:e=4,m=3"},
                        {"exact@e4m3", "exact:n=4@e4m3"},
                        {"exact@fp16:round=rne,overflow=saturate", "exact:n=11@fp16:overflow=saturate"},
                        {"exact@float:overflow=saturate,m=1,e=2,round=rtz,subnormal=flush",
                         "exact:n=2@float:e=2,m=1,round=rtz,subnormal=flush,overflow=saturate"},
                        {"exact@lsb:tb=3,ta=0,mode=zero", "exact:n=8@lsb:tb=3"},
                        {"exact@lsb:mode=jam,ta=2", "exact:n=8@lsb:ta=2,mode=jam"},
                        {"exact@signed:how=signmag", "exact:n=8@signed"},
                        {"exact@lsb:ta=1@signed:how=ones", "exact:n=8@lsb:ta=1@signed:how=ones"},
                        {"exact@lsb:ta=10@fp16", "exact:n=11@lsb:ta=10@fp16"}}) {
    EXPECT_EQ(canonical(p.text), p.want);
    EXPECT_EQ(canonical(p.want), p.want);
  }
}

TEST(Spec, DefaultsAdapt) {
  EXPECT_EQ(canonical("drum:n=3"), "drum:n=3,k=3");
  EXPECT_EQ(canonical("drum:n=3,nb=9"), "drum:n=3,k=4,nb=9");
  EXPECT_EQ(canonical("trunc:n=2"), "trunc:n=2,k=3,r=3,corr=none");
  EXPECT_EQ(canonical("trunc:k=7"), "trunc:n=8,k=7,r=7,corr=none");
  EXPECT_EQ(canonical("rep:n=9,nb=2"), "rep:n=9,l=2,comp=none,nb=2");
  EXPECT_EQ(canonical("drum@e5m2"), "drum:n=3,k=3@e5m2");
  EXPECT_EQ(canonical("tosam:h=6"), "tosam:n=8,h=6,t=7");
  EXPECT_EQ(canonical("rad:nb=7"), "rad:n=8,k=4,nb=7");
  EXPECT_EQ(canonical("essm:n=10"), "essm:n=10,m=6");
  EXPECT_EQ(canonical("momeni:n=16"), "momeni:n=16,design=1,c=15");
  EXPECT_EQ(canonical("bw@lsb:ta=1"), "bw:n=8,h=0,v=0@lsb:ta=1");
}

TEST(Spec, RangesInSteps) {
  EXPECT_EQ(message("essm:m=5"), "value '5' of 'm' not accepted at column 8; an even integer from 4 to 6");
  EXPECT_EQ(message("essm:n=9,m=6"), "value '6' of 'm' not accepted at column 12; an odd integer from 5 to 7");
  EXPECT_EQ(message("realm:m=6"), "value '6' of 'm' not accepted at column 9; one of 4, 8, 16");
  EXPECT_EQ(message("udm:n=7"), "value '7' of 'n' not accepted at column 7; an even integer from 2 to 64");
  EXPECT_EQ(message("venkatachalam:n=4"), "value '4' of 'n' not accepted at column 17; 8 only");
  EXPECT_EQ(message("realm:n=6").substr(0, 44), "no value of 'm' is possible in realm with th");
}

TEST(Spec, CoresThatAFormatCannotHave) {
  EXPECT_EQ(message("udm@fp16"),
            "'udm' under a format with 11-bit significands at column 1; its 'n' is an even integer from 2 to 64");
  EXPECT_EQ(message("momeni:c=3@fp16").substr(0, 49), "'momeni' under a format with 11-bit significands ");
  EXPECT_EQ(message("bw@signed"),
            "'@signed' around bw at column 4; it is two's complement by itself and takes @lsb only");
  EXPECT_EQ(message("rad@lsb:ta=1@bf16"),
            "'@bf16' around rad at column 14; it is two's complement by itself and takes @lsb only");
  EXPECT_EQ(message("srep:nb=4"), "unknown parameter 'nb' of srep at column 6; it takes n, l, digit");
}

TEST(Spec, ExplicitValuesDoNotAdapt) {
  EXPECT_EQ(message("drum:n=3,k=4"), "value '4' of 'k' not accepted at column 12; an integer from 2 to 3");
  EXPECT_EQ(message("drum:k=4@e5m2"), "value '4' of 'k' not accepted at column 8; an integer from 2 to 3");
  EXPECT_EQ(message("trunc:k=5,r=4"), "value '4' of 'r' not accepted at column 13; an integer from 5 to 15");
  EXPECT_EQ(message("rep:l=1,comp=shift"), "value 'shift' of 'comp' not accepted at column 14; one of const, none, or");
  EXPECT_EQ(message("exact@lsb:ta=8"), "value '8' of 'ta' not accepted at column 14; an integer from 0 to 7");
  EXPECT_EQ(message("exact:nb=4@lsb:ta=7,tb=4"), "value '4' of 'tb' not accepted at column 24; an integer from 0 to 3");
}

TEST(Spec, UnknownNames) {
  EXPECT_EQ(message("drun").substr(0, 65), "unknown multiplier 'drun' at column 1; known are drum, trunc, rep");
  EXPECT_EQ(message("drum:n=8,q=3"), "unknown parameter 'q' of drum at column 10; it takes n, k, nb");
  EXPECT_EQ(message("trunc:cor=var"), "unknown parameter 'cor' of trunc at column 7; it takes corr, r, n, k, nb");
  EXPECT_EQ(message("exact@signed:x=1"), "unknown parameter 'x' of signed at column 14; it takes how");
  EXPECT_EQ(message("exact@fp16:e=5"),
            "unknown parameter 'e' of fp16 at column 12; it takes round, overflow, subnormal");
  EXPECT_EQ(message("exact@float:e=5,m=2,q=1"),
            "unknown parameter 'q' of float at column 21; it takes e, m, round, overflow, subnormal");
  EXPECT_EQ(message("drum@sined"),
            "unknown wrapper 'sined' at column 6; known are signed, lsb, float, fp32, tf32, bf16, fp16, e5m2, e4m3");
  EXPECT_EQ(message("trunc:corr=cnst"), "value 'cnst' of 'corr' not accepted at column 12; one of const, none, var");
}

TEST(Spec, Values) {
  for (char const* value : {"x", "-1", "4x", "9", "1", "99999999999999999999", "3..4"})
    EXPECT_EQ(message(std::string("drum:k=") + value),
              std::string("value '") + value + "' of 'k' not accepted at column 8; an integer from 2 to 8");
  EXPECT_EQ(message("drum:n=65"), "value '65' of 'n' not accepted at column 8; an integer from 2 to 64");
  EXPECT_EQ(message("drum:n=1"), "value '1' of 'n' not accepted at column 8; an integer from 2 to 64");
  EXPECT_EQ(message("drum:nb=1"), "value '1' of 'nb' not accepted at column 9; an integer from 2 to 64");
  EXPECT_EQ(message("drum:nb=65"), "value '65' of 'nb' not accepted at column 9; an integer from 2 to 64");
  EXPECT_EQ(message("drum:k=3,k=4"), "parameter 'k' of drum given twice at column 10; give it once");
  EXPECT_EQ(message("exact@fp16:round=rtz,round=rne"),
            "parameter 'round' of fp16 given twice at column 22; give it once");
  EXPECT_EQ(message("exact@float:e=5,m=2,e=6"), "parameter 'e' of float given twice at column 21; give it once");
}

TEST(Spec, Syntax) {
  EXPECT_EQ(message(""), "the end at column 1; the name of a multiplier is expected");
  EXPECT_EQ(message("@signed"), "'@' at column 1; the name of a multiplier is expected");
  EXPECT_EQ(message("drum@"), "the end at column 6; the name of a wrapper is expected");
  EXPECT_EQ(message("drum:"), "the end at column 6; the name of a parameter is expected");
  EXPECT_EQ(message("drum:k"), "the end at column 7; '=' is expected");
  EXPECT_EQ(message("drum:k4"), "the end at column 8; '=' is expected");
  EXPECT_EQ(message("drum:k:4"), "':' at column 7; '=' is expected");
  EXPECT_EQ(message("drum:k="), "the end at column 8; a value is expected");
  EXPECT_EQ(message("drum:k=4,"), "the end at column 10; the name of a parameter is expected");
  EXPECT_EQ(message("drum:k=4 "), "' ' at column 9; ',', '@' or the end is expected");
  EXPECT_EQ(message("drum:k=4;5"), "value '4;5' of 'k' not accepted at column 8; an integer from 2 to 8");
  EXPECT_EQ(message("drum:k=\"4"), "a quote without its end at column 8; close it");
  EXPECT_EQ(message("drum:k=\"4,n=8\""), "value '4,n=8' of 'k' not accepted at column 9; an integer from 2 to 8");
}

TEST(Spec, OrderOfWrappers) {
  char const* const order = "; the order is core, @lsb, then one of @signed and a format";
  EXPECT_EQ(message("drum@signed@lsb"), std::string("'@lsb' after @signed at column 13") + order);
  EXPECT_EQ(message("drum@signed@fp16"), std::string("'@fp16' after @signed at column 13") + order);
  EXPECT_EQ(message("drum@fp16@signed"), std::string("'@signed' after @fp16 at column 11") + order);
  EXPECT_EQ(message("drum@fp16@lsb"), std::string("'@lsb' after @fp16 at column 11") + order);
  EXPECT_EQ(message("drum@lsb@lsb"), std::string("'@lsb' after @lsb at column 10") + order);
  EXPECT_EQ(message("drum@lsb@signed@fp16"),
            "a third wrapper at column 17; at most @lsb and one of @signed and a format are");
}

TEST(Spec, Formats) {
  EXPECT_EQ(message("drum@float:e=5"), "'float' without e and m at column 6; write float:e=E,m=M");
  EXPECT_EQ(message("drum@float"), "'float' without e and m at column 6; write float:e=E,m=M");
  EXPECT_EQ(message("drum@float:e=1,m=3"), "value '1' of 'e' not accepted at column 14; an integer from 2 to 11");
  EXPECT_EQ(message("drum@float:e=12,m=3"), "value '12' of 'e' not accepted at column 14; an integer from 2 to 11");
  EXPECT_EQ(message("drum@float:e=5,m=53"), "value '53' of 'm' not accepted at column 18; an integer from 1 to 52");
  EXPECT_EQ(message("drum:n=8@fp16"),
            "width '8' of 'n' does not fit the format at column 8; its significands have n = 11 bits on both sides; "
            "leave n out");
  EXPECT_EQ(message("drum:nb=4@fp16"),
            "width '4' of 'nb' does not fit the format at column 9; its significands have n = 11 bits on both sides; "
            "leave nb out");
  EXPECT_EQ(message("exact@lsb:ta=11@fp16"), "value '11' of 'ta' not accepted at column 14; an integer from 0 to 10");
}

TEST(Spec, CompileTime) {
  static_assert(axmul::parse<axmul::drum>("drum:n=16,k=6")(1000u, 1000u) == 1016064u);
  static_assert(axmul::parse<axmul::trunc>("trunc:corr=var,k=7").corr == axmul::trunc::correction::variable);
  static_assert(axmul::parse<axmul::as_signed<axmul::exact>>("exact:n=4@signed")(~0u, 3u) == ~0u - 2);
  static_assert(axmul::parse<axmul::lsb<axmul::exact>>("exact@lsb:ta=2,mode=jam")(5u, 3u) == 18u);
  static_assert(axmul::parse<axmul::fp<axmul::exact>>("exact@fp16")(0x3e00u, 0x4000u) == 0x4200u);
  EXPECT_THROW(axmul::parse<axmul::drum>("drum:k=9"), axmul::bad_spec);
  EXPECT_THROW(axmul::parse<axmul::drum>("exact"), axmul::bad_spec);
  EXPECT_THROW(axmul::parse<axmul::drum>("drum@signed"), axmul::bad_spec);
  EXPECT_THROW(axmul::parse<axmul::as_signed<axmul::drum>>("drum"), axmul::bad_spec);
  EXPECT_THROW(axmul::parse<axmul::as_signed<axmul::drum>>("drum@lsb@signed"), axmul::bad_spec);
}

TEST(Spec, DesignKnowsItsParts) {
  axmul::tools::design const d("drum:n=8,k=4,nb=6@lsb:ta=1@signed");
  EXPECT_EQ(d.family, "drum@lsb");
  EXPECT_EQ(d.core, "drum");
  EXPECT_EQ(d.reference, "exact:n=8,nb=6@signed");
  EXPECT_EQ(d.group(), "8x6 signed");
  EXPECT_TRUE(d.is_signed && !d.is_float());
  EXPECT_EQ(d.wp, 14);
  axmul::tools::design const f("mbm@float:e=6,m=9");
  EXPECT_EQ(f.group(), "float e=6 m=9");
  EXPECT_EQ(f.reference, "exact:n=10@float:e=6,m=9");
  EXPECT_EQ(f.core_spec, "mbm:n=10,w=0");
  EXPECT_EQ(f.n, 16);
  EXPECT_EQ(f.wp, 16);
  try {
    axmul::tools::design const bad("drum:k=9");
    FAIL();
  } catch (axmul::tools::bad_input const& e) {
    EXPECT_STREQ(e.what(), "drum:k=9: value '9' of 'k' not accepted at column 8; an integer from 2 to 8");
  }
}

using strings = std::vector<std::string>;

// Only , @ : = quotes, blanks and control characters end a value.
TEST(Spec, ValuesWithoutQuotes) {
  axmul::detail::tree const t = axmul::detail::parse_tree("verilog:file=../lib/a+b~(1)_\xc3\xa4.v,param.N=8'hff");
  EXPECT_EQ(t.parts[0].items[0].value, "../lib/a+b~(1)_\xc3\xa4.v");
  EXPECT_EQ(t.parts[0].items[1].key, "param.N");
  EXPECT_EQ(t.parts[0].items[1].value, "8'hff");
  for (char const* c : {",", "@", ":", "=", "\"", " ", "\t", "\x7f"})
    EXPECT_THROW(axmul::detail::parse_tree(std::string("verilog:file=a") + c), axmul::bad_spec) << c;
}

TEST(SpecList, Expands) {
  using axmul::tools::expand_spec;
  EXPECT_EQ(expand_spec("drum:n=8"), strings{"drum:n=8"});
  EXPECT_EQ(expand_spec("drum:k=3..5"), (strings{"drum:k=3", "drum:k=4", "drum:k=5"}));
  EXPECT_EQ(expand_spec("trunc:corr={none,var}"), (strings{"trunc:corr=none", "trunc:corr=var"}));
  EXPECT_EQ(expand_spec("drum:k={3,5..6,8}"), (strings{"drum:k=3", "drum:k=5", "drum:k=6", "drum:k=8"}));
  EXPECT_EQ(expand_spec("{a,b}:k=9..10"), (strings{"a:k=9", "a:k=10", "b:k=9", "b:k=10"}));
  EXPECT_EQ(expand_spec("a:n=2..3,k=1..2"), (strings{"a:n=2,k=1", "a:n=2,k=2", "a:n=3,k=1", "a:n=3,k=2"}));
  EXPECT_EQ(expand_spec("drum:k=4..4"), strings{"drum:k=4"});
  EXPECT_EQ(expand_spec("a..b"), strings{"a..b"});
  EXPECT_EQ(expand_spec("verilog:file=../a..b.v,param.N=8..9"),
            (strings{"verilog:file=../a..b.v,param.N=8", "verilog:file=../a..b.v,param.N=9"}));
  EXPECT_THROW(expand_spec("drum:k=5..4"), axmul::tools::bad_list);
  EXPECT_THROW(expand_spec("drum:k={3,4"), axmul::tools::bad_list);
  EXPECT_THROW(expand_spec("drum:k=3..99999999999"), axmul::tools::bad_list);
}

TEST(SpecList, ReadsFiles) {
  auto const all = axmul::tools::read_spec_list("# head\n\n  exact  # note\r\ndrum:k=3..4\n\tmbm", "x.txt");
  strings specs, places;
  for (auto const& one : all) {
    specs.push_back(one.spec);
    places.push_back(one.place);
  }
  EXPECT_EQ(specs, (strings{"exact", "drum:k=3", "drum:k=4", "mbm"}));
  EXPECT_EQ(places, (strings{"x.txt:3", "x.txt:4", "x.txt:4", "x.txt:5"}));
  EXPECT_TRUE(axmul::tools::read_spec_list("", "x").empty());
  try {
    axmul::tools::read_spec_list("exact\ndrum:k={3", "x.txt");
    FAIL();
  } catch (axmul::tools::bad_list const& e) {
    EXPECT_STREQ(e.what(), "x.txt:2: drum:k={3: '{' at column 8 is not closed");
  }
}

}  // namespace
