#include "characterize/errors/log_sums.hpp"

#include <algorithm>

namespace axmul::tools {

// For a = 2^K + x and b = 2^k + y, k <= K, no bit is lost, and d = -x y where x / 2^K + y / 2^k < 1, else
// -(2^K - x)(2^k - y). With N = 2^k, r = 2^(K-k) and u = N - y, respectively y, the other factor runs to r u - 1 in the
// first case and to r u in the second, so that
//     sum |d| = sum over u < N of (N - u) (r u)^2 = r^2 N^2 (N^2 - 1) / 12,
//     sum d^2 = sum over u < N of (N - u)^2 r u (2 (r u)^2 + 1) / 3 = r N^2 (N^2 - 1) (2 r^2 (N^2 + 1) + 5) / 180.
// d = 0 where an operand is 0 or a power of two; |d| <= 2^(K+k-2), and equal at x = 2^(K-1), y = 2^(k-1) alone.
exact_sums log_sum_errors(int n, int nb) {
  exact_sums all;
  cpp_int abs_d = 0;
  for (int k1 = 0; k1 < n; ++k1)
    for (int k2 = 0; k2 < nb; ++k2) {
      int const k = std::min(k1, k2);
      cpp_int const r = power_of_two(std::max(k1, k2) - k), square = power_of_two(2 * k);
      abs_d += r * r * square * (square - 1) / 12;
      all.d2 += r * square * (square - 1) * (2 * r * r * (square + 1) + 5) / 180;
    }
  all.d = -abs_d;
  all.abs_d = abs_d;
  all.errors = (power_of_two(n) - n - 1) * (power_of_two(nb) - nb - 1);
  all.worst = worst_error{};
  if (n > 1 && nb > 1)
    all.worst = {power_of_two(n + nb - 4), std::uint64_t{3} << (n - 2), std::uint64_t{3} << (nb - 2)};
  return all;
}

}  // namespace axmul::tools
