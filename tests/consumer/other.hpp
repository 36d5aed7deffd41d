#pragma once
#include <cstdint>
#include <string>

// The product of a spec at run time, and where this translation unit sees axmul's parts.
std::uint64_t product(char const* spec, std::uint64_t a, std::uint64_t b);
std::string canonical(char const* spec);
void const* address_of_formats();
