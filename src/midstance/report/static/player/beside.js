// A second recording beside the first or over it, at the same moment of the stride.

import { drawSkeleton } from "./layers.js";
import { Player } from "./player.js";
import { Recording } from "./recording.js";
import { VideoFilm } from "./film.js";
import { _, later } from "./words.js";

const MODES = [["phase", later("Same part of the stride")], ["contact", later("Same time since contact")]];
const OVER = 0.5;

export class Beside {
  // `first` leads; `second` has no controls of its own.
  constructor(first, second) {
    Object.assign(this, { first, second, mode: "phase", side: "left", isOver: false });
    this.begin();
    first.under = (pen, unit) => this.paintOver(pen, unit);
    first.listen((timeS) => this.follow(timeS));
    const onframe = second.film.onframe;
    second.film.onframe = (frame) => { onframe(frame); if (this.isOver) first.draw(); };
  }

  // Both at the first stride that each of them shows.
  begin() {
    const [mine, theirs] = [this.first.person, this.second.person];
    this.side = ["left", "right"].find((side) => mine?.strides[side].length && theirs?.strides[side].length) ?? "left";
    this.shift = 0;
  }

  // Before the first stride of one there is nothing that goes with it in the other.
  goToStart() {
    const [stride] = this.first.person?.strides[this.side] ?? [];
    if (stride) this.first.goTo(stride[0]);
  }

  choose(mode) { this.mode = mode; this.follow(this.first.timeS); }

  // Which of its strides is compared: the next one, or the one before.
  shiftBy(by) { this.shift += by; this.follow(this.first.timeS); }

  follow(timeS) {
    const target = matched(timeS, this.first.person?.strides[this.side] ?? [], this.second.person?.strides[this.side] ?? [], this.mode, this.shift);
    if (target === null) return;
    const frame = this.second.recording.frameAt(target);
    if (frame !== this.second.film.wanted && frame !== this.second.frame) this.second.go(frame);
  }

  setOver(isOver) {
    this.isOver = isOver;
    this.second.root.classList.toggle("gone", isOver);
    this.first.draw();
  }

  // Hips upon hips, and trunks of one length.
  paintOver(pen, unit) {
    if (!this.isOver || !this.second.film.drawable) return;
    const [mine, theirs] = [body(this.first), body(this.second)];
    if (!mine || !theirs) return;
    const scale = mine.length / theirs.length;
    pen.save();
    pen.translate(mine.hips[0] - scale * theirs.hips[0], mine.hips[1] - scale * theirs.hips[1]);
    pen.scale(scale, scale);
    pen.globalAlpha = OVER;
    pen.drawImage(this.second.film.drawable, 0, 0, this.second.recording.width, this.second.recording.height);
    pen.globalAlpha = 1;
    drawSkeleton(pen, this.second.recording, this.second.person, this.second.frame, unit / scale, []);
    pen.restore();
  }
}

// The moment of another recording that goes with `timeS`, or null.
export function matched(timeS, mine, theirs, mode, shift = 0) {
  if (!mine.length || !theirs.length) return null;
  let at = mine.findLastIndex(([start]) => start <= timeS);
  if (at < 0) at = 0;
  const [start, end] = mine[at];
  const other = theirs[(((at + shift) % theirs.length) + theirs.length) % theirs.length];
  const since = timeS - start;
  if (mode === "contact") return other[0] + since;
  return other[0] + Math.min(Math.max(since / (end - start), 0), 1) * (other[1] - other[0]);
}

function body({ person, frame }) {
  const middle = (part) => {
    const [a, b] = ["left", "right"].map((side) => person?.point(`${side}_${part}`, frame));
    return a && b && [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  };
  const [hips, shoulders] = [middle("hip"), middle("shoulder")];
  if (!hips || !shoulders) return null;
  return { hips, length: Math.max(1, Math.hypot(shoulders[0] - hips[0], shoulders[1] - hips[1])) };
}

// The player of another report, given as its text; raises when it holds none.
export function playerOf(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const data = page.querySelector(".player script.recording");
  const source = page.querySelector(".player video")?.getAttribute("src") ?? "";
  if (!data) throw new Error(_("This file is no report of midstance with a player; choose another report.html."));
  if (!source.startsWith("data:")) throw new Error(_("That report keeps its video beside it; choose one that holds its video."));
  const root = document.createElement("section");
  root.className = "player second";
  const stage = document.createElement("div");
  stage.className = "stage";
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, preload: "auto", src: source });
  const title = document.createElement("h3");
  stage.append(video);
  root.append(title, stage);
  const recording = new Recording(JSON.parse(data.textContent));
  title.textContent = recording.name;
  return { root, start: () => new Player(root, new VideoFilm(video, recording), recording, { hasControls: false }) };
}

export function besideControls(pair) {
  const bar = document.createElement("div");
  bar.className = "controls row both";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", _("Both recordings"));
  const make = (text, action, isToggle = true) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", textContent: text });
    made.addEventListener("click", () => { action(); show(); });
    if (isToggle) made.setAttribute("aria-pressed", "false");
    bar.append(made);
    return made;
  };
  const modes = MODES.map(([mode, text]) => [mode, make(_(text), () => pair.choose(mode))]);
  const over = make(_("One over the other"), () => pair.setOver(!pair.isOver));
  make(_("Its stride before"), () => pair.shiftBy(-1), false);
  make(_("Its next stride"), () => pair.shiftBy(1), false);
  const show = () => {
    for (const [mode, made] of modes) made.setAttribute("aria-pressed", String(pair.mode === mode));
    over.setAttribute("aria-pressed", String(pair.isOver));
  };
  show();
  return bar;
}
