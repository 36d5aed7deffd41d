// Adders of single bits, each in a word of value 0 or 1, and columns of bits: what the trees of compressor families are
// made of.
#pragma once
#include "axmul/bits.hpp"

namespace axmul::cell {

template <class U>
struct sum_carry {
  U sum, carry;
};

template <class U>
AXMUL_FN sum_carry<U> half_adder(U const& x, U const& y) {
  return {x ^ y, x & y};
}

template <class U>
AXMUL_FN sum_carry<U> full_adder(U const& x, U const& y, U const& z) {
  U const both = x ^ y;
  return {both ^ z, (x & y) | (both & z)};
}

// Bits of one column, the oldest lowest in the word.
template <class U>
struct bit_queue {
  U bits{0};
  int size = 0;

  AXMUL_FN void push(U const& bit) { bits = bits | (bit << size++); }
  AXMUL_FN void append(bit_queue const& other) {
    bits = bits | (other.bits << size);
    size += other.size;
  }
  AXMUL_FN U pop() {
    U const bit = bits & U{1};
    bits = bits >> 1;
    --size;
    return bit;
  }
};

// The n low bits of x, the lowest highest.
template <class U>
AXMUL_FN U reversed(U const& x, int n) {
  U out{0};
  for (int i = 0; i < n; ++i) out = (out << 1) | ((x >> i) & U{1});
  return out;
}

// Column q of the n x n array of partial products a_(q-i) b_i, in the order of i; reversed_a is reversed(a, n).
template <class U>
AXMUL_FN bit_queue<U> product_column(U const& reversed_a, U const& b, int n, int q) {
  return q < n ? bit_queue<U>{(reversed_a >> (n - 1 - q)) & b, q + 1}
               : bit_queue<U>{(b >> (q - n + 1)) & reversed_a, 2 * n - 1 - q};
}

}  // namespace axmul::cell
