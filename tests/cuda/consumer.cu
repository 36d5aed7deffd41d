// axmul under nvcc, as a user meets it: every family and wrapper as a kernel argument, products compared with the
// host's. Without a device the host-side checks are made and the message says so.
#include <axmul/axmul.hpp>
#include <axmul/spec.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

using axmul::uint128_t;

constexpr axmul::drum mul16{16, 6};
constexpr axmul::fp half{axmul::bf16, axmul::mbm{}};
constexpr auto parsed = axmul::parse<axmul::as_signed<axmul::drum>>("drum:n=8,k=4@signed");

static_assert(mul16(1000u, 1000u) == 1016064u);
static_assert(axmul::fixed<mul16>{}(1000u, 1000u) == 1016064u);
static_assert(mul16(uint128_t{1000}, uint128_t{1000}) == 1016064u);
static_assert(axmul::fp{axmul::bf16, axmul::exact{}}(1.5f, 2.5f) == 3.75f);
static_assert(parsed(static_cast<std::uint32_t>(-3), 5u) == static_cast<std::uint32_t>(-15));

constexpr int pairs = 256;

// Any multiplier by value, any word or float.
template <class M, class T>
__global__ void kernel(M const mul, T const* a, T const* b, T* out) {
  unsigned const i = blockIdx.x * blockDim.x + threadIdx.x;
  out[i] = mul(a[i], b[i]);
}

// Models made in device code, at compile time and at run time.
__global__ void made_on_the_device(float const* x, float* out) {
  constexpr axmul::fp exact{axmul::e4m3, axmul::exact{}};
  axmul::fp const half_here{axmul::bf16, axmul::mbm{}};
  out[0] = half(1.5f, 2.5f);
  out[1] = exact(x[0], x[1]);
  out[2] = half_here(x[0], x[1]);
  out[3] = static_cast<float>(axmul::fixed<mul16>{}(1000u, 1000u));
}

// A family with its defaults, made in device code.
template <class M>
__global__ void defaults(std::uint32_t const* x, std::uint32_t* out) {
  M const m{};
  *out = m(x[0], x[1]);
}

void check(cudaError_t status, char const* what) {
  if (status == cudaSuccess) return;
  std::printf("%s: %s\n", what, cudaGetErrorString(status));
  std::exit(1);
}

template <class T>
class device_array {
 public:
  explicit device_array(std::vector<T> const& from) : size_(from.size() * sizeof(T)) {
    check(cudaMalloc(&data_, size_), "cudaMalloc");
    check(cudaMemcpy(data_, from.data(), size_, cudaMemcpyHostToDevice), "copy to the device");
  }
  device_array(device_array const&) = delete;
  device_array& operator=(device_array const&) = delete;
  ~device_array() { cudaFree(data_); }
  T* get() const { return data_; }
  std::vector<T> read() const {
    std::vector<T> to(size_ / sizeof(T));
    check(cudaMemcpy(to.data(), data_, size_, cudaMemcpyDeviceToHost), "copy from the device");
    return to;
  }

 private:
  T* data_ = nullptr;
  std::size_t size_;
};

// Runs models on the host and, where there is one, on the device; counts what differs.
struct harness {
  bool device = false;
  int models = 0;
  int left_out = 0;
  int failures = 0;

  void expect(bool holds, std::string const& what) {
    if (holds) return;
    ++failures;
    std::printf("FAILED: %s\n", what.c_str());
  }

  template <class M, class T>
  void compare(M const& m, std::vector<T> const& a, std::vector<T> const& b, std::string const& what) {
    ++models;
    std::vector<T> host(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) host[i] = m(a[i], b[i]);
    if (!device) return;
    device_array<T> const on_a(a), on_b(b), out(std::vector<T>(a.size()));
    kernel<<<static_cast<unsigned>(a.size() / 64), 64>>>(m, on_a.get(), on_b.get(), out.get());
    check(cudaGetLastError(), what.c_str());
    check(cudaDeviceSynchronize(), what.c_str());
    expect(std::memcmp(out.read().data(), host.data(), host.size() * sizeof(T)) == 0,
           what + ": device and host differ");
  }

  // The model that the spec names, on corners and pseudo-random patterns; false if the family refuses the spec.
  template <class M, class U>
  bool run(std::string const& spec) {
    M m;
    try {
      m = axmul::parse<M>(spec);
    } catch (axmul::bad_spec const&) {
      return false;
    }
    std::vector<U> const a = patterns<U>(axmul::bits_a(m), axmul::is_signed<M>, 1);
    std::vector<U> const b = patterns<U>(axmul::bits_b(m), axmul::is_signed<M>, 16);
    compare(m, a, b, axmul::to_string(m) + " in " + std::to_string(8 * sizeof(U)) + " bits");
    return true;
  }

  // 16 patterns, each standing in runs of `run` pairs: with runs of 1 and 16 all combinations meet.
  template <class U>
  static std::vector<U> patterns(int bits, bool is_signed, int run) {
    U const all = axmul::low_mask<U>(bits);
    U const top = U{1} << (bits - 1);
    U const x = all / U{7};
    U const some[16] = {0,       1,       2, 3,         all,   all - 1,  top,      top - 1,
                        top + 1, all / 3, x, x * 3 + 1, x * 5, top >> 2, all >> 3, top | 5};
    std::vector<U> values;
    for (int i = 0; i < pairs; ++i) {
      U const value = some[(i / run) % 16] & all;
      values.push_back(is_signed && (value & top) != 0 ? value | ~all : value);
    }
    return values;
  }

  template <class M, class U>
  void widest(std::string const& name, std::string const& wrappers) {
    for (int n = 4 * static_cast<int>(sizeof(U)); n >= 2; n /= 2)
      if (run<M, U>(name + ":n=" + std::to_string(n) + wrappers)) return;
    ++left_out;
  }

  template <class Family, class U>
  void word(char const* format) {
    std::string const name = Family::name;
    widest<Family, U>(name, "");
    widest<axmul::lsb<Family>, U>(name, "@lsb:ta=1,tb=1,mode=jam");
    if constexpr (!axmul::is_signed<Family>) {
      widest<axmul::as_signed<Family>, U>(name, "@signed");
      if (!run<axmul::fp<Family>, U>(name + format)) ++left_out;
    }
  }

  template <class M>
  void made_on_the_device() {
    std::vector<std::uint32_t> const x{100, 77};
    void (*const made)(std::uint32_t const*, std::uint32_t*) = defaults<M>;
    if (!device) return;
    device_array<std::uint32_t> const in(x), out(std::vector<std::uint32_t>(1));
    made<<<1, 1>>>(in.get(), out.get());
    check(cudaDeviceSynchronize(), M::name);
    expect(out.read()[0] == M{}(x[0], x[1]), std::string(M::name) + ": made on the device");
  }

  template <class... Family>
  void families(axmul::type_list<Family...>) {
    (made_on_the_device<Family>(), ...);
    (word<Family, std::uint32_t>("@bf16"), ...);
    (word<Family, std::uint64_t>("@fp32"), ...);
    (word<Family, uint128_t>("@float:e=11,m=52"), ...);
  }
};

void others(harness& h) {
  h.compare(axmul::fixed<mul16>{}, harness::patterns<std::uint32_t>(16, false, 1),
            harness::patterns<std::uint32_t>(16, false, 16), "fixed<mul16>");
  h.compare(axmul::as_signed<axmul::lsb<axmul::drum>>{{axmul::drum{12, 5}, 2, 1}, axmul::negation::ones},
            harness::patterns<std::uint64_t>(12, true, 1), harness::patterns<std::uint64_t>(12, true, 16),
            "signed lsb drum");

  std::vector<float> x, y;
  for (int i = 0; i < pairs; ++i) {
    x.push_back(static_cast<float>(i - 100) * 0.3f);
    y.push_back(1e30f / static_cast<float>((i * i) - 5000));
  }
  h.compare(half, x, y, "float operands");
  h.compare(half, std::vector<double>(x.begin(), x.end()), std::vector<double>(y.begin(), y.end()), "double operands");

  constexpr axmul::mitchell byte{8};
  std::vector<std::uint32_t> table(65536);
  axmul::fill_table<std::uint32_t>(byte, 8, 8, table.data());
  h.expect(axmul::lut<std::uint32_t>{table.data()}(200u, 100u) == byte(200u, 100u), "lut on the host");

  axmul::visit("rep:l=3,comp=or@e4m3", [&](auto const& m) {
    h.expect(axmul::to_string(m) == "rep:n=4,l=3,comp=or@e4m3", "a spec at run time");
  });
  if (!h.device) return;

  device_array<std::uint32_t> const on_device(table);
  std::vector<std::uint32_t> const a = harness::patterns<std::uint32_t>(8, false, 1),
                                   b = harness::patterns<std::uint32_t>(8, false, 16);
  device_array<std::uint32_t> const on_a(a), on_b(b), out(std::vector<std::uint32_t>(a.size()));
  kernel<<<4, 64>>>(axmul::lut<std::uint32_t>{on_device.get()}, on_a.get(), on_b.get(), out.get());
  check(cudaDeviceSynchronize(), "lut");
  std::vector<std::uint32_t> const looked_up = out.read();
  for (std::size_t i = 0; i < a.size(); ++i) h.expect(looked_up[i] == byte(a[i], b[i]), "lut on the device");

  std::vector<float> const in{1.5f, 2.5f};
  device_array<float> const on_in(in), made(std::vector<float>(4));
  made_on_the_device<<<1, 1>>>(on_in.get(), made.get());
  check(cudaDeviceSynchronize(), "made_on_the_device");
  h.expect(made.read() == std::vector<float>{half(1.5f, 2.5f), 3.75f, half(1.5f, 2.5f), 1016064.0f},
           "models made on the device");
}

}  // namespace

int main() {
  harness h;
  int devices = 0;
  cudaError_t const status = cudaGetDeviceCount(&devices);
  h.device = status == cudaSuccess && devices > 0;
  h.families(axmul::families{});
  others(h);
  if (h.failures != 0) return 1;
  if (h.device) {
    std::printf("%d models agree on the device and the host, %d left out\n", h.models, h.left_out);
  } else {
    std::printf("no CUDA device (%s): %d models ran on the host only, %d left out\n", cudaGetErrorString(status),
                h.models, h.left_out);
  }
  return 0;
}
