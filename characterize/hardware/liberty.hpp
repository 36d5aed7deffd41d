// Cell libraries in Liberty format: the part that mapping, simulation and cost need.
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "characterize/hardware/function.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {

struct liberty_pin {
  std::string name;
  std::string direction = "input";  // input, output, inout or internal
  std::string function;             // "" when there is none
  double capacitance = 0;           // in the library's unit
  bool three_state = false;
};

// Where a cell or a part of it stands in the text.
struct text_span {
  std::size_t begin = 0, end = 0;
};

struct liberty_cell {
  std::string name;
  std::optional<double> area;  // in the library's unit
  double leakage = 0;          // in the library's unit; the mean of the states where no total is given
  std::vector<liberty_pin> pins;
  bool is_sequential = false;  // flip-flop, latch, state table
  bool dont_use = false;
  bool is_special = false;  // three-state, isolation, level shifter, always on, clock gate, buses
  text_span span;
  std::vector<text_span> not_for_mapping;  // power groups, by far the largest part of a cell

  // Combinational logic of one to six inputs that may be used: `functions` are tables over `inputs`, one for each of
  // `outputs`. ABC maps to those with one output, full adders are looked for before it. Tie cells, without
  // inputs, have functions too, but are not usable; other cells have none.
  bool usable = false;
  std::vector<std::string> inputs, outputs;
  std::vector<truth_table> functions;

  bool has_function(truth_table const& f) const;  // one output, and that
};

struct liberty {
  std::string name;
  std::string corner;     // the default operating condition, else the first, else "nominal"
  std::string area_unit;  // "um^2"; "GE" for the built-in library
  std::string time_unit, voltage_unit, capacitance_unit, leakage_unit;  // as written: "1ns", "1V", "1pf", "1nW"
  std::string text;
  std::vector<liberty_cell> cells;

  liberty_cell const* find(std::string_view cell_name) const;

  // The smallest usable cell of that function, by area and name; nullptr when there is none.
  liberty_cell const* smallest(truth_table const& f) const;

  // The smallest usable cell with two outputs, the sum and the carry of three inputs; nullptr when there is none.
  liberty_cell const* smallest_full_adder() const;

  // The smallest cell without inputs that drives this constant, and the output that does; a null cell when there is
  // none.
  struct tie {
    liberty_cell const* cell = nullptr;
    std::string output;
  };
  tie smallest_tie(bool value) const;

  // The text with only those cells; `for_mapping` drops their power groups too.
  std::string subset(std::set<std::string> const& names, bool for_mapping) const;
};

// Reads Liberty text. Throws bad_input "origin:line: what" for a broken text, and for a library without an inverter,
// without an and, or, nand, nor of two inputs, or with fewer than three combinational cells.
liberty read_liberty(std::string text, std::string const& origin);

// The capacitance unit in picofarads: "1pf" is 1, "10ff" 0.01. Throws bad_input.
double picofarads(liberty const& lib);

// A library in use. Shared between threads: nothing in it changes.
struct library {
  liberty cells;
  std::string source;  // path, or "built-in"
  std::string sha256;  // of the unpacked text
  scratch_dir scratch;
  std::filesystem::path mapping_file;  // what ABC reads: the usable cells of one output alone
};

// The library of `file` (.lib or .lib.gz), else of $AXMUL_LIBERTY, else Debian's osu018, else the built-in one.
// Throws bad_input when the chosen one cannot be read.
std::shared_ptr<library const> choose_liberty(std::optional<std::filesystem::path> const& file);

// The built-in library of generic gates, whatever the environment says.
std::shared_ptr<library const> generic_liberty();

}  // namespace axmul::tools
