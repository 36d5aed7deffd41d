// What is known of each field: its short name, unit, meaning, and whether it measures error or cost.
const metrics = [
  ["mred", "MRED", "%", "error", "mean relative error distance: the mean of |d/P| over pairs whose exact product P is not 0; d is approximate minus exact"],
  ["nmed", "NMED", "", "error", "normalised mean error distance: MAE over the largest exact magnitude"],
  ["er", "ER", "", "error", "error rate: the share of operand pairs whose product is wrong"],
  ["wcre", "WCRE", "%", "error", "worst-case relative error: the largest |d/P|"],
  ["wce_pct", "WCE (norm.)", "%", "error", "worst-case error as a share of the output range, 100 WCE / 2^(n+nb), as EvoApproxLib states it"],
  ["mae_pct", "MAE (norm.)", "%", "error", "MAE as a share of the output range, 100 MAE / 2^(n+nb)"],
  ["mae", "MAE", "LSB", "error", "mean absolute error, also called MED"],
  ["wce", "WCE", "LSB", "error", "worst-case error: the largest |d|"],
  ["mse", "MSE", "LSB²", "error", "mean squared error"],
  ["rmse", "RMSE", "LSB", "error", "root of the mean squared error"],
  ["var", "Variance", "LSB²", "error", "variance of d"],
  ["rel_bias", "Relative bias", "%", "error", "mean of d/P; the axis shows its magnitude"],
  ["me", "Bias", "LSB", "error", "mean error; the axis shows its magnitude"],
  ["ulp_mean", "Mean ulp error", "ulp", "error", "mean error in units in the last place of the format"],
  ["ulp_max", "Max ulp error", "ulp", "error", "largest error in units in the last place"],
  ["nm", "NM", "", "error", "noise model: standard deviation of d over the range of the products"],
  ["na", "NA", "", "error", "noise model: mean of d over the range of the products; the axis shows its magnitude"],
  ["pdp_pj", "PDP", "pJ", "cost", "power-delay product: power at 100 million operand pairs a second times the critical path"],
  ["area", "Area", "area", "cost", "cell area in the library's unit"],
  ["delay_ns", "Delay", "ns", "cost", "critical path of the mapped netlist"],
  ["power_mw", "Power", "mW", "cost", "dynamic and leakage power at 100 million operand pairs a second, from the netlist's own toggles"],
  ["energy_pj", "Energy", "pJ", "cost", "energy of one product"],
  ["pdp_ratio", "PDP ratio", "×", "cost", "PDP over that of the exact multiplier of the same widths, sign and format, mapped in the same way"],
  ["area_ratio", "Area ratio", "×", "cost", "area over that of the exact multiplier"],
  ["delay_ratio", "Delay ratio", "×", "cost", "delay over that of the exact multiplier"],
  ["power_ratio", "Power ratio", "×", "cost", "power over that of the exact multiplier"],
  ["power_glitch_mw", "Glitch power", "mW", "cost", "power with the glitches of unequal paths"],
  ["dynamic_mw", "Dynamic power", "mW", "cost", "switching and internal power"],
  ["leakage_mw", "Leakage", "mW", "cost", "power at rest"],
  ["cells", "Cells", "", "cost", "number of library cells"],
  ["depth", "Depth", "", "cost", "cells on the longest path"],
  ["fpga.ice40.luts", "LUTs (iCE40)", "", "cost", "look-up tables of the iCE40"],
  ["fpga.ice40.carries", "Carries (iCE40)", "", "cost", "carry cells of the iCE40"],
  ["fpga.ice40.depth", "Depth (iCE40)", "", "cost", "levels on the longest path on the iCE40: a look-up table is one, a chain of carry cells one"],
  ["fpga.xilinx.luts", "LUTs (Xilinx)", "", "cost", "look-up tables of Xilinx' 7 series"],
  ["fpga.xilinx.carries", "Carries (Xilinx)", "", "cost", "carry cells (CARRY4) of Xilinx' 7 series"],
  ["fpga.xilinx.depth", "Depth (Xilinx)", "", "cost", "levels on the longest path on Xilinx' 7 series: a look-up table is one, a chain of carry cells one"],
  ["snr_db", "SNR", "dB", "other", "signal to noise"],
  ["noeb", "NoEB", "bit", "other", "number of effective bits, n + nb - log2(1 + RMSE)"],
  ["rel_max", "Max d/P", "%", "other", "largest relative error with its sign"],
  ["rel_min", "Min d/P", "%", "other", "smallest relative error with its sign"],
  ["pred_1", "Within 1 %", "", "other", "share of pairs with |d/P| of at most 1 %"],
  ["pred_2", "Within 2 %", "", "other", "share of pairs with |d/P| of at most 2 %"],
  ["pred_5", "Within 5 %", "", "other", "share of pairs with |d/P| of at most 5 %"],
].map(([key, name, unit, kind, meaning]) => ({ key, name, unit, kind, meaning, magnitude: ["me", "rel_bias", "na"].includes(key) }));
const metric_by_key = new Map(metrics.map((m) => [m.key, m]));

const data = JSON.parse(document.getElementById("data").textContent);
const records = data.rows.map((row, index) => {
  const r = { index };
  data.fields.forEach((field, i) => { r[field] = row[i]; });
  return r;
});
const families = new Map(data.families.map((f) => [f.name, f]));

// A field as a number, NaN where it is none; integers beyond 2^53 arrive as text.
function number_of(r, key) {
  const v = r[key];
  if (typeof v === "number") return v;
  return typeof v === "string" && /^-?\d+$/.test(v) ? Number(v) : NaN;
}

function axis_value(r, key) {
  const v = number_of(r, key), m = metric_by_key.get(key);
  return m && m.magnitude ? Math.abs(v) : v;
}

const area_units = [...new Set(records.map((r) => r.area_unit).filter(Boolean))].map((u) => u.replace(/^um\^?2$/, "µm²"));
function unit_of(key) {
  const unit = metric_by_key.get(key)?.unit ?? "";
  return unit === "area" ? (area_units.length === 1 ? area_units[0] : "") : unit;
}

function title_of(key) {
  const m = metric_by_key.get(key), unit = unit_of(key);
  if (!m) return key;
  const name = m.magnitude ? `|${m.name}|` : m.name;
  return unit && unit !== "×" ? `${name} (${unit})` : name;
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const power_of_ten = (e) => "10" + (e < 0 ? "⁻" : "") + [...String(Math.abs(e))].map((c) => superscripts[+c]).join("");

// Four significant digits, powers of ten beyond 10⁻⁴ and 10⁶.
function figure(v, digits = 4) {
  if (v === 0) return "0";
  const size = Math.abs(v);
  if (size >= 1e6 || size < 1e-4) {
    const [mantissa, exponent] = v.toExponential(digits - 2).split("e");
    return `${mantissa}×${power_of_ten(+exponent)}`.replace("-", "−");
  }
  if (Number.isInteger(v)) return String(v).replace("-", "−");
  return String(size >= 1e3 ? v.toFixed(size >= 1e4 ? 0 : 1) : v.toPrecision(digits)).replace("-", "−");
}

function with_unit(r, key) {
  const v = number_of(r, key), unit = unit_of(key);
  if (!Number.isFinite(v)) return "–";
  return figure(v) + (unit ? (unit === "×" ? "" : " ") + unit : "");
}

// The same text as results.csv.
function csv_text() {
  const cell = (v) => {
    const text = v === null ? "" : String(v);
    return /[,"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [data.fields, ...data.rows].map((row) => row.map(cell).join(",") + "\n").join("");
}

// Positions in the list that no other record beats; ties are kept.
function pareto_front(list, error_key, cost_key) {
  const points = list.map((r) => ({ r, e: axis_value(r, error_key), c: axis_value(r, cost_key) }))
    .filter((p) => Number.isFinite(p.e) && Number.isFinite(p.c)).sort((p, q) => p.e - q.e || p.c - q.c);
  const front = [];
  let best = Infinity;
  for (const p of points) {
    const last = front[front.length - 1];
    if (p.c < best || (last && p.c === last.c && p.e === last.e)) front.push(p);
    best = Math.min(best, p.c);
  }
  return front.map((p) => p.r);
}

// A marker of a family as the path of an SVG in a 16 by 16 box, and as a canvas path of any radius.
const shape_points = {
  square: [[-0.86, -0.86], [0.86, -0.86], [0.86, 0.86], [-0.86, 0.86]],
  triangle: [[0, -1.16], [1.08, 0.74], [-1.08, 0.74]],
  down: [[0, 1.16], [1.08, -0.74], [-1.08, -0.74]],
  diamond: [[0, -1.26], [1.14, 0], [0, 1.26], [-1.14, 0]],
  pentagon: [0, 1, 2, 3, 4].map((k) => [1.12 * Math.sin(k * 1.25664), -1.12 * Math.cos(k * 1.25664)]),
};

function trace(context, shape, x, y, radius) {
  context.beginPath();
  if (shape === "circle") context.arc(x, y, radius, 0, 2 * Math.PI);
  else shape_points[shape].forEach(([dx, dy], i) => context[i ? "lineTo" : "moveTo"](x + dx * radius, y + dy * radius));
  context.closePath();
}

const is_dark = () => document.documentElement.dataset.theme === "dark";
const fill_of = (f) => (is_dark() ? f.dark : f.fill);
const edge_of = (f) => (is_dark() ? "#0e1116" : f.edge);

function marker(name) {
  const f = families.get(name);
  const drawn = f.shape === "circle" ? '<circle cx="8" cy="8" r="4.6"/>'
    : `<path d="M${shape_points[f.shape].map(([x, y]) => `${(8 + x * 4.8).toFixed(2)},${(8 + y * 4.8).toFixed(2)}`).join("L")}z"/>`;
  return `<svg class="marker" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" style="--fill:${f.fill};--edge:${f.edge};--dark:${f.dark}">${drawn}</svg>`;
}

const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
