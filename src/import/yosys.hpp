// A user's Verilog made a network by Yosys.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/import/network.hpp"

namespace axmul::tools {

// What is to be made of a file; what is not given is found out.
struct verilog_request {
  std::filesystem::path file;
  std::optional<std::string> top, a, b, p;
  std::vector<std::pair<std::string, std::string>> parameters;  // of the top, values as Verilog writes them
};

struct found_circuit {
  std::string top, a, b, p;  // the module and its ports
  bool is_signed = false;    // both operands are declared so
  network net;
};

// Errors: bad_input that names the file, tool_failure.
found_circuit synthesize_network(verilog_request const& request);

// Changes with what synthesize_network() does.
std::string network_script();

bool is_system_verilog(std::filesystem::path const& file);

}  // namespace axmul::tools
