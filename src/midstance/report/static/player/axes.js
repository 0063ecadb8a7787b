// A line that runs with the video through every drawing of the page.

import { SIDES } from "./recording.js";
import { _, decimal } from "./words.js";

const EDGE_PX = 40;

export class Axes {
  constructor(player, root) {
    this.player = player;
    this.lines = [...root.querySelectorAll("[data-axis]")].map((element) => this.line(element));
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("keydown", (event) => this.key(event));
  }

  line(element) {
    const { axis, from, to, left, right, person, side } = element.dataset;
    const sides = axis === "time" ? [""] : SIDES.includes(side) ? [side] : SIDES;
    element.classList.add("has-now");
    const marks = sides.map((one) => {
      const mark = document.createElement("span");
      mark.className = `now ${one}`;
      mark.hidden = true;
      element.append(mark);
      return [one, mark];
    });
    return { element, axis, marks, from: Number(from ?? 0), to: Number(to ?? 100), left: Number(left ?? 0), right: Number(right ?? 1), person, scroller: scrollerOf(element) };
  }

  show(timeS) {
    for (const line of this.lines) {
      for (const [side, mark] of line.marks) {
        const place = this.place(line, side, timeS);
        mark.hidden = place === null;
        if (place === null) continue;
        mark.style.left = `${100 * (line.left + place * (line.right - line.left))}%`;
        if (line.axis === "time") this.follow(line, mark, timeS);
      }
    }
  }

  // From 0 to 1 along an axis, or null.
  place(line, side, timeS) {
    const share = (timeS - line.from) / (line.to - line.from);
    if (line.axis === "time") return share >= 0 && share <= 1 ? share : null;
    const stride = this.player.recording.person(line.person)?.strideAt(side, timeS);
    return stride ? (timeS - stride[0]) / (stride[1] - stride[0]) : null;
  }

  follow({ element, scroller }, mark, timeS) {
    if (element.getAttribute("role") === "slider") {
      element.setAttribute("aria-valuenow", timeS.toFixed(2));
      element.setAttribute("aria-valuetext", _("{time} seconds", { time: decimal(timeS, 2) }));
    }
    if (!scroller) return;
    const x = mark.getBoundingClientRect().left - scroller.getBoundingClientRect().left;
    if (x < EDGE_PX || x > scroller.clientWidth - EDGE_PX) scroller.scrollLeft += x - scroller.clientWidth / 2;
  }

  click(event) {
    if (event.target.closest("[data-show]")) return;
    const line = this.lineOf(event.target);
    if (!line) return;
    const box = line.element.getBoundingClientRect();
    const share = ((event.clientX - box.left) / box.width - line.left) / (line.right - line.left);
    if (share < -0.02 || share > 1.02) return;
    const inside = Math.min(Math.max(share, 0), 1);
    if (line.axis === "time") this.player.goTo(line.from + inside * (line.to - line.from));
    else this.goToPhase(line, inside);
  }

  // The stride that is seen now, or else the first.
  goToPhase(line, share) {
    const person = this.player.recording.person(line.person);
    const sides = line.marks.map(([side]) => side);
    const now = sides.map((side) => person?.strideAt(side, this.player.timeS)).find(Boolean);
    const stride = now ?? sides.flatMap((side) => person?.strides[side] ?? [])[0];
    if (stride) this.player.goTo(stride[0] + share * (stride[1] - stride[0]));
  }

  // From event to event, where a drawing can be reached by keyboard.
  key(event) {
    const line = event.target.matches?.("[data-axis]") ? this.lineOf(event.target) : null;
    if (!line || line.axis !== "time") return;
    const times = (this.player.recording.person(line.person)?.events ?? []).map((one) => one.time_s);
    const nowS = this.player.timeS, halfFrameS = this.player.halfFrameS;
    const target = {
      ArrowRight: times.find((timeS) => timeS > nowS + halfFrameS),
      ArrowLeft: times.findLast((timeS) => timeS < nowS - halfFrameS),
      Home: times.at(0), End: times.at(-1),
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.player.goTo(target);
  }

  lineOf(target) {
    const element = target.closest("[data-axis]");
    return this.lines.find((line) => line.element === element);
  }
}

function scrollerOf(element) {
  for (let one = element; one && one !== document.body; one = one.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth) return one;
  }
  return null;
}
