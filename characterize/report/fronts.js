// The families against each other: hypervolume of each one's front, and its cheapest design at each level of error.
function comparison_of(group, x_key, y_key) {
  return (data.comparisons?.[group] ?? []).find((c) => c.error === x_key && (c.cost === y_key || (c.ratio && c.ratio === y_key)));
}

function cheapest_cell(c, r, is_best) {
  if (!r) return '<td class="none">–</td>';
  const ratio = c.ratio ? number_of(r, c.ratio) : NaN, shown = Number.isFinite(ratio) ? `${figure(ratio, 3)}×` : with_unit(r, c.cost);
  const title = `${r.spec}: ${metric_by_key.get(c.cost).name} ${with_unit(r, c.cost)}${Number.isFinite(ratio) ? `, ${figure(ratio)}× exact` : ""}; ${metric_by_key.get(c.error).name} ${with_unit(r, c.error)}`;
  return `<td class="${is_best ? "best" : ""}"><button type="button" data-index="${r.index}" title="${escaped(title)}"${is_best ? ' aria-label="' + escaped("best: " + title) + '"' : ""}>${shown}<small>${escaped(design_name(r.spec))}</small></button></td>`;
}

function draw_fronts({ card, head, body, note }, group, x_key, y_key) {
  const c = comparison_of(group, x_key, y_key);
  card.hidden = !(data.comparisons?.[group] ?? []).length;
  if (!c) {
    head.textContent = body.textContent = "";
    note.textContent = "For these axes families are not compared: choose MRED, NMED, WCE (norm.) or ER across, and PDP, area, power, delay or LUTs upwards.";
    return;
  }
  const error = metric_by_key.get(c.error), cost = metric_by_key.get(c.cost), unit = error.unit ? " " + error.unit : "";
  const level = (v) => `${error.name} ≤ ${+v.toPrecision(6)}${unit}`;
  note.innerHTML = `At equal error: the cheapest design of each family that holds the level, ${c.ratio ? "its cost over that of the exact multiplier" : "its cost"}; the best of a column is marked. ` +
    (c.ratio ? `Hypervolume (Zitzler and Thiele 1999): the share of the box ${escaped(error.name)} ${short_number(c.low)} to ${short_number(c.high)}${unit} (logarithmic; lower errors and zero count as ${short_number(c.low)}) × ${escaped(cost.name)} ratio 0 to 1 that the family's front dominates; reference point (${short_number(c.high)}${unit}, 1×). ` : "") +
    "All designs of the group count, whatever the filter.";
  head.innerHTML = '<tr><th scope="col" class="text">Family</th><th scope="col" class="wide">Designs</th><th scope="col" class="wide" title="designs on the group\'s front">On front</th>' + (c.ratio ? '<th scope="col">Hypervolume</th>' : "") +
    c.levels.map((v) => `<th scope="col">${escaped(level(v))}</th>`).join("") + "</tr>";
  const largest = Math.max(...c.families.map((f) => f.hypervolume ?? 0));
  body.innerHTML = c.families.map((f) => `<tr><th scope="row" class="text">${marker(f.family)}<span>${escaped(f.family)}</span></th><td class="wide">${f.designs}</td><td class="wide">${f.on_group_front || '<span class="none">–</span>'}</td>` +
    (c.ratio ? `<td class="volume" style="--share:${largest > 0 ? ((f.hypervolume ?? 0) / largest).toFixed(4) : 0}">${f.hypervolume === null ? "–" : f.hypervolume.toFixed(4)}</td>` : "") +
    f.cheapest.map((index, i) => cheapest_cell(c, records[index], index >= 0 && number_of(records[index], c.cost) === c.best[i])).join("") + "</tr>").join("");
}
