// The seam between design.cpp and the translation units of blocks.cpp.
#pragma once
#include "axmul/spec_tree.hpp"
#include "src/design.hpp"

namespace axmul::tools {

// Fills d when the family of the spec belongs to this shard; false otherwise. Throws bad_spec.
template <int Shard>
bool fill_shard(detail::tree const& t, design& d);

}  // namespace axmul::tools
