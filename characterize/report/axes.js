// Axes map values to [0, 1]. A logarithmic one keeps a gutter at its low end for zeros, beyond a break.
const gutter_centre = 0.035, axis_break = 0.07;

function make_axis(values, is_log) {
  const finite = values.filter(Number.isFinite);
  return is_log ? log_axis(finite) : linear_axis(finite);
}

function linear_axis(values) {
  let low = Math.min(0, ...values), high = Math.max(0, ...values);
  if (high <= low) high = low + 1;
  const step = nice_step((high - low) / 6), end = high + 0.04 * (high - low), start = low - 0.03 * (high - low);
  const position = (v) => (v - start) / (end - start);
  const ticks = [];
  for (let k = Math.ceil(low / step); k * step <= end; ++k) ticks.push({ value: position(k * step), label: short_number(k * step), major: true });
  return { position, ticks, gutter: false };
}

function nice_step(raw) {
  const scale = 10 ** Math.floor(Math.log10(raw)), m = raw / scale;
  return scale * (m < 1.5 ? 1 : m < 3.5 ? 2 : m < 7.5 ? 5 : 10);
}

function short_number(v) {
  const size = Math.abs(v);
  if (v !== 0 && (size < 1e-3 || size >= 1e5)) {
    const exponent = Math.floor(Math.log10(size) + 1e-9), mantissa = +(v / 10 ** exponent).toPrecision(3);
    return mantissa === 1 ? power_of_ten(exponent) : `${mantissa}·${power_of_ten(exponent)}`;
  }
  return String(+v.toPrecision(6));
}

function log_axis(values) {
  const positive = values.filter((v) => v > 0), gutter = values.some((v) => v === 0);
  let low = positive.length ? Math.log10(Math.min(...positive)) : -1, high = positive.length ? Math.log10(Math.max(...positive)) : 0;
  if (high - low < 0.1) [low, high] = [low - 0.15, high + 0.15];
  const start = gutter ? 0.1 : 0.03, span = high - low;
  const position = (v) => (v === 0 ? gutter_centre : v < 0 ? NaN : start + ((Math.log10(v) - low) / span) * (0.97 - start));
  const least = gutter ? axis_break + 0.008 : 0;
  const is_inside = (v) => position(v) >= least && position(v) <= 1;
  const labelled = [], minor = [];
  if (span < 0.7) {
    const from = 10 ** low, to = 10 ** high, step = nice_step((to - from) / 5);
    for (let k = Math.max(1, Math.floor(from / step) - 2); k * step < to + 2 * step; ++k) labelled.push(k * step);
  } else {
    const stride = Math.max(1, Math.ceil(span / 8));
    for (let e = Math.floor(low) - 1; e <= Math.ceil(high) + 1; ++e)
      for (let m = 1; m <= 9; ++m) {
        const v = +`${m}e${e}`;
        if ((m === 1 && e % stride === 0) || (span < 2 && (m === 2 || m === 5)) || (span < 1.1 && m === 3)) labelled.push(v);
        else if (m === 1 || (span <= 6 && stride === 1)) minor.push(v);
      }
  }
  const shown = labelled.filter(is_inside);
  const plain = shown.every((v) => v > 0.9e-3 && v < 1.1e4);
  const label = (v) => {
    if (plain) return String(+v.toPrecision(6));
    const exponent = Math.floor(Math.log10(v) + 1e-9), mantissa = +(v / 10 ** exponent).toPrecision(3);
    return mantissa === 1 ? power_of_ten(exponent) : `${mantissa}·${power_of_ten(exponent)}`;
  };
  const ticks = [...shown.map((v) => ({ value: position(v), label: label(v), major: true })),
    ...minor.filter(is_inside).map((v) => ({ value: position(v), label: "", major: false }))];
  if (gutter) ticks.push({ value: gutter_centre, label: "0", major: false });
  return { position, ticks: ticks.sort((p, q) => p.value - q.value), gutter };
}
