// Spec strings: the name of a multiplier everywhere. Host only; one parser for compile time and run time.
//
//     spec = core { "@" wrapper }        core, wrapper = name [ ":" key "=" value { "," key "=" value } ]
//
//     constexpr auto m = axmul::parse<axmul::drum>("drum:n=16,k=6");
//     axmul::visit(text, [](auto const& m) { ... });        // text at run time; m is the value
//     axmul::to_string(m)                                   // the canonical spec
//
// A bad spec throws axmul::bad_spec: what was found where, and what would have been accepted, the nearest name first.
#pragma once
#include <string>
#include <string_view>

#include "axmul/axmul.hpp"
#include "axmul/spec_tree.hpp"

namespace axmul {
namespace detail {

inline constexpr int widest_in_specs = 64;

// Assigns parameters from their texts; `widths` says whether n and nb or all the others.
struct assign {
  tree const& spec;
  part const& from;
  bool widths;
  int forced_n = 0;  // set by a format: n is its m + 1

  constexpr void operator()(char const* key, int& value, range r) const {
    std::string_view const k = key;
    bool const is_n = k == "n";
    bool const is_nb = k == "nb";
    if ((is_n || is_nb) != widths) return;
    item const* const given = from.find(k);
    if (widths && r.hi > widest_in_specs) r.hi = widest_in_specs;
    if (r.lo > r.hi) fail_empty(spec, from, key);
    if (given == nullptr) {
      value = r.nearest(is_n && forced_n != 0 ? forced_n : r.preset);
    } else {
      bool const is_zero_nb = is_nb && given->value == "0";
      if (is_nb) r.lo = 2;
      value = is_zero_nb ? 0 : integer(spec, *given, r);
      if (is_n && forced_n != 0 && value != forced_n) fail_width(spec, *given, forced_n);
    }
    if (is_n && forced_n != 0 && value != forced_n) fail_significand(spec, from, forced_n, r);
  }
  template <class E>
  constexpr void operator()(char const* key, E& value, words w) const {
    if (widths) return;
    item const* const given = from.find(key);
    value = static_cast<E>(given == nullptr ? 0 : word_index(spec, *given, w.names));
  }
};

// Collects the keys that a family knows.
struct collect_keys {
  std::string_view keys[12]{};
  int count = 0;
  template <class T, class R>
  constexpr void operator()(char const* key, T const&, R) {
    add(key);
  }
  constexpr void add(char const* key) { keys[count++] = key; }
};

template <class M>
constexpr void bind_params(tree const& t, part const& from, M& m, int forced_n = 0, bool has_format = false) {
  collect_keys known;
  if (has_format) known.add("e"), known.add("m");
  M::params(m, known);
  for (int i = 0; i < from.count; ++i) {
    bool found = false;
    for (int j = 0; j < known.count; ++j) found = found || from.items[i].key == known.keys[j];
    if (!found) fail_parameter(t, from, from.items[i], known.keys, known.count);
    for (int j = 0; j < i; ++j)
      if (from.items[i].key == from.items[j].key) fail_twice(t, from, from.items[i]);
  }
  M::params(m, assign{t, from, true, forced_n});
  if constexpr (is_rectangular<M>) {
    if (m.nb == m.n) m.nb = 0;
    if (forced_n != 0 && m.nb != 0) fail_width(t, *from.find("nb"), forced_n);
  }
  M::params(m, assign{t, from, false});
}

// Turns the parts of a spec into a value of the type that their names say.
template <class M>
struct bind {
  static constexpr M from(tree const& t, int forced_n = 0) {
    M m{};
    bind_params(t, t.parts[0], m, forced_n);
    return m;
  }
};
template <class Core>
struct bind<lsb<Core>> {
  static constexpr lsb<Core> from(tree const& t, int forced_n = 0) {
    lsb<Core> m{bind<Core>::from(t, forced_n)};
    bind_params(t, t.parts[1], m);
    return m;
  }
};
template <class Core>
struct bind<as_signed<Core>> {
  static constexpr as_signed<Core> from(tree const& t) {
    as_signed<Core> m{bind<Core>::from(t)};
    bind_params(t, t.parts[t.count - 1], m);
    return m;
  }
};
template <class Core>
struct bind<fp<Core>> {
  static constexpr fp<Core> from(tree const& t) {
    part const& last = t.parts[t.count - 1];
    format const f = format_of(t, last);
    fp<Core> m(f, bind<Core>::from(t, f.m + 1));
    bind_params(t, last, m, 0, last.name == "float");
    return m;
  }
};

// What the names in a spec say about its type.
template <class M>
struct type_of {
  using family = M;
  static constexpr bool truncated = false;
  static constexpr wrapper_kind outer = wrapper_kind::none;
};
template <class Core>
struct type_of<lsb<Core>> : type_of<Core> {
  static constexpr bool truncated = true;
};
template <class Core>
struct type_of<as_signed<Core>> : type_of<Core> {
  static constexpr wrapper_kind outer = wrapper_kind::as_signed;
};
template <class Core>
struct type_of<fp<Core>> : type_of<Core> {
  static constexpr wrapper_kind outer = wrapper_kind::format;
};

constexpr bool is_truncated(tree const& t) {
  return t.count > 1 && wrapper_of(t, t.parts[1]) == wrapper_kind::lsb;
}
constexpr wrapper_kind outer_wrapper(tree const& t) {
  wrapper_kind const last = t.count > 1 ? wrapper_of(t, t.parts[t.count - 1]) : wrapper_kind::none;
  return last == wrapper_kind::lsb ? wrapper_kind::none : last;
}

template <class M>
constexpr void check_type(tree const& t) {
  using type = type_of<M>;
  if (t.parts[0].name != type::family::name || is_truncated(t) != type::truncated || outer_wrapper(t) != type::outer)
    fail(t.text, "the spec names another type of multiplier than the one asked for");
}

// Calls f with the value of the type that the wrappers make of the family.
template <class Family, class F>
decltype(auto) visit_wrapped(tree const& t, F&& f) {
  wrapper_kind const last = outer_wrapper(t);
  bool const truncated = is_truncated(t);
  if constexpr (!is_signed<Family>) {
    if (last == wrapper_kind::as_signed)
      return truncated ? f(bind<as_signed<lsb<Family>>>::from(t)) : f(bind<as_signed<Family>>::from(t));
    if (last == wrapper_kind::format)
      return truncated ? f(bind<fp<lsb<Family>>>::from(t)) : f(bind<fp<Family>>::from(t));
  } else if (last == wrapper_kind::as_signed || last == wrapper_kind::format) {
    fail_signed_core(t, t.parts[t.count - 1]);
  }
  return truncated ? f(bind<lsb<Family>>::from(t)) : f(bind<Family>::from(t));
}

template <class F, class First, class... Rest>
decltype(auto) visit_family(type_list<First, Rest...>, tree const& t, F&& f) {
  if constexpr (sizeof...(Rest) == 0) {
    return visit_wrapped<First>(t, static_cast<F&&>(f));
  } else {
    if (t.parts[0].name == First::name) return visit_wrapped<First>(t, static_cast<F&&>(f));
    return visit_family(type_list<Rest...>{}, t, static_cast<F&&>(f));
  }
}

template <class... Family>
constexpr void check_family(type_list<Family...>, tree const& t) {
  std::string_view const known[] = {Family::name...};
  for (std::string_view name : known)
    if (t.parts[0].name == name) return;
  fail_family(t, known, sizeof...(Family));
}

// Appends ":key=value,..." ; defaults are left out for wrappers.
struct print_params {
  std::string& out;
  bool all;
  bool first = true;

  void operator()(char const* key, int value, range r) { put(key, std::to_string(value), value == r.preset); }
  template <class E>
  void operator()(char const* key, E value, words w) {
    put(key, std::string(word_at(w.names, static_cast<int>(value))), static_cast<int>(value) == 0);
  }
  void put(char const* key, std::string const& value, bool preset) {
    bool const is_nb = std::string_view(key) == "nb";
    if (preset && (is_nb || !all)) return;
    out += first ? ':' : ',';
    out += key;
    out += '=';
    out += value;
    first = false;
  }
};

template <class M>
void print(M const& m, std::string& out) {
  out += M::name;
  M::params(m, print_params{out, true});
}
template <class Core>
void print(lsb<Core> const& m, std::string& out) {
  print(m.core, out);
  out += "@lsb";
  lsb<Core>::params(m, print_params{out, false});
}
template <class Core>
void print(as_signed<Core> const& m, std::string& out) {
  print(m.core, out);
  out += "@signed";
  as_signed<Core>::params(m, print_params{out, false});
}
template <class Core>
void print(fp<Core> const& m, std::string& out) {
  print(m.core, out);
  out += '@';
  print_params params{out, false};
  char const* const name = format_name(m.fmt);
  out += name != nullptr ? name : "float";
  if (name == nullptr) {
    params.put("e", std::to_string(m.fmt.e), false);
    params.put("m", std::to_string(m.fmt.m), false);
  }
  fp<Core>::params(m, params);
}

}  // namespace detail

// The multiplier of type M that the spec names. Errors: bad_spec, also when the names in the spec make another type.
template <class M>
constexpr M parse(std::string_view text) {
  detail::tree const t = detail::parse_tree(text);
  detail::check_family(families{}, t);
  detail::check_type<M>(t);
  return detail::bind<M>::from(t);
}

// Calls f with the multiplier that the spec names; f returns the same type for all of them. Errors: bad_spec.
template <class F>
decltype(auto) visit(std::string_view text, F&& f) {
  detail::tree const t = detail::parse_tree(text);
  detail::check_family(families{}, t);
  return detail::visit_family(families{}, t, static_cast<F&&>(f));
}

// The canonical spec: every parameter of the core in declared order (nb only when it differs from n), no wrapper
// defaults.
template <class M>
std::string to_string(M const& m) {
  std::string out;
  detail::print(m, out);
  return out;
}

}  // namespace axmul
