#include "axmul/conv.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "axmul/axmul.hpp"

namespace axmul {
namespace {

using index = std::ptrdiff_t;

template <class T>
std::vector<T> zeros(index size) {
  return std::vector<T>(static_cast<std::size_t>(size));
}

// Where things stand in dense arrays.
struct layout {
  conv_shape s;
  std::size_t input(index n, index y, index x, index c) const {
    return static_cast<std::size_t>(((n * s.height + y) * s.width + x) * s.channels + c);
  }
  std::size_t weight(index ky, index kx, index c, index f) const {
    return static_cast<std::size_t>(((ky * s.kernel_width + kx) * (s.channels / s.groups) + c) * s.filters + f);
  }
  std::size_t output(index n, index y, index x, index f) const {
    return static_cast<std::size_t>(((n * s.output_height() + y) * s.output_width() + x) * s.filters + f);
  }
};

// Calls visit(n, y, x, ky, kx, c, f, iy, ix, inside) for every product, c within the group, in the order stated.
template <class F>
void each_product(conv_shape const& s, F&& visit) {
  for (index n = 0; n < s.batch; ++n)
    for (index y = 0; y < s.output_height(); ++y)
      for (index x = 0; x < s.output_width(); ++x)
        for (index f = 0; f < s.filters; ++f)
          for (index ky = 0; ky < s.kernel_height; ++ky)
            for (index kx = 0; kx < s.kernel_width; ++kx)
              for (index c = 0; c < s.channels / s.groups; ++c) {
                index const iy = y * s.stride_y - s.pad_top + ky * s.dilation_y;
                index const ix = x * s.stride_x - s.pad_left + kx * s.dilation_x;
                bool const inside = iy >= 0 && iy < s.height && ix >= 0 && ix < s.width;
                visit(n, y, x, ky, kx, c, f, iy, ix, inside);
              }
}

index first_channel(conv_shape const& s, index f) {
  return f / (s.filters / s.groups) * (s.channels / s.groups);
}

template <class T, class Sum, class F>
std::vector<Sum> direct(conv_shape const& s, std::vector<T> const& input, std::vector<T> const& weights, T padding,
                        F const& product) {
  layout const at{s};
  std::vector<Sum> output = zeros<Sum>(s.output_size());
  each_product(s, [&](index n, index y, index x, index ky, index kx, index c, index f, index iy, index ix, bool in) {
    T const a = in ? input[at.input(n, iy, ix, first_channel(s, f) + c)] : padding;
    Sum const p = product(a, weights[at.weight(ky, kx, c, f)]);
    output[at.output(n, y, x, f)] += p;
  });
  return output;
}

// Shapes of every kind: strides, dilation, groups (depthwise too), padding that differs by side.
std::vector<conv_shape> shapes() {
  std::vector<conv_shape> all(9);
  conv_shape* s = all.data();
  s[0].height = s[0].width = 1;
  s[1] = {2, 5, 6, 3, 3, 3, 4};
  s[2] = {1, 7, 5, 4, 3, 2, 6};
  s[2].pad(1);
  s[2].stride_y = 2;
  s[3] = {2, 8, 9, 6, 2, 3, 4};
  s[3].groups = 2;
  s[3].stride_x = 3;
  s[3].pad_left = 2;
  s[4] = {1, 11, 10, 4, 3, 3, 8};
  s[4].groups = 4;
  s[4].dilation_y = 3;
  s[4].dilation_x = 2;
  s[4].pad_top = 1;
  s[4].pad_bottom = 4;
  s[5] = {3, 4, 4, 5, 1, 1, 7};
  s[6] = {2, 6, 5, 8, 1, 1, 6};
  s[6].groups = 2;
  s[6].stride_y = 2;
  s[7] = {1, 3, 3, 2, 5, 5, 3};
  s[7].pad(2);
  s[7].pad_right = 5;
  s[8] = {2, 5, 5, 6, 1, 1, 4};
  s[8].groups = 2;
  return all;
}

std::vector<float> random_floats(index size, std::mt19937& random) {
  std::normal_distribution<float> normal;
  std::vector<float> v = zeros<float>(size);
  for (float& x : v) x = random() % 5 == 0 ? 0.0f : normal(random);
  return v;
}

void expect_equal(std::vector<float> const& got, std::vector<float> const& expected, std::string const& what) {
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    ASSERT_EQ(std::memcmp(&got[i], &expected[i], sizeof(float)), 0)
        << what << " at " << i << ": " << got[i] << " for " << expected[i];
}

template <class Core>
void check_floats(fp<Core> const& f, conv_shape const& s, float padding, std::string const& what) {
  std::mt19937 random(static_cast<std::uint32_t>(s.input_size() * 31 + s.filters));
  layout const at{s};
  float_gemm const gemm(f);
  std::vector<float> const input = random_floats(s.input_size(), random);
  std::vector<float> const weights = random_floats(s.weights_size(), random);
  std::vector<float> const gradient = random_floats(s.output_size(), random);

  std::vector<float> output(gradient.size(), 7.0f);
  convolve(gemm, s, input.data(), weights.data(), output.data(), padding);
  expect_equal(output, direct<float, float>(s, input, weights, padding, f), what);

  // Sums over filters first, then over outputs in order.
  std::vector<float> expected = zeros<float>(s.input_size()), got(input.size(), 7.0f);
  index const filters = s.filters / s.groups;
  each_product(s, [&](index n, index y, index x, index ky, index kx, index c, index of, index iy, index ix, bool in) {
    if (!in || of % filters != 0) return;
    float sum = 0;
    for (index g = of; g < of + filters; ++g) {
      float const p = f(gradient[at.output(n, y, x, g)], weights[at.weight(ky, kx, c, g)]);
      sum += p;
    }
    expected[at.input(n, iy, ix, first_channel(s, of) + c)] += sum;
  });
  convolve_input_gradient(gemm, s, gradient.data(), weights.data(), got.data());
  expect_equal(got, expected, what + ", input gradient");

  std::vector<float> sums = zeros<float>(s.weights_size()), to(weights.size(), 7.0f);
  each_product(s, [&](index n, index y, index x, index ky, index kx, index c, index of, index iy, index ix, bool in) {
    float const a = in ? input[at.input(n, iy, ix, first_channel(s, of) + c)] : padding;
    float const p = f(a, gradient[at.output(n, y, x, of)]);
    sums[at.weight(ky, kx, c, of)] += p;
  });
  convolve_weight_gradient(gemm, s, input.data(), gradient.data(), to.data(), padding);
  expect_equal(to, sums, what + ", weight gradient");
}

TEST(conv, floats_and_gradients) {
  int number = 0;
  for (conv_shape const& s : shapes()) {
    std::string const shape = "shape " + std::to_string(number++);
    check_floats(fp<exact>(fp32), s, 0, "exact@fp32 " + shape);
    check_floats(fp<mitchell>(fp32), s, 0.75f, "mitchell@fp32 " + shape);
    check_floats(fp<mbm>(bf16), s, 0, "mbm@bf16 " + shape);
  }
}

// Several blocks of output rows: the buffer holds 4 MB.
TEST(conv, several_blocks) {
  conv_shape const s{1, 70, 70, 16, 4, 4, 1};
  ASSERT_GT(s.output_size() * 4 * 4 * 16 * 4, index{4} << 20);
  check_floats(fp<mitchell>(fp32), s, 0, "mitchell@fp32");
}

template <class T, class M>
void check_integers(M const& multiplier, conv_shape const& s, T padding, int low, unsigned range) {
  std::mt19937 random(9);
  std::vector<T> input = zeros<T>(s.input_size()), weights = zeros<T>(s.weights_size());
  for (T& x : input) x = static_cast<T>(low + static_cast<int>(random() % range));
  for (T& x : weights) x = static_cast<T>(low + static_cast<int>(random() % range));
  std::vector<std::int32_t> output(static_cast<std::size_t>(s.output_size()), 7);
  convolve(int_gemm(multiplier), s, input.data(), weights.data(), output.data(), padding);
  EXPECT_EQ(
      output, (direct<T, std::int32_t>(s, input, weights, padding, [&](T a, T b) {
        return static_cast<std::int32_t>(multiplier(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)));
      })));
}

// f(0, 0) is not zero.
struct offset_product {
  int n = 8;
  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return a * b + a + U{5};
  }
};

TEST(conv, integers) {
  for (conv_shape const& s : shapes()) {
    check_integers<std::uint8_t>(exact{8}, s, 0, 0, 256);
    check_integers<std::uint8_t>(drum{8, 4}, s, 3, 0, 256);
    check_integers<std::uint8_t>(offset_product{}, s, 0, 0, 256);
    check_integers<std::int8_t>(as_signed<mitchell>{}, s, -1, -128, 256);
  }
}

TEST(conv, worked_example) {
  // 3 x 3 input 1..9, kernel (1 2; 3 4), padding on the left and top.
  conv_shape s;
  s.height = s.width = 3;
  s.kernel_height = s.kernel_width = 2;
  s.pad_top = s.pad_left = 1;
  EXPECT_EQ(s.output_height(), 3);
  float const input[] = {1, 2, 3, 4, 5, 6, 7, 8, 9}, weights[] = {1, 2, 3, 4};
  float output[9];
  convolve(float_gemm(fp<exact>(fp32)), s, input, weights, output);
  float const expected[] = {4, 11, 18, 18, 37, 47, 36, 67, 77};
  for (int i = 0; i < 9; ++i) EXPECT_EQ(output[i], expected[i]) << i;
}

std::string refusal(conv_shape const& s) {
  try {
    s.check();
  } catch (std::invalid_argument const& e) {
    return e.what();
  }
  return "";
}

TEST(conv, refusals_say_what_is_wrong) {
  conv_shape s{1, 8, 9, 4, 3, 3, 6};
  EXPECT_EQ(refusal(s), "");
  EXPECT_EQ(s.output_height(), 6);
  EXPECT_EQ(s.output_width(), 7);
  s.groups = 4;
  EXPECT_EQ(refusal(s), "convolution: filters, 6, in 4 groups: not a multiple");
  s.groups = 3;
  EXPECT_EQ(refusal(s), "convolution: channels, 4, in 3 groups: not a multiple");
  s.groups = 0;
  EXPECT_EQ(refusal(s), "convolution: groups is 0, at least 1 is needed");
  s.groups = 1;
  s.pad_left = -1;
  EXPECT_EQ(refusal(s), "convolution: pad_left is -1, at least 0 is needed");
  s.pad_left = 0;
  s.dilation_y = 4;
  EXPECT_EQ(refusal(s), "convolution: the kernel's height, dilated, is 9; the padded input's 8");
  float const x[1] = {};
  float y[1];
  EXPECT_THROW(convolve(float_gemm(fp<exact>(fp32)), s, x, x, y), std::invalid_argument);
}

}  // namespace
}  // namespace axmul
