// The page: its state, which the address holds, and everything that follows from it.
const $ = (id) => document.getElementById(id);
const defaults = { group: data.groups[0] ?? "", x: "", y: "", xlog: true, ylog: true, filter: "", off: [], front: false, more: false, sort: "", down: false, pick: "" };
const state = { ...defaults, off: new Set() };
let chart = null, table = null, detail = null, view = { points: [], front: [] }, members = [];

function read_address() {
  const at = new URLSearchParams(location.hash.slice(1));
  const group = at.get("group");
  state.group = data.groups.includes(group) ? group : defaults.group;
  for (const key of ["x", "y", "filter", "sort", "pick"]) state[key] = at.get(key) ?? "";
  state.xlog = at.get("xlog") !== "0";
  state.ylog = at.get("ylog") !== "0";
  for (const key of ["front", "more", "down"]) state[key] = at.get(key) === "1";
  state.off = new Set((at.get("off") ?? "").split(" ").filter((f) => families.has(f)));
}

function write_address() {
  const at = new URLSearchParams();
  if (state.group !== defaults.group) at.set("group", state.group);
  for (const key of ["x", "y", "filter", "sort", "pick"]) if (state[key]) at.set(key, state[key]);
  for (const key of ["xlog", "ylog"]) if (!state[key]) at.set(key, "0");
  for (const key of ["front", "more", "down"]) if (state[key]) at.set(key, "1");
  if (state.off.size) at.set("off", [...state.off].join(" "));
  const hash = at.toString();
  try { history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search); } catch { location.hash = hash; }
}

const has_figures = (list, key) => list.some((r) => Number.isFinite(number_of(r, key)));

function fill_metrics(select, kind, chosen, taken) {
  const present = metrics.filter((m) => m.kind === kind && has_figures(members, m.key));
  select.innerHTML = present.map((m) => `<option value="${m.key}">${escaped(title_of(m.key))}</option>`).join("");
  const key = present.some((m) => m.key === chosen) ? chosen : (present.find((m) => m.key !== taken) ?? present[0])?.key ?? "";
  select.value = key;
  select.disabled = !present.length;
  return key;
}

function enter_group() {
  members = records.filter((r) => r.group === state.group);
  for (const b of $("groups").children) {
    const on = b.dataset.group === state.group;
    b.setAttribute("aria-pressed", on);
    if (on) $("groups").scrollLeft = Math.max(0, b.offsetLeft - 60);
  }
  const sizes = new Map();
  for (const r of members) sizes.set(r.family, (sizes.get(r.family) ?? 0) + 1);
  const names = [...sizes.keys()].sort();
  $("families").className = names.length > 13 ? "families many" : "families";
  $("families").style.setProperty("--rows", Math.ceil(names.length / (names.length > 13 ? 2 : 1)));
  $("families").innerHTML = names.map((f) => `<button type="button" data-family="${escaped(f)}" title="${escaped(f)}: ${sizes.get(f)}">${marker(f)}<span class="name">${escaped(f)}</span><span class="size">${sizes.get(f)}</span></button>`).join("");
}

function draw() {
  const x_key = fill_metrics($("x-metric"), "error", state.x);
  const has_cost = metrics.some((m) => m.kind === "cost" && has_figures(members, m.key));
  const y_key = fill_metrics($("y-metric"), has_cost ? "cost" : "error", state.y, x_key);
  $("y-label").textContent = has_cost ? "Cost, upwards" : "Error, upwards (no cost figures here)";
  for (const [id, on] of [["x-scale", state.xlog], ["y-scale", state.ylog]]) {
    $(id).textContent = on ? "log" : "linear";
    $(id).setAttribute("aria-label", `Axis is ${on ? "logarithmic" : "linear"}; switch`);
  }
  for (const b of $("families").children) b.setAttribute("aria-pressed", !state.off.has(b.dataset.family));
  $("front-only").setAttribute("aria-pressed", state.front);
  $("more").setAttribute("aria-pressed", state.more);
  if (document.activeElement !== $("filter")) $("filter").value = state.filter;
  let test = () => true, problem = "";
  try { test = compile_filter(state.filter); } catch (error) { problem = `Filter: ${error.message}.`; }
  $("filter").setAttribute("aria-invalid", problem !== "");
  $("filter-note").textContent = problem;

  const scope = members.filter(test), on = scope.filter((r) => !state.off.has(r.family));
  const front_now = pareto_front(on, x_key, y_key), front = new Set(front_now);
  const shown = state.front ? front_now : on;
  const picked = shown.find((r) => r.spec === state.pick) ?? null;
  view = draw_scene(chart, { scope: scope.length ? scope : members, shown, x_key, y_key, x_log: state.xlog, y_log: state.ylog, picked });
  $("plot-title").textContent = x_key && y_key ? `${metric_by_key.get(y_key).name} against ${metric_by_key.get(x_key).name}, ${state.group}` : state.group;
  $("chart").setAttribute("aria-label", `${$("plot-title").textContent}: ${view.points.length} designs, ${front.size} on the Pareto front. The table below has the figures.`);
  $("empty").hidden = view.points.length > 0;
  $("empty").textContent = !members.length ? "The report holds no designs yet." : !shown.length ? "No design passes the filter and the families that are switched on." : "None of these designs has both figures; choose other axes, or run axmul synth for them.";
  const missing = shown.length - view.points.length;
  $("count").textContent = `${shown.length === members.length ? "" : `${shown.length} of `}${count_of(members.length, "design")}` + (missing && view.points.length ? `, ${missing} without both figures` : "");
  const key = state.sort || x_key || "spec";
  table.draw({ rows: sorted_by(shown, key, state.down, front), columns: columns_for(members, state.more, [x_key, y_key]), front, key, descending: state.down, picked });
  if (picked) table.pick(picked, true);
  detail.show(picked);
  draw_fronts({ card: $("fronts"), head: $("fronts-head"), body: $("fronts-body"), note: $("fronts-note") }, state.group, x_key, y_key);
  const mixed = data.mixed?.[state.group] ?? "";
  $("mixed").hidden = !mixed;
  $("mixed").textContent = `The costs in this group come from different libraries or conditions and do not compare: ${mixed}. Filter by liberty, corner or activity.distribution to see one alone.`;
  write_address();
}

function pick(r, from_chart) {
  state.pick = state.pick === r.spec && !from_chart ? "" : r.spec;
  const picked = state.pick ? r : null;
  chart.scene.picked = picked;
  chart.draw();
  table.pick(picked, from_chart);
  detail.show(picked);
  write_address();
}

function set_theme(theme, keep) {
  document.documentElement.dataset.theme = theme;
  $("theme-name").textContent = theme === "dark" ? "Light" : "Dark";
  if (keep) try { localStorage.setItem("axmul-theme", theme); } catch { /* a page from file:// may have no storage */ }
  if (chart) { chart.data.datasets[0].borderColor = css("--front"); chart.update("none"); }
  detail?.redraw();
}

const count_of = (n, one, many = one + "s") => `${n} ${n === 1 ? one : many}`;

function describe() {
  const unique = (keys) => [...new Set(records.map((r) => keys.map((key) => r[key]).filter((v) => v !== null && v !== undefined).join(" ")).filter(Boolean))];
  $("lede").textContent = `Each point is one multiplier: how wrong its products are against what its hardware costs. ${count_of(records.length, "design")}, ${count_of(families.size, "family", "families")}, ${count_of(data.groups.length, "group")}.`;
  const tools = data.fields.filter((f) => f === "tools" || f.startsWith("tools.")).flatMap((f) => (f === "tools" ? unique([f]) : `${f.slice(6)} ${unique([f]).join(", ")}`));
  const libraries = unique(["liberty", "corner"]), days = unique(["created"]).map((d) => d.slice(0, 10)).sort();
  const from = days[0], to = days[days.length - 1];
  const parts = [`Generated ${data.generated}`, days.length && `results of ${from === to ? from : `${from} to ${to}`}`,
    libraries.length && `${libraries.length > 1 ? "libraries" : "library"} ${libraries.join(", ")}`, ...tools];
  $("origin").textContent = parts.filter(Boolean).join(" · ");
  const terms = metrics.filter((m) => has_figures(records, m.key));
  $("terms").innerHTML = "<p>d is the approximate minus the exact product P. The stepped line is the Pareto front: no design shown is better in one figure without being worse in the other. " +
    "On logarithmic axes, designs whose figure is zero stand in the shaded gutter marked 0, beyond the break in the axis. Axes fit what the filter lets through.</p>" +
    "<p>The filter takes words, found in design and family, and comparisons of fields as in <code>axmul select</code>: <code>mred &lt; 2 &amp;&amp; area_ratio &lt; 0.6</code>, <code>family == \"drum\" || pdp_pj &lt; 0.2</code>, <code>!exact</code>. The address of the page keeps the view.</p><dl>" +
    terms.map((m) => `<div><dt>${escaped(m.name)}</dt> <dd>${m.unit && m.unit !== "area" && m.unit !== "×" ? `(${escaped(m.unit)}) ` : ""}${escaped(m.meaning)} <code>${m.key}</code></dd></div>`).join("") + "</dl>";
}

function set(change) {
  Object.assign(state, change);
  draw();
}

function connect() {
  $("groups").innerHTML = data.groups.map((g) => `<button type="button" data-group="${escaped(g)}">${escaped(g)}<span>${records.filter((r) => r.group === g).length}</span></button>`).join("");
  $("groups").addEventListener("click", (event) => { const b = event.target.closest("button"); if (b) { state.group = b.dataset.group; state.pick = ""; enter_group(); draw(); } });
  $("x-metric").addEventListener("change", () => set({ x: $("x-metric").value }));
  $("y-metric").addEventListener("change", () => set({ y: $("y-metric").value }));
  $("x-scale").addEventListener("click", () => set({ xlog: !state.xlog }));
  $("y-scale").addEventListener("click", () => set({ ylog: !state.ylog }));
  $("front-only").addEventListener("click", () => set({ front: !state.front }));
  $("more").addEventListener("click", () => set({ more: !state.more }));
  let waiting = 0;
  $("filter").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => set({ filter: $("filter").value.trim() }), 120); });
  const flip = (family) => { if (!state.off.delete(family)) state.off.add(family); };
  $("families").addEventListener("click", (event) => { const b = event.target.closest("button"); if (b) { flip(b.dataset.family); draw(); } });
  $("families").addEventListener("dblclick", (event) => {
    const b = event.target.closest("button");
    if (b) set({ off: new Set([...families.keys()].filter((f) => f !== b.dataset.family)) });
  });
  $("all-on").addEventListener("click", () => set({ off: new Set() }));
  $("all-off").addEventListener("click", () => set({ off: new Set(families.keys()) }));
  $("fronts-body").addEventListener("click", (event) => { const b = event.target.closest("button"); if (b) pick(records[+b.dataset.index], true); });
  $("download").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv_text()], { type: "text/csv" }));
    link.download = "results.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
  $("theme").addEventListener("click", () => set_theme(is_dark() ? "light" : "dark", true));
  window.addEventListener("hashchange", () => { read_address(); enter_group(); draw(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => set_theme(event.matches ? "dark" : "light"));
}

let stored = null;
try { stored = localStorage.getItem("axmul-theme"); } catch { /* no storage */ }
set_theme(stored ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
chart = make_chart($("chart"), $("tip"), (r) => pick(r, true));
table = make_table({ head: $("head"), body: $("body"), scroll: $("scroll"), on_pick: (r) => pick(r, false),
  on_sort: (key) => set({ down: (state.sort || $("x-metric").value) === key && !state.down, sort: key }) });
detail = make_detail({ card: $("detail"), title: $("detail-title"), box: $("curve-box"), canvas: $("curve"), corners: $("corners") });
read_address();
describe();
connect();
enter_group();
draw();
window.axmul = {
  chart, records, state, detail,
  comparison: () => comparison_of(state.group, $("x-metric").value, $("y-metric").value) ?? null,
  visiblePoints: () => view.points.map((r) => r.spec),
  front: () => view.front.map((r) => r.spec),
  pixelOf: (spec) => { const r = view.points.find((p) => p.spec === spec); return r ? place_of(chart, r) : null; },
  filterRecords: (text) => records.filter(compile_filter(text)).map((r) => r.spec),
};
