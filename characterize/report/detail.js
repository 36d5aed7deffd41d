// The picked design: area against delay, and the corners it was timed at.
function list_of(r, key) {
  try {
    const list = JSON.parse(r?.[key] ?? "[]");
    return Array.isArray(list) ? list : [];
  } catch { return []; }
}

function curve_points(r) {
  return list_of(r, "curve").filter((p) => Number.isFinite(p.delay_ns) && Number.isFinite(p.area)).map((p) => ({ x: p.delay_ns, y: p.area, target: p.target_ns }))
    .sort((p, q) => p.x - q.x || q.y - p.y);
}

function make_detail({ card, title, box, canvas, corners }) {
  let chart = null;
  const scale = (text) => ({ type: "linear", grace: "8%", title: { display: true, text, color: () => css("--ink"), font: { size: 13, weight: "600" } },
    ticks: { color: () => css("--soft"), font: { size: 12 }, maxTicksLimit: 7 }, grid: { color: () => css("--grid"), drawBorder: false } });
  const label = ({ raw }) => `${figure(raw.y)} ${unit_of("area")} at ${figure(raw.x)} ns` + (Number.isFinite(raw.target) ? ` for a target of ${figure(raw.target)} ns` : raw.target === null ? ", not constrained" : ", the design's own figures");
  const draw = (points, main) => {
    chart?.destroy();
    chart = new Chart(canvas, {
      type: "scatter",
      data: { datasets: [
        { data: main, pointRadius: 8, pointHoverRadius: 9, pointBorderWidth: 2.5, borderColor: () => css("--ink"), backgroundColor: "transparent", order: 0 },
        { data: points, showLine: true, pointRadius: 3.5, pointHoverRadius: 5, borderWidth: 1.6, borderColor: () => css("--accent"), backgroundColor: () => css("--accent"), order: 1 }] },
      options: { animation: false, responsive: true, maintainAspectRatio: false, scales: { x: scale("Delay (ns)"), y: scale(title_of("area")) },
        plugins: { legend: { display: false }, tooltip: { displayColors: false, callbacks: { label } } } },
    });
  };
  return {
    redraw: () => chart?.update("none"),
    show(r) {
      const points = curve_points(r), at = list_of(r, "corners");
      card.hidden = !points.length && !at.length;
      box.hidden = !points.length;
      corners.hidden = !at.length;
      if (card.hidden) return;
      title.textContent = points.length ? `Area against delay: ${r.spec}` : r.spec;
      const area = number_of(r, "area"), delay = number_of(r, "delay_ns");
      if (points.length) draw(points, Number.isFinite(area) && Number.isFinite(delay) ? [{ x: delay, y: area }] : []);
      const number = (v) => `<td>${Number.isFinite(v) ? figure(v) : "–"}</td>`;
      corners.innerHTML = '<table><thead><tr><th class="text">Library</th><th class="text">Corner</th><th>Delay<small>ns</small></th><th>Power<small>mW</small></th><th>PDP<small>pJ</small></th></tr></thead><tbody>' +
        at.map((c) => `<tr><td class="text">${escaped(c.liberty ?? "")}</td><td class="text">${escaped(c.corner ?? "")}</td>${number(c.delay_ns)}${number(c.power_mw)}${number(c.pdp_pj)}</tr>`).join("") + "</tbody></table>";
    },
    points: () => (chart && !card.hidden && !box.hidden ? chart.data.datasets.map((d) => d.data.length) : []),
  };
}
