#if defined(__x86_64__)
#include <immintrin.h>

#include "src/isa.hpp"
#define AXMUL_LANES 16
#define AXMUL_TARGET AXMUL_TARGET_AVX512
#define AXMUL_KERNELS float_kernels_avx512
#include "src/gemm/float_vector.hpp"
#endif
