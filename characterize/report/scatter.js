// The chart: one dataset per family, the front as steps; markers, gutters and breaks are drawn here.
const front_radius = 5.4, reach = 13;
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const painter = {
  id: "painter",
  beforeDatasetsDraw(chart) {
    const { ctx, chartArea: a, scene } = chart;
    if (!scene) return;
    const x_break = chart.scales.x.getPixelForValue(axis_break), y_break = chart.scales.y.getPixelForValue(axis_break);
    ctx.save();
    ctx.fillStyle = css("--gutter");
    if (scene.x.gutter) ctx.fillRect(a.left, a.top, x_break - a.left, a.bottom - a.top);
    if (scene.y.gutter) ctx.fillRect(a.left, y_break, a.right - a.left, a.bottom - y_break);
    ctx.restore();
  },
  afterDatasetDraw(chart, { index }) {
    const { ctx, scene } = chart, dataset = chart.data.datasets[index];
    if (!scene || !dataset.family) return;
    const style = families.get(dataset.family);
    ctx.save();
    ctx.fillStyle = fill_of(style);
    ctx.strokeStyle = edge_of(style);
    ctx.lineWidth = scene.is_crowded ? 0.6 : 1;
    ctx.globalAlpha = scene.is_crowded ? 0.6 : 0.78;
    const radius = scene.is_crowded ? 3.2 : 4.2;
    chart.getDatasetMeta(index).data.forEach((element, i) => {
      if (scene.front.has(dataset.data[i].r)) return;
      trace(ctx, style.shape, element.x, element.y, radius);
      ctx.fill();
      ctx.stroke();
    });
    ctx.restore();
  },
  afterDatasetsDraw(chart) {
    const { ctx, scene, chartArea: a } = chart;
    if (!scene) return;
    ctx.save();
    ctx.lineWidth = 1;
    for (const r of scene.front) {
      const place = place_of(chart, r), style = families.get(r.family);
      if (!place) continue;
      ctx.fillStyle = fill_of(style);
      ctx.strokeStyle = edge_of(style);
      trace(ctx, style.shape, place.x, place.y, front_radius);
      ctx.fill();
      ctx.stroke();
    }
    for (const [r, width] of [[scene.hovered, 2], [scene.picked, 2.5]]) {
      const place = r && place_of(chart, r);
      if (!place) continue;
      const style = families.get(r.family);
      ctx.fillStyle = fill_of(style);
      trace(ctx, style.shape, place.x, place.y, front_radius + 1);
      ctx.fill();
      ctx.strokeStyle = css("--ink");
      ctx.lineWidth = width;
      ctx.beginPath();
      ctx.arc(place.x, place.y, 11, 0, 2 * Math.PI);
      ctx.stroke();
    }
    ctx.strokeStyle = css("--soft");
    ctx.lineWidth = 1.2;
    ctx.beginPath();
    ctx.moveTo(a.left, a.top);
    ctx.lineTo(a.left, a.bottom);
    ctx.lineTo(a.right, a.bottom);
    ctx.stroke();
    const slash = (x, y, upright) => {
      ctx.strokeStyle = css("--card");
      ctx.lineWidth = 4;
      ctx.beginPath();
      if (upright) { ctx.moveTo(x - 1.5, y); ctx.lineTo(x + 1.5, y); } else { ctx.moveTo(x, y - 1.5); ctx.lineTo(x, y + 1.5); }
      ctx.stroke();
      ctx.strokeStyle = css("--soft");
      ctx.lineWidth = 1.2;
      for (const d of [-2, 2]) {
        ctx.beginPath();
        if (upright) { ctx.moveTo(x + d - 2, y + 5); ctx.lineTo(x + d + 2, y - 5); } else { ctx.moveTo(x - 5, y + d + 2); ctx.lineTo(x + 5, y + d - 2); }
        ctx.stroke();
      }
    };
    if (scene.x.gutter) slash(chart.scales.x.getPixelForValue(axis_break), a.bottom, true);
    if (scene.y.gutter) slash(a.left, chart.scales.y.getPixelForValue(axis_break), false);
    ctx.restore();
  },
};

// Where a record stands on the canvas, in CSS pixels; nothing when it is not drawn.
function place_of(chart, r) {
  const [dataset, index] = chart.scene.where.get(r) ?? [];
  const element = dataset === undefined ? null : chart.getDatasetMeta(dataset).data[index];
  return element ? { x: element.x, y: element.y } : null;
}

function scale_options(name) {
  return {
    type: "linear", min: 0, max: 1, border: { display: false },
    afterBuildTicks: (scale) => { scale.ticks = scale.chart.scene ? scale.chart.scene[name].ticks.map((t) => ({ ...t })) : []; },
    ticks: { callback: (value, i, ticks) => ticks[i].label ?? "", color: () => css("--soft"), font: { size: 13 }, autoSkip: false, maxRotation: 0, padding: 5 },
    grid: {
      color: (c) => (c.tick?.major ? css("--grid") : "transparent"), tickColor: (c) => (c.tick?.label === "0" && !c.tick.major ? "transparent" : css("--strong-line")),
      tickLength: 5, drawBorder: false,
    },
    title: { display: true, text: "", color: () => css("--ink"), font: { size: 14, weight: "600" }, padding: { top: 4, bottom: 2 } },
  };
}

function make_chart(canvas, tip, on_pick) {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  const chart = new Chart(canvas, {
    type: "scatter",
    data: { datasets: [] },
    options: {
      animation: false, responsive: true, maintainAspectRatio: false, resizeDelay: 60, normalized: false,
      layout: { padding: { top: 8, right: 12 } },
      interaction: { mode: "nearest", intersect: true },
      elements: { point: { radius: 0, hoverRadius: 0, hitRadius: reach } },
      scales: { x: scale_options("x"), y: scale_options("y") },
      plugins: { legend: { display: false }, tooltip: { enabled: false, external: ({ tooltip }) => show_tip(chart, tip, tooltip) } },
      onClick: (event, items) => { const hit = items.find((i) => chart.data.datasets[i.datasetIndex].family); if (hit) on_pick(chart.data.datasets[hit.datasetIndex].data[hit.index].r); },
      onHover: (event, items) => { event.native.target.style.cursor = items.length ? "pointer" : "default"; },
    },
    plugins: [painter],
  });
  return chart;
}

function show_tip(chart, tip, tooltip) {
  const hits = tooltip.opacity === 0 ? [] : (tooltip.dataPoints ?? []).map((p) => p.raw.r).filter(Boolean);
  const hovered = hits[0] ?? null;
  if (chart.scene && chart.scene.hovered !== hovered) {
    chart.scene.hovered = hovered;
    chart.draw();
  }
  tip.hidden = !hovered;
  if (!hovered) return;
  const { x_key, y_key } = chart.scene;
  const keys = [...new Set([x_key, y_key, "mred", "nmed", "er", "wce_pct", "area", "delay_ns", "power_mw", "pdp_pj", "pdp_ratio"])]
    .filter((k) => Number.isFinite(number_of(hovered, k)));
  const others = hits.length - 1;
  tip.innerHTML = `<strong>${marker(hovered.family)} ${escaped(hovered.spec)}</strong><dl>` +
    keys.map((k) => { const on = k === x_key || k === y_key ? ' class="on-axis"' : ""; return `<dt${on}>${escaped(metric_by_key.get(k)?.name ?? k)}</dt><dd${on}>${with_unit(hovered, k)}</dd>`; }).join("") +
    "</dl>" + (others > 0 ? `<p>and ${others} more at this point: ${hits.slice(1, 4).map((r) => escaped(r.spec)).join(", ")}${others > 3 ? ", …" : ""}</p>` : "");
  const room = chart.canvas.parentElement, { x, y } = place_of(chart, hovered);
  const width = tip.offsetWidth, height = tip.offsetHeight, gap = 16;
  let left = x + gap + width <= room.clientWidth ? x + gap : x - gap - width, top = y - height / 2;
  if (left < 0) {
    left = Math.min(Math.max(0, x - width / 2), room.clientWidth - width);
    top = y + gap + height <= room.clientHeight + 40 ? y + gap : y - gap - height;
  } else top = Math.min(Math.max(-8, top), Math.max(0, room.clientHeight - height));
  tip.style.transform = `translate(${Math.round(left)}px,${Math.round(top)}px)`;
}

// Draws the points that are shown on axes that fit `scope`, so that switching a family leaves the axes where they are.
function draw_scene(chart, { scope, shown, x_key, y_key, x_log, y_log, picked }) {
  const has_both = (r) => Number.isFinite(axis_value(r, x_key)) && Number.isFinite(axis_value(r, y_key));
  const placed = scope.filter(has_both), points = shown.filter(has_both);
  const x = make_axis(placed.map((r) => axis_value(r, x_key)), x_log), y = make_axis(placed.map((r) => axis_value(r, y_key)), y_log);
  const front = pareto_front(points, x_key, y_key);
  const at = (r) => ({ x: x.position(axis_value(r, x_key)), y: y.position(axis_value(r, y_key)), r });
  const by_family = new Map();
  for (const r of points) (by_family.get(r.family) ?? by_family.set(r.family, []).get(r.family)).push(r);
  if (!placed.length) x.ticks = y.ticks = [];
  chart.scene = { x, y, is_crowded: points.length > 500, front: new Set(front), x_key, y_key, picked, hovered: null };
  const steps = { type: "line", data: front.map((r) => { const { x: px, y: py } = at(r); return { x: px, y: py }; }), stepped: "before", borderColor: css("--front"), borderWidth: 1.6,
    pointHitRadius: 0, pointRadius: 0, order: 9 };
  chart.data.datasets = [steps, ...[...by_family].map(([family, list]) => ({
    family, label: family, data: list.sort((p, q) => chart.scene.front.has(p) - chart.scene.front.has(q)).map(at), order: 1 }))];
  chart.scene.where = new Map(chart.data.datasets.flatMap((dataset, i) => (dataset.family ? dataset.data.map((p, k) => [p.r, [i, k]]) : [])));
  chart.options.scales.x.title.text = title_of(x_key);
  chart.options.scales.y.title.text = title_of(y_key);
  chart.setActiveElements([]);
  chart.update("none");
  return { points, front };
}
