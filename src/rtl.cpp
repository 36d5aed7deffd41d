#include "src/rtl.hpp"

#include <fmt/format.h>

#include <cctype>
#include <map>
#include <regex>

#include "src/import/imported.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {
namespace {

// Module name to embedded path, for all of rtl/.
std::map<std::string, std::string, std::less<>> const& module_paths() {
  static std::map<std::string, std::string, std::less<>> const paths = [] {
    std::map<std::string, std::string, std::less<>> found;
    for (std::string_view path : embedded_names("rtl/")) {
      std::size_t const begin = path.rfind('/') + 1;
      found.emplace(path.substr(begin, path.size() - begin - 2), path);
    }
    return found;
  }();
  return paths;
}

std::string join(std::vector<rtl_parameter> const& parameters) {
  std::string out;
  for (rtl_parameter const& p : parameters) out += fmt::format("{}.{}({})", out.empty() ? "" : ", ", p.name, p.value);
  return out;
}

std::string core_instance(design const& d, std::string const& a, std::string const& b, std::string const& p) {
  return fmt::format("  axmul_{} #({}) u_core (.a({}), .b({}), .p({}));\n", d.core, join(d.core_parameters), a, b, p);
}

std::string wire(int width, std::string const& names) {
  return fmt::format("  wire [{}:0] {};\n", width - 1, names);
}

// The core with what truncates its operands, from wires a and b to wire p.
std::string truncated_core(design const& d, std::string const& a, std::string const& b, std::string const& p) {
  if (!d.lsb) return core_instance(d, a, b, p);
  std::string const truncate = "  axmul_lsb #(.N({}), .T({}), .Mode({})) {} (.x({}), .y({}));\n";
  return wire(d.core_n, "ta") + wire(d.core_nb, "tb") +
         fmt::format(fmt::runtime(truncate), d.core_n, d.lsb->ta, d.lsb->mode, "u_lsb_a", a, "ta") +
         fmt::format(fmt::runtime(truncate), d.core_nb, d.lsb->tb, d.lsb->mode, "u_lsb_b", b, "tb") +
         core_instance(d, "ta", "tb", p);
}

std::string signed_body(design const& d) {
  return wire(d.n, "ma") + wire(d.nb, "mb") + wire(d.wp, "mp") + "  wire sa, sb;\n" +
         fmt::format("  axmul_signed_pre #(.N({}), .How({})) u_pre_a (.x(a), .m(ma), .s(sa));\n", d.n, *d.signed_how) +
         fmt::format("  axmul_signed_pre #(.N({}), .How({})) u_pre_b (.x(b), .m(mb), .s(sb));\n", d.nb, *d.signed_how) +
         truncated_core(d, "ma", "mb", "mp") +
         fmt::format("  axmul_signed_post #(.W({}), .How({})) u_post (.m(mp), .s(sa ^ sb), .p(p));\n", d.wp,
                     *d.signed_how);
}

std::string fp_body(design const& d) {
  format const& f = d.fp->fmt;
  fp_options const& o = d.fp->options;
  int const fn = f.kind == format_kind::finite ? 1 : 0;
  int const flush = static_cast<int>(o.subnormal);
  int shift_bits = 0;  // of a count up to m
  while (1 << shift_bits < f.m + 1) ++shift_bits;
  int const exponent = std::max(f.e, shift_bits) + 1;
  std::string out;
  std::string ports;
  for (char x : {'a', 'b'}) {
    out += fmt::format("  wire {0}_sign, {0}_nan, {0}_inf, {0}_zero;\n", x) +
           wire(exponent, fmt::format("{}_exponent", x)) + wire(f.m + 1, fmt::format("{}_significand", x));
    out += fmt::format(
        "  axmul_fp_unpack #(.E({1}), .M({2}), .Fn({3}), .Flush({4})) u_unpack_{0} (.x({0}), .sign({0}_sign), "
        ".is_nan({0}_nan), .is_inf({0}_inf), .is_zero({0}_zero),\n"
        "      .exponent({0}_exponent), .significand({0}_significand));\n",
        x, f.e, f.m, fn, flush);
    ports += fmt::format(
        "      .{0}_sign({0}_sign), .{0}_nan({0}_nan), .{0}_inf({0}_inf), .{0}_zero({0}_zero), "
        ".{0}_exponent({0}_exponent),\n",
        x);
  }
  out += wire(2 * f.m + 2, "significand") + truncated_core(d, "a_significand", "b_significand", "significand");
  return out + fmt::format(
                   "  axmul_fp_round #(.E({}), .M({}), .Fn({}), .Flush({}), .Rtz({}), .Saturate({})) u_round (\n{}"
                   "      .p(significand), .y(p));\n",
                   f.e, f.m, fn, flush, static_cast<int>(o.round), static_cast<int>(o.overflow), ports);
}

std::string body(design const& d) {
  if (d.import) return "  " + d.import->rtl_instance() + "\n";
  return d.signed_how ? signed_body(d) : d.is_float() ? fp_body(d) : truncated_core(d, "a", "b", "p");
}

}  // namespace

bool has_rtl(design const& d) {
  return !d.import || !d.import->verilog().empty();
}

void need_rtl(design const& d) {
  if (!has_rtl(d))
    throw bad_input(fmt::format("{}: a {} has no Verilog; rtl, synth and verify take families and verilog:", d.spec,
                                d.core == "c" ? "C function" : "table"));
}

std::string rtl_top(design const& d) {
  std::string name = "axmul_top_";
  for (char c : d.spec) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name + "_" + sha256(d.spec).substr(0, 4);
}

std::string rtl_top_text(design const& d) {
  need_rtl(d);
  return fmt::format(
      "// {}\n`default_nettype none\n\nmodule {} (\n    input  wire [{}:0] a,\n    input  wire [{}:0] b,\n"
      "    output wire [{}:0] p\n);\n{}endmodule\n\n`default_nettype wire\n",
      d.spec, rtl_top(d), d.n - 1, d.nb - 1, d.wp - 1, body(d));
}

std::string_view rtl_module_text(std::string const& module) {
  return embedded(module_paths().at(module));
}

std::set<std::string> rtl_modules(std::string_view text) {
  static std::regex const name("axmul_[a-z0-9_]+");
  std::set<std::string> found;
  std::vector<std::string> pending{std::string(text)};
  while (!pending.empty()) {
    std::string const source = std::move(pending.back());
    pending.pop_back();
    for (std::sregex_iterator at(source.begin(), source.end(), name), end; at != end; ++at) {
      std::string const module = at->str();
      if (module_paths().count(module) != 0 && found.insert(module).second)
        pending.emplace_back(rtl_module_text(module));
    }
  }
  return found;
}

std::string rtl(design const& d) {
  std::string const top = rtl_top_text(d);
  if (d.import) return d.import->verilog() + "\n" + top;
  std::string text;
  for (std::string const& module : rtl_modules(top)) text += std::string(rtl_module_text(module)) + "\n";
  return text + top;
}

bool rtl_is_system_verilog(design const& d) {
  return d.import && d.import->is_system_verilog();
}

}  // namespace axmul::tools
