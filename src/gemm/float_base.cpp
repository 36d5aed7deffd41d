#define AXMUL_LANES 4
#define AXMUL_TARGET
#define AXMUL_KERNELS float_kernels_base
#include "src/gemm/float_vector.hpp"
