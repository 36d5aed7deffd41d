// Contenders of the matrix-product benchmark on one shape, timed in turns.
#pragma once
#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "bench/gpu/record.hpp"

namespace axmul::gpu {

struct shape {
  char const* name;
  long m, n, k;
  double products() const { return static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k); }
};

// Squares, ResNet-50's layers as im2col products at batch 8, a transformer's at 8 sequences of 512 (hidden 768), odd
// sizes.
inline constexpr shape shapes[] = {
    {"square 1024", 1024, 1024, 1024},
    {"square 4096", 4096, 4096, 4096},
    {"resnet50 conv1", 8 * 112 * 112, 64, 7 * 7 * 3},
    {"resnet50 conv2 1x1", 8 * 56 * 56, 64, 256},
    {"resnet50 conv2 3x3", 8 * 56 * 56, 64, 9 * 64},
    {"resnet50 conv2 expand", 8 * 56 * 56, 256, 64},
    {"resnet50 conv3 1x1", 8 * 28 * 28, 128, 512},
    {"resnet50 conv3 3x3", 8 * 28 * 28, 128, 9 * 128},
    {"resnet50 conv4 3x3", 8 * 14 * 14, 256, 9 * 256},
    {"resnet50 conv4 expand", 8 * 14 * 14, 1024, 256},
    {"resnet50 conv5 3x3", 8 * 7 * 7, 512, 9 * 512},
    {"resnet50 conv5 expand", 8 * 7 * 7, 2048, 512},
    {"resnet50 classifier", 8, 1000, 2048},
    {"transformer qkv", 8 * 512, 3 * 768, 768},
    {"transformer scores", 512, 512, 64},
    {"transformer values", 512, 64, 512},
    {"transformer output", 8 * 512, 768, 768},
    {"transformer up", 8 * 512, 4 * 768, 768},
    {"transformer down", 8 * 512, 768, 4 * 768},
    {"odd 1023", 1023, 1025, 1027},
    {"odd 333", 333, 777, 555},
    {"odd 19", 17, 19, 23},
    {"one row", 1, 4096, 4096},
};

// Baselines are what others do, natives the device's own products without approximation.
enum class role { ours, baseline, native };

struct contender {
  std::string name;
  role part;
  bool is_float;
  std::function<void()> run;           // puts one product into the default stream
  std::function<std::string()> check;  // what is wrong with the output of the last run; "" for nothing
  std::function<void()> spoil;         // overwrites the output before the checked runs
  double share = 1;                    // of the shape's products that one run makes
  bool on_host = false;                // timed by the host's clock

  std::vector<double> rates;  // products a second
  std::string fault;
};

// The time of one run, over as many runs as fill `least` seconds.
class run_clock {
 public:
  double operator()(contender const& c, int runs) {
    auto const begin = std::chrono::steady_clock::now();
    device_.start();
    for (int i = 0; i < runs; ++i) c.run();
    double const on_device = device_.seconds();
    std::chrono::duration<double> const on_host = std::chrono::steady_clock::now() - begin;
    return (c.on_host ? on_host.count() : on_device) / runs;
  }
  int runs_for(contender const& c) {
    double const once = (*this)(c, 1);
    return std::max(1, std::min(200, static_cast<int>(least / once)));
  }

 private:
  static constexpr double least = 4e-3;
  device_clock device_;
};

// Rounds in alternating order; the outputs of the last round are checked. rounds = 0: one checked run each, not timed.
inline void race(shape const& s, std::vector<contender>& all, int rounds) {
  run_clock clock;
  std::vector<int> runs;
  for (contender& c : all) {
    if (rounds == 0) {
      c.spoil();
      c.run();
      c.fault = c.check();
      continue;
    }
    c.run();  // warms up
    runs.push_back(clock.runs_for(c));
  }
  for (int round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < all.size(); ++i) {
      std::size_t const at = round % 2 == 0 ? i : all.size() - 1 - i;
      contender& c = all[at];
      bool const last = round + 1 == rounds;
      if (last) c.spoil();
      c.rates.push_back(c.share * s.products() / clock(c, runs[at]));
      if (last) c.fault = c.check();
    }
}

}  // namespace axmul::gpu
