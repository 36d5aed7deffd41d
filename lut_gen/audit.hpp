// What a foreign table is: the nearest known multiplier, and how the table departs from it.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lut_gen/read.hpp"

namespace axmul::tools {

// An entry that is not what the nearest multiplier makes of its operands.
struct wrong_entry {
  std::int64_t a, b, found, expected;
};

// transposed      rows are operand b
// axis_order      an axis in numeric order (-2^(n-1) first) where wrap order (0 first) is expected, or the other way
// byte_order      the bytes of entries in the other order
// offset          a constant added to every entry
// sign_quadrant   a quadrant filled for other signs than its own, as with f(|a|, |b|)
// sign_wrap       unsigned products that a signed type of the file made negative
// zero            f(0, x) or f(x, 0) is not 0
// entries         single entries off
struct table_fault {
  std::string name, detail;
  std::vector<wrong_entry> entries{};  // the first few, of zero and entries
};

struct audit_request {
  bool sign_is_known = false;  // as product_table::is_signed has it
  bool numeric_axes = false;   // the format has its axes in numeric order
};

struct audit_result {
  int n = 0, nb = 0;
  bool is_signed = false;
  std::int64_t lowest = 0,
               highest = 0;  // entries, as everything below after transposed, axis_order and byte_order are undone
  std::string nearest;
  // After the faults but zero and entries are undone: share of entries that differ from the nearest multiplier, and
  // mean absolute difference.
  double distance = 0, mean_difference = 0;
  std::vector<table_fault> faults;
  nlohmann::ordered_json statistics;  // fields of a characterize record
};

// A fault is told where undoing it gives a known multiplier but for a few entries, or else where it alone brings the
// table near the exact product. What a known multiplier does without a fault is none: a symmetric multiplier shows no
// transposition.
audit_result audit_table(product_table const& t, audit_request const& request = {});

// Of a table of format approxtrain, against the families in formats of 8 exponent bits; n = nb = m. Entries, and the
// mean difference, are significands of products in units of 2^-m. Knows transposed and entries; its statistics are
// the relative ones.
audit_result audit_mantissas(mantissa_table const& t);

// What the two have in common.
// The cheapest explanation of a table is taken; one without a fault costs nothing, or 1 where the multiplier truncates
// one operand. Transposition is the likeliest fault.
inline constexpr int transposition_cost = 2, fault_cost = 4, entry_cost = 4;
// How many of `size` entries may be single ones off.
int few_entries(std::size_t size);
// "3 entries off: f(1, 2) = 3, expected 2; ..."
table_fault entries_fault(char const* name, std::string const& what, std::vector<wrong_entry> entries);

}  // namespace axmul::tools
