#include "lut_gen/safetensors.hpp"

#include <string>

#include "lut_gen/table.hpp"

namespace axmul::tools {

void write_safetensors(nlohmann::ordered_json const& metadata, std::vector<tensor> const& tensors, std::ostream& out) {
  nlohmann::ordered_json header = {{"__metadata__", metadata}};
  std::uint64_t end = 0;
  for (tensor const& t : tensors) {
    std::uint64_t const begin = end;
    std::uint64_t bytes = std::stoull(t.type.substr(1)) / 8;
    for (std::uint64_t size : t.shape) bytes *= size;
    end += bytes;
    header[t.name] = {{"dtype", t.type}, {"shape", t.shape}, {"data_offsets", {begin, end}}};
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');
  std::string length;
  append_word(length, text.size(), 8);
  out << length << text;
  for (tensor const& t : tensors) t.write(out);
}

}  // namespace axmul::tools
