// Repetitions drawn over the angle of a joint: to look at, to choose and to drag.
import { _, decimal, later } from "/static/player/words.js";
import { TimeAxis, add } from "/static/time_axis.js";

const TOP = 22, CURVE = 130, MARKS = 26;
const HEIGHT = TOP + CURVE + MARKS;
const SHORTEST_S = 0.5;
const NEAR_PX = 14;
const ENDS = { start_s: later("where it begins"), bottom_s: later("where it turns"), end_s: later("where it ends") };

export class Course extends TimeAxis {
  // `on` has: seek(timeS), choose(repetition), drag(repetition, end, timeS, isDone).
  constructor(svg, timesS, on) {
    super(svg, timesS[0], timesS.at(-1), { shortestS: SHORTEST_S });
    Object.assign(this, { timesS, on, shown: null });
    svg.setAttribute("height", HEIGHT);
    this.listen();
    new ResizeObserver(() => this.draw()).observe(svg);
  }

  follow(timeS) {
    const lengthS = this.endS - this.startS;
    if (!this.dragging && (timeS < this.startS || timeS > this.endS)) this.look(timeS - lengthS / 2, lengthS);
  }

  listen() {
    const { svg } = this;
    svg.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (event.shiftKey || event.deltaX) this.look(this.startS + (event.deltaX || event.deltaY) / this.pxPerS, this.endS - this.startS);
      else this.zoom(1.0015 ** event.deltaY, this.timeAt(event.clientX));
    }, { passive: false });
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.shown) return;
      svg.setPointerCapture(event.pointerId);
      const held = this.endNear(event.clientX);
      this.dragging = { ...held, fromX: event.clientX, startS: this.startS, isFar: false };
    });
    svg.addEventListener("pointermove", (event) => {
      const drag = this.dragging;
      if (!drag) return;
      drag.isFar ||= Math.abs(event.clientX - drag.fromX) > 4;
      if (!drag.isFar) return;
      if (drag.end) this.on.drag(drag.repetition, drag.end, this.timeAt(event.clientX), false);
      else this.look(drag.startS - (event.clientX - drag.fromX) / this.pxPerS, this.endS - this.startS);
    });
    svg.addEventListener("pointerup", (event) => {
      const drag = this.dragging;
      this.dragging = null;
      if (!drag) return;
      if (drag.isFar && drag.end) this.on.drag(drag.repetition, drag.end, this.timeAt(event.clientX), true);
      if (!drag.isFar) this.pressed(this.timeAt(event.clientX));
    });
    svg.addEventListener("pointercancel", () => { this.dragging = null; this.on.drag(null, "", 0, true); });
    svg.addEventListener("keydown", (event) => {
      const at = event.target.closest("[data-at]")?.dataset.at;
      if (at === undefined || !["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      this.on.choose(this.shown.repetitions[Number(at)]);
    });
  }

  pressed(timeS) {
    const inside = this.shown.repetitions.find((one) => one.start_s <= timeS && timeS <= one.end_s);
    if (inside && inside !== this.shown.chosen) this.on.choose(inside);
    else this.on.seek(timeS);
  }

  // What is gripped there: an end of the chosen repetition before that of another.
  endNear(clientX) {
    const left = this.svg.getBoundingClientRect().left;
    const { chosen } = this.shown;
    for (const repetition of chosen ? [chosen] : []) {
      const away = (end) => Math.abs(left + this.x(repetition[end]) - clientX);
      const end = Object.keys(ENDS).reduce((best, one) => (away(one) < away(best) ? one : best));
      if (away(end) <= NEAR_PX) return { repetition, end };
    }
    return { repetition: null, end: "" };
  }

  // `shown` has: angle, range, repetitions, chosen, deleted, doubtful, nowS, ghost.
  set(shown) {
    this.shown = shown;
    this.draw();
  }

  draw() {
    const { svg, shown } = this;
    if (!shown) return;
    const focused = svg.contains(document.activeElement) ? document.activeElement.dataset.at : undefined;
    svg.replaceChildren();
    add(svg, "rect", { class: "ground", x: 0, y: TOP, width: this.width, height: CURVE, rx: 4 });
    this.drawAxis();
    shown.repetitions.forEach((one, at) => this.drawRepetition(one, at));
    this.drawAngle();
    this.drawMarks();
    const now = this.x(shown.nowS);
    add(svg, "line", { class: "cursor", x1: now, x2: now, y1: TOP, y2: HEIGHT });
    if (focused !== undefined) svg.querySelector(`[data-at="${focused}"]`)?.focus();
  }

  drawAxis() {
    const stepS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300].find((s) => s * this.pxPerS > 70) ?? 600;
    for (let i = Math.ceil(this.startS / stepS); i * stepS <= this.endS; i += 1) {
      const x = this.x(i * stepS);
      add(this.svg, "line", { class: "tick", x1: x, x2: x, y1: TOP, y2: TOP + CURVE });
      add(this.svg, "text", { class: "second", x: Math.min(Math.max(x, 14), this.width - 14), y: 14 }, `${Number((i * stepS).toFixed(1)).toLocaleString(document.documentElement.lang)} s`);
    }
  }

  drawRepetition(one, at) {
    const { chosen, ghost, called } = this.shown;
    const isChosen = one === chosen;
    const when = isChosen && ghost ? { ...one, ...ghost } : one;
    if (when.end_s < this.startS || when.start_s > this.endS) return;
    const from = this.x(when.start_s), to = this.x(when.end_s), turn = this.x(when.bottom_s);
    const isUnsure = one.probability !== null && one.probability < 0.9;
    const kinds = ["repetition", one.side, isChosen && "chosen", isUnsure && "unsure", one.is_by_hand && "by-hand"];
    const name = `${called(one)}, ${decimal(one.bottom_s, 1)} s${one.doubt ? `, ${one.doubt}` : ""}`;
    const group = add(this.svg, "g", { class: kinds.filter(Boolean).join(" "), "data-at": at, tabindex: 0, role: "button", "aria-label": name, "aria-pressed": isChosen });
    add(group, "title", {}, name);
    add(group, "rect", { class: "band", x: from, y: TOP + 2, width: Math.max(2, to - from), height: CURVE - 4, rx: 4 });
    add(group, "line", { class: "turn", x1: turn, x2: turn, y1: TOP + 2, y2: TOP + CURVE - 2 });
    if (to - from > 18) add(group, "text", { class: "number", x: (from + to) / 2, y: TOP + CURVE - 8 }, String(one.number));
    if (isUnsure && to - from > 34) add(group, "text", { class: "share", x: (from + to) / 2, y: TOP + 16 }, `${Math.round(100 * one.probability)} %`);
    if (!isChosen) return;
    for (const [end, x] of [["start_s", from], ["bottom_s", turn], ["end_s", to]]) {
      const grip = add(group, "circle", { class: "grip", "data-end": end, cx: x, cy: TOP + CURVE / 2, r: 7 });
      add(grip, "title", {}, _(ENDS[end]));
    }
  }

  drawAngle() {
    const { angle, range } = this.shown;
    if (!angle) return;
    const [low, high] = range;
    const first = Math.max(0, this.timesS.findIndex((s) => s >= this.startS) - 1);
    const skip = Math.max(1, Math.floor((this.endS - this.startS) / (this.lastS - this.firstS) * angle.length / (2 * this.width)));
    const pieces = [];
    let isDown = false;
    for (let i = first; i < angle.length && this.timesS[i] <= this.endS + 0.2; i += skip) {
      if (angle[i] === null) { isDown = false; continue; }
      const share = (high - angle[i]) / Math.max(high - low, 1);
      pieces.push(`${isDown ? "L" : "M"}${this.x(this.timesS[i]).toFixed(1)} ${(TOP + 8 + (CURVE - 34) * share).toFixed(1)}`);
      isDown = true;
    }
    add(this.svg, "path", { class: "curve", d: pieces.join("") });
  }

  // Below the curve: what was deleted by hand, and what is worth a look.
  drawMarks() {
    const y = TOP + CURVE + 16;
    for (const one of this.shown.deleted) {
      const mark = add(this.svg, "text", { class: "deleted", x: this.x(one.at_s), y }, "×");
      add(mark, "title", {}, _("deleted by hand at {time} s", { time: decimal(one.at_s, 1) }));
    }
    for (const one of this.shown.doubtful) {
      const mark = add(this.svg, "text", { class: "doubtful", x: this.x(one.time_s), y }, "?");
      const share = one.probability === null ? "" : ` (${Math.round(100 * one.probability)} %)`;
      add(mark, "title", {}, `${one.doubt}${share}`);
    }
  }
}
