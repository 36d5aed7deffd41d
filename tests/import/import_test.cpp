// Multipliers that are no family: Verilog, C functions and tables written here, against what they should compute.
#include "src/import/imported.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "lut_gen/formats.hpp"
#include "src/import/glob.hpp"
#include "src/rtl.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace {

using namespace axmul::tools;
namespace fs = std::filesystem;

class Import : public testing::Test {
 protected:
  void SetUp() override { setenv("AXMUL_CACHE", (folder_ / "cache").c_str(), 1); }
  void TearDown() override { unsetenv("AXMUL_CACHE"); }

  std::string write(std::string const& name, std::string const& content) {
    fs::path const path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }
  std::string path(std::string const& name) const { return (folder_ / name).string(); }
  fs::path cache() const { return folder_ / "cache"; }

  // What is said of a spec, less the folder; "accepted" when nothing is.
  std::string refusal(std::string const& spec) const {
    try {
      design const d(spec);
    } catch (bad_input const& e) {
      std::string what = e.what();
      for (std::size_t at = 0; (at = what.find(path(""), at)) != std::string::npos;) what.erase(at, path("").size());
      return what;
    }
    return "accepted";
  }

 private:
  scratch_dir folder_;
};

std::int64_t operand(design const& d, std::uint64_t pattern, int width) {
  return static_cast<std::int64_t>(d.is_signed ? axmul::sign_extend(pattern, width) : pattern);
}

// Every pair, in one block.
template <class F>
void expect_products(design const& d, F const& want) {
  std::vector<std::uint64_t> a, b;
  for (std::uint64_t x = 0; x >> d.n == 0; ++x)
    for (std::uint64_t y = 0; y >> d.nb == 0; ++y) a.push_back(x), b.push_back(y);
  std::vector<u128> p(a.size());
  d.products(a.data(), b.data(), p.data(), a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto const value = static_cast<std::uint64_t>(want(operand(d, a[i], d.n), operand(d, b[i], d.nb)));
    ASSERT_EQ(static_cast<std::uint64_t>(p[i]), value & axmul::low_mask<std::uint64_t>(d.wp))
        << d.spec << " " << a[i] << " " << b[i];
  }
}

std::int64_t product(std::int64_t a, std::int64_t b) {
  return a * b;
}

std::string little_endian(std::uint64_t x, std::size_t bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(static_cast<unsigned char>(x >> (8 * i)));
  return out;
}

// f(a, b) of every pattern pair in row-major order; operands are patterns or numbers.
template <class F>
std::string words(int n, int nb, std::size_t bytes, F const& f) {
  std::string out;
  for (std::uint64_t a = 0; a >> n == 0; ++a)
    for (std::uint64_t b = 0; b >> nb == 0; ++b)
      out += little_endian(static_cast<std::uint64_t>(f(static_cast<std::int64_t>(a), static_cast<std::int64_t>(b))),
                           bytes);
  return out;
}

// The value of a two's-complement pattern.
std::int64_t two(std::int64_t pattern, int width) {
  return pattern >> (width - 1) != 0 ? pattern - (std::int64_t{1} << width) : pattern;
}

std::int64_t rough(std::int64_t a, std::int64_t b) {
  return (a & ~1) * b;
}

TEST_F(Import, VerilogExact) {
  std::string const file =
      write("m.v", "module m(x, y, z); input [3:0] x, y; output [7:0] z; assign z = x * y; endmodule\n");
  design const d("verilog:file=" + file);
  EXPECT_EQ(d.spec, "verilog:file=" + file + ",top=m,a=x,b=y,p=z,signed=0");
  EXPECT_EQ(design(d.spec).spec, d.spec);
  EXPECT_EQ(d.family, "verilog");
  EXPECT_EQ(d.reference, "exact:n=4");
  EXPECT_EQ(d.wp, 8);
  EXPECT_EQ(d.word_bits, 32);
  expect_products(d, product);
}

TEST_F(Import, VerilogParametersAndSubmodules) {
  std::string const file = write("lib/m.v", R"(
`include "defs.vh"
module cut #(parameter N = 4, parameter signed K = 0) (input [N-1:0] x, output [N-1:0] y);
  assign y = K < 0 ? x : `SHIFTED(x, K);  // "module no(" is in no module
endmodule
/* module neither; */
module mul #(parameter N = 4, parameter signed K = 1, parameter MODE = "plain") (input [N-1:0] A, B, output [2*N-1:0] O);
  wire [N-1:0] a, b;
  cut #(.N(N), .K(K)) ca (.x(A), .y(a)), cb (.x(B), .y(b));
  assign O = MODE == "plain" ? a * b : 0;
endmodule
)");
  write("lib/defs.vh", "`define SHIFTED(x, k) ((x >> k) << k)\n");
  auto const cut = [](int k) { return [k](auto a, auto b) { return (a >> k << k) * (b >> k << k); }; };
  design const d("verilog:file=" + file);
  EXPECT_EQ(d.spec, "verilog:file=" + file + ",top=mul,a=A,b=B,p=O,signed=0");
  expect_products(d, cut(1));
  design const wide("verilog:param.N=8,param.K=3,file=" + file);
  EXPECT_EQ(wide.spec, "verilog:file=" + file + ",top=mul,a=A,b=B,p=O,signed=0,param.N=8,param.K=3");
  EXPECT_EQ(wide.n, 8);
  expect_products(wide, cut(3));
  expect_products(design("verilog:param.K=-1,file=" + file), cut(0));
  expect_products(design("verilog:param.MODE=zero,file=" + file), [](auto, auto) { return 0; });
  expect_products(design("verilog:param.N=4'd5,file=" + file), cut(1));
  EXPECT_NE(rtl(wide).find("mul #(.N(8), .K(3)) u (.A(a), .B(b), .O(p));"), std::string::npos);
  EXPECT_NE(rtl(wide).find("`define SHIFTED"), std::string::npos);
  EXPECT_NE(design("verilog:param.MODE=zero,file=" + file).import->rtl_instance().find(".MODE(\"zero\")"),
            std::string::npos);
  EXPECT_EQ(refusal("verilog:param.Q=1,file=" + file), "lib/m.v: the top module has no parameter 'Q'");
  write("lib/defs.vh", "`define SHIFTED(x, k) x\n");
  expect_products(design("verilog:file=" + file), cut(0));
}

TEST_F(Import, VerilogSignedAndRectangular) {
  std::string const file = write("s.sv",
                                 "module s(input logic signed [4:0] a, input logic signed [2:0] b,\n"
                                 "output logic signed [9:0] p); always_comb p = a * b; endmodule\n");
  design const d("verilog:file=" + file);
  EXPECT_TRUE(d.is_signed);
  EXPECT_EQ(d.reference, "exact:n=5,nb=3@signed");
  EXPECT_EQ(d.wp, 10);
  EXPECT_TRUE(rtl_is_system_verilog(d));
  expect_products(d, product);
  EXPECT_FALSE(design("verilog:signed=0,file=" + file).is_signed);
  std::string const mixed =
      write("r.v", "module r(input [5:0] u, input [0:2] v, output [3:0] w); assign w = u * v; endmodule\n");
  design const r("verilog:file=" + mixed + ",b=u");
  EXPECT_EQ(r.spec, "verilog:file=" + mixed + ",top=r,a=v,b=u,p=w,signed=0");
  EXPECT_EQ(r.n, 3);
  EXPECT_EQ(r.nb, 6);
  EXPECT_EQ(r.reference, "exact:n=3,nb=6");
  expect_products(r, product);
}

TEST_F(Import, VerilogWords) {
  for (int n : {16, 17, 40, 64}) {
    std::string const file = write("w.v", fmt::format("module w(input [{0}:0] a, b, output [{1}:0] p);\n"
                                                      "assign p = {{a[{0}:1], 1'b0}} + b; endmodule\n",
                                                      n - 1, 2 * n - 1));
    design const d("verilog:file=" + file);
    EXPECT_EQ(d.word_bits, n == 16 ? 32 : n == 17 ? 64 : 128);
    std::uint64_t const all = axmul::low_mask<std::uint64_t>(n);
    std::vector<std::uint64_t> const a = {all, 3, all - 1, 1}, b = {all, 5, 1, all};
    std::vector<u128> p(4);
    d.products(a.data(), b.data(), p.data(), 4);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(p[i] == (u128{a[i]} & ~u128{1}) + b[i]) << n << " " << i;
  }
}

TEST_F(Import, VerilogConstantsAndTables) {
  std::string text = "module t(input [3:0] a, b, output reg [9:0] p); always @* begin p[9:8] = 2'b10;\ncase ({a, b})\n";
  for (int i = 0; i < 256; ++i) text += fmt::format("8'd{}: p[7:0] = 8'd{};\n", i, (i >> 4) * (i & 15));
  expect_products(design("verilog:file=" + write("t.v", text + "endcase end endmodule\n")),
                  [](auto a, auto b) { return a * b + 512; });
  std::string const undefined =
      write("x.v", "module x(input [3:0] a, b, output [7:0] p); wire [7:0] q; assign p[6:0] = a * b ^ q; endmodule\n");
  expect_products(design("verilog:file=" + undefined), [](auto a, auto b) { return a * b & 127; });
}

// A carry that runs through one vector is no loop.
TEST_F(Import, VerilogChains) {
  std::string const file = write("c.v",
                                 "module c(input [3:0] a, b, output [7:0] p); wire [7:0] x;\n"
                                 "assign x = {x[6:0], 1'b1} & {a, b}; assign p = x; endmodule\n");
  expect_products(design("verilog:file=" + file), [](auto a, auto b) {
    std::int64_t const both = a << 4 | b;
    return both & ~(both + 1);
  });
}

TEST_F(Import, VerilogCache) {
  std::string const file = write("m.v", "module m(input [3:0] a, b, output [7:0] p); assign p = a * b; endmodule\n");
  design const first("verilog:file=" + file);
  std::vector<fs::path> entries;
  for (auto const& entry : fs::directory_iterator(cache())) entries.push_back(entry.path());
  ASSERT_EQ(entries.size(), 1u);
  std::string const content = read_file(entries[0]);
  fs::last_write_time(entries[0], fs::file_time_type::clock::now() - std::chrono::hours(1));
  auto const written = fs::last_write_time(entries[0]);
  EXPECT_EQ(design("verilog:file=" + file).import->version(), first.import->version());
  EXPECT_EQ(fs::last_write_time(entries[0]), written);
  for (std::string const& damage : {std::string(), content.substr(0, 50), "x" + content.substr(1), content + "x"}) {
    std::ofstream(entries[0], std::ios::binary) << damage;
    expect_products(design("verilog:file=" + file), product);
    EXPECT_EQ(read_file(entries[0]), content);
  }
  setenv("AXMUL_CACHE", "/proc/axmul", 1);
  expect_products(design("verilog:file=" + file), product);
}

TEST_F(Import, VerilogRefusals) {
  auto const said = [&](std::string const& text, std::string const& more = "") {
    return refusal("verilog:file=" + write("m.v", text) + more);
  };
  std::string const ports = "module m(input [3:0] a, b, output [7:0] p);";
  EXPECT_EQ(said(""), "m.v: no module in it");
  EXPECT_EQ(said(ports + "\nassign p = a *;\nendmodule"), "m.v: line 2: syntax error, unexpected ';'");
  EXPECT_EQ(said(ports + " no u(a, b, p); endmodule").substr(0, 24), "m.v: Module 'no' referen");
  EXPECT_EQ(said(ports + " endmodule module k" + ports.substr(8) + " endmodule"),
            "m.v: several modules could be the multiplier; name one with top=: k, m");
  EXPECT_EQ(said("module m(input c, input [3:0] a, b, output reg [7:0] p); always @(posedge c) p <= a; endmodule"),
            "m.v: a flip-flop for 'p'; only combinational circuits are accepted");
  EXPECT_EQ(said("module m(input [3:0] a, b, output reg [7:0] p); always @* if (a[0]) p = b; endmodule"),
            "m.v: a latch for 'p'; only combinational circuits are accepted");
  EXPECT_EQ(said(ports + " assign p = (p ^ a) & {a, b}; endmodule"), "m.v: a combinational loop");
  EXPECT_NE(said(ports + " assign p = a; assign p = b; endmodule").find("several drivers"), std::string::npos);
  EXPECT_EQ(said("module m(input [3:0] a, inout [3:0] b, output [7:0] p); endmodule"),
            "m.v: port 'b' is an inout; inputs and outputs are accepted");
  EXPECT_EQ(said("module m(input [64:0] a, b, output [7:0] p); endmodule"),
            "m.v: operand 'a' is 65 bits wide; 2 to 64 are accepted");
  EXPECT_EQ(said("module m(input [3:0] a, b, output [128:0] p); endmodule"),
            "m.v: product 'p' is 129 bits wide; 1 to 128 are accepted");
  EXPECT_EQ(said("module m(input [3:0] a, b, c, output [7:0] p); endmodule"),
            "m.v: module 'm' has the inputs a, b, c and the outputs p; two inputs and one output are accepted");
  EXPECT_EQ(said(ports + " endmodule", ",a=q"), "m.v: module 'm' has no such port 'q'; left to choose from: a, b");
  EXPECT_EQ(said(ports + " endmodule", ",top=q"), "m.v: no module 'q' in it; it has m");
  EXPECT_EQ(said(ports + "\n`include \"m.v\"\nendmodule"), "m.v: files include one another");
  EXPECT_EQ(refusal("verilog:file=" + path("none.v")), "cannot read none.v: No such file or directory");
}

TEST_F(Import, Specs) {
  EXPECT_EQ(refusal("verilog:top=m"), "verilog:top=m: 'verilog' without a file at column 1; write verilog:file=NAME");
  EXPECT_EQ(refusal("c:file=f.c,q=1"),
            "c:file=f.c,q=1: unknown parameter 'q' of c at column 12; it takes n, nb, file, signed, function");
  EXPECT_EQ(refusal("table:file=t,file=u"),
            "table:file=t,file=u: parameter 'file' of table given twice at column 14; give it once");
  EXPECT_EQ(refusal("table:file=t@signed"),
            "table:file=t@signed: '@signed' around table at column 14; what is imported is taken as it is, without "
            "wrappers");
  EXPECT_EQ(refusal("verilog:file=m.v,param.N=a;b"),
            "verilog:file=m.v,param.N=a;b: value 'a;b' of 'param.N' not accepted at column 26; an integer, a literal "
            "as 8'hff, or a word");
  std::string const odd =
      write("a, b=c@d: (1)/m.v", "module m(input [1:0] a, b, output [3:0] p); assign p = a * b; endmodule\n");
  design const d("verilog:file=\"" + odd + "\"");
  EXPECT_EQ(d.spec, "verilog:file=\"" + odd + "\",top=m,a=a,b=b,p=p,signed=0");
  EXPECT_EQ(design(d.spec).spec, d.spec);
  expect_products(d, product);
}

TEST_F(Import, Globs) {
  for (char const* name : {"b.v", "a.v", "c,d.v", "e.txt"}) write(name, "");
  fs::create_directory(path("folder.v"));
  EXPECT_EQ(
      expand_glob("verilog:file=" + path("*.v") + ",top=m"),
      (std::vector<std::string>{"verilog:file=" + path("a.v") + ",top=m", "verilog:file=" + path("b.v") + ",top=m",
                                "verilog:file=\"" + path("c,d.v") + "\",top=m"}));
  EXPECT_EQ(expand_glob("c:file=\"" + path("?.v") + "\"").size(), 2u);
  EXPECT_EQ(expand_glob("exact:n=*"), std::vector<std::string>{"exact:n=*"});
  EXPECT_THROW(expand_glob("verilog:file=" + path("*.sv")), bad_input);
}

TEST_F(Import, CFunctions) {
  std::string const file = write("f.c", R"(
#include <stdint.h>
#include "k.h"
#define UNUSED(a, b) { a, \
  b }
static int helper(int x) { return x & ~K; }
/* uint8_t not_this(uint8_t a, uint8_t b) { */
uint16_t mul8u_1(const uint8_t A, uint8_t B) { if (A) { return helper(A) * B; } return 0; }
)");
  write("k.h", "#define K 1\n");
  design const d("c:file=" + file);
  EXPECT_EQ(d.spec, "c:file=" + file + ",function=mul8u_1,n=8,signed=0");
  EXPECT_EQ(design(d.spec).spec, d.spec);
  EXPECT_EQ(d.family, "c");
  EXPECT_EQ(d.wp, 16);
  expect_products(d, rough);
  expect_products(design("c:file=" + file), rough);  // from the cache
  EXPECT_FALSE(has_rtl(d));
  EXPECT_THROW(rtl(d), bad_input);
  write("k.h", "#define K 3\n");
  expect_products(design("c:file=" + file), [](auto a, auto b) { return (a & ~3) * b; });

  std::string const two_of_them = write("g.c", R"(
#include <stdint.h>
int32_t first(int16_t a, int16_t b) { return a * b; }
uint64_t patterns(uint64_t a, uint64_t b) { return a * b; }
int large(int a, int b) { return a * b + 1000; }
int three(int a, int b, int c) { return a; }
double no(double a, double b) { return a; }
)");
  EXPECT_EQ(refusal("c:file=" + two_of_them),
            "g.c: several functions could be the multiplier; name one with function=: first, patterns, large");
  design const s("c:n=6,nb=4,function=first,file=" + two_of_them);
  EXPECT_EQ(s.spec, "c:file=" + two_of_them + ",function=first,n=6,nb=4,signed=1");
  EXPECT_EQ(s.wp, 10);
  expect_products(s, product);
  design const p("c:n=6,function=patterns,signed=1,file=" + two_of_them);
  EXPECT_EQ(p.wp, 12);
  expect_products(p, product);
  design const l("c:n=4,function=large,file=" + two_of_them);
  EXPECT_EQ(l.wp, 11);
  expect_products(l, [](auto a, auto b) { return a * b + 1000; });
  expect_products(design("c:n=4,signed=1,function=large,file=" + two_of_them),
                  [](auto a, auto b) { return a * b + 1000; });
  EXPECT_NE(refusal("c:function=large,file=" + two_of_them).find("'c' without n"), std::string::npos);
  EXPECT_EQ(refusal("c:n=4,function=none,file=" + two_of_them),
            "g.c: 'none' is no function of two integers with an integer result");
  EXPECT_EQ(refusal("c:n=4,file=" + write("e.c", "int f(int a, int b) {\n  return a +;\n}\n")),
            "e.c: line 2: expected expression before ';' token");
  EXPECT_EQ(refusal("c:n=4,file=" + write("e.c", "double f(int a, int b) { return a; }\n")),
            "e.c: no function of two integers with an integer result");
}

TEST_F(Import, TablesOfOurs) {
  std::string const verilog = write(
      "m.v", "module m(input [4:0] a, input [2:0] b, output [7:0] p); assign p = {a[4:1], 1'b0} * b; endmodule\n");
  std::string const with_sign = write("s.v",
                                      "module s(input signed [3:0] a, b, output signed [7:0] p);\n"
                                      "assign p = a * b; endmodule\n");
  design const m("verilog:file=" + verilog), s("verilog:file=" + with_sign);
  for (auto const& [format, name] : {std::pair<std::string, std::string>{"npy", "t.npy"}, {"c", "t.h"}, {"raw", "t"}}) {
    write_table(m, format, path(name));
    std::string const spec = "table:file=" + path(name) + (format == "raw" ? ",n=5,nb=3" : "");
    design const d(spec);
    EXPECT_EQ(d.spec, spec);
    EXPECT_EQ(d.wp, 8);
    expect_products(d, rough);
    write_table(s, format, path(name));
    design const t("table:file=" + path(name) + ",signed=1");
    EXPECT_EQ(t.spec, "table:file=" + path(name) + (format == "raw" ? ",n=4" : "") + ",signed=1");
    EXPECT_EQ(design(t.spec).spec, t.spec);
    EXPECT_EQ(t.reference, "exact:n=4@signed");
    expect_products(t, product);
    if (format != "raw") {
      EXPECT_TRUE(design("table:file=" + path(name)).is_signed);
    }
  }
}

TEST_F(Import, TablesByHand) {
  auto const signed_rough = [](auto a, auto b) { return rough(two(a, 8), two(b, 8)); };
  auto const read = [&](std::string const& format, std::string const& content, std::string const& more = "") {
    return design("table:file=" + write("t", content) + ",format=" + format + more);
  };
  expect_products(read("tfapprox", words(8, 8, 2, rough)), rough);
  EXPECT_EQ(read("raw", words(3, 3, 4, rough)).n, 3);
  EXPECT_EQ(read("raw", words(3, 3, 4, [](auto a, auto b) { return a * b + 200; })).wp, 8);
  expect_products(read("raw", words(3, 3, 8, rough), ",n=3"), rough);

  auto const npy = [&](std::string const& type, char const* order, std::string const& shape) {
    std::string const header =
        fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}\n", type, order, shape);
    return "\x93NUMPY" + std::string("\1\0", 2) + little_endian(header.size(), 2) + header;
  };
  expect_products(read("npy", npy("<i8", "False", "(16, 8)") + words(4, 3, 8, rough)), rough);
  expect_products(
      read("npy", npy("<u2", "True", "(16, 8)") + words(3, 4, 2, [](auto b, auto a) { return rough(a, b); })), rough);
  expect_products(
      read("npy", npy(">u2", "False", "(4, 4)") + words(2, 2, 2, [](auto a, auto b) { return a * b << 8; })), product);
  expect_products(
      read("npy", npy("|i1", "False", "(8, 4)") + words(3, 2, 1, [](auto a, auto b) { return two(a, 3) * two(b, 2); })),
      product);

  std::string const head = R"({"__metadata__":{"spec":"x"},"error":{"dtype":"I32","shape":[1],"data_offsets":[0,4]},)"
                           R"("product":{"dtype":"U16","shape":[256,16],"data_offsets":[4,8196]}})";
  expect_products(read("safetensors", little_endian(head.size(), 8) + head + "abcd" + words(8, 4, 2, rough)), rough);

  std::string wrapped = "const int16_t lut [256][256] = {\n", numeric, appmult = "LUT for approximate multiplier:\n";
  std::string natural;
  for (int a = 0; a < 256; ++a) {
    wrapped += "{";
    for (int b = 0; b < 256; ++b) {
      wrapped += fmt::format("{}, ", signed_rough(a, b));
      numeric += fmt::format("{} ", rough(a - 128, b - 128));
      natural += fmt::format("{} ", rough(a, b));
      appmult += fmt::format("{} {} {}\n", a - 128, b - 128, rough(a - 128, b - 128));
    }
    wrapped += "},\n";
    numeric += "\n";
    natural += "\n";
  }
  wrapped += "};\n";
  for (design const& d : {read("adapt", wrapped), read("transaxx", "const __device__ " + wrapped.substr(6)),
                          read("approxtorch", numeric), read("appmult", appmult + "Gradients:\n1 2 3\n")}) {
    EXPECT_TRUE(d.is_signed) << d.spec;
    expect_products(d, rough);
  }
  expect_products(read("approxtorch", natural), rough);
  expect_products(read(
                      "appmult", "LUT for approximate multiplier:\n" +
                                     [] {
                                       std::string rows;
                                       for (int b = 0; b < 4; ++b)
                                         for (int a = 0; a < 8; ++a)
                                           rows += fmt::format("{} {} {}\n", a, b, rough(a, b));
                                       return rows;
                                     }()),
                  rough);
}

TEST_F(Import, TableRefusals) {
  auto const said = [&](std::string const& format, std::string const& content, std::string const& more = "") {
    return refusal("table:file=" + write("t", content) + ",format=" + format + more);
  };
  EXPECT_EQ(said("tfapprox", "1234"), "t: 4 bytes; 131072 are expected");
  EXPECT_EQ(said("raw", "12345"), "t: 5 bytes; a square table has 4 * 2^(2n), else n= and nb= are needed");
  EXPECT_EQ(said("raw", "12345", ",n=2"), "t: 5 bytes; 64 are expected");
  EXPECT_EQ(said("raw", ""), "t: an empty file");
  EXPECT_EQ(said("npy", "12345"), "t: not a NumPy file");
  EXPECT_EQ(said("c", "int x;"),
            "t: an array of integers with two axes, as 'static const uint16_t f[256][256] = {', is expected");
  EXPECT_EQ(said("c", "uint8_t f[4][4] = {1, 2, 3};"), "t: 3 products; 16 are expected");
  EXPECT_EQ(said("c", "uint8_t f[4][6] = {1, 2, 3};"), "t: an axis of 6 operands; 2^n of them are expected, n from 2");
  EXPECT_EQ(said("c", "uint8_t f[4][4] = {1, 2, 3};", ",n=3"), "t: n=3 was asked for, the table has 2");
  EXPECT_EQ(said("approxtorch", "1 2 3"), "t: 3 products; 65536 are expected");
  EXPECT_EQ(said("appmult", "1 2 3"), "t: the line 'LUT for approximate multiplier:' is expected");
  EXPECT_EQ(said("safetensors", "1234567890"), "t: not a safetensors file");
  EXPECT_EQ(said("png", "1"),
            "t: format 'png' is not read; raw, npy, safetensors, c, tfapprox, adapt, transaxx, approxtorch, appmult, "
            "factors are");
}

}  // namespace
