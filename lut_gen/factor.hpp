// Exact factors of a product table: approximate matrix products as few int8 ones.
#pragma once
#include <cstdint>
#include <vector>

#include "axmul/factors.hpp"

namespace axmul::tools {

// What the terms were found from: distinct rows or columns, products of operand bits, or a reduced lattice basis.
enum class factor_basis { rows, monomial, lattice };

// See factors_view.
struct factorisation {
  int n = 0, nb = 0;
  int rank = 0;   // terms, each one int8 matrix product
  int bound = 0;  // rank_bound(): no fewer terms are possible
  factor_basis basis = factor_basis::rows;
  std::vector<std::uint8_t> f, g, shift;
  std::vector<std::int32_t> u, v;

  factors_view view() const { return {n, nb, rank, f.data(), g.data(), shift.data(), u.data(), v.data()}; }
};

struct factor_options {
  bool lattice = true;  // use fplll where it was built in
  std::uint64_t seed = 1;
};

// table: entry (a << nb) | b, 1 <= n, nb <= 8. Equality on every entry is checked before it returns; a table that has
// no short factors gets one term for each distinct row or column (at most 2^n or 2^nb terms and their second digits).
// Errors: std::invalid_argument for widths outside the range or entries beyond 2^24 in magnitude.
factorisation factorise(std::int32_t const* table, int n, int nb, factor_options const& options = {});

// The rank of the doubly centred table modulo 2^31 - 1, at most its rational rank, counted up to `limit`; entries at
// most 2^24 in magnitude.
int rank_bound(std::int32_t const* table, int n, int nb, int limit = 256);

// The longest sum of products that cannot leave 32 bits: floor((2^31 - 1) / largest magnitude of an entry).
std::int64_t max_k(std::int32_t const* table, int n, int nb);

}  // namespace axmul::tools
