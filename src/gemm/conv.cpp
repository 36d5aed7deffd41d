#include "axmul/conv.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace axmul {
namespace {

using index = std::ptrdiff_t;

constexpr index buffer_bytes = index{4} << 20;

void require(bool holds, std::string const& what) {
  if (!holds) throw std::invalid_argument("convolution: " + what);
}

index positions(index size, index kernel, index stride, index dilation, index padded) {
  return (size + padded - (kernel - 1) * dilation - 1) / stride + 1;
}

// A convolution as matrices: what its loops need, computed once.
struct geometry {
  conv_shape s;
  index rows, columns;  // of outputs, over all images; in one row
  index group_channels, group_filters;
  index depth;  // operands of one output

  explicit geometry(conv_shape const& shape) : s(shape) {
    s.check();
    rows = s.batch * s.output_height();
    columns = s.output_width();
    group_channels = s.channels / s.groups;
    group_filters = s.filters / s.groups;
    depth = s.kernel_height * s.kernel_width * group_channels;
  }

  // The input is the matrix already.
  bool is_pointwise() const {
    return s.kernel_height == 1 && s.kernel_width == 1 && s.stride_y == 1 && s.stride_x == 1 && s.pad_top == 0 &&
           s.pad_left == 0 && s.pad_bottom == 0 && s.pad_right == 0;
  }
  // Output rows for which `width` operands of each output fit the buffer.
  index block(std::size_t operand_bytes) const {
    index const fit = buffer_bytes / (columns * depth * static_cast<index>(operand_bytes));
    return std::clamp<index>(fit, 1, rows);
  }
  // The operands of channel 0 of a group; null outside the input. row: over all images.
  template <class T>
  T const* operand(T const* input, index row, index x, index ky, index kx, index group) const {
    index const image = row / s.output_height(), y = row % s.output_height();
    index const iy = y * s.stride_y - s.pad_top + ky * s.dilation_y;
    index const ix = x * s.stride_x - s.pad_left + kx * s.dilation_x;
    if (iy < 0 || iy >= s.height || ix < 0 || ix >= s.width) return nullptr;
    return input + ((image * s.height + iy) * s.width + ix) * s.channels + group * group_channels;
  }
};

[[maybe_unused]] bool is_large(index elements) {
  return elements > 1 << 16;
}

// The operands of output rows [from, to), one output a line.
template <class T>
void gather(geometry const& g, T const* input, T padding, index group, index from, index to, T* lines) {
#pragma omp parallel for schedule(static) if (is_large((to - from) * g.columns * g.depth))
  for (index row = from; row < to; ++row)
    for (index x = 0; x < g.columns; ++x) {
      T* line = lines + ((row - from) * g.columns + x) * g.depth;
      for (index ky = 0; ky < g.s.kernel_height; ++ky)
        for (index kx = 0; kx < g.s.kernel_width; ++kx, line += g.group_channels) {
          T const* const operands = g.operand(input, row, x, ky, kx, group);
          if (operands != nullptr)
            std::copy_n(operands, g.group_channels, line);
          else
            std::fill_n(line, g.group_channels, padding);
        }
    }
}

// The same transposed: one line an operand.
void gather_transposed(geometry const& g, float const* input, float padding, index group, index from, index to,
                       float* lines) {
  index const outputs = (to - from) * g.columns;
#pragma omp parallel for schedule(static) if (is_large(outputs * g.depth))
  for (index k = 0; k < g.s.kernel_height * g.s.kernel_width; ++k)
    for (index row = from; row < to; ++row)
      for (index x = 0; x < g.columns; ++x) {
        float* const line = lines + k * g.group_channels * outputs + (row - from) * g.columns + x;
        float const* const operands = g.operand(input, row, x, k / g.s.kernel_width, k % g.s.kernel_width, group);
        for (index c = 0; c < g.group_channels; ++c) line[c * outputs] = operands != nullptr ? operands[c] : padding;
      }
}

// Adds gradients of the operands of output rows [from, to) to the input's. A thread owns rows of the input, so each
// element is added to in the order of the output positions.
void scatter(geometry const& g, float const* lines, index group, index from, index to, float* gradient) {
  conv_shape const& s = g.s;
  index const height = s.output_height(), first = from / height, last = (to - 1) / height;
#pragma omp parallel for schedule(static) if (is_large((to - from) * g.columns * g.depth))
  for (index at = first * s.height; at < (last + 1) * s.height; ++at) {
    index const image = at / s.height, iy = at % s.height;
    for (index row = std::max(from, image * height); row < std::min(to, (image + 1) * height); ++row) {
      index const offset = iy + s.pad_top - row % height * s.stride_y, ky = offset / s.dilation_y;
      if (offset < 0 || offset % s.dilation_y != 0 || ky >= s.kernel_height) continue;
      for (index x = 0; x < g.columns; ++x)
        for (index kx = 0; kx < s.kernel_width; ++kx) {
          index const ix = x * s.stride_x - s.pad_left + kx * s.dilation_x;
          if (ix < 0 || ix >= s.width) continue;
          float const* const line =
              lines + ((row - from) * g.columns + x) * g.depth + (ky * s.kernel_width + kx) * g.group_channels;
          float* const to_add = gradient + (at * s.width + ix) * s.channels + group * g.group_channels;
          for (index c = 0; c < g.group_channels; ++c) to_add[c] += line[c];
        }
    }
  }
}

// Weights ready for many products.
template <class T>
struct prepared {
  int_gemm const& gemm;
  int_gemm::weights weights;

  prepared(int_gemm const& by, matrix<T const> b, index rows, gemm_path path)
      : gemm(by), weights(by.prepare(b, rows, path)) {}
  void operator()(matrix<T const> a, matrix<std::int32_t> c) const { gemm(a, weights, c); }
};
template <>
struct prepared<float> {
  float_gemm const& gemm;
  matrix<float const> weights;
  gemm_path path;

  prepared(float_gemm const& by, matrix<float const> b, index, gemm_path how) : gemm(by), weights(b), path(how) {}
  void operator()(matrix<float const> a, matrix<float> c) const { gemm(a, weights, c, path); }
};

template <class T, class Gemm, class Sum>
void forward(Gemm const& gemm, conv_shape const& shape, T const* input, T const* weights, Sum* output, T padding,
             gemm_path path) {
  geometry const g(shape);
  index const step = g.is_pointwise() ? g.rows : g.block(sizeof(T));
  std::vector<T> lines(g.is_pointwise() ? 0 : static_cast<std::size_t>(step * g.columns * g.depth));
  for (index group = 0; group < g.s.groups; ++group) {
    matrix<T const> const b{weights + group * g.group_filters, g.depth, g.group_filters, g.s.filters};
    prepared<T> const multiply(gemm, b, step * g.columns, path);
    for (index row = 0; row < g.rows; row += step) {
      index const end = std::min(row + step, g.rows), outputs = (end - row) * g.columns;
      matrix<T const> a{lines.data(), outputs, g.depth, g.depth};
      if (g.is_pointwise())
        a = {input + group * g.group_channels, outputs, g.depth, g.s.channels};
      else
        gather(g, input, padding, group, row, end, lines.data());
      multiply(
          a, {output + row * g.columns * g.s.filters + group * g.group_filters, outputs, g.group_filters, g.s.filters});
    }
  }
}

}  // namespace

index conv_shape::output_height() const {
  return positions(height, kernel_height, stride_y, dilation_y, pad_top + pad_bottom);
}
index conv_shape::output_width() const {
  return positions(width, kernel_width, stride_x, dilation_x, pad_left + pad_right);
}

void conv_shape::check() const {
  struct {
    char const* name;
    index value, least;
  } const members[] = {{"batch", batch, 1},
                       {"height", height, 1},
                       {"width", width, 1},
                       {"channels", channels, 1},
                       {"kernel_height", kernel_height, 1},
                       {"kernel_width", kernel_width, 1},
                       {"filters", filters, 1},
                       {"groups", groups, 1},
                       {"stride_y", stride_y, 1},
                       {"stride_x", stride_x, 1},
                       {"dilation_y", dilation_y, 1},
                       {"dilation_x", dilation_x, 1},
                       {"pad_top", pad_top, 0},
                       {"pad_left", pad_left, 0},
                       {"pad_bottom", pad_bottom, 0},
                       {"pad_right", pad_right, 0}};
  for (auto const& m : members)
    require(m.value >= m.least, std::string(m.name) + " is " + std::to_string(m.value) + ", at least " +
                                    std::to_string(m.least) + " is needed");
  auto const divides = [this](char const* name, index value) {
    require(value % groups == 0, std::string(name) + ", " + std::to_string(value) + ", in " + std::to_string(groups) +
                                     " groups: not a multiple");
  };
  divides("channels", channels);
  divides("filters", filters);
  auto const fits = [](char const* name, index kernel, index padded) {
    require(kernel <= padded, std::string("the kernel's ") + name + ", dilated, is " + std::to_string(kernel) +
                                  "; the padded input's " + std::to_string(padded));
  };
  fits("height", (kernel_height - 1) * dilation_y + 1, height + pad_top + pad_bottom);
  fits("width", (kernel_width - 1) * dilation_x + 1, width + pad_left + pad_right);
}

void convolve(int_gemm const& gemm, conv_shape const& shape, std::uint8_t const* input, std::uint8_t const* weights,
              std::int32_t* output, std::uint8_t padding, gemm_path path) {
  forward(gemm, shape, input, weights, output, padding, path);
}
void convolve(int_gemm const& gemm, conv_shape const& shape, std::int8_t const* input, std::int8_t const* weights,
              std::int32_t* output, std::int8_t padding, gemm_path path) {
  forward(gemm, shape, input, weights, output, padding, path);
}
void convolve(float_gemm const& gemm, conv_shape const& shape, float const* input, float const* weights, float* output,
              float padding, gemm_path path) {
  forward(gemm, shape, input, weights, output, padding, path);
}

void convolve_input_gradient(float_gemm const& gemm, conv_shape const& shape, float const* output_gradient,
                             float const* weights, float* input_gradient, gemm_path path) {
  geometry const g(shape);
  index const step = g.block(sizeof(float));
  std::vector<float> lines(static_cast<std::size_t>(step * g.columns * g.depth));
  std::vector<float> transposed(static_cast<std::size_t>(g.group_filters * g.depth));
  std::fill_n(input_gradient, g.s.input_size(), 0.0f);
  for (index group = 0; group < g.s.groups; ++group) {
    for (index k = 0; k < g.depth; ++k)
      for (index f = 0; f < g.group_filters; ++f)
        transposed[static_cast<std::size_t>(f * g.depth + k)] = weights[k * g.s.filters + group * g.group_filters + f];
    for (index row = 0; row < g.rows; row += step) {
      index const end = std::min(row + step, g.rows), outputs = (end - row) * g.columns;
      gemm({output_gradient + row * g.columns * g.s.filters + group * g.group_filters, outputs, g.group_filters,
            g.s.filters},
           {transposed.data(), g.group_filters, g.depth, g.depth}, {lines.data(), outputs, g.depth, g.depth}, path);
      scatter(g, lines.data(), group, row, end, input_gradient);
    }
  }
}

void convolve_weight_gradient(float_gemm const& gemm, conv_shape const& shape, float const* input,
                              float const* output_gradient, float* weight_gradient, float padding, gemm_path path) {
  geometry const g(shape);
  index const step = g.block(sizeof(float));
  std::vector<float> lines(static_cast<std::size_t>(step * g.columns * g.depth));
  std::fill_n(weight_gradient, g.s.weights_size(), 0.0f);
  for (index group = 0; group < g.s.groups; ++group)
    for (index row = 0; row < g.rows; row += step) {
      index const end = std::min(row + step, g.rows), outputs = (end - row) * g.columns;
      gather_transposed(g, input, padding, group, row, end, lines.data());
      gemm.accumulate({lines.data(), g.depth, outputs, outputs},
                      {output_gradient + row * g.columns * g.s.filters + group * g.group_filters, outputs,
                       g.group_filters, g.s.filters},
                      {weight_gradient + group * g.group_filters, g.depth, g.group_filters, g.s.filters}, path);
    }
}

}  // namespace axmul
