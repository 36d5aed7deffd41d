// Every multiplier that the registry makes at given widths.
#pragma once
#include <string>
#include <vector>

namespace axmul::tools {

struct catalogue_entry {
  std::string spec;
  bool truncates_one_operand = false;  // by @lsb, which a perforated array does too
};

// Integer multipliers of n x nb bits: all families over all their parameters (unsigned ones behind @signed when
// two's-complement ones are asked for), then each family at its defaults behind @lsb.
std::vector<catalogue_entry> catalogue(int n, int nb, bool is_signed);

// Multipliers of significands of m + 1 bits in the format 1 + e + m, without round=; unsigned families over all their
// parameters.
std::vector<catalogue_entry> float_catalogue(int e, int m);

}  // namespace axmul::tools
