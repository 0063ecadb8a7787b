// Numbers over days, with their uncertainty, as SVG.
import { _ } from "/static/player/words.js";

const HEIGHT = 280;
const LEFT = 52, RIGHT = 30, TOP = 52, BOTTOM = 30;
const RANGE = 1.96;
const DAY_MS = 86400000;

export function draw(svg, trend, moments) {
  const width = Math.max(280, svg.clientWidth);
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  const points = trend.points.map((point) => ({ ...point, at: Date.parse(point.day) }));
  if (!points.length) return;
  const first = Math.min(...points.map((one) => one.at)), last = Math.max(...points.map((one) => one.at));
  const shown = moments.map((one) => ({ ...one, at: Date.parse(one.day) })).filter((one) => one.at >= first - 30 * DAY_MS && one.at <= last + 30 * DAY_MS);
  const from = Math.min(first, ...shown.map((one) => one.at)) - DAY_MS / 2, to = Math.max(last, ...shown.map((one) => one.at)) + DAY_MS / 2;
  const reach = (one) => RANGE * (one.uncertainty ?? 0);
  const low = Math.min(...points.map((one) => one.value - reach(one))), high = Math.max(...points.map((one) => one.value + reach(one)));
  const room = 0.08 * (high - low) || 0.1 * Math.abs(high) || 1;
  const x = (at) => LEFT + (at - from) / (to - from) * (width - LEFT - RIGHT);
  const y = (value) => TOP + (high + room - value) / (high - low + 2 * room) * (HEIGHT - TOP - BOTTOM);
  for (const value of ticks(low - room, high + room)) {
    add(svg, "line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value) });
    add(svg, "text", { x: LEFT - 8, y: y(value) + 4, class: "end" }, (+value.toPrecision(6)).toLocaleString(document.documentElement.lang));
  }
  add(svg, "text", { x: 2, y: TOP - 6 }, trend.unit);
  const days = [...new Set(points.map((one) => one.at))];
  let free = -Infinity;
  for (const at of days) {
    if (x(at) < free) continue;
    free = x(at) + 64;
    const text = new Date(at).toLocaleDateString(document.documentElement.lang, { month: "short", day: "numeric", timeZone: "UTC" });
    add(svg, "text", { x: x(at), y: HEIGHT - 8, class: "middle" }, text);
  }
  shown.forEach((one, place) => {
    add(svg, "line", { class: "moment", x1: x(one.at), x2: x(one.at), y1: TOP - 22, y2: HEIGHT - BOTTOM });
    const isLate = x(one.at) > width / 2;
    add(svg, "text", { x: x(one.at) + (isLate ? -4 : 4), y: TOP - (place % 2 ? 26 : 40), class: isLate ? "end" : "" }, one.text.length > 24 ? `${one.text.slice(0, 23)}…` : one.text);
  });
  const sides = [...new Set(points.map((one) => one.side))];
  sides.forEach((side, place) => {
    const shift = (place - (sides.length - 1) / 2) * 9;
    const own = points.filter((one) => one.side === side);
    const group = add(svg, "g", { class: side });
    add(group, "polyline", { points: own.map((one) => `${x(one.at) + shift},${y(one.value)}`).join(" ") });
    for (const one of own) {
      const at = x(one.at) + shift;
      if (one.uncertainty) add(group, "line", { class: "range", x1: at, x2: at, y1: y(one.value - reach(one)), y2: y(one.value + reach(one)) });
      const mark = side === "right" ? add(group, "rect", { x: at - 4.5, y: y(one.value) - 4.5, width: 9, height: 9 }) : add(group, "circle", { cx: at, cy: y(one.value), r: 5 });
      add(mark, "title", {}, `${one.day}, ${side === "both" ? "" : `${side === "left" ? _("left") : _("right")}: `}${one.text}`);
    }
  });
}

function ticks(low, high) {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) found.push(value);
  return found;
}

function add(parent, kind, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  parent.append(made);
  return made;
}
