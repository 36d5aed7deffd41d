// Reduced bases of integer lattices, by fplll where it was built in (AXMUL_FPLLL).
#pragma once
#include <cstdint>
#include <vector>

namespace axmul::tools {

using lattice_rows = std::vector<std::vector<std::int32_t>>;

// An LLL-reduced basis of the lattice that the rows span, short in their deviation from their mean. The rows are of one
// length and start with 0, so do those of the basis. Without fplll, and where a number of the basis leaves 31 bits:
// none.
lattice_rows lattice_basis(lattice_rows const& rows);

}  // namespace axmul::tools
