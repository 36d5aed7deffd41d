// Instruction sets that the hot loops are compiled for, side by side in one binary.
#pragma once

#if defined(__x86_64__) && defined(__clang__)
#define AXMUL_TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,fma")))
#define AXMUL_TARGET_AVX512 __attribute__((target("avx512f,avx512cd,avx512dq,avx512bw,avx512vl,bmi,bmi2,lzcnt,fma")))
#elif defined(__x86_64__) && defined(__GNUC__)
#define AXMUL_TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,fma")))
#define AXMUL_TARGET_AVX512 \
  __attribute__((target("avx512f,avx512cd,avx512dq,avx512bw,avx512vl,bmi,bmi2,lzcnt,fma,prefer-vector-width=512")))
#else
#define AXMUL_TARGET_AVX2
#define AXMUL_TARGET_AVX512
#endif

namespace axmul::tools {

enum class isa { base, avx2, avx512 };

// As $AXMUL_ISA names it.
char const* name_of(isa set);

// The best that the processor has, at most what $AXMUL_ISA names (base, avx2, avx512). Errors: bad_input for another
// name.
isa instruction_set();

}  // namespace axmul::tools
