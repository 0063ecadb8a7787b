// Keypoints over the frame that can be dragged to where they are, or moved by keys.

import { jointName } from "./joints.js";
import { Loupe } from "./loupe.js";
import { _, decimal } from "/static/player/words.js";

const NEAR_PX = 22, NEAR_FINGER_PX = 44;
const STEP_PX = 0.1, FAR_STEP_PX = 1;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SVG = "http://www.w3.org/2000/svg";

export class Points {
  // `onplace` is told the keypoint, the frame, and where it is now (px of the video).
  constructor(player, onplace) {
    Object.assign(this, { player, onplace, isOn: false, placed: [], dragged: null });
    this.layer = document.createElementNS(SVG, "svg");
    this.layer.setAttribute("class", "points");
    this.layer.setAttribute("aria-hidden", "true");
    player.stage.append(this.layer);
    this.loupe = new Loupe(player.stage, player.canvas);
    const draw = player.draw.bind(player);
    player.draw = () => { draw(); this.show(); };
    player.stage.addEventListener("pointerdown", (event) => this.down(event), { capture: true });
    player.stage.addEventListener("pointermove", (event) => this.move(event), { capture: true });
    for (const name of ["pointerup", "pointercancel"]) {
      player.stage.addEventListener(name, (event) => this.up(event), { capture: true });
    }
  }

  turn(isOn) {
    this.isOn = isOn;
    this.dragged = null;
    this.loupe.hide();
    this.player.view.isLocked = isOn;
    this.player.stage.classList.toggle("placing", isOn);
    this.show();
  }

  get transform() {
    const { view, recording } = this.player;
    return view.transform(recording.width, recording.height);
  }

  // Name and place (px of the stage) of every keypoint of this person on this frame.
  get shown() {
    const { person, recording, frame } = this.player;
    if (!this.isOn || !person) return [];
    const [scale, left, top] = this.transform;
    return recording.keypoints.flatMap((name, number) => {
      const at = this.dragged?.name === name ? this.dragged.at : person.at(number, frame);
      return at ? [{ name, x: left + scale * at[0], y: top + scale * at[1], at }] : [];
    });
  }

  isPlaced(name) {
    const { person, recording, frame } = this.player;
    const timeS = recording.timesS[frame] * recording.pace;
    return this.placed.some((one) => one.individual === person.name && one.keypoint === name && Math.abs(one.time_s - timeS) < 1e-3);
  }

  show() {
    const { frame } = this.player;
    if (this.dragged && this.dragged.frame !== undefined && this.dragged.frame !== frame) this.dragged = null;
    if (this.dragged) this.dragged.frame = frame;
    this.layer.replaceChildren(...this.shown.map(({ name, x, y }) => {
      const isPlaced = this.isPlaced(name) || this.dragged?.name === name;
      const mark = document.createElementNS(SVG, isPlaced ? "rect" : "circle");
      const place = isPlaced ? { x: x - 6, y: y - 6, width: 12, height: 12 } : { cx: x, cy: y, r: 6 };
      for (const [key, value] of Object.entries(place)) mark.setAttribute(key, value);
      mark.dataset.keypoint = name;
      if (this.dragged?.name === name) mark.setAttribute("class", "dragged");
      return mark;
    }));
  }

  down(event) {
    if (!this.isOn || event.button !== 0) return;
    const [x, y] = this.player.view.place(event);
    const near = this.shown
      .map((one) => ({ ...one, apart: Math.hypot(one.x - x, one.y - y) }))
      .sort((a, b) => a.apart - b.apart)[0];
    const isFinger = event.pointerType !== "mouse";
    if (!near || near.apart > (isFinger ? NEAR_FINGER_PX : NEAR_PX)) return;
    event.stopPropagation();
    event.preventDefault();
    this.player.stage.setPointerCapture(event.pointerId);
    this.dragged = { name: near.name, at: near.at, offX: near.x - x, offY: near.y - y, isMoved: false, pointer: event.pointerId, isFinger };
    this.keys?.choose(near.name);
    this.look([x, y]);
    this.show();
  }

  // A finger hides what it drags: the loupe shows it.
  look(finger) {
    const { at, isFinger } = this.dragged;
    const [scale, left, top] = this.transform;
    if (isFinger) this.loupe.show([left + scale * at[0], top + scale * at[1]], finger);
  }

  move(event) {
    if (this.dragged?.pointer !== event.pointerId) return;
    event.stopPropagation();
    const [x, y] = this.player.view.place(event);
    const [scale, left, top] = this.transform;
    this.dragged.at = [(x + this.dragged.offX - left) / scale, (y + this.dragged.offY - top) / scale];
    this.dragged.isMoved = true;
    this.look([x, y]);
    this.show();
    this.keys?.tell();
  }

  // By keys: from where it is, in px of the video.
  nudge(name, dx, dy) {
    if (this.dragged?.name !== name) {
      const found = this.shown.find((one) => one.name === name);
      if (!found) return null;
      this.dragged = { name, at: [...found.at], isMoved: true };
    }
    const [x, y] = this.dragged.at;
    this.dragged.at = [x + dx, y + dy].map((value) => Math.round(10 * value) / 10);
    this.show();
    return this.dragged.at;
  }

  keep() {
    if (!this.dragged?.isMoved || this.dragged.pointer !== undefined) return;
    const { name, at } = this.dragged;
    this.dragged = null;
    this.onplace(name, this.player.frame, at);
  }

  forget() { this.dragged = null; this.loupe.hide(); this.show(); }

  placeOf(name) { return this.shown.find((one) => one.name === name)?.at ?? null; }

  up(event) {
    if (this.dragged?.pointer !== event.pointerId) return;
    this.loupe.hide();
    const { name, at, isMoved } = this.dragged;
    event.stopPropagation();
    if (event.type === "pointerup" && isMoved) this.onplace(name, this.player.frame, at);
    this.dragged = null;
    this.show();
  }
}

// The row under the frame with which keys choose a keypoint and move it.
export class PointKeys {
  constructor(points, { row, select, pad, said }) {
    Object.assign(this, { points, row, select, pad, said, frame: null });
    points.keys = this;
    select.addEventListener("change", () => { points.forget(); this.tell(); });
    pad.addEventListener("keydown", (event) => this.press(event));
    pad.addEventListener("blur", () => points.keep());
  }

  // Whoever is looked at has other keypoints on each frame.
  show() {
    const { points } = this;
    this.row.hidden = !points.isOn;
    if (!points.isOn) return;
    const names = points.shown.map((one) => one.name);
    if (this.names?.join() !== names.join()) {
      const chosen = this.select.value;
      this.select.replaceChildren(...names.map((name) => new Option(jointName(name), name)));
      this.select.value = names.includes(chosen) ? chosen : names.find((name) => name.endsWith("_ankle")) ?? names[0];
      this.names = names;
    }
    this.tell();
  }

  choose(name) { this.select.value = name; this.tell(); }

  press(event) {
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrow) {
      const step = event.shiftKey ? FAR_STEP_PX : STEP_PX;
      this.points.nudge(this.select.value, step * arrow[0], step * arrow[1]);
    } else if (event.key === "Enter") this.points.keep();
    else if (event.key === "Escape") this.points.forget();
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.tell();
  }

  tell() {
    const at = this.points.placeOf(this.select.value);
    const text = at ? _("{joint} at {x}, {y} px", { joint: jointName(this.select.value), x: decimal(at[0], 1), y: decimal(at[1], 1) }) : _("not seen on this frame");
    if (this.said.textContent !== text) this.said.textContent = text;
  }
}

// Lets somebody draw one line on the picture; answers with two points (px of the video).
export function askLine(player) {
  const layer = document.createElementNS(SVG, "svg");
  layer.setAttribute("class", "points line");
  player.stage.append(layer);
  player.view.isLocked = true;
  player.stage.classList.add("placing");
  const toVideo = (event) => {
    const [x, y] = player.view.place(event);
    const [scale, left, top] = player.view.transform(player.recording.width, player.recording.height);
    return { shown: [x, y], at: [(x - left) / scale, (y - top) / scale] };
  };
  return new Promise((resolve) => {
    let from = null;
    const line = document.createElementNS(SVG, "line");
    const draw = (to) => {
      for (const [key, value] of Object.entries({ x1: from.shown[0], y1: from.shown[1], x2: to.shown[0], y2: to.shown[1] })) line.setAttribute(key, value);
    };
    const listen = new AbortController();
    const on = (name, act) => player.stage.addEventListener(name, act, { capture: true, signal: listen.signal });
    const end = (found) => {
      listen.abort();
      layer.remove();
      player.view.isLocked = false;
      player.stage.classList.remove("placing");
      resolve(found);
    };
    on("pointerdown", (event) => {
      event.preventDefault();
      player.stage.setPointerCapture(event.pointerId);
      from = toVideo(event);
      layer.append(line);
      draw(from);
    });
    on("pointermove", (event) => { if (from) draw(toVideo(event)); });
    on("pointerup", (event) => { if (from) end([from.at, toVideo(event).at]); });
    on("pointercancel", () => end(null));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") end(null); }, { signal: listen.signal });
  });
}
