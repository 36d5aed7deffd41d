// The values of a family at given widths, as params() describes them.
// Operands: patterns of n and nb bits; words sign-extended where the family is two's complement.
#pragma once
#include <string_view>
#include <vector>

#include "axmul/params.hpp"
#include "axmul/signed.hpp"

// A family's own parameters (not n, nb) in declared order, enumerations by index.
struct choice {
  int values[8]{};
  int count = 0;
};

// Assigns the chosen parameters, defaults to the others, and notes the range of the first one that is not chosen
// (open).
struct assign_choice {
  int n, nb;
  choice given;
  choice all{};
  axmul::range open{0, -1, 0};
  bool allowed = true;
  bool rectangular = false;

  constexpr void operator()(char const* key, int& x, axmul::range r) {
    std::string_view const k = key;
    if (k == "n") {
      allowed = allowed && r.contains(n);
      x = n;
    } else if (k == "nb") {
      rectangular = true;
      allowed = allowed && (nb == n || r.contains(nb));
      x = nb == n ? 0 : nb;
    } else {
      allowed = allowed && r.lo <= r.hi;
      x = next(r);
    }
  }
  template <class E>
  constexpr void operator()(char const*, E& x, axmul::words w) {
    int last = 0;
    for (char c : std::string_view(w.names)) last += c == '|';
    x = static_cast<E>(next({0, last, 0}));
  }

 private:
  constexpr int next(axmul::range r) {
    int const i = all.count++;
    if (i == given.count) open = r;
    return all.values[i] = i < given.count ? given.values[i] : r.nearest(r.preset);
  }
};

template <class M>
struct built {
  M value{};
  assign_choice how;
};

template <class M>
constexpr built<M> build(int n, int nb, choice given = {}) {
  built<M> b{M{}, {n, nb, given}};
  M::params(b.value, b.how);  // widths, on which ranges depend
  b.how = {n, nb, given};
  M::params(b.value, b.how);
  b.how.allowed = b.how.allowed && (b.how.rectangular || nb == n);
  return b;
}

// each(m): the defaults, then every value of every parameter with the parameters before it at their defaults.
template <class M, class Each>
void each_value_alone(int n, int nb, Each const& each) {
  built<M> const defaults = build<M>(n, nb);
  if (!defaults.how.allowed) return;
  each(defaults.value);
  for (int i = 0; i < defaults.how.all.count; ++i) {
    choice c = defaults.how.all;
    c.count = i;
    built<M> const open = build<M>(n, nb, c);
    ++c.count;
    axmul::range const r = open.how.open;
    for (c.values[i] = r.lo; c.values[i] <= r.hi; c.values[i] = r.next(c.values[i])) {
      if (c.values[i] == defaults.how.all.values[i]) continue;
      built<M> const b = build<M>(n, nb, c);
      if (b.how.allowed) each(b.value);
    }
  }
}

// each(m): every combination; of each parameter all values, or few: the ends of its range and the middle.
template <class M, class Each>
void each_combination(int n, int nb, bool few, Each const& each, choice c = {}) {
  built<M> const b = build<M>(n, nb, c);
  if (!b.how.allowed) return;
  if (c.count == b.how.all.count) return each(b.value);
  std::vector<int> values;
  for (int v = b.how.open.lo; v <= b.how.open.hi; v = b.how.open.next(v)) values.push_back(v);
  if (few && values.size() > 4) values = {values.front(), values[values.size() / 2], values.back()};
  int const at = c.count++;
  for (int v : values) {
    c.values[at] = v;
    each_combination<M>(n, nb, few, each, c);
  }
}

template <class M, class U, class Pattern>
constexpr U operand(Pattern pattern, int width) {
  U const x = static_cast<U>(pattern);
  if (!axmul::is_signed<M>) return x;
  U const sign = U{1} << (width - 1);
  return (x ^ sign) - sign;
}
