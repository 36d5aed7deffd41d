// The table: sorted, filled in batches as it is scrolled, wide or narrow.

// A spec as the table shows it: of a file that is no family, the file's name.
const design_name = (spec) => (/^[a-z]+:file=(?:"[^"]*\/|[^,"]*\/)?([^,"]+)/.exec(spec) ?? [spec, spec])[1];

const main_columns = ["spec", "front", "mred", "nmed", "er", "wce_pct", "area", "delay_ns", "power_mw", "pdp_pj", "area_ratio", "pdp_ratio", "verified"];
const batch = 80;

// What verification found, over its stages: a mismatch anywhere counts.
function verdict(r) {
  const wrong = number_of(r, "verify.mismatches");
  if (wrong > 0) return { text: `${wrong} mismatches`, bad: true };
  if (r.netlist_verified === false) return { text: "netlist not", bad: false };
  if (wrong === 0) return { text: r["verify.exhaustive"] ? "exhaustive" : "sampled", bad: false };
  return { text: "", bad: false };
}

// The main columns and those on the axes; all that have a value when wide.
function columns_for(list, wide, axes) {
  const has_value = (key) => list.some((r) => r[key] !== null && r[key] !== undefined);
  const known = main_columns.filter((key) => ["spec", "front"].includes(key) || (key === "verified" ? has_value("verify.mismatches") : has_value(key)));
  known.splice(2, 0, ...axes.filter((key) => key && !known.includes(key)));
  if (!wide) return known;
  const hidden = (key) => known.includes(key) || key === "group" || key.startsWith("verify.mismatches");
  return [...known, ...data.fields.filter((key) => !hidden(key) && has_value(key))];
}

function column_head(key) {
  const special = { spec: "Design", family: "Family", front: "Front", verified: "Verified" }[key];
  const m = metric_by_key.get(key), unit = unit_of(key), name = special ?? m?.name ?? key;
  const is_text = key === "verified" || (key !== "front" && records.some((r) => r[key] != null && Number.isNaN(number_of(r, key))));
  const [short, below] = unit === "×" ? [name.replace(" ratio", ""), "× exact"] : name.endsWith(" (norm.)") ? [name.slice(0, -8), "% of range"] : [name, unit];
  return { name: short, unit: below, title: m ? `${m.name}: ${m.meaning}; field ${key}` : "", kind: key === "front" ? "front-mark" : is_text ? "text" : "" };
}

function sort_value(r, key, front) {
  if (key === "front") return front.has(r) ? 0 : 1;
  if (key === "verified") return verdict(r).text || null;
  const n = axis_value(r, key);
  return Number.isNaN(n) ? (r[key] === undefined ? null : r[key]) : n;
}

// Rising or falling; what has no value comes last both ways.
function sorted_by(list, key, descending, front) {
  const collator = new Intl.Collator("en", { numeric: true });
  const keyed = list.map((r) => [sort_value(r, key, front), r]);
  keyed.sort(([p, r], [q, s]) => {
    if (p === null || q === null) return (p === null) - (q === null) || r.index - s.index;
    const order = typeof p === "number" && typeof q === "number" ? p - q : collator.compare(String(p), String(q));
    return (descending ? -order : order) || r.index - s.index;
  });
  return keyed.map(([, r]) => r);
}

function cell(r, key, front) {
  if (key === "spec") return `<td class="spec text" title="${escaped(r.spec)}"><button type="button">${marker(r.family)}<span>${escaped(design_name(r.spec))}</span></button></td>`;
  if (key === "front") return `<td class="front-mark">${front.has(r) ? '<span aria-label="on the front">●</span>' : ""}</td>`;
  if (key === "verified") {
    const { text, bad } = verdict(r);
    return `<td class="text ${bad ? "bad" : text ? "" : "none"}">${escaped(text || "–")}</td>`;
  }
  const v = r[key];
  if (v === null || v === undefined) return '<td class="none">–</td>';
  const n = number_of(r, key);
  if (!Number.isNaN(n)) return `<td title="${escaped(v)}">${figure(n)}</td>`;
  const text = typeof v === "boolean" ? (v ? "yes" : "no") : String(v);
  return `<td class="text" title="${escaped(text)}">${escaped(text.length > 40 ? text.slice(0, 39) + "…" : text)}</td>`;
}

function make_table({ head, body, scroll, on_sort, on_pick }) {
  let rows = [], columns = [], front = new Set(), picked = null, drawn = 0;
  const fill = (until) => {
    const end = Math.min(rows.length, Math.max(until, drawn + batch));
    if (drawn >= end) return;
    body.insertAdjacentHTML("beforeend", rows.slice(drawn, end).map((r) => `<tr data-index="${r.index}" aria-selected="${r === picked}">${columns.map((key) => cell(r, key, front)).join("")}</tr>`).join(""));
    drawn = end;
  };
  scroll.addEventListener("scroll", () => { if (scroll.scrollTop + scroll.clientHeight > scroll.scrollHeight - 900) fill(0); }, { passive: true });
  body.addEventListener("click", (event) => { const row = event.target.closest("tr"); if (row) on_pick(records[+row.dataset.index]); });
  head.addEventListener("click", (event) => { const th = event.target.closest("th"); if (th) on_sort(th.dataset.key); });
  return {
    draw(state) {
      ({ rows, columns, front, picked } = state);
      const focused = head.contains(document.activeElement) ? document.activeElement.closest("th").dataset.key : null;
      head.innerHTML = `<tr>${columns.map((key) => {
        const { name, unit, title, kind } = column_head(key), on = key === state.key;
        return `<th scope="col" data-key="${escaped(key)}" class="${kind}" aria-sort="${on ? (state.descending ? "descending" : "ascending") : "none"}" title="${escaped(title)}">` +
          `<button type="button"><span class="arrow" aria-hidden="true">${on ? (state.descending ? "↓" : "↑") : ""}</span>${escaped(name)}<small>${escaped(unit)}</small></button></th>`;
      }).join("")}</tr>`;
      if (focused) head.querySelector(`th[data-key="${CSS.escape(focused)}"] button`)?.focus();
      body.textContent = "";
      drawn = 0;
      scroll.scrollTop = 0;
      fill(0);
    },
    pick(r, bring_into_view) {
      picked = r;
      for (const row of body.querySelectorAll('tr[aria-selected="true"]')) row.setAttribute("aria-selected", "false");
      const at = r ? rows.indexOf(r) : -1;
      if (at < 0) return;
      fill(at + 1);
      const row = body.children[at];
      row.setAttribute("aria-selected", "true");
      if (bring_into_view) scroll.scrollTop = row.offsetTop - scroll.clientHeight / 2;
    },
  };
}
