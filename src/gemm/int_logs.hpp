// The log_sum path: products as sums of logarithms.
#pragma once
#include <optional>

#include "src/gemm/int_operand.hpp"
#include "src/gemm/int_tile.hpp"

namespace axmul::detail {

// entry(a, b) = the float with the bits a[a] + b[b], truncated to an integer.
struct log_codes {
  codes<std::int32_t> a, b;
};

// Found from the table alone; nothing where it has no such form. Every entry has been compared.
std::optional<log_codes> find_logs(product_table const& table);

// The codes must outlive what is returned.
std::unique_ptr<prepared> prepare_logs(log_codes const& logs, operand const& b);

}  // namespace axmul::detail
