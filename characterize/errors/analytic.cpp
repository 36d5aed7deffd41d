#include "characterize/errors/analytic.hpp"

#include <fmt/format.h>

#include <variant>

#include "axmul/error_form.hpp"
#include "axmul/spec.hpp"
#include "characterize/errors/bilinear.hpp"
#include "characterize/errors/fields.hpp"
#include "characterize/errors/log_sums.hpp"
#include "src/support/error.hpp"

namespace axmul::tools {
namespace {

constexpr char const* no_form = "the error has no form that the method knows";

// The factors of the error terms at a pair of operands.
struct factors {
  std::vector<i128> a, b;
};
using error_terms = std::function<factors(u128 const&, u128 const&)>;

// What a multiplier says of its error; of @signed, what its core says of magnitudes.
struct error_description {
  std::variant<std::string, error_terms, log_sum> form = no_form;  // or why there is none
  bool of_magnitudes = false;
};

template <class M>
error_description describe(M const& m) {
  if constexpr (is_log_sum<M>) {
    return {log_sum{}};
  } else if constexpr (has_error_terms<M>) {
    char const* const refused = m.error_terms(u128{0}, u128{0}, [](u128 const&, u128 const&) {});
    if (refused != nullptr) return {fmt::format("{}: {}", refused, no_form)};
    return {[m](u128 const& a, u128 const& b) {
      factors all;
      m.error_terms(a, b, [&](u128 const& x, u128 const& y) {
        all.a.push_back(static_cast<i128>(x));
        all.b.push_back(static_cast<i128>(y));
      });
      return all;
    }};
  } else {
    return {};
  }
}
template <class Core>
error_description describe(as_signed<Core> const& m) {
  if (m.how != negation::signmag) return {"how=ones: the error is that of no magnitudes"};
  error_description core = describe(m.core);
  core.of_magnitudes = true;
  return core;
}
template <class Core>
error_description describe(axmul::fp<Core> const&) {
  return {"a format has no errors in units of the product"};
}

bilinear_errors bilinear_errors_of(design const& d, error_terms const& f, bool of_magnitudes) {
  auto const word = [&](std::uint64_t x, int width) {
    return d.is_signed && !of_magnitudes ? sign_extend(u128{x}, width) : u128{x};
  };
  auto const pieces = of_magnitudes ? magnitude_pieces_of : pieces_of;
  return bilinear_errors_of(pieces([&](std::uint64_t x) { return f(word(x, d.n), 0).a; }, d.n),
                            pieces([&](std::uint64_t x) { return f(0, word(x, d.nb)).b; }, d.nb));
}

// Of two's complement: each magnitude but 0 and the largest, where d = 0, belongs to two operands.
exact_sums log_sum_errors_of(design const& d) {
  if (!d.is_signed) return log_sum_errors(d.n, d.nb);
  exact_sums all = log_sum_errors(d.n - 1, d.nb - 1);
  all.d = 0;
  all.d2 *= 4;
  *all.errors *= 4;
  *all.abs_d *= 4;
  return all;
}

// The sums, or why there are none.
std::variant<std::string, exact_sums> sums_of(design const& d) {
  error_description description;
  try {
    description = visit(d.spec, [](auto const& m) { return describe(m); });
  } catch (bad_spec const&) {
    return "it is no family of axmul's";
  }
  exact_sums sums;
  if (auto const* const why = std::get_if<std::string>(&description.form)) return *why;
  if (auto const* const terms = std::get_if<error_terms>(&description.form)) {
    bilinear_errors const errors = bilinear_errors_of(d, *terms, description.of_magnitudes);
    // The largest exact product is 2^(n+nb-2).
    if (description.of_magnitudes && errors.highest >= power_of_two(d.n + d.nb - 2)) return "a product may be clamped";
    sums = errors.sums;
  } else {
    sums = log_sum_errors_of(d);
  }
  sums.pairs = power_of_two(d.n + d.nb);
  return sums;
}

}  // namespace

std::optional<std::string> why_not_analytic(design const& d) {
  std::variant<std::string, exact_sums> const sums = sums_of(d);
  if (auto const* const why = std::get_if<std::string>(&sums)) return fmt::format("{}: {}", d.spec, *why);
  return std::nullopt;
}

nlohmann::ordered_json analytic_record(design const& d) {
  std::variant<std::string, exact_sums> const found = sums_of(d);
  if (auto const* const why = std::get_if<std::string>(&found))
    throw bad_input(fmt::format("{}: {}; use exhaustive or sampled", d.spec, *why));
  exact_sums const& sums = std::get<exact_sums>(found);
  identities const id = check_identities(d);
  nlohmann::ordered_json r = named_record(d, "analytic", sums.pairs);
  add_error_fields(r, d, sums);
  for (char const* field : {"mred", "rel_bias", "rel_max", "rel_min", "wcre", "pred_1", "pred_2", "pred_5"})
    r[field] = nullptr;
  r["zero_errors"] = nullptr;
  add_noise_fields(r, d, sums, exact_square_of(d));
  r["symmetric"] = nullptr;
  r["zero_absorbing"] = id.zero_absorbing;
  r["one_identity"] = id.one_identity;
  add_exact_sums(r, sums);
  return r;
}

}  // namespace axmul::tools
