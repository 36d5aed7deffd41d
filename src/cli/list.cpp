#include <fmt/format.h>

#include "axmul/spec.hpp"
#include "src/cli/common.hpp"

namespace axmul::cli {
namespace {

struct describe_params {
  json& out;

  void operator()(char const* key, int, range r) {
    bool const is_width = std::string_view(key) == "n" || std::string_view(key) == "nb";
    int const low = std::string_view(key) == "nb" ? 2 : r.lo;
    int const high = is_width && r.hi > detail::widest_in_specs ? detail::widest_in_specs : r.hi;
    out.push_back({{"name", key}, {"least", low}, {"most", high}, {"default", r.preset}});
    if (r.step == spacing::two) out.back()["step"] = 2;
    if (r.step == spacing::doubling) {
      json values = json::array();
      for (int v = r.lo; v <= r.hi; v = r.next(v)) values.push_back(v);
      out.back() = {{"name", key}, {"values", values}, {"default", r.preset}};
    }
    if (std::string_view(key) == "nb") out.back()["default"] = "n";
  }
  template <class E>
  void operator()(char const* key, E, words w) {
    json values;
    for (int i = 0; !detail::word_at(w.names, i).empty(); ++i) values.push_back(detail::word_at(w.names, i));
    out.push_back({{"name", key}, {"values", values}, {"default", values[0]}});
  }
};

template <class Family>
json family_record() {
  json params = json::array();
  Family const preset{};
  Family::params(preset, describe_params{params});
  paper const& p = Family::source;
  std::string const grade(1, static_cast<char>('A' + static_cast<int>(Family::grade)));
  return {
      {"name", Family::name},
      {"params", params},
      {"sign", is_signed<Family> ? "two's complement" : "unsigned"},
      {"error_sign", Family::error_sign},
      {"grade", grade},
      {"source", {{"authors", p.authors}, {"title", p.title}, {"venue", p.venue}, {"year", p.year}, {"doi", p.doi}}}};
}

template <class... Family>
std::vector<json> records(type_list<Family...>) {
  return {family_record<Family>()...};
}

std::string param_text(json const& p) {
  if (p.contains("values")) {
    std::string words;
    for (json const& v : p["values"])
      words += (words.empty() ? "" : "|") + (v.is_string() ? v.get<std::string>() : v.dump());
    return fmt::format("{}={}", p["name"].get<std::string>(), words);
  }
  return fmt::format("{}({}; {}..{}{})", p["name"].get<std::string>(),
                     p["default"].is_string() ? p["default"].get<std::string>() : p["default"].dump(),
                     p["least"].dump(), p["most"].dump(), p.contains("step") ? " by " + p["step"].dump() : "");
}

std::string bibtex(json const& family) {
  json const& source = family["source"];
  // A journal's venue ends with volume and number: "... 37(11)".
  std::string const venue = source["venue"];
  bool const in_journal = !venue.empty() && venue.back() == ')';
  std::string entry = fmt::format("@{}{{axmul_{}",
                                  venue.empty() ? "misc"
                                  : in_journal  ? "article"
                                                : "inproceedings",
                                  family["name"].get<std::string>());
  for (auto const& [key, field] : {std::pair{"author", "authors"},
                                   {"title", "title"},
                                   {in_journal ? "journal" : "booktitle", "venue"},
                                   {"doi", "doi"}})
    if (source[field] != "") {
      std::string text = source[field];
      for (std::size_t at; key == std::string_view("author") && (at = text.find(", ")) != std::string::npos;)
        text.replace(at, 2, " and ");
      entry += fmt::format(",\n  {} = {{{}}}", key, text);
    }
  return entry + fmt::format(",\n  year = {{{}}}\n}}\n", source["year"].get<int>());
}

int list(common_options const& common, bool as_bibtex) {
  std::vector<json> families = records(axmul::families{});
  if (as_bibtex) {
    for (json const& f : families) fmt::print("{}\n", bibtex(f));
    return 0;
  }
  if (common.as_json) {
    print_records(families, {}, true);
    return 0;
  }
  for (json const& f : families) {
    std::string params;
    for (json const& p : f["params"]) params += (params.empty() ? "" : " ") + param_text(p);
    json const& source = f["source"];
    std::string const doi = source["doi"].get<std::string>();
    fmt::print("{:<15}{}; error {}; grade {}\n{:15}{}\n{:15}{}{}, {}{}\n\n", f["name"].get<std::string>(),
               f["sign"].get<std::string>(), f["error_sign"].get<std::string>(), f["grade"].get<std::string>(), "",
               params, "", f["grade"] == "C" ? "axmul's reading of " : "", source["authors"].get<std::string>(),
               source["year"].get<int>(), doi.empty() ? "" : ", DOI " + doi);
  }
  fmt::print(
      "Parameters: name(default; range), ranges at n = 8. Error: its sign. Grade: A pinned by an independent number or "
      "RTL,\n"
      "B unambiguous arithmetic, C axmul's reading of a paper.\n\n"
      "Wrappers: @lsb:ta,tb,mode=zero|jam   @signed:how=signmag|ones   @fp32 @tf32 @bf16 @fp16 @e5m2 @e4m3 @float:e,m\n"
      "with round=rne|rtz, subnormal=gradual|flush, overflow=ieee|saturate\n");
  return 0;
}

}  // namespace

void add_list(CLI::App& app) {
  auto const common = std::make_shared<common_options>();
  auto const as_bibtex = std::make_shared<bool>(false);
  CLI::App* const command = add_command(app, "list", "Families: parameters, ranges, sign, evidence, source",
                                        [=] { return list(*common, *as_bibtex); });
  command->add_flag("--bibtex", *as_bibtex, "Print the sources as BibTeX");
  common->add_to(*command);
}

}  // namespace axmul::cli
