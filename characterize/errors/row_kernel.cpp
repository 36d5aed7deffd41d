// Compiled once for each instruction set, with AXMUL_ISA its name and the flags of it; hence no templates or inline
// functions of other headers, which the linker could take for the common processor.
#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "characterize/errors/row_kernel.hpp"

namespace axmul::tools::AXMUL_ISA {
namespace {

#if defined(__AVX512F__)
constexpr int lanes = 8;
#elif defined(__AVX2__)
constexpr int lanes = 4;
#else
constexpr int lanes = 2;
#endif
typedef double real __attribute__((vector_size(8 * lanes)));
typedef std::int64_t whole __attribute__((vector_size(8 * lanes)));
typedef std::uint64_t natural __attribute__((vector_size(8 * lanes)));
typedef std::uint32_t word __attribute__((vector_size(4 * lanes), aligned(4)));
typedef std::int32_t signed_word __attribute__((vector_size(4 * lanes), aligned(4)));
typedef double real_unaligned __attribute__((vector_size(8 * lanes), aligned(8)));

constexpr double two_52 = 4503599627370496.0;
constexpr double magic = 6144;  // 1.5 * 2^12: the unit of a double beside it is 2^-40

inline real multiply_add(real x, real y, real z) {
#if defined(__AVX512F__)
  return _mm512_fmadd_pd(x, y, z);
#elif defined(__FMA__)
  return _mm256_fmadd_pd(x, y, z);
#else
  return x * y + z;
#endif
}

// The nearest double to d / p; y is 1 / p to within two units in the last place. |d|, |p| < 2^32 are integers: then d /
// p is never so near to the middle of two doubles that one step of refinement could round it to the wrong side.
inline real quotient(real d, real p, [[maybe_unused]] real y) {
#if defined(__AVX512F__) || defined(__FMA__)
  real const guess = d * y;
  return multiply_add(multiply_add(-p, guess, d), y, guess);
#else
  return d / p;
#endif
}

// The square of the low 32 bits of each element.
inline whole square(whole x) {
#if defined(__AVX512F__)
  return (whole)_mm512_mul_epu32((__m512i)x, (__m512i)x);
#elif defined(__AVX2__)
  return (whole)_mm256_mul_epu32((__m256i)x, (__m256i)x);
#elif defined(__SSE2__)
  return (whole)_mm_mul_epu32((__m128i)x, (__m128i)x);
#else
  whole const low = x & 0xffffffff;
  return low * low;
#endif
}

template <bool Signed>
inline real products(std::uint32_t const* p) {
  if constexpr (Signed) return __builtin_convertvector(*reinterpret_cast<signed_word const*>(p), real);
#if defined(__AVX2__) && !defined(__AVX512F__)
  whole const wide = (whole)_mm256_cvtepu32_epi64(_mm_loadu_si128(reinterpret_cast<__m128i const*>(p)));
#else
  whole const wide = __builtin_convertvector(*reinterpret_cast<word const*>(p), whole);
#endif
  return (real)(wide | (whole)(real{} + two_52)) - two_52;
}

inline real absolute(real x) {
  return (real)((whole)x & 0x7fffffffffffffff);
}

template <class V>
inline auto total(V const& v) {
  auto sum = v[0];
  for (int i = 1; i < lanes; ++i) sum += v[i];
  return sum;
}

inline real first_exact(product_row const& row) {
  real exact;
  for (int i = 0; i < lanes; ++i) exact[i] = row.a * (row.b + i);
  return exact;
}

template <bool Signed>
std::size_t find(product_row const& row, double size) {
  constexpr std::size_t stretch = 16 * lanes;
  real exact = first_exact(row);
  real const step = real{} + row.a * lanes;
  for (std::size_t begin = 0;; begin += stretch) {
    std::size_t const end = begin + stretch < row.count ? begin + stretch : row.count;
    whole found{};
    real const first = exact;
    for (std::size_t i = begin; i < end; i += lanes, exact += step)
      found |= absolute(products<Signed>(row.p + i) - exact) == size;
    if (total(found) == 0) continue;
    exact = first;
    for (std::size_t i = begin;; i += lanes, exact += step) {
      real const error = absolute(products<Signed>(row.p + i) - exact);
      for (std::size_t l = 0; l < lanes; ++l)
        if (error[l] == size) return i + l;
    }
  }
}

template <bool Signed>
row_sums run(product_row const& row) {
  real exact = first_exact(row);
  real const step = real{} + row.a * lanes;
  real const inverse_a = real{} + row.inverse_a;
  real sum{}, abs_sum{}, squares{}, worst{};
  real most = real{} - __builtin_inf(), least = real{} + __builtin_inf();
  whole low{}, relative{}, relative_abs{}, errors{}, within_1{}, within_2{}, within_5{};
  for (std::size_t i = 0; i < row.count; i += lanes) {
    real const d = products<Signed>(row.p + i) - exact;
    real const size = absolute(d);
    sum += d;
    abs_sum += size;
    worst = worst > size ? worst : size;
    errors += d != 0;
    low += square((whole)(size + two_52));
    squares = multiply_add(size, size, squares);
    real const q = quotient(d, exact, inverse_a * *reinterpret_cast<real_unaligned const*>(row.inverse_b + i));
    real const share = absolute(q);
    relative += (whole)(q + magic);
    relative_abs += (whole)(share + magic);
    most = most > q ? most : q;
    least = least < q ? least : q;
    within_1 += share <= 0.01;
    within_2 += share <= 0.02;
    within_5 += share <= 0.05;
    exact += step;
  }
  // Sums of patterns, less those of `magic`, modulo 2^64.
  auto const units = [&](whole v) {
    std::uint64_t const offset = static_cast<std::uint64_t>(((whole)(real{} + magic))[0]);
    return static_cast<std::int64_t>(total((natural)v) - row.count * offset);
  };
  auto const count = [](whole v) { return static_cast<std::uint64_t>(-total(v)); };
  row_sums s{total(sum),
             total(abs_sum),
             total((natural)low),
             total(squares),
             units(relative),
             units(relative_abs),
             worst[0],
             most[0],
             least[0],
             count(errors),
             {count(within_1), count(within_2), count(within_5)}};
  for (int i = 1; i < lanes; ++i) {
    s.worst = s.worst > worst[i] ? s.worst : worst[i];
    s.relative_max = s.relative_max > most[i] ? s.relative_max : most[i];
    s.relative_min = s.relative_min < least[i] ? s.relative_min : least[i];
  }
  return s;
}

}  // namespace

row_sums add_row(product_row const& row, bool is_signed) {
  return is_signed ? run<true>(row) : run<false>(row);
}

std::size_t find_error(product_row const& row, bool is_signed, double size) {
  return is_signed ? find<true>(row, size) : find<false>(row, size);
}

}  // namespace axmul::tools::AXMUL_ISA
