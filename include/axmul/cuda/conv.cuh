// Convolution of images in NHWC on top of any of the matrix products: patches become rows.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "axmul/cuda/device.cuh"

namespace axmul::cuda {

// x: batch x height x width x channels. Weights: kernel_height x kernel_width x (channels / groups) x outputs; group g
// has the channels and outputs g / groups of the way to (g + 1) / groups. Output: batch x out_height x out_width x
// outputs. All without gaps.
struct conv_shape {
  std::int64_t batch, height, width, channels, outputs;
  int kernel_height, kernel_width;
  int stride_y = 1, stride_x = 1, padding_y = 0, padding_x = 0;
  int groups = 1;

  __host__ __device__ std::int64_t out_height() const {
    return (height + 2 * padding_y - kernel_height) / stride_y + 1;
  }
  __host__ __device__ std::int64_t out_width() const { return (width + 2 * padding_x - kernel_width) / stride_x + 1; }
  __host__ __device__ std::int64_t rows() const { return batch * out_height() * out_width(); }
  __host__ __device__ std::int64_t group_channels() const { return channels / groups; }
  __host__ __device__ std::int64_t depth() const { return kernel_height * kernel_width * group_channels(); }
  // Every pixel is its own patch.
  bool is_pointwise() const {
    return kernel_height == 1 && kernel_width == 1 && stride_y == 1 && stride_x == 1 && padding_y == 0 &&
           padding_x == 0;
  }
};

inline status check(conv_shape const& s) {
  if (s.batch < 0 || s.channels < 1 || s.outputs < 1 || s.groups < 1 || s.channels % s.groups != 0 ||
      s.outputs % s.groups != 0)
    return refuse("conv: channels and outputs must be positive multiples of groups");
  if (s.kernel_height < 1 || s.kernel_width < 1 || s.stride_y < 1 || s.stride_x < 1 || s.padding_y < 0 ||
      s.padding_x < 0)
    return refuse("conv: kernel and stride from 1, padding from 0 are accepted");
  if (s.height + 2 * s.padding_y < s.kernel_height || s.width + 2 * s.padding_x < s.kernel_width)
    return refuse("conv: the kernel is larger than the padded image");
  return {};
}

// Rows first_row .. first_row + rows of the matrix of patches of one group, ordered (y, x, channel) as the weights are.
// Word: the operand or, where channels allow, several at once. A warp has one row. Grid: blocks of 8 rows.
template <class Word>
struct gather_patches {
  static constexpr int threads = 256, blocks_per_sm = 4;
  static constexpr int rows_per_block = threads / 32;
  struct state {};

  conv_shape shape;  // channels counted in words
  Word const* x;     // the group's first channel
  Word padding;
  Word* patches;
  std::int64_t first_row, rows;

  dim3 blocks() const { return dim3(static_cast<unsigned>(ceil_div<std::int64_t>(rows, rows_per_block))); }
  __host__ __device__ int phases(thread) const { return 1; }
  __host__ __device__ void operator()(int, thread t, state&, char*) const {
    std::int64_t const row = static_cast<std::int64_t>(t.x) * rows_per_block + t.index / 32;
    if (row >= rows) return;
    std::int64_t const pixel = first_row + row, out_width = shape.out_width(), out_height = shape.out_height();
    std::int64_t const top = pixel / out_width % out_height * shape.stride_y - shape.padding_y;
    std::int64_t const left = pixel % out_width * shape.stride_x - shape.padding_x;
    Word const* const image = x + pixel / out_width / out_height * shape.height * shape.width * shape.channels;
    int const channels = static_cast<int>(shape.group_channels()), depth = static_cast<int>(shape.depth());
    for (int d = t.index % 32; d < depth; d += 32) {
      int const tap = d / channels;
      std::int64_t const y = top + tap / shape.kernel_width, at = left + tap % shape.kernel_width;
      bool const inside = y >= 0 && y < shape.height && at >= 0 && at < shape.width;
      patches[row * depth + d] = inside ? image[(y * shape.width + at) * shape.channels + d % channels] : padding;
    }
  }
};

// Patches of one group by the widest words that channels and addresses allow.
template <class T>
status copy_patches(conv_shape const& s, T const* x, T padding, int group, T* patches, std::int64_t first_row,
                    std::int64_t rows, cudaStream_t stream) {
  T const* const from = x + group * s.group_channels();
  constexpr int many = sizeof(uint4) / sizeof(T);
  // The group's channels begin at a multiple of their number, so x and that number alone decide.
  if (s.group_channels() % many != 0 || reinterpret_cast<std::uintptr_t>(x) % sizeof(uint4) != 0) {
    gather_patches<T> const kernel{s, from, padding, patches, first_row, rows};
    return launch(kernel, kernel.blocks(), 0, stream);
  }
  conv_shape words = s;
  words.channels /= many;
  T repeated[many];
  std::fill(repeated, repeated + many, padding);
  gather_patches<uint4> kernel{
      words, reinterpret_cast<uint4 const*>(from), {}, reinterpret_cast<uint4*>(patches), first_row, rows};
  std::memcpy(&kernel.padding, repeated, sizeof kernel.padding);
  return launch(kernel, kernel.blocks(), 0, stream);
}

// out = x convolved, where multiply(group, patches, c) is the matrix product with the weights of a group and returns a
// status. `padding` is the operand that stands around the image: the code of zero, not 0, where the two differ. One
// matrix product for each group and each quarter gigabyte of patches; patches of 1 x 1 kernels are not copied.
template <class T, class C, class Multiply>
status convolve(conv_shape const& s, T const* x, T padding, C* out, cudaStream_t stream, Multiply const& multiply) {
  if (status const fits = check(s); !fits.ok()) return fits;
  constexpr std::int64_t most_bytes = std::int64_t{1} << 28;
  std::int64_t const depth = s.depth(), outputs = s.outputs / s.groups;
  if (depth > 1 << 30) return refuse("conv: patches of up to 2^30 operands are accepted");
  std::int64_t const most_rows = std::max<std::int64_t>(1, most_bytes / (depth * static_cast<std::int64_t>(sizeof(T))));
  std::int64_t const slab = s.is_pointwise() ? s.rows() : std::min(s.rows(), most_rows);
  stream_buffer<T> patches(stream);
  status done;
  if (!s.is_pointwise()) done = patches.allocate(static_cast<std::size_t>(slab * depth));
  for (std::int64_t row = 0; row < s.rows(); row += slab) {
    std::int64_t const rows = std::min(slab, s.rows() - row);
    for (int group = 0; group < s.groups; ++group) {
      matrix<T const> a{patches.get(), rows, depth, depth};
      if (s.is_pointwise()) {
        a = {x + group * depth, rows, depth, s.channels};
      } else if (done.ok()) {
        done = copy_patches(s, x, padding, group, patches.get(), row, rows, stream);
      }
      if (done.ok())
        done = multiply(group, a, matrix<C>{out + row * s.outputs + group * outputs, rows, outputs, s.outputs});
    }
  }
  return done;
}

// The weights of one group, as the right side of a matrix product.
template <class T>
matrix<T const> group_weights(conv_shape const& s, T const* weights, int group) {
  std::int64_t const outputs = s.outputs / s.groups;
  return {weights + group * outputs, s.depth(), outputs, s.outputs};
}

// With any matrix product gemm(a, b, c, stream) on device memory: int_gemm with T = uint8_t or int8_t and C = int32_t,
// or floats.
template <class Gemm, class T, class C>
status conv2d(Gemm const& gemm, conv_shape const& s, T const* x, T const* weights, T padding, C* out,
              cudaStream_t stream) {
  return convolve(s, x, padding, out, stream, [&](int group, matrix<T const> a, matrix<C> c) {
    return gemm(a, group_weights(s, weights, group), c, stream);
  });
}

// With weights prepared once, one for each group, by a matrix product that can.
template <class Gemm, class T>
status prepare_conv(std::vector<typename Gemm::weights>& made, Gemm const& gemm, conv_shape const& s, T const* weights,
                    cudaStream_t stream) {
  if (status const fits = check(s); !fits.ok()) return fits;
  std::vector<typename Gemm::weights> prepared(static_cast<std::size_t>(s.groups));
  for (int group = 0; group < s.groups; ++group) {
    status const done =
        gemm.prepare(prepared[static_cast<std::size_t>(group)], group_weights(s, weights, group), s.rows(), stream);
    if (!done.ok()) return done;
  }
  made = std::move(prepared);
  return {};
}
template <class Gemm, class T, class C>
status conv2d(Gemm const& gemm, conv_shape const& s, T const* x, std::vector<typename Gemm::weights> const& weights,
              T padding, C* out, cudaStream_t stream) {
  if (weights.size() != static_cast<std::size_t>(s.groups)) return refuse("conv: one prepared matrix for each group");
  return convolve(s, x, padding, out, stream, [&](int group, matrix<T const> a, matrix<C> c) {
    return gemm(a, weights[static_cast<std::size_t>(group)], c, stream);
  });
}

}  // namespace axmul::cuda
