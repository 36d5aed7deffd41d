#include "src/import/yosys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "src/import/source.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace fs = std::filesystem;
namespace {

using nlohmann::ordered_json;

constexpr char const* elaborate =
    "proc\n"
    "flatten\n"
    "check\n"
    "opt_expr\n"
    "opt_clean\n";

// Bits that are undefined become 0 before anything is optimized, so that they stay what they are in a simulation.
constexpr char const* make_network =
    "setundef -undriven -zero\n"
    "opt -full\n"
    "memory\n"
    "opt -full\n"
    "techmap\n"
    "opt\n"
    "scc -expect 0\n"
    "abc -lut 3 -script +strash;ifraig;dc2;if,-K,3\n"
    "opt_clean -purge\n";

// One run of Yosys over a user's file, with its messages in the user's terms.
class session {
 public:
  explicit session(verilog_request const& request) : request_(request), source_(fs::absolute(request.file)) {
    std::error_code error;
    fs::create_symlink(source_, input_, error);
    if (error) throw bad_input(fmt::format("cannot write {}: {}", input_.string(), error.message()));
  }

  // Runs a script; $SCRATCH in it stands for a folder. Returns what Yosys printed.
  std::string run(std::string script) const {
    for (std::size_t at = 0; (at = script.find("$SCRATCH", at)) != std::string::npos;)
      script.replace(at, 8, scratch_.path().string());
    write_file(scratch_ / "script.ys", script);
    finished const done = try_run({"yosys", "-q", "-Q", "-T", "-s", (scratch_ / "script.ys").string()},
                                  scratch_ / "log", source_.parent_path());
    if (!done.good) fail_with(done.output);
    return done.output;
  }

  std::string read_command(char const* options) const {
    return fmt::format("read_verilog {}{} \"$SCRATCH/input.v\"\n", options,
                       is_system_verilog(request_.file) ? " -sv" : "");
  }
  // Makes the module the top. Verilog's own way to set parameters keeps their types, which chparam does not.
  std::string choose(std::string const& top) const {
    if (request_.parameters.empty()) return fmt::format("hierarchy -check -top {}\n", top);
    std::string values;
    for (auto const& [name, value] : request_.parameters)
      values += fmt::format("{}.{}({})", values.empty() ? "" : ", ", name, value);
    write_file(scratch_ / "parameters.v",
               fmt::format("module axmul_parameters;\n  {} #({}) u ();\nendmodule\n", top, values));
    return "read_verilog \"$SCRATCH/parameters.v\"\nhierarchy -check -top axmul_parameters\n"
           "delete axmul_parameters\nhierarchy -check -auto-top\n";
  }
  ordered_json json(char const* name) const { return ordered_json::parse(read_file(scratch_ / name)); }

  [[noreturn]] void fail(std::string const& why) const {
    throw bad_input(fmt::format("{}: {}", request_.file.string(), why));
  }

 private:
  // Turns the line with "ERROR:" into one about the user's file.
  [[noreturn]] void fail_with(std::string const& output) const {
    static std::regex const error(R"(^(?:(.+):(\d+): )?ERROR: (.*)$)");
    static std::regex const unknown_parameter(".*find object for defparam `([^`]*)`.*");
    static std::regex const unknown_module(
        R"(Module `\\?([^']*)' (?:not found|referenced in module `\\axmul_parameters').*)");
    std::istringstream lines(output);
    std::smatch match;
    std::string line;
    while (std::getline(lines, line) && !std::regex_match(line, match, error)) {
    }
    if (match.empty()) throw tool_failure(fmt::format("yosys failed on {}", request_.file.string()));
    std::string message = match[3];
    std::smatch detail;
    if (message.find("SCCs") != std::string::npos) fail("a combinational loop");
    if (std::regex_match(message, detail, unknown_parameter))
      fail(fmt::format("the top module has no parameter '{}'", detail[1].str()));
    if (std::regex_match(message, detail, unknown_module))
      fail(fmt::format("no module '{}' in it; it has {}", detail[1].str(),
                       fmt::join(module_names(verilog_with_includes(request_.file)), ", ")));
    for (char const* quote : {"`\\", "`"})
      for (std::size_t at = 0; (at = message.find(quote, at)) != std::string::npos;)
        message.replace(at, std::char_traits<char>::length(quote), "'");
    fs::path const where = match[1].str();
    std::string const line_number = match[2];
    if (line_number.empty() || line_number == "0") fail(message);
    fs::path const shown = where == input_ ? request_.file : request_.file.parent_path() / where;
    throw bad_input(fmt::format("{}: line {}: {}", shown.string(), line_number, message));
  }

  verilog_request const& request_;
  fs::path const source_;
  scratch_dir const scratch_;
  fs::path const input_ = scratch_ / "input.v";
};

// The only module that no other one has an instance of.
std::string find_top(session const& yosys) {
  yosys.run(yosys.read_command("") + "proc\nwrite_json \"$SCRATCH/modules.json\"\n");
  ordered_json const modules = yosys.json("modules.json").at("modules");
  std::set<std::string> used;
  for (auto const& [name, module] : modules.items())
    for (auto const& [cell, content] : module.at("cells").items()) used.insert(content.at("type"));
  std::vector<std::string> roots;
  for (auto const& [name, module] : modules.items())
    if (used.count(name) == 0) roots.push_back(name);
  if (modules.empty()) yosys.fail("no module in it");
  if (roots.empty()) yosys.fail("its modules use one another in a circle");
  if (roots.size() > 1)
    yosys.fail(fmt::format("several modules could be the multiplier; name one with top=: {}", fmt::join(roots, ", ")));
  return roots[0];
}

struct module_port {
  std::string name, direction;
  bool is_signed;
  std::vector<ordered_json> bits;
};

std::vector<module_port> ports_of(ordered_json const& module) {
  std::vector<module_port> all;
  for (auto const& [name, port] : module.at("ports").items())
    all.push_back({name, port.at("direction"), port.value("signed", 0) == 1, port.at("bits")});
  return all;
}

ordered_json top_of(ordered_json const& design) {
  for (auto const& [name, module] : design.at("modules").items())
    if (module.at("attributes").contains("top")) return module;
  throw tool_failure("yosys: no top module in what it wrote");
}

std::string names(std::vector<module_port> const& ports) {
  std::vector<std::string> all;
  for (module_port const& port : ports) all.push_back(port.name);
  return all.empty() ? "none" : fmt::format("{}", fmt::join(all, ", "));
}

// Takes the named port out of the list, or the first one.
module_port take(session const& yosys, std::string const& top, std::vector<module_port>& ports,
                 std::optional<std::string> const& name) {
  auto const found =
      !name ? ports.begin()
            : std::find_if(ports.begin(), ports.end(), [&](module_port const& port) { return port.name == *name; });
  if (found == ports.end())
    yosys.fail(fmt::format("module '{}' has no such port '{}'; left to choose from: {}", top, name.value_or(""),
                           names(ports)));
  module_port port = *found;
  ports.erase(found);
  return port;
}

void check_width(session const& yosys, char const* role, module_port const& port, std::size_t low, std::size_t high) {
  if (port.bits.size() < low || port.bits.size() > high)
    yosys.fail(
        fmt::format("{} '{}' is {} bits wide; {} to {} are accepted", role, port.name, port.bits.size(), low, high));
}

// What remembers: the first such cell of a netlist, in words; empty when there is none.
std::string memory_in(ordered_json const& module) {
  static std::regex const remembers(
      R"(\$(?:[a-z]*dff[a-z]*|ff|[a-z]*latch[a-z]*|sr|_[A-Z]*DFF[A-Z]*_.*|_FF_|_[A-Z]*LATCH[A-Z]*_.*|_SR_.*))");
  for (auto const& [cell, content] : module.at("cells").items()) {
    std::string const type = content.at("type");
    if (type.rfind("$memwr", 0) == 0) return "a memory that is written; only combinational circuits are accepted";
    if (!std::regex_match(type, remembers)) continue;
    bool const latch = type.find("latch") != std::string::npos || type.find("LATCH") != std::string::npos;
    ordered_json const output = content.at("connections").value("Q", ordered_json::array());
    std::string of;
    for (auto const& [name, net] : module.at("netnames").items()) {
      ordered_json const& bits = net.at("bits");
      bool const here = !output.empty() && std::find(bits.begin(), bits.end(), output[0]) != bits.end();
      if (here && name[0] != '$' && of.empty()) of = fmt::format(" for '{}'", name);
    }
    return fmt::format("a {}{}; only combinational circuits are accepted", latch ? "latch" : "flip-flop", of);
  }
  return {};
}

// Chooses the ports of the multiplier.
void choose_ports(session const& yosys, verilog_request const& request, ordered_json const& module, found_circuit& c) {
  std::vector<module_port> inputs, outputs;
  if (std::string const memory = memory_in(module); !memory.empty()) yosys.fail(memory);
  for (module_port const& port : ports_of(module)) {
    if (port.direction == "inout")
      yosys.fail(fmt::format("port '{}' is an inout; inputs and outputs are accepted", port.name));
    (port.direction == "input" ? inputs : outputs).push_back(port);
  }
  if (inputs.size() != 2 || outputs.empty() || (outputs.size() != 1 && !request.p))
    yosys.fail(fmt::format("module '{}' has the inputs {} and the outputs {}; two inputs and one output are accepted",
                           c.top, names(inputs), names(outputs)));
  bool const b_first = !request.a && request.b;
  module_port const first = take(yosys, c.top, inputs, b_first ? request.b : request.a);
  module_port const second = take(yosys, c.top, inputs, b_first ? request.a : request.b);
  module_port const &a = b_first ? second : first, &b = b_first ? first : second;
  module_port const p = take(yosys, c.top, outputs, request.p);
  check_width(yosys, "operand", a, 2, 64);
  check_width(yosys, "operand", b, 2, 64);
  check_width(yosys, "product", p, 1, 128);
  c.a = a.name;
  c.b = b.name;
  c.p = p.name;
  c.is_signed = a.is_signed && b.is_signed;
}

int net_of(std::map<int, int> const& nets, ordered_json const& bit) {
  if (bit.is_string()) return bit == "1" ? network::one : network::zero;
  auto const found = nets.find(bit.get<int>());
  return found == nets.end() ? network::zero : found->second;
}

// The table of a cell, where inputs that it does not use make no difference.
std::uint8_t table_of(std::string const& text) {
  unsigned table = 0;
  for (unsigned k = 0; k < 8; ++k) table |= (text[text.size() - 1 - k % text.size()] == '1' ? 1u : 0u) << k;
  return static_cast<std::uint8_t>(table);
}

// The cells of a module in an order in which each follows those that drive it.
network build_network(session const& yosys, ordered_json const& module, found_circuit const& c) {
  network net;
  std::map<int, int> nets;
  ordered_json const& ports = module.at("ports");
  for (auto const& [name, bits] : {std::pair{c.a, &net.a}, {c.b, &net.b}})
    for (ordered_json const& bit : ports.at(name).at("bits")) {
      bits->push_back(net.nets);
      nets[bit.get<int>()] = net.nets++;
    }

  std::vector<ordered_json const*> cells, ready;
  std::map<int, std::vector<std::size_t>> readers;  // of a bit that a cell drives
  for (auto const& [name, cell] : module.at("cells").items()) {
    if (cell.at("type") != "$lut") {
      std::string const memory = memory_in(module);
      yosys.fail(memory.empty() ? fmt::format("a cell {} that is no logic", cell.at("type").get<std::string>())
                                : memory);
    }
    readers[cell.at("connections").at("Y").at(0).get<int>()];
    cells.push_back(&cell);
  }
  std::vector<int> waits_for(cells.size(), 0);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (ordered_json const& bit : cells[i]->at("connections").at("A")) {
      auto const driven = bit.is_string() ? readers.end() : readers.find(bit.get<int>());
      if (driven == readers.end()) continue;
      driven->second.push_back(i);
      ++waits_for[i];
    }
    if (waits_for[i] == 0) ready.push_back(cells[i]);
  }
  for (std::size_t at = 0; at < ready.size(); ++at) {
    ordered_json const& connections = ready[at]->at("connections");
    network::gate gate{
        table_of(ready[at]->at("parameters").at("LUT")), {network::zero, network::zero, network::zero}, net.nets};
    std::size_t input = 0;
    for (ordered_json const& bit : connections.at("A")) gate.inputs.at(input++) = net_of(nets, bit);
    net.gates.push_back(gate);
    int const output = connections.at("Y").at(0).get<int>();
    nets[output] = net.nets++;
    for (std::size_t reader : readers.at(output))
      if (--waits_for[reader] == 0) ready.push_back(cells[reader]);
  }
  if (ready.size() != cells.size()) yosys.fail("a combinational loop");
  for (ordered_json const& bit : ports.at(c.p).at("bits")) net.p.push_back(net_of(nets, bit));
  return net;
}

}  // namespace

bool is_system_verilog(fs::path const& file) {
  return file.extension() == ".sv";
}

std::string network_script() {
  return std::string(elaborate) + make_network;
}

found_circuit synthesize_network(verilog_request const& request) {
  static std::regex const two_drivers(R"(multiple conflicting drivers for .*\.\\?([^.]*):)");
  session const yosys(request);
  found_circuit c;
  c.top = request.top ? *request.top : find_top(yosys);
  std::string const printed =
      yosys.run(yosys.read_command("-defer") + yosys.choose(c.top) + elaborate +
                "write_rtlil \"$SCRATCH/elaborated.il\"\nwrite_json \"$SCRATCH/elaborated.json\"\n");
  choose_ports(yosys, request, top_of(yosys.json("elaborated.json")), c);
  std::smatch match;
  if (std::regex_search(printed, match, two_drivers)) {
    std::string const name = match[1];  // one that Yosys made up tells nothing
    yosys.fail(name.find('$') == std::string::npos ? fmt::format("'{}' has several drivers", name)
                                                   : "a wire has several drivers");
  }
  yosys.run(std::string("read_rtlil \"$SCRATCH/elaborated.il\"\n") + make_network +
            "write_json \"$SCRATCH/network.json\"\n");
  c.net = build_network(yosys, top_of(yosys.json("network.json")), c);
  return c;
}

}  // namespace axmul::tools
