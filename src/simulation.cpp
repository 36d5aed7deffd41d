#include "src/simulation.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <functional>

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
  for (std::size_t t = 0; t < g.tops.size(); ++t) gets += fmt::format("    put(m.p{}, p); p += 2;\n", t);
  return fmt::format(R"(#include "Vg{0}.h"
#include <cstddef>
#include <cstdint>
namespace {{
template <class T> void set(T& port, std::uint64_t x) {{ port = static_cast<T>(x); }}
template <class T> void put(T const& x, std::uint64_t* p) {{ p[0] = x; p[1] = 0; }}
template <std::size_t W> void put(VlWide<W> const& x, std::uint64_t* p) {{
  p[0] = x[0] | std::uint64_t(x[1]) << 32;
  p[1] = W < 3 ? 0 : x[2] | (W < 4 ? 0 : std::uint64_t(x[W < 4 ? 0 : 3]) << 32);
}}
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
)",
                     index, gets);
}

}  // namespace

simulation::simulation(std::vector<simulated_group> const& groups, int jobs) {
  fs::path const here = scratch_.path();
  std::string root = axmul::tools::run({"verilator", "--getenv", "VERILATOR_ROOT"}, here / "root.log");
  root.erase(root.find_last_not_of(" \n") + 1);
  std::vector<std::string> const compile = {
      "g++", "-std=c++17", "-O1", "-w", "-fPIC", "-I" + root + "/include", "-I" + root + "/include/vltstd", "-c"};
  auto const object = [&](std::string const& name, std::vector<std::string> const& flags) {
    std::vector<std::string> argv = compile;
    argv.insert(argv.end(), flags.begin(), flags.end());
    argv.insert(argv.end(), {"-o", name + ".o"});
    axmul::tools::run(argv, here / (name + ".log"), here);
  };
  std::vector<std::function<void()>> tasks = {[&] { object("runtime", {root + "/include/verilated.cpp"}); }};
  std::vector<std::string> link = {"g++", "-shared", "-o", "library.so", "runtime.o"};
  if (fs::exists(root + "/include/verilated_threads.cpp")) {
    tasks.emplace_back([&] { object("threads", {root + "/include/verilated_threads.cpp"}); });
    link.emplace_back("threads.o");
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    link.push_back(fmt::format("g{}.o", i));
    tasks.emplace_back([&, i] {
      std::string const name = fmt::format("g{}", i);
      write_file(here / (name + ".v"), groups[i].verilog + "\n" + wrapper(groups[i], i));
      axmul::tools::run({"verilator", "--cc", "-O3", "-Wno-lint", "-Wno-style", "-Wno-fatal", "--noassert",
                         "--x-assign", "fast", "--x-initial", "fast", "--prefix", "V" + name, "--top-module",
                         fmt::format("axmul_group_{}", i), "-Mdir", name, name + ".v"},
                        here / (name + ".verilator.log"), here);
      std::string unity;
      for (fs::directory_entry const& entry : fs::directory_iterator(here / name))
        if (entry.path().extension() == ".cpp")
          unity += fmt::format("#include \"{}\"\n", entry.path().filename().string());
      write_file(here / (name + ".cpp"), unity + driver(i, groups[i]));
      object(name, {"-I" + name, name + ".cpp"});
    });
  }
  parallel_for(tasks.size(), jobs, [&](std::size_t i) { tasks[i](); });
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
