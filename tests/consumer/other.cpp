#include "other.hpp"

#include <axmul/axmul.hpp>
#include <axmul/spec.hpp>

std::uint64_t product(char const* spec, std::uint64_t a, std::uint64_t b) {
  return axmul::visit(spec, [&](auto const& m) { return static_cast<std::uint64_t>(m(a, b)); });
}

std::string canonical(char const* spec) {
  return axmul::visit(spec, [](auto const& m) { return axmul::to_string(m); });
}

void const* address_of_formats() {
  return axmul::named_formats;
}
