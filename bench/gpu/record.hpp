// What the programs of this folder share: device memory and time, and records as JSON.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <cuda_runtime.h>

namespace axmul::gpu {

constexpr int exit_no_device = 77;

struct bad_arguments : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void check(cudaError_t status, std::string const& what) {
  if (status != cudaSuccess) throw std::runtime_error(what + ": " + cudaGetErrorString(status));
}

template <class T>
class device_array {
 public:
  explicit device_array(std::size_t count) { check(cudaMalloc(&data_, count * sizeof(T)), "cudaMalloc"); }
  device_array(device_array const&) = delete;
  device_array& operator=(device_array const&) = delete;
  ~device_array() { cudaFree(data_); }
  T* get() const { return data_; }

 private:
  T* data_ = nullptr;
};

// The time between two marks on the device.
class device_clock {
 public:
  device_clock() {
    check(cudaEventCreate(&begin_), "cudaEventCreate");
    check(cudaEventCreate(&end_), "cudaEventCreate");
  }
  device_clock(device_clock const&) = delete;
  device_clock& operator=(device_clock const&) = delete;
  ~device_clock() {
    cudaEventDestroy(begin_);
    cudaEventDestroy(end_);
  }
  void start() { check(cudaEventRecord(begin_), "cudaEventRecord"); }
  double seconds() {
    check(cudaEventRecord(end_), "cudaEventRecord");
    check(cudaEventSynchronize(end_), "cudaEventSynchronize");
    float milliseconds = 0;
    check(cudaEventElapsedTime(&milliseconds, begin_, end_), "cudaEventElapsedTime");
    return milliseconds * 1e-3;
  }

 private:
  cudaEvent_t begin_{}, end_{};
};

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

inline std::string first_match(char const* path, std::string const& line_start) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (line.compare(0, line_start.size(), line_start) == 0) return line;
  return "";
}
inline std::string cpu_name() {
  std::string const line = first_match("/proc/cpuinfo", "model name");
  std::size_t const colon = line.find(": ");
  return colon == std::string::npos ? "" : line.substr(colon + 2);
}
inline std::string version(int v) {
  return std::to_string(v / 1000) + "." + std::to_string(v % 1000 / 10);
}

inline std::string quoted(std::string const& text) {
  if (text.empty()) return "null";
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c < ' ' ? ' ' : c;
  }
  return out + '"';
}
inline std::string spread(std::vector<double> const& values) {
  auto const [least, most] = std::minmax_element(values.begin(), values.end());
  return "{\"min\": " + std::to_string(std::llround(*least)) +
         ", \"median\": " + std::to_string(std::llround(median(values))) +
         ", \"max\": " + std::to_string(std::llround(*most)) + ", \"runs\": " + std::to_string(values.size()) + "}";
}

// The beginning of a record: date, device 0, host.
inline std::string record_head(cudaDeviceProp const& device, int host_cores) {
  int driver = 0, runtime = 0;
  check(cudaDriverGetVersion(&driver), "cudaDriverGetVersion");
  check(cudaRuntimeGetVersion(&runtime), "cudaRuntimeGetVersion");
  char date[32] = "";
  std::time_t const now = std::time(nullptr);
  std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return "{\n  \"date\": " + quoted(date) + ",\n  \"device\": {\"name\": " + quoted(device.name) +
         ", \"compute_capability\": \"" + std::to_string(device.major) + '.' + std::to_string(device.minor) +
         "\", \"multiprocessors\": " + std::to_string(device.multiProcessorCount) +
         ", \"driver\": " + quoted(first_match("/proc/driver/nvidia/version", "NVRM version")) +
         ", \"cuda_driver\": \"" + version(driver) + "\", \"cuda_runtime\": \"" + version(runtime) +
         "\"},\n  \"host\": {\"cpu\": " + quoted(cpu_name()) + ", \"compiler\": " + quoted(__VERSION__) +
         ", \"cores_used\": " + std::to_string(host_cores) + "}";
}

// Written beside the target, then renamed.
inline void write_file(std::string const& path, std::string const& content) {
  std::string const partial = path + ".part";
  std::ofstream out(partial);
  out << content;
  out.close();
  if (!out || std::rename(partial.c_str(), path.c_str()) != 0) {
    std::remove(partial.c_str());
    throw bad_arguments(path + ": cannot be written");
  }
}

}  // namespace axmul::gpu
