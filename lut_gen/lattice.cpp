#include "lut_gen/lattice.hpp"

#ifdef AXMUL_FPLLL
#include <fplll.h>

#include <numeric>
#endif

namespace axmul::tools {

#ifdef AXMUL_FPLLL
lattice_rows lattice_basis(lattice_rows const& rows) {
  if (rows.empty()) return {};
  auto const columns = static_cast<int>(rows[0].size());
  // Deviations from the mean, times the number of columns: integers.
  fplll::ZZ_mat<mpz_t> basis(static_cast<int>(rows.size()), columns);
  for (int i = 0; i < basis.get_rows(); ++i) {
    std::vector<std::int32_t> const& row = rows[static_cast<std::size_t>(i)];
    std::int64_t const sum = std::accumulate(row.begin(), row.end(), std::int64_t{0});
    for (int j = 0; j < columns; ++j) basis[i][j] = std::int64_t{columns} * row[static_cast<std::size_t>(j)] - sum;
  }
  if (fplll::lll_reduction(basis) != fplll::RED_SUCCESS) return {};
  lattice_rows reduced;
  for (int i = 0; i < basis.get_rows(); ++i) {
    if (basis[i].is_zero()) continue;
    reduced.emplace_back();
    for (int j = 0; j < columns; ++j) {
      std::int64_t const value = (basis[i][j].get_si() - basis[i][0].get_si()) / columns;
      if (value != static_cast<std::int32_t>(value)) return {};
      reduced.back().push_back(static_cast<std::int32_t>(value));
    }
  }
  return reduced;
}
#else
lattice_rows lattice_basis(lattice_rows const&) {
  return {};
}
#endif

}  // namespace axmul::tools
