// Multipliers that are no family: the user's own Verilog, C function or table, by the specs verilog:, c: and table:.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "axmul/spec_tree.hpp"
#include "src/design.hpp"
#include "src/import/network.hpp"

namespace axmul::tools {

class imported {
 public:
  virtual ~imported() = default;

  // Product patterns of operand patterns, from any thread.
  virtual void products(std::uint64_t const* a, std::uint64_t const* b, u128* p, std::size_t count) const = 0;

  // The circuit, where there is one.
  virtual network const* circuit() const { return nullptr; }

  // Verilog text that has the module rtl_instance() names, "" where there is none.
  virtual std::string verilog() const { return {}; }
  virtual bool is_system_verilog() const { return false; }
  // `module #(.N(8)) u (.A(a), .B(b), .O(p));` with the ports and parameters of that module.
  virtual std::string rtl_instance() const { return {}; }

  // Hash of everything that the products depend on outside axmul: contents, parameters, tool versions.
  virtual std::string version() const = 0;
};

// verilog, c, table.
bool is_import(std::string_view name);
// Whether the core of a spec is one of these.
inline bool is_import_spec(std::string_view spec) {
  return is_import(spec.substr(0, spec.find_first_of(":@")));
}

// Fills d from a spec whose core is_import(). Errors: bad_spec and bad_input for what cannot be used, tool_failure.
void import_design(detail::tree const& t, design& d);

}  // namespace axmul::tools
