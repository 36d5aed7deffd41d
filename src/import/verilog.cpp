// verilog:file=mul.v,top=mul8,a=A,b=B,p=O,signed=0,param.N=8
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "src/import/bitslice.hpp"
#include "src/import/cache.hpp"
#include "src/import/import.hpp"
#include "src/import/source.hpp"
#include "src/import/yosys.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"
#include "src/support/process.hpp"

namespace axmul::tools {
namespace {

using nlohmann::ordered_json;
using values = std::vector<std::pair<std::string, std::string>>;

// A Verilog identifier, escaped where it has to be.
std::string escaped(std::string const& name) {
  return is_identifier(name) ? name : "\\" + name + " ";
}

class verilog_import final : public imported {
 public:
  verilog_import(found_circuit c, std::string text, bool is_system, values const& parameters, std::string identity)
      : net_(std::move(c.net)),
        engine_(net_),
        text_(std::move(text)),
        is_system_(is_system),
        identity_(std::move(identity)) {
    std::string list;
    for (auto const& [name, value] : parameters)
      list += fmt::format("{}.{}({})", list.empty() ? " #(" : ", ", name, value);
    if (!list.empty()) list += ")";
    instance_ =
        fmt::format("{}{} u (.{}(a), .{}(b), .{}(p));", escaped(c.top), list, escaped(c.a), escaped(c.b), escaped(c.p));
  }

  void products(std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) const override {
    engine_.products(a, b, p, count);
  }
  network const* circuit() const override { return &net_; }
  std::string verilog() const override { return text_; }
  bool is_system_verilog() const override { return is_system_; }
  std::string rtl_instance() const override { return instance_; }
  std::string version() const override { return sha256(identity_ + tool_version("yosys", "-V")); }

 private:
  network net_;
  bitslice engine_;
  std::string text_;
  bool is_system_;
  std::string identity_, instance_;
};

void put(std::string& out, int value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(static_cast<unsigned char>(value >> shift));
}

// A line of JSON, then the gates; the output of each is the next net.
std::string encoded(found_circuit const& c) {
  std::string out = ordered_json{{"top", c.top},
                                 {"a", c.a},
                                 {"b", c.b},
                                 {"p", c.p},
                                 {"signed", c.is_signed},
                                 {"n", c.net.a.size()},
                                 {"nb", c.net.b.size()},
                                 {"outputs", c.net.p},
                                 {"gates", c.net.gates.size()}}
                        .dump() +
                    '\n';
  for (network::gate const& gate : c.net.gates) {
    out += static_cast<char>(gate.table);
    for (int input : gate.inputs) put(out, input);
  }
  return out;
}

std::optional<found_circuit> decoded(std::string const& content) {
  constexpr std::size_t gate_bytes = 13;
  std::size_t const line = content.find('\n');
  ordered_json const head = ordered_json::parse(content.substr(0, line), nullptr, false);
  if (line == std::string::npos || !head.is_object()) return std::nullopt;
  try {
    found_circuit c{head.at("top"), head.at("a"), head.at("b"), head.at("p"), head.at("signed"), {}};
    for (auto const& [key, nets] : {std::pair{"n", &c.net.a}, {"nb", &c.net.b}})
      for (int i = head.at(key); i > 0; --i) nets->push_back(c.net.nets++);
    std::size_t const gates = head.at("gates");
    if (content.size() != line + 1 + gates * gate_bytes) return std::nullopt;
    for (std::size_t at = line + 1; at < content.size(); at += gate_bytes) {
      network::gate gate{static_cast<std::uint8_t>(content[at]), {}, c.net.nets};
      for (std::size_t i = 0; i < 12; ++i)
        gate.inputs[i / 4] |= static_cast<int>(static_cast<unsigned char>(content[at + 1 + i])) << (8 * (i % 4));
      for (int input : gate.inputs)
        if (input < 0 || input >= c.net.nets) return std::nullopt;
      ++c.net.nets;
      c.net.gates.push_back(gate);
    }
    c.net.p = head.at("outputs").get<std::vector<int>>();
    for (int net : c.net.p)
      if (net < 0 || net >= c.net.nets) return std::nullopt;
    return c;
  } catch (nlohmann::json::exception const&) {
    return std::nullopt;
  }
}

// Values as Verilog writes them: integers and literals as they are, other text as a string.
values parameters_of(import_parameters const& given) {
  static std::regex const number(R"(-?[0-9]+|[0-9]*'s?[bodhBODH][0-9a-fA-F_]+)");
  static std::regex const word(R"([A-Za-z0-9_.+-][A-Za-z0-9_.+ -]*)");
  values all;
  for (auto const& [name, value] : given.named()) {
    std::string const key = "param." + name;
    if (!is_identifier(name)) given.refuse(key, "for a parameter whose name has letters, digits and '_' only");
    bool const is_number = std::regex_match(value, number);
    if (!is_number && !std::regex_match(value, word)) given.refuse(key, "an integer, a literal as 8'hff, or a word");
    all.emplace_back(name, is_number ? value : '"' + value + '"');
  }
  return all;
}

}  // namespace

import_result import_verilog(detail::tree const& t) {
  import_parameters const given(t, {"file", "top", "a", "b", "p", "signed", "param.NAME"});
  verilog_request const request{given.file(),    given.identifier("top"), given.text("a"),
                                given.text("b"), given.text("p"),         parameters_of(given)};
  std::string text = verilog_with_includes(request.file);
  bool const is_system = is_system_verilog(request.file);
  if (without_comments(text).find("$readmem") != std::string::npos)
    throw bad_input(
        fmt::format("{}: $readmem takes values from another file; a case statement can hold them", given.file()));
  std::string identity = fmt::format("{}\n{}\n", is_system, network_script());
  for (auto const& part : {request.top, request.a, request.b, request.p}) identity += part.value_or("") + '\n';
  for (auto const& [name, value] : request.parameters) identity += fmt::format("{}={}\n", name, value);
  identity = sha256(identity + text);

  std::filesystem::path const entry = cache_entry(sha256(identity + tool_stamp("yosys")), "network");
  std::optional<std::string> const kept = read_cache(entry);
  std::optional<found_circuit> c = kept ? decoded(*kept) : std::nullopt;
  if (!c) {
    c = synthesize_network(request);
    write_cache(entry, encoded(*c));
  }

  bool const is_signed = given.flag("signed").value_or(c->is_signed);
  std::string spec(t.parts[0].name);
  for (auto const& [key, value] : {std::pair<char const*, std::string>{"file", given.file()},
                                   {"top", c->top},
                                   {"a", c->a},
                                   {"b", c->b},
                                   {"p", c->p},
                                   {"signed", is_signed ? "1" : "0"}})
    add_parameter(spec, key, value);
  for (auto const& [name, value] : given.named()) add_parameter(spec, "param." + name, value);
  int const n = static_cast<int>(c->net.a.size()), nb = static_cast<int>(c->net.b.size());
  int const wp = static_cast<int>(c->net.p.size());
  return {std::make_shared<verilog_import const>(std::move(*c), std::move(text), is_system, request.parameters,
                                                 std::move(identity)),
          spec,
          n,
          nb,
          wp,
          is_signed};
}

}  // namespace axmul::tools
