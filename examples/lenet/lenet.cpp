// Trains a small LeNet on 8x8 handwritten digits through axmul::gemm: first exactly, then, from those weights, with
// three approximate multipliers.
//
//     lenet DIGITS [CURVES.csv]        DIGITS: what digits.py writes
//
// Floating-point multipliers take part in the forward and the backward pass. Integer ones multiply in the forward pass,
// operands quantised to 8 bits; the backward pass takes the product for exact (straight-through).
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <unistd.h>

#include "axmul/axmul.hpp"
#include "axmul/conv.hpp"
#include "axmul/gemm.hpp"
#include "axmul/spec.hpp"

namespace {

using axmul::matrix;
using tensor = std::vector<float>;

constexpr int pixels = 64, classes = 10, record = pixels + 1;
constexpr int batch = 32, tested = 360, first_epochs = 30, more_epochs = 8;

template <class T>
T* at(std::vector<T>& x) {
  return x.data();
}

// What a layer multiplies with.
class arithmetic {
 public:
  virtual ~arithmetic() = default;
  // Activations times weights, in the forward pass.
  virtual void forward(axmul::conv_shape const& s, tensor const& x, tensor const& weights, tensor& y) const = 0;
  // In the backward pass.
  virtual axmul::float_gemm const& backward() const = 0;
};

class float_arithmetic : public arithmetic {
 public:
  explicit float_arithmetic(axmul::float_gemm multiply) : multiply_(std::move(multiply)) {}
  void forward(axmul::conv_shape const& s, tensor const& x, tensor const& weights, tensor& y) const override {
    axmul::convolve(multiply_, s, x.data(), weights.data(), y.data());
  }
  axmul::float_gemm const& backward() const override { return multiply_; }

 private:
  axmul::float_gemm multiply_;
};

// Operands become 8-bit integers, the largest magnitude 127.
class int8_arithmetic : public arithmetic {
 public:
  explicit int8_arithmetic(axmul::int_gemm multiply) : multiply_(std::move(multiply)) {}
  void forward(axmul::conv_shape const& s, tensor const& x, tensor const& weights, tensor& y) const override {
    quantised const a(x), b(weights);
    std::vector<std::int32_t> sums(y.size());
    axmul::convolve(multiply_, s, a.codes.data(), b.codes.data(), sums.data());
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = a.step * b.step * static_cast<float>(sums[i]);
  }
  axmul::float_gemm const& backward() const override { return exact_; }

 private:
  struct quantised {
    explicit quantised(tensor const& x) : codes(x.size()) {
      float largest = 1e-30f;
      for (float one : x) largest = std::max(largest, std::fabs(one));
      step = largest / 127;
      for (std::size_t i = 0; i < x.size(); ++i) codes[i] = static_cast<std::int8_t>(std::lround(x[i] / step));
    }
    float step;
    std::vector<std::int8_t> codes;
  };

  axmul::int_gemm multiply_;
  axmul::float_gemm exact_{axmul::fp<axmul::exact>{axmul::fp32}};
};

// A convolution with bias, then a rectifier and 2x2 maximum pooling where asked for. A dense layer is a convolution
// whose kernel is the whole input.
struct layer {
  axmul::conv_shape shape;
  bool rectified, pooled;
  tensor weights, bias, weight_speed, bias_speed;
  tensor input, sums, output;       // of the batch at hand
  std::vector<std::size_t> source;  // of each pooled output among the sums

  layer(axmul::conv_shape const& s, bool rectify, bool pool, std::mt19937& generator)
      : shape(s), rectified(rectify), pooled(pool) {
    std::ptrdiff_t const inputs = s.kernel_height * s.kernel_width * s.channels;
    std::normal_distribution<float> start(0, std::sqrt(2.0f / static_cast<float>(inputs)));
    weights.resize(static_cast<std::size_t>(inputs * s.filters));
    for (float& w : weights) w = start(generator);
    bias.resize(static_cast<std::size_t>(s.filters));
    weight_speed.resize(weights.size());
    bias_speed.resize(bias.size());
  }

  tensor const& forward(arithmetic const& by, tensor const& x, int images) {
    shape.batch = images;
    input = x;
    std::size_t const filters = bias.size();
    std::size_t const height = static_cast<std::size_t>(shape.output_height());
    std::size_t const width = static_cast<std::size_t>(shape.output_width());
    sums.resize(static_cast<std::size_t>(images) * height * width * filters);
    by.forward(shape, input, weights, sums);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sums[i] += bias[i % filters];
      if (rectified) sums[i] = std::max(sums[i], 0.0f);
    }
    if (!pooled) return output = sums;
    output.clear();
    source.clear();
    for (std::size_t image = 0; image < static_cast<std::size_t>(images); ++image)
      for (std::size_t row = 0; row < height; row += 2)
        for (std::size_t column = 0; column < width; column += 2)
          for (std::size_t f = 0; f < filters; ++f) {
            std::size_t best = ((image * height + row) * width + column) * filters + f;
            for (std::size_t other : {best + filters, best + width * filters, best + (width + 1) * filters})
              if (sums[other] > sums[best]) best = other;
            output.push_back(sums[best]);
            source.push_back(best);
          }
    return output;
  }

  // From the gradient of the output to that of the input; takes a step of gradient descent with momentum.
  tensor backward(arithmetic const& by, tensor const& output_gradient, float rate, bool is_first) {
    constexpr float momentum = 0.9f;
    tensor gradient(sums.size());
    for (std::size_t i = 0; i < output_gradient.size(); ++i) {
      std::size_t const from = pooled ? source[i] : i;
      if (!rectified || sums[from] > 0) gradient[from] += output_gradient[i];
    }
    tensor input_gradient(is_first ? 0 : input.size()), weight_gradient(weights.size());
    if (!is_first)
      axmul::convolve_input_gradient(by.backward(), shape, gradient.data(), weights.data(), input_gradient.data());
    axmul::convolve_weight_gradient(by.backward(), shape, input.data(), gradient.data(), weight_gradient.data());
    tensor bias_gradient(bias.size());
    for (std::size_t i = 0; i < gradient.size(); ++i) bias_gradient[i % bias.size()] += gradient[i];
    auto const step = [&](tensor& x, tensor& speed, tensor const& slope) {
      for (std::size_t i = 0; i < x.size(); ++i) {
        speed[i] = momentum * speed[i] - rate * slope[i];
        x[i] += speed[i];
      }
    };
    step(weights, weight_speed, weight_gradient);
    step(bias, bias_speed, bias_gradient);
    return input_gradient;
  }
};

struct network {
  std::vector<layer> layers;

  explicit network(std::mt19937& generator) {
    auto const add = [&](int size, int channels, int filters, int kernel, int padding, bool rectify, bool pool) {
      axmul::conv_shape s;
      s.height = s.width = size;
      s.channels = channels;
      s.filters = filters;
      s.kernel_height = s.kernel_width = kernel;
      s.pad(padding);
      layers.emplace_back(s, rectify, pool, generator);
    };
    add(8, 1, 8, 3, 1, true, true);
    add(4, 8, 16, 3, 1, true, true);
    add(2, 16, 48, 2, 0, true, false);
    add(1, 48, classes, 1, 0, false, false);
  }

  tensor const& forward(arithmetic const& by, tensor x, int images) {
    for (layer& l : layers) x = l.forward(by, x, images);
    return layers.back().output;
  }
  void backward(arithmetic const& by, tensor gradient, float rate) {
    for (std::size_t l = layers.size(); l-- > 0;) gradient = layers[l].backward(by, gradient, rate, l == 0);
  }
};

struct digits {
  std::vector<std::uint8_t> records;

  explicit digits(char const* file) {
    std::ifstream in(file, std::ios::binary);
    records.assign(std::istreambuf_iterator<char>(in), {});
    if (records.empty() || records.size() % record != 0 || count() <= tested) {
      std::fprintf(stderr, "lenet: %s: %zu bytes; records of %d bytes, as digits.py writes them, are expected\n", file,
                   records.size(), record);
      std::exit(2);
    }
  }
  int count() const { return static_cast<int>(records.size()) / record; }
  int label(int i) const { return records[static_cast<std::size_t>(i * record + pixels)]; }
  // Grey values of images, from 0 to 1.
  tensor images(std::vector<int> const& which) const {
    tensor x;
    for (int i : which)
      for (int p = 0; p < pixels; ++p)
        x.push_back(static_cast<float>(records[static_cast<std::size_t>(i * record + p)]) / 16);
    return x;
  }
};

// The share of the last `tested` images that are recognised, in percent.
double accuracy(network& net, arithmetic const& by, digits const& data) {
  std::vector<int> which(tested);
  std::iota(which.begin(), which.end(), data.count() - tested);
  tensor const& scores = net.forward(by, data.images(which), tested);
  int right = 0;
  for (int i = 0; i < tested; ++i) {
    auto const first = scores.begin() + i * classes;
    right += std::max_element(first, first + classes) - first == data.label(which[static_cast<std::size_t>(i)]);
  }
  return 100.0 * right / tested;
}

// One pass over the training images; returns the mean cross entropy.
double train_epoch(network& net, arithmetic const& by, digits const& data, float rate, std::mt19937& generator) {
  std::vector<int> order(static_cast<std::size_t>(data.count() - tested));
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), generator);
  double loss = 0;
  std::size_t seen = 0;
  for (; seen + batch <= order.size(); seen += batch) {
    std::vector<int> const which(order.begin() + static_cast<std::ptrdiff_t>(seen),
                                 order.begin() + static_cast<std::ptrdiff_t>(seen + batch));
    tensor gradient = net.forward(by, data.images(which), batch);
    for (int i = 0; i < batch; ++i) {
      float* const scores = gradient.data() + i * classes;
      float const most = *std::max_element(scores, scores + classes);
      float sum = 0;
      for (int c = 0; c < classes; ++c) sum += scores[c] = std::exp(scores[c] - most);
      int const label = data.label(which[static_cast<std::size_t>(i)]);
      loss -= std::log(static_cast<double>(scores[label]) / sum);
      for (int c = 0; c < classes; ++c) scores[c] = (scores[c] / sum - (c == label ? 1.0f : 0.0f)) / batch;
    }
    net.backward(by, gradient, rate);
  }
  return loss / static_cast<double>(seen);
}

std::unique_ptr<arithmetic> arithmetic_of(std::string const& spec) {
  std::unique_ptr<arithmetic> made;
  axmul::visit(spec, [&](auto const& m) {
    if constexpr (axmul::is_float<std::decay_t<decltype(m)>>)
      made = std::make_unique<float_arithmetic>(axmul::float_gemm(m));
    else
      made = std::make_unique<int8_arithmetic>(axmul::int_gemm(m));
  });
  return made;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: lenet DIGITS [CURVES.csv]\n");
    return 2;
  }
  digits const data(argv[1]);
  std::ofstream curves;
  if (argc == 3) curves.open(argv[2]);
  curves << "multiplier,epoch,accuracy\n";

  std::mt19937 generator(1);
  network exact(generator);
  std::unique_ptr<arithmetic> const reference = arithmetic_of("exact@fp32");
  bool const shows_progress = isatty(STDERR_FILENO) != 0;
  auto const run = [&](char const* spec, network& net, arithmetic const& by, int epochs, float rate) {
    auto const begin = std::chrono::steady_clock::now();
    double best = accuracy(net, by, data);
    double const before = best;
    curves << '"' << spec << "\",0," << before << "\n";
    for (int epoch = 1; epoch <= epochs; ++epoch) {
      double const loss = train_epoch(net, by, data, epoch > epochs * 2 / 3 ? rate / 5 : rate, generator);
      best = accuracy(net, by, data);
      curves << '"' << spec << "\"," << epoch << "," << best << "\n";
      if (shows_progress)
        std::fprintf(stderr, "\r%-20s epoch %2d of %d, loss %.3f, accuracy %.1f %% ", spec, epoch, epochs, loss, best);
    }
    std::chrono::duration<double> const time = std::chrono::steady_clock::now() - begin;
    if (shows_progress) std::fprintf(stderr, "\r%79s\r", "");
    std::printf("%-20s accuracy %5.1f %% before, %5.1f %% after %2d epochs, %4.1f s\n", spec, before, best, epochs,
                time.count());
    std::fflush(stdout);
    return best;
  };
  run("exact@fp32", exact, *reference, first_epochs, 0.03f);
  for (char const* spec : {"rep:n=8,l=4@signed", "mbm@bf16", "drum:n=8,k=4@signed"}) {
    network net = exact;
    run(spec, net, *arithmetic_of(spec), more_epochs, 0.006f);
  }
  return 0;
}
