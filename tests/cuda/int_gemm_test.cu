// The integer matrix products, convolution and noise on a device: every path against plain loops. Without a device only
// the refusals that need none are checked.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <type_traits>
#include <vector>

#include "axmul/cuda/conv.cuh"
#include "axmul/cuda/int_gemm.cuh"
#include "axmul/cuda/noise.cuh"
#include "tests/cuda/emulate.hpp"
#include "tests/cuda/int_reference.hpp"

namespace {

using namespace axmul::cuda;

bool fine(checks& h, status const& s, std::string const& what) {
  h.expect(s.ok(), what + ": " + s.message());
  return s.ok();
}

template <class T>
std::vector<T> read(T const* device, std::size_t count) {
  std::vector<T> host(count);
  static_cast<void>(cudaMemcpy(host.data(), device, count * sizeof(T), cudaMemcpyDeviceToHost));
  return host;
}

// One product on every path, unprepared and prepared. T: uint8_t or int8_t; the patterns are the same.
template <class T>
void check_product(checks& h, generator& g, product_table const& t, factored const* f, int m, int n, int k) {
  std::string const name = std::to_string(t.n) + "x" + std::to_string(t.nb) + " bits, " + std::to_string(m) + "x" +
                           std::to_string(k) + "x" + std::to_string(n) + ", ";
  bytes const a = bytes::random(g, m, k, k + pick(g, 0, 5)), b = bytes::random(g, k, n, n + pick(g, 0, 5));
  sums const untouched(m, n, n + 3);
  sums expected = untouched;
  expected.multiply(t, a, b);
  int_gemm gemm;
  axmul::factors_view view{};
  if (f != nullptr) view = f->view();
  if (!fine(h, int_gemm::create(gemm, t.entries.data(), t.n, t.nb, std::is_signed_v<T>, f != nullptr ? &view : nullptr),
            name))
    return;
  buffer<std::uint8_t> on_a, on_b;
  buffer<std::int32_t> on_c;
  if (!fine(h, on_a.assign(a.data.data(), a.data.size()), name) ||
      !fine(h, on_b.assign(b.data.data(), b.data.size()), name))
    return;
  matrix<T const> const da{reinterpret_cast<T const*>(on_a.get()), m, k, a.stride};
  matrix<T const> const db{reinterpret_cast<T const*>(on_b.get()), k, n, b.stride};
  for (int_path path :
       {int_path::automatic, int_path::naive, int_path::global_table, int_path::table, int_path::factors}) {
    if (path == int_path::factors && f == nullptr) continue;
    std::string const what = name + name_of(path);
    for (bool prepared : {false, true}) {
      if (!fine(h, on_c.assign(untouched.data.data(), untouched.data.size()), what)) return;
      matrix<std::int32_t> const dc{on_c.get(), m, n, n + 3};
      int_gemm::weights w;
      if (prepared && fine(h, gemm.prepare(w, db, m, nullptr, path), what)) fine(h, gemm(da, w, dc, nullptr), what);
      if (!prepared) fine(h, gemm(da, db, dc, nullptr, path), what);
      if (!fine(h, check(cudaDeviceSynchronize(), "cudaDeviceSynchronize"), what)) return;
      h.expect(read(on_c.get(), untouched.data.size()) == expected.data, what + (prepared ? ", prepared" : ""));
    }
  }
}

void products(checks& h) {
  generator g(1);
  std::vector<std::vector<std::uint8_t>> const shifts{{0}, {0, 0}, {0, 2, 2, 5}};
  for (int i = 0; i < 60; ++i) {
    int const n = i % 2 == 0 ? 8 : pick(g, 1, 8), nb = i % 2 == 0 ? 8 : pick(g, 1, 8);
    int const low = pick(g, -40000, 30000), rows = pick(g, 1, 70), columns = pick(g, 1, 70), k = pick(g, 1, 70);
    check_product<std::uint8_t>(h, g, product_table::random(g, n, nb, low, low + 65535), nullptr, rows, columns, k);
    factored f = factored::random(g, n, nb, shifts[static_cast<std::size_t>(i) % shifts.size()]);
    // Within 16 bits, so that the table in shared memory takes it too.
    for (std::uint8_t& x : f.f) x %= 32;
    for (std::uint8_t& x : f.g) x %= 32;
    for (std::int32_t& x : f.u) x %= 1000;
    for (std::int32_t& x : f.v) x %= 1000;
    check_product<std::int8_t>(h, g, f.table(), &f, rows, columns, k);
  }
  check_product<std::uint8_t>(h, g, product_table::random(g, 8, 8, 0, 65535), nullptr, 300, 200, 1500);
  check_product<std::int8_t>(h, g, product_table::random(g, 8, 8, -32768, 32767), nullptr, 1, 1, 5000);
  check_product<std::uint8_t>(h, g, product_table::random(g, 4, 4, 0, 225), nullptr, 257, 129, 4097);
  // The engine's sums at their largest magnitude: -128 x 127 each, 131,056 times.
  factored f = factored::random(g, 8, 8, {0});
  f.f.assign(f.f.size(), 0);
  f.g.assign(f.g.size(), 255);
  f.u.assign(f.u.size(), 0);
  f.v.assign(f.v.size(), 0);
  check_product<std::uint8_t>(h, g, f.table(), &f, 3, 2, 131056);
}

void refusals(checks& h, generator& g) {
  product_table const t = product_table::random(g, 8, 8, 0, 65025);
  int_gemm gemm;
  h.expect(!int_gemm::create(gemm, t.entries.data(), 9, 8, false).ok(), "9 bits are refused");
  factored const other = factored::random(g, 8, 8, {0});
  axmul::factors_view const view = other.view();
  h.expect(!int_gemm::create(gemm, t.entries.data(), 8, 8, false, &view).ok(), "another table's factors are refused");
  matrix<std::uint8_t const> const a{nullptr, 2, 3, 3}, b{nullptr, 3, 4, 4};
  h.expect(!gemm(a, b, {nullptr, 2, 4, 4}, nullptr).ok(), "an empty int_gemm is refused");
}

void refusals_of_created(checks& h, generator& g) {
  product_table const t = product_table::random(g, 8, 8, 0, 65025);
  int_gemm gemm, wide;
  if (!fine(h, int_gemm::create(gemm, t.entries.data(), 8, 8, false), "create")) return;
  matrix<std::uint8_t const> const a{nullptr, 2, 3, 3}, b{nullptr, 3, 4, 4};
  h.expect(gemm.max_k() == 33025, "max_k");
  h.expect(!gemm(a, a, {nullptr, 2, 3, 3}, nullptr).ok(), "shapes that differ are refused");
  h.expect(!gemm(a, b, {nullptr, 2, 4, 3}, nullptr).ok(), "a short stride is refused");
  h.expect(!gemm(a, b, {nullptr, 2, 4, 4}, nullptr, int_path::factors).ok(), "no factors: the path is refused");
  h.expect(!gemm(matrix<std::int8_t const>{nullptr, 2, 3, 3}, {nullptr, 3, 4, 4}, {nullptr, 2, 4, 4}, nullptr).ok(),
           "signed operands are refused");
  h.expect(
      !gemm(matrix<std::uint8_t const>{nullptr, 1, 33026, 33026}, {nullptr, 33026, 1, 1}, {nullptr, 1, 1, 1}, nullptr)
           .ok(),
      "k above max_k is refused");
  h.expect(gemm(matrix<std::uint8_t const>{nullptr, 0, 3, 3}, b, {nullptr, 0, 4, 4}, nullptr).ok(),
           "no rows: nothing to do");
  product_table const far = product_table::random(g, 8, 8, 0, 65536);
  if (fine(h, int_gemm::create(wide, far.entries.data(), 8, 8, false), "create"))
    h.expect(!wide(a, b, {nullptr, 2, 4, 4}, nullptr, int_path::table).ok(),
             "17 bits do not fit the table in shared memory");
}

void convolution(checks& h) {
  generator g(5);
  product_table const t = product_table::random(g, 8, 8, -1000, 1000);
  int_gemm gemm;
  if (!fine(h, int_gemm::create(gemm, t.entries.data(), 8, 8, false), "create")) return;
  for (conv_shape const& s :
       {conv_shape{2, 9, 11, 6, 8, 3, 3, 2, 1, 1, 1, 2}, conv_shape{1, 8, 8, 32, 5, 3, 3, 1, 1, 1, 1},
        conv_shape{3, 5, 4, 8, 12, 1, 1, 1, 1, 0, 0, 4}}) {
    bytes const x = bytes::random(g, static_cast<int>(s.batch * s.height * s.width), static_cast<int>(s.channels),
                                  static_cast<int>(s.channels));
    bytes const w =
        bytes::random(g, static_cast<int>(s.depth()), static_cast<int>(s.outputs), static_cast<int>(s.outputs));
    std::vector<std::int32_t> expected;
    for (int image = 0; image < s.batch; ++image)
      for (int y = 0; y < s.out_height(); ++y)
        for (int at = 0; at < s.out_width(); ++at)
          for (int o = 0; o < s.outputs; ++o) {
            std::int64_t sum = 0;
            int tap = 0;
            int const first = static_cast<int>(o / (s.outputs / s.groups) * s.group_channels());
            for (int ky = 0; ky < s.kernel_height; ++ky)
              for (int kx = 0; kx < s.kernel_width; ++kx)
                for (int c = 0; c < s.group_channels(); ++c, ++tap) {
                  int const iy = y * s.stride_y + ky - s.padding_y, ix = at * s.stride_x + kx - s.padding_x;
                  bool const outside = iy < 0 || ix < 0 || iy >= s.height || ix >= s.width;
                  sum += t.at(outside ? 128 : x.at(static_cast<int>((image * s.height + iy) * s.width + ix), first + c),
                              w.at(tap, o));
                }
            expected.push_back(static_cast<std::int32_t>(sum));
          }
    buffer<std::uint8_t> on_x, on_w;
    buffer<std::int32_t> out;
    fine(h, on_x.assign(x.data.data(), x.data.size()), "conv");
    fine(h, on_w.assign(w.data.data(), w.data.size()), "conv");
    fine(h, out.allocate(expected.size()), "conv");
    std::uint8_t const* const px = on_x.get();
    std::uint8_t const* const pw = on_w.get();
    fine(h, conv2d(gemm, s, px, pw, std::uint8_t{128}, out.get(), nullptr), "conv2d");
    h.expect(read(out.get(), expected.size()) == expected, "conv2d");
    std::vector<int_gemm::weights> prepared;
    fine(h, prepare_conv(prepared, gemm, s, pw, nullptr), "prepare_conv");
    fine(h, conv2d(gemm, s, px, prepared, std::uint8_t{128}, out.get(), nullptr), "conv2d, prepared");
    h.expect(read(out.get(), expected.size()) == expected, "conv2d, prepared");
  }
}

void noise(checks& h) {
  std::vector<std::int32_t> host(100 * 101, 5);
  buffer<std::int32_t> on;
  if (!fine(h, on.assign(host.data(), host.size()), "noise")) return;
  fine(h, add_noise<std::int32_t>({on.get(), 100, 100, 101}, 64, noise_of(0.01, -0.002, 65025), 42, 3, nullptr),
       "add_noise");
  std::vector<std::int32_t> const device = read(on.get(), host.size());
  noise_kernel<std::int32_t> const kernel{host.data(), 100, 100, 101, 64 * -0.002 * 65025, 8 * 0.01 * 65025, 42, 3};
  emulate(kernel, kernel.blocks(), 0);
  // Logarithm and cosine differ in the last bits between device and host.
  int far = 0;
  for (std::size_t i = 0; i < host.size(); ++i) far += std::abs(host[i] - device[i]) > 1;
  h.expect(far == 0, "the noise of device and host");
}

}  // namespace

int main() {
  checks h;
  generator g(9);
  int devices = 0;
  cudaError_t const found = cudaGetDeviceCount(&devices);
  refusals(h, g);
  if (found == cudaSuccess && devices > 0) {
    refusals_of_created(h, g);
    products(h);
    convolution(h);
    noise(h);
  } else {
    std::printf("no CUDA device (%s): built, not run\n", cudaGetErrorString(found));
  }
  std::printf("%d checks, %d failed\n", h.made, h.failed);
  return h.failed != 0;
}
