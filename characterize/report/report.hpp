// The report of a set of results: a page to explore, the table as CSV and JSON, figures for a paper, a table for the
// terminal.
#pragma once
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace axmul::tools {

// Writes index.html, results.csv, results.json, fronts.csv, equal_error.csv, and for each group whose members have both
// figures two pareto_<group>_* and two fronts_<group>_*, .svg and .pdf, into `folder`, which is made. A record is one
// object per spec, merged from its stages; "group" names the designs it is compared with, any other field may be null
// or missing. Each file is replaced as a whole. Throws tool_failure when gnuplot is missing or fails.
void write_report(std::vector<nlohmann::ordered_json> const& records, std::filesystem::path const& folder);

// The Pareto front of each group and its families' hypervolumes and costs at equal error as aligned text: by PDP
// against MRED, or the nearest to them that the group has.
std::string pareto_table(std::vector<nlohmann::ordered_json> const& records);

// The page alone: one file that needs nothing else. `generated` is the date shown.
std::string report_page(std::vector<nlohmann::ordered_json> const& records, std::string const& generated);

}  // namespace axmul::tools
