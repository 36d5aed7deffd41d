#if defined(__x86_64__)
#include <immintrin.h>

#include "src/isa.hpp"
#define AXMUL_LANES 8
#define AXMUL_TARGET AXMUL_TARGET_AVX2
#define AXMUL_KERNELS float_kernels_avx2
#include "src/gemm/float_vector.hpp"
#endif
