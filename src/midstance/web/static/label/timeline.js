// The timeline: when each foot stood, to look at, to zoom and to drag.
import { _, decimal, later } from "/static/player/words.js";
import { TimeAxis, add } from "/static/time_axis.js";

const SIDES = ["left", "right"];
const TOP = 26, ROW = 86, GAP = 10, AXIS = 20;
const HEIGHT = TOP + 2 * ROW + GAP + 4;
const LABEL = 56;
const SHORTEST_S = 0.4;
const NEAR_FINGER_PX = 16;
const WORDS = {
  left: { initial_contact: later("Left foot touches the ground at {time} s"), toe_off: later("Left foot leaves the ground at {time} s") },
  right: { initial_contact: later("Right foot touches the ground at {time} s"), toe_off: later("Right foot leaves the ground at {time} s") },
};

const rowTop = (side) => TOP + SIDES.indexOf(side) * (ROW + GAP);

export class Timeline extends TimeAxis {
  // `on` has: seek(timeS), select(id), drag(id, index, isDone).
  constructor(svg, overview, data, events, on) {
    super(svg, data.times_s[0], data.times_s.at(-1), { shortestS: SHORTEST_S, leftPx: LABEL });
    Object.assign(this, { overview, data, events, on, person: null });
    svg.setAttribute("height", HEIGHT);
    overview.setAttribute("height", 30);
    this.listen();
    new ResizeObserver(() => this.draw()).observe(svg);
  }

  follow(timeS) {
    if (this.dragging) return;
    const lengthS = this.endS - this.startS;
    const isInside = timeS > this.startS + 0.08 * lengthS && timeS < this.endS - 0.08 * lengthS;
    if (!isInside) this.look(timeS - lengthS / 2, lengthS);
  }

  listen() {
    this.svg.addEventListener("wheel", (event) => {
      event.preventDefault();
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (sideways) this.look(this.startS + sideways / this.pxPerS, this.endS - this.startS);
      else this.zoom(1.0015 ** event.deltaY, this.timeAt(event.clientX));
    }, { passive: false });
    this.svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.svg.setPointerCapture(event.pointerId);
      const marker = this.markerAt(event);
      if (!marker) {
        this.dragging = { id: null, fromX: event.clientX, startS: this.startS, isFar: false };
        return;
      }
      const id = Number(marker.dataset.id);
      // Held where it was gripped, so that nothing jumps.
      const gripPx = event.clientX - this.svg.getBoundingClientRect().left - this.x(this.events.at(this.events.get(id)));
      this.dragging = { id, fromX: event.clientX, gripPx, isFar: false };
      this.on.select(id);
    });
    this.svg.addEventListener("pointermove", (event) => {
      const drag = this.dragging;
      if (!drag) return;
      drag.isFar ||= Math.abs(event.clientX - drag.fromX) > 3;
      if (!drag.isFar) return;
      if (drag.id === null) this.look(drag.startS - (event.clientX - drag.fromX) / this.pxPerS, this.endS - this.startS);
      else this.on.drag(drag.id, this.nearestBetween(this.timeAt(event.clientX - drag.gripPx)), false);
    });
    this.svg.addEventListener("pointerup", (event) => {
      const drag = this.dragging;
      this.dragging = null;
      if (!drag) return;
      if (drag.id !== null && drag.isFar) this.on.drag(drag.id, this.nearestBetween(this.timeAt(event.clientX - drag.gripPx)), true);
      if (drag.id === null && !drag.isFar) this.on.seek(this.timeAt(event.clientX));
    });
    this.svg.addEventListener("pointercancel", () => { this.dragging = null; this.on.drag(null, 0, true); });
    const jump = (event) => {
      const box = this.overview.getBoundingClientRect();
      const share = (event.clientX - box.left - LABEL) / Math.max(1, box.width - LABEL);
      const lengthS = this.endS - this.startS;
      this.look(this.firstS + share * (this.lastS - this.firstS) - lengthS / 2, lengthS);
    };
    this.overview.addEventListener("pointerdown", (event) => { this.overview.setPointerCapture(event.pointerId); jump(event); });
    this.overview.addEventListener("pointermove", (event) => { if (event.buttons) jump(event); });
  }

  // What was meant: a finger may be a little beside a mark.
  markerAt(event) {
    const hit = event.target.closest("[data-id]");
    if (hit || event.pointerType === "mouse") return hit;
    const box = this.svg.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const apart = (mark) => {
      const { x: left, y: top, width, height } = mark.querySelector(".handle").getBBox();
      return Math.hypot(Math.max(left - x, 0, x - left - width), Math.max(top - y, 0, y - top - height));
    };
    const near = [...this.svg.querySelectorAll("[data-id]")].map((mark) => [mark, apart(mark)]).sort((a, b) => a[1] - b[1])[0];
    return near && near[1] <= NEAR_FINGER_PX ? near[0] : null;
  }

  // The frame for which an event, half-way from the frame before, is nearest.
  nearestBetween(timeS) {
    const after = this.events.frameOf(timeS);
    const choices = [after - 1, after, after + 1].filter((i) => i >= 0 && i < this.data.times_s.length);
    const away = (i) => Math.abs(this.events.betweenS(i) - timeS);
    return choices.reduce((best, i) => (away(i) < away(best) ? i : best));
  }

  set({ person, index, selected, ghostS }) {
    Object.assign(this, { person, index, selected, ghostS });
    this.draw();
  }

  draw() {
    if (!this.person) return;
    this.svg.replaceChildren();
    const items = this.events.of(this.person.name);
    this.drawAxis();
    for (const side of SIDES) this.drawRow(side, items.filter((item) => item.side === side));
    this.drawCursor();
    for (const item of items) this.drawMarker(item);
    this.drawOverview(items);
  }

  drawAxis() {
    const stepS = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300].find((s) => s * this.pxPerS > 70) ?? 600;
    for (let i = Math.ceil(this.startS / stepS); i * stepS <= this.endS; i += 1) {
      const x = this.x(i * stepS);
      add(this.svg, "line", { class: "tick", x1: x, x2: x, y1: AXIS, y2: HEIGHT });
      add(this.svg, "text", { x, y: 14 }, `${Number((i * stepS).toFixed(2)).toLocaleString(document.documentElement.lang)} s`);
    }
  }

  drawRow(side, items) {
    const top = rowTop(side);
    const group = add(this.svg, "g", { class: `row ${side}` });
    add(group, "rect", { class: "ground", x: LABEL, y: top, width: this.width, height: ROW, rx: 4 });
    add(group, "text", { class: "name", x: 0, y: top + ROW / 2 + 4 }, side === "left" ? _("left") : _("right"));
    const real = items.filter((item) => item.action !== "delete");
    real.forEach((item, i) => {
      const next = real[i + 1];
      if (item.event !== "initial_contact" || next?.event !== "toe_off") return;
      const from = Math.max(this.x(this.at(item)), LABEL), to = Math.min(this.x(this.at(next)), LABEL + this.width);
      if (to > from) add(group, "rect", { class: "stand", x: from, y: top, width: to - from, height: ROW });
    });
    for (const part of ["heel", "foot_index"]) this.drawCurve(group, side, part, top);
  }

  at(item) { return item.id === this.selected && this.ghostS != null ? this.ghostS : this.events.at(item); }

  drawCurve(group, side, part, top) {
    const path = this.person.legs[`${side}_${part}`];
    const [least, most] = this.heights(side);
    if (!(most > least)) return;
    const { times_s: timesS } = this.data;
    const first = Math.max(0, this.events.frameOf(this.startS) - 1);
    const last = Math.min(timesS.length - 1, this.events.frameOf(this.endS) + 1);
    const skip = Math.max(1, Math.floor((last - first) / (2 * this.width)));
    const pieces = [];
    let isDown = false;
    for (let i = first; i <= last; i += skip) {
      const y = path[i][1];
      const x = this.x(timesS[i]);
      if (y === null || x < LABEL || x > LABEL + this.width) { isDown = false; continue; }
      const share = Math.min(Math.max((y - least) / (most - least), 0), 1);
      pieces.push(`${isDown ? "L" : "M"}${x.toFixed(1)} ${(top + 16 + (ROW - 20) * share).toFixed(1)}`);
      isDown = true;
    }
    add(group, "path", { class: `curve ${part}`, d: pieces.join("") });
  }

  heights(side) {
    this.known ??= new Map();
    const key = `${this.person.name} ${side}`;
    if (!this.known.has(key)) {
      const all = ["heel", "foot_index"].flatMap((part) => this.person.legs[`${side}_${part}`].map((point) => point[1]))
        .filter((y) => y !== null).sort((a, b) => a - b);
      this.known.set(key, [all[Math.floor(0.01 * all.length)] ?? 0, all[Math.floor(0.99 * all.length)] ?? 0]);
    }
    return this.known.get(key);
  }

  drawCursor() {
    const { times_s: timesS } = this.data;
    const nowS = timesS[this.index];
    if (nowS < this.startS - 1 || nowS > this.endS + 1) return;
    const from = Math.max(LABEL, this.x(timesS[Math.max(0, this.index - 1)]));
    const x = this.x(nowS);
    if (x < LABEL) return;
    add(this.svg, "rect", { class: "between", x: from, y: AXIS, width: Math.max(0, x - from), height: HEIGHT - AXIS });
    add(this.svg, "line", { class: "cursor", x1: x, x2: x, y1: AXIS, y2: HEIGHT });
  }

  drawMarker(item) {
    const timeS = this.at(item);
    const x = this.x(timeS);
    if (x < LABEL - 1 || x > LABEL + this.width + 1) return;
    const top = rowTop(item.side);
    const isContact = item.event === "initial_contact";
    const kind = item.action === "delete" ? "deleted" : item.action ? "manual" : "detected";
    const chosen = item.id === this.selected ? " chosen" : "";
    const group = add(this.svg, "g", { class: `marker ${item.side} ${kind}${chosen}`, "data-id": item.id });
    const doubtS = kind === "deleted" ? null : this.events.doubtS(item);
    const y = isContact ? top + 8 : top + ROW - 8;
    if (doubtS) {
      const reach = Math.min(2 * doubtS * this.pxPerS, this.width);
      const from = Math.max(LABEL, x - reach), to = Math.min(LABEL + this.width, x + reach);
      add(group, "rect", { class: "doubt", x: from, y: y - 2, width: Math.max(0, to - from), height: 4, rx: 2 });
    }
    add(group, "line", { x1: x, x2: x, y1: top, y2: top + ROW });
    const way = isContact ? 1 : -1;
    if (kind === "deleted") add(group, "path", { class: "head", d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10` });
    else add(group, "path", { class: "head", d: `M${x - 7} ${y - 6 * way}h14l-7 ${12 * way}z` });
    add(group, "rect", { class: "handle", x: x - 9, y: isContact ? top : top + ROW / 2, width: 18, height: ROW / 2 });
    if (timeS === this.ghostS) add(this.svg, "text", { class: "ghost", x: Math.min(Math.max(x, LABEL + 24), LABEL + this.width - 24), y: 14 }, `${decimal(timeS, 3)} s`);
    const deleted = kind === "deleted" ? _(", deleted") : "";
    add(group, "title", {}, `${_(WORDS[item.side][item.event], { time: decimal(timeS, 3) })}${deleted}`);
  }

  drawOverview(items) {
    this.overview.replaceChildren();
    const wholeS = Math.max(this.lastS - this.firstS, 1e-3);
    const x = (timeS) => LABEL + (timeS - this.firstS) / wholeS * this.width;
    add(this.overview, "rect", { class: "whole", x: LABEL, y: 4, width: this.width, height: 22, rx: 4 });
    for (const item of items) {
      const kind = item.action === "delete" ? "deleted" : item.action ? "manual" : "detected";
      const y = item.side === "left" ? 6 : 16;
      add(this.overview, "rect", { class: `dot ${item.side} ${kind}`, x: x(this.at(item)) - 0.75, y, width: 1.5, height: 8 });
    }
    add(this.overview, "rect", { class: "seen", x: x(this.startS), y: 3, width: Math.max(3, x(this.endS) - x(this.startS)), height: 24, rx: 4 });
  }
}
