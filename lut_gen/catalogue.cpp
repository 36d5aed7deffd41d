#include "lut_gen/catalogue.hpp"

#include <string_view>

#include "axmul/spec.hpp"

namespace axmul::tools {
namespace {

// Sets n and nb alone; other ranges depend on them.
struct set_widths {
  int n, nb;
  bool fits = true;

  void operator()(char const* key, int& value, range r) {
    std::string_view const k = key;
    if (k == "n") value = n;
    if (k == "nb") value = nb == n ? 0 : nb;
    if (k == "n" || k == "nb") fits = fits && r.contains(value);
  }
  template <class E>
  void operator()(char const*, E&, words) {}
};

// Sets every other parameter to the value that its place in `choice` says, and counts the values it has.
struct choose {
  std::vector<int>& choice;
  std::vector<int> count{};

  void operator()(char const* key, int& value, range r) {
    std::string_view const k = key;
    if (k == "n" || k == "nb" || is_empty()) return;
    int values = 0;
    int const index = next_choice();
    for (int v = r.lo; v <= r.hi; v = r.next(v))
      if (values++ == index) value = v;
    count.push_back(values);
  }
  template <class E>
  void operator()(char const*, E& value, words w) {
    if (is_empty()) return;
    int const index = next_choice();
    value = static_cast<E>(index);
    count.push_back(0);
    while (!detail::word_at(w.names, count.back()).empty()) ++count.back();
  }

  // Whether a parameter has no value after those before it.
  bool is_empty() const { return !count.empty() && count.back() == 0; }

  // To the next combination, the last parameter first; false after the last one.
  bool advance() {
    choice.resize(count.size());
    while (!choice.empty() && ++choice.back() >= count[choice.size() - 1]) choice.pop_back();
    return !choice.empty();
  }

 private:
  int next_choice() {
    if (count.size() == choice.size()) choice.push_back(0);
    return choice[count.size()];
  }
};

struct set_defaults {
  void operator()(char const* key, int& value, range r) {
    std::string_view const k = key;
    if (k != "n" && k != "nb") value = r.nearest(r.preset);
  }
  template <class E>
  void operator()(char const*, E& value, words) {
    value = E{};
  }
};

// Calls body with every value of the family M at these widths.
template <class M, class F>
void for_each_value(int n, int nb, F const& body) {
  M m{};
  set_widths widths{n, nb};
  M::params(m, widths);
  if (!widths.fits || (!is_rectangular<M> && n != nb)) return;
  std::vector<int> choice;
  for (bool more = true; more;) {
    choose values{choice};
    M::params(m, values);
    if (!values.is_empty()) body(m);
    more = values.advance();
  }
}

template <class M>
void add_family(int n, int nb, bool as_twos_complement, std::vector<catalogue_entry>& all) {
  if (is_signed<M> && !as_twos_complement) return;
  for_each_value<M>(n, nb, [&](M const& m) {
    if constexpr (!is_signed<M>) {
      if (as_twos_complement) {
        for (negation how : {negation::signmag, negation::ones}) all.push_back({to_string(as_signed<M>{m, how})});
        return;
      }
    }
    all.push_back({to_string(m)});
  });
}

template <class M>
void add_truncated(int n, int nb, bool as_twos_complement, std::vector<catalogue_entry>& all) {
  bool exists = false;
  for_each_value<M>(n, nb, [&](M const&) { exists = true; });
  if (!exists || (is_signed<M> && !as_twos_complement)) return;
  M m{};
  M::params(m, set_widths{n, nb});
  M::params(m, set_defaults{});
  for (truncation mode : {truncation::zero, truncation::jam})
    for (int ta = 0; ta < n; ++ta)
      for (int tb = ta == 0 ? 1 : 0; tb < nb; ++tb) {
        axmul::lsb<M> const core{m, ta, tb, mode};
        bool const one = mode == truncation::zero && (ta == 0 || tb == 0);
        if constexpr (!is_signed<M>) {
          if (as_twos_complement) {
            all.push_back({to_string(as_signed<axmul::lsb<M>>{core}), one});
            continue;
          }
        }
        all.push_back({to_string(core), one});
      }
}

template <class... Family>
void add_all(type_list<Family...>, int n, int nb, bool is_signed, std::vector<catalogue_entry>& all) {
  (add_family<Family>(n, nb, is_signed, all), ...);
  (add_truncated<Family>(n, nb, is_signed, all), ...);
}

template <class... Family>
void add_unsigned(type_list<Family...>, int n, std::vector<catalogue_entry>& all) {
  (add_family<Family>(n, n, false, all), ...);
}

}  // namespace

std::vector<catalogue_entry> catalogue(int n, int nb, bool is_signed) {
  std::vector<catalogue_entry> all;
  add_all(families{}, n, nb, is_signed, all);
  return all;
}

std::vector<catalogue_entry> float_catalogue(int e, int m) {
  std::vector<catalogue_entry> all;
  add_unsigned(families{}, m + 1, all);
  for (catalogue_entry& one : all) one.spec += "@float:e=" + std::to_string(e) + ",m=" + std::to_string(m);
  return all;
}

}  // namespace axmul::tools
