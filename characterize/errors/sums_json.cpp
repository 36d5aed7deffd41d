#include "characterize/errors/sums_json.hpp"

#include <string>
#include <type_traits>

namespace axmul::tools {
namespace {

using nlohmann::ordered_json;

// Visits the members of sums in one order, to write or to read them.
class writer {
 public:
  template <class T>
  void operator()(T const& x) {
    if constexpr (std::is_same_v<T, bool>)
      array_.push_back(x);
    else if constexpr (std::is_same_v<T, double>)
      array_.push_back(bit_cast<std::uint64_t>(x));
    else
      array_.push_back(cpp_int(x).str());
  }
  ordered_json take() { return std::move(array_); }

 private:
  ordered_json array_ = ordered_json::array();
};

class reader {
 public:
  explicit reader(ordered_json const& array) : array_(array) {}

  template <class T>
  void operator()(T& x) {
    ordered_json const& from = array_.at(next_++);
    if constexpr (std::is_same_v<T, bool>)
      x = from.get<bool>();
    else if constexpr (std::is_same_v<T, double>)
      x = bit_cast<double>(from.get<std::uint64_t>());
    else
      x = static_cast<T>(cpp_int(from.get<std::string>()));
  }

 private:
  ordered_json const& array_;
  std::size_t next_ = 0;
};

template <class S, class F>
void members(S& s, F& f) {
  for (auto* x : {&s.pairs, &s.errors, &s.nonzero, &s.zero_errors, &s.worst_a, &s.worst_b}) f(*x);
  for (auto& x : s.within) f(x);
  for (auto* x : {&s.positive, &s.negative, &s.square}) f(*x);
  f(s.relative), f(s.relative_abs), f(s.worst);
  f(s.relative_max), f(s.relative_min), f(s.symmetric);
  for (auto& x : s.bit_errors) f(x);
}

template <class S, class F>
void moment_members(S& s, F& f) {
  f(s.fourth), f(s.cube_above), f(s.cube_below), f(s.relative_square);
}

ordered_json stratum_json(stratum_sums const& s) {
  writer moments, pairs;
  moment_members(s.moments, moments);
  pairs(s.pairs);
  return {{"pairs", pairs.take()}, {"errors", to_json(s.errors)}, {"moments", moments.take()}};
}

stratum_sums stratum_from(ordered_json const& json) {
  stratum_sums s;
  reader pairs(json.at("pairs")), moments(json.at("moments"));
  pairs(s.pairs);
  moment_members(s.moments, moments);
  from_json(json.at("errors"), s.errors);
  return s;
}

}  // namespace

ordered_json to_json(error_sums const& s) {
  writer w;
  members(s, w);
  return {{"bits", s.bit_errors.size()}, {"sums", w.take()}};
}
void from_json(ordered_json const& json, error_sums& s) {
  s.bit_errors.resize(json.at("bits").get<std::size_t>());
  reader r(json.at("sums"));
  members(s, r);
}

ordered_json to_json(stratified_sums const& sums) {
  ordered_json all = ordered_json::array();
  for (stratum_sums const& s : sums) all.push_back(stratum_json(s));
  return all;
}
void from_json(ordered_json const& json, stratified_sums& sums) {
  sums.clear();
  for (ordered_json const& s : json) sums.push_back(stratum_from(s));
}

ordered_json to_json(float_sums const& s) {
  writer w;
  w(s.ulps), w(s.ulps_square), w(s.ulp_max), w(s.symmetric);
  ordered_json outcomes = ordered_json::array();
  for (auto const& [key, count] : s.outcomes) {
    auto const [before, after, full, a_full, b_full] = key;
    outcomes.push_back({before, after, full, a_full, b_full, count});
  }
  return {{"pairs", stratum_json(s.pairs)}, {"sums", w.take()}, {"outcomes", outcomes}};
}
void from_json(ordered_json const& json, float_sums& s) {
  s.pairs = stratum_from(json.at("pairs"));
  reader r(json.at("sums"));
  r(s.ulps), r(s.ulps_square), r(s.ulp_max), r(s.symmetric);
  s.outcomes.clear();
  for (ordered_json const& o : json.at("outcomes"))
    s.outcomes[{o.at(0).get<int>(), o.at(1).get<int>(), o.at(2).get<bool>(), o.at(3).get<bool>(),
                o.at(4).get<bool>()}] = o.at(5).get<std::uint64_t>();
}

}  // namespace axmul::tools
