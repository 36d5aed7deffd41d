// The container safetensors: the length of a JSON header as a 64-bit little-endian word, the header, padded with spaces
// so that data begins at a multiple of 8 bytes, and the tensors one after another.
#pragma once
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

namespace axmul::tools {

struct tensor {
  std::string name;
  std::string type;  // U8, I32, F32, ...
  std::vector<std::uint64_t> shape;
  std::function<void(std::ostream&)> write;  // all its bytes, little-endian, row major
};

// metadata: an object of texts.
void write_safetensors(nlohmann::ordered_json const& metadata, std::vector<tensor> const& tensors, std::ostream& out);

}  // namespace axmul::tools
