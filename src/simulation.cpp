#include "src/simulation.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>
#include <utility>

#include "src/import/source.hpp"
#include "src/support/error.hpp"
#include "src/support/parallel.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace fs = std::filesystem;
namespace {

// One module that gives the same operands to every top of the group.
std::string wrapper(simulated_group const& g, std::size_t index) {
  std::string ports, body;
  for (std::size_t t = 0; t < g.tops.size(); ++t) {
    ports += fmt::format(",\n    output wire [{}:0] p{}", g.wp - 1, t);
    body += fmt::format("  {} u{} (.a(a), .b(b), .p(p{}));\n", g.tops[t], t, t);
  }
  return fmt::format("module axmul_group_{} (\n    input wire [{}:0] a,\n    input wire [{}:0] b{}\n);\n{}endmodule\n",
                     index, g.n - 1, g.nb - 1, ports, body);
}

// The C++ around the verilated classes: a block of pairs at a time, products as two 64-bit words.
std::string driver(std::size_t index, simulated_group const& g) {
  std::string gets;
  for (std::size_t t = 0; t < g.tops.size(); ++t)
    gets += fmt::format("    put(m.p{}, p); p += 2;\n", g.file.empty() ? std::to_string(t) : "");
  return fmt::format(R"(#include "g{0}/Vg{0}.h"
#include <cstddef>
#include <cstdint>
namespace driver_{0} {{
template <class T> void set(T& port, std::uint64_t x) {{ port = static_cast<T>(x); }}
template <class T> void put(T const& x, std::uint64_t* p) {{ p[0] = x; p[1] = 0; }}
template <std::size_t W> void put(VlWide<W> const& x, std::uint64_t* p) {{
  p[0] = x[0] | std::uint64_t(x[1]) << 32;
  p[1] = W < 3 ? 0 : x[2] | (W < 4 ? 0 : std::uint64_t(x[W < 4 ? 0 : 3]) << 32);
}}
extern "C" void axmul_run_{0}(std::uint64_t const* a, std::uint64_t const* b, std::uint64_t* p, std::size_t count) {{
  VerilatedContext context;
  Vg{0} m(&context);
  for (std::size_t i = 0; i < count; ++i) {{
    set(m.a, a[i]);
    set(m.b, b[i]);
    m.eval();
{1}  }}
}}
}}
)",
                     index, gets);
}

// The ports of a verilated class, as "input [7:0] a".
std::set<std::string> ports(std::string const& header) {
  static std::regex const port(R"(VL_(IN|OUT|INOUT)(?:8|16|64|W)?\(&([A-Za-z0-9_]+),(\d+),(\d+))");
  std::set<std::string> found;
  for (std::sregex_iterator at(header.begin(), header.end(), port), end; at != end; ++at) {
    std::string const direction = (*at)[1] == "IN" ? "input" : (*at)[1] == "OUT" ? "output" : "inout";
    found.insert(fmt::format("{} [{}:{}] {}", direction, (*at)[3].str(), (*at)[4].str(), (*at)[2].str()));
  }
  return found;
}

void check_ports(simulated_group const& g, std::string const& header) {
  std::set<std::string> const wanted = {fmt::format("input [{}:0] a", g.n - 1), fmt::format("input [{}:0] b", g.nb - 1),
                                        fmt::format("output [{}:0] p", g.wp - 1)};
  std::set<std::string> const found = ports(header);
  if (found != wanted)
    throw bad_input(fmt::format("{}: module {} has the ports {}; {} are needed", g.file.string(), g.tops[0],
                                fmt::join(found, ", "), fmt::join(wanted, ", ")));
}

// Verilator's configuration that splits the vectors of every module of the text, those of constant width and plain
// name.
std::string split_configuration(std::string const& text) {
  static std::regex const header_output(R"(\boutput\s+(?:(?:wire|reg|logic)\s+)?\[[^\]]*\]\s*([A-Za-z_]\w*))");
  static std::regex const vectors(R"(^\s*(?:output|wire|reg|logic)\b[a-z\s]*\[[^\]]*\]([\w\s,]+)$)");
  static std::regex const word(R"([A-Za-z_]\w*)");
  std::string config = "`verilator_config\n", module;
  std::set<std::string> known;
  auto const split = [&](std::string const& name) {
    if (known.insert(module + "." + name).second)
      config += fmt::format("split_var -module \"{}\" -var \"{}\"\n", module, name);
  };
  std::istringstream statements(without_comments(text));
  for (std::string statement; std::getline(statements, statement, ';');) {
    std::size_t const begin = statement.find("module ");
    std::smatch name;
    if (begin != std::string::npos) {
      std::string const header = statement.substr(begin + 7);
      if (std::regex_search(header, name, word)) module = name.str();
      for (std::sregex_iterator at(header.begin(), header.end(), header_output), end; at != end; ++at) split((*at)[1]);
    } else if (statement.size() < 10'000 && std::regex_match(statement, name, vectors)) {
      std::string const names = name[1];
      for (std::sregex_iterator at(names.begin(), names.end(), word), end; at != end; ++at) split(at->str());
    }
  }
  return config;
}

// Verilates group i into the folder g<i>.
void verilate(simulated_group const& g, std::size_t i, fs::path const& here) {
  std::string const name = fmt::format("g{}", i);
  bool const foreign = !g.file.empty();
  fs::path const source = foreign ? fs::absolute(g.file) : here / (name + ".v");
  if (!foreign) write_file(source, g.verilog + "\n" + wrapper(g, i));
  std::vector<std::string> command = {"verilator",
                                      "--cc",
                                      "-O3",
                                      "-Wno-lint",
                                      "-Wno-style",
                                      "-Wno-fatal",
                                      "--noassert",
                                      "--x-assign",
                                      "fast",
                                      "--x-initial",
                                      "fast",
                                      "--output-split-cfuncs",
                                      "500",
                                      "--prefix",
                                      "V" + name,
                                      "--top-module",
                                      foreign ? g.tops[0] : fmt::format("axmul_group_{}", i),
                                      "-Mdir",
                                      name,
                                      source.string()};
  if (g.splits_vectors) {
    write_file(here / (name + ".vlt"), split_configuration(g.verilog));
    command.insert(command.end() - 1, name + ".vlt");
  }
  if (!g.is_system_verilog) command.insert(command.end() - 1, {"--language", "1364-2005"});
  try {
    run(command, here / (name + ".log"), here);
  } catch (tool_failure const& e) {
    if (!foreign || !fs::exists(here / (name + ".log"))) throw;
    throw bad_input(fmt::format("{}: {}", g.file.string(), e.what()));
  }
  if (foreign) check_ports(g, read_file(here / name / ("V" + name + ".h")));
}

}  // namespace

simulation::simulation(std::vector<simulated_group> const& groups, int jobs) {
  fs::path const here = scratch_.path();
  std::string root = axmul::tools::run({"verilator", "--getenv", "VERILATOR_ROOT"}, here / "root.log");
  root.erase(root.find_last_not_of(" \n") + 1);
  parallel_for(groups.size(), jobs, [&](std::size_t i) { verilate(groups[i], i, here); });

  // Verilator's own headers cost as much to compile as ten small modules: groups share translation units. What runs
  // once only, in files named Slow, is not optimized.
  struct unit {
    std::string name, text;
    char const* optimization;
  };
  std::vector<unit> units;
  for (char const* runtime : {"verilated.cpp", "verilated_threads.cpp"})
    if (fs::exists(fs::path(root) / "include" / runtime))
      units.push_back({runtime, fmt::format("#include <{}>\n", runtime), "-O1"});
  std::size_t const workers = static_cast<std::size_t>(std::max(jobs, 1));
  std::size_t const batch = std::clamp<std::size_t>((groups.size() + workers - 1) / workers, 1, 16);
  for (std::size_t begin = 0; begin < groups.size(); begin += batch) {
    unit often{fmt::format("unit{}.cpp", begin), "", "-O1"};
    unit once{fmt::format("slow{}.cpp", begin), "", "-O0"};
    for (std::size_t i = begin; i < std::min(begin + batch, groups.size()); ++i) {
      for (fs::directory_entry const& entry : fs::directory_iterator(here / fmt::format("g{}", i))) {
        std::string const file = entry.path().filename().string();
        if (entry.path().extension() != ".cpp") continue;
        (file.find("Slow") == std::string::npos ? often : once).text += fmt::format("#include \"g{}/{}\"\n", i, file);
      }
      often.text += driver(i, groups[i]);
    }
    units.push_back(std::move(often));
    units.push_back(std::move(once));
  }
  std::vector<std::string> link = {"g++", "-shared", "-o", "library.so"};
  for (unit const& u : units) link.push_back(u.name + ".o");
  parallel_for(units.size(), jobs, [&](std::size_t u) {
    auto const& [name, text, optimization] = units[u];
    fs::path const source = here / ("compile_" + name);
    write_file(source, text);
    axmul::tools::run({"g++", "-std=c++17", optimization, "-w", "-fPIC", "-I" + root + "/include",
                       "-I" + root + "/include/vltstd", "-c", source.string(), "-o", name + ".o"},
                      here / (name + ".log"), here);
  });
  axmul::tools::run(link, here / "link.log", here);
  library_ = dlopen((here / "library.so").c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library_ == nullptr) throw tool_failure(fmt::format("verilated library: {}", dlerror()));
  for (std::size_t i = 0; i < groups.size(); ++i)
    run_.push_back(reinterpret_cast<run_function>(dlsym(library_, fmt::format("axmul_run_{}", i).c_str())));
}

simulation::~simulation() {
  if (library_ != nullptr) dlclose(library_);
}

void simulation::run(std::size_t group, std::uint64_t const* a, std::uint64_t const* b, u128* p,
                     std::size_t count) const {
  run_.at(group)(a, b, reinterpret_cast<std::uint64_t*>(p), count);
}

}  // namespace axmul::tools
