// Two-dimensional convolutions with approximate multipliers, on the matrix products of gemm.hpp (target axmul::gemm).
//
//   output[n][y][x][f] = sum over ky, kx, c of f(input[n][iy][ix][c], weights[ky][kx][c][f]),
//   iy = y stride_y - pad_top + ky dilation_y, ix likewise; ascending in ky, then kx, then c
// Input: NHWC. Weights: [kernel_height][kernel_width][channels / groups][filters]. Output: NHWC with `filters`
// channels. All dense, row major. With groups, filters g (filters / groups) and following see channels g (channels /
// groups) and following alone. A position outside the input is an operand of the value `padding`, multiplied as any
// other: an approximate f(0, w) need not be 0. Errors: std::invalid_argument for shapes, and what the matrix product
// throws. Threads: OpenMP's; the result does not depend on their number. A few MB of memory beside the arrays.
#pragma once
#include <cstddef>
#include <cstdint>

#include "axmul/gemm.hpp"

namespace axmul {

struct conv_shape {
  std::ptrdiff_t batch = 1, height = 1, width = 1, channels = 1;  // of the input
  std::ptrdiff_t kernel_height = 1, kernel_width = 1, filters = 1;
  std::ptrdiff_t groups = 1;
  std::ptrdiff_t stride_y = 1, stride_x = 1, dilation_y = 1, dilation_x = 1;
  std::ptrdiff_t pad_top = 0, pad_left = 0, pad_bottom = 0, pad_right = 0;

  void pad(std::ptrdiff_t all_sides) { pad_top = pad_left = pad_bottom = pad_right = all_sides; }

  std::ptrdiff_t output_height() const;
  std::ptrdiff_t output_width() const;
  std::ptrdiff_t input_size() const { return batch * height * width * channels; }
  std::ptrdiff_t weights_size() const { return kernel_height * kernel_width * (channels / groups) * filters; }
  std::ptrdiff_t output_size() const { return batch * output_height() * output_width() * filters; }

  // Errors: std::invalid_argument that says which member does not fit.
  void check() const;
};

void convolve(int_gemm const& gemm, conv_shape const& shape, std::uint8_t const* input, std::uint8_t const* weights,
              std::int32_t* output, std::uint8_t padding = 0, gemm_path path = gemm_path::automatic);
void convolve(int_gemm const& gemm, conv_shape const& shape, std::int8_t const* input, std::int8_t const* weights,
              std::int32_t* output, std::int8_t padding = 0, gemm_path path = gemm_path::automatic);
void convolve(float_gemm const& gemm, conv_shape const& shape, float const* input, float const* weights, float* output,
              float padding = 0, gemm_path path = gemm_path::automatic);

// The gradient with respect to the input, from that of the output; overwritten. For each input element the sum over the
// output positions that see it, in row-major order, of the sum over the filters of its group, ascending, of
// f(output_gradient, weight).
void convolve_input_gradient(float_gemm const& gemm, conv_shape const& shape, float const* output_gradient,
                             float const* weights, float* input_gradient, gemm_path path = gemm_path::automatic);

// The gradient with respect to the weights; overwritten. For each weight the sum over images and output positions, in
// row-major order, of f(input, output_gradient); positions outside the input are `padding`.
void convolve_weight_gradient(float_gemm const& gemm, conv_shape const& shape, float const* input,
                              float const* output_gradient, float* weight_gradient, float padding = 0,
                              gemm_path path = gemm_path::automatic);

}  // namespace axmul
