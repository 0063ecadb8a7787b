// One player: a film with its recording, what is drawn over it, and its controls.

import { Controls, listenToKeys } from "./controls.js";
import { cleared, drawCorner, drawLayers } from "./draw.js";
import { saveStill } from "./still.js";
import { EVENT_WORDS } from "./recording.js";
import { Tools } from "./tools.js";
import { View } from "./view.js";
import { _, decimal } from "./words.js";

const FOLLOW_MARGIN = 1.25;

export class Player {
  // `root` holds `.stage` with its film; the rest is made here.
  constructor(root, film, recording, { hasControls = true } = {}) {
    Object.assign(this, { root, film, recording, marked: [], listeners: [], isFollowing: false });
    this.stage = root.querySelector(".stage");
    this.person = recording.people[0];
    this.layers = new Set(["skeleton", "floor", "contacts", "clock"]);
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.live = document.createElement("p");
    this.live.className = "unseen";
    this.live.setAttribute("role", "status");
    this.stage.append(this.canvas);
    this.stage.tabIndex = 0;
    this.stage.style.aspectRatio = `${recording.width} / ${recording.height}`;
    root.append(this.live);
    this.view = new View(this.stage, () => this.draw());
    this.tools = new Tools(this.stage, (event) => this.toVideo(event), () => this.changed());
    if (hasControls) {
      const bar = document.createElement("div");
      bar.className = "controls";
      this.stage.after(bar);
      this.controls = new Controls(this, bar);
      listenToKeys(this);
    }
    film.onframe = () => this.seen();
    film.onstate = () => this.changed();
    this.stage.addEventListener("click", (event) => this.click(event));
    new ResizeObserver(() => this.view.keepInside()).observe(this.stage);
    this.changed();
  }

  get frame() { return this.film.frame; }
  get timeS() { return this.recording.timesS[this.frame] ?? 0; }
  get halfFrameS() { return ((this.recording.timesS[1] ?? 0.04) - this.recording.timesS[0]) / 2; }

  // Who wants to know of each frame that is seen.
  listen(action) { this.listeners.push(action); action(this.timeS); }

  seen() {
    if (this.isFollowing) this.lookAtRunner();
    this.changed();
    for (const action of this.listeners) action(this.timeS);
  }

  changed() { this.draw(); this.controls?.show(); }

  go(frame) { this.film.go(frame); }
  goTo(timeS) { this.go(this.recording.frameAt(timeS)); }

  step(by) {
    this.film.step(by);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => this.say(this.nowInWords()), 300);
  }

  toggle() {
    if (this.film.isPlaying) this.film.pause();
    else this.film.play();
  }

  setSpeed(speed) { this.film.setSpeed(speed); this.changed(); }

  switchLayer(name) {
    if (!this.layers.delete(name)) this.layers.add(name);
    this.changed();
  }

  choose(name) {
    const person = this.recording.person(name);
    if (person !== this.person) this.marked = [];
    this.person = person;
    this.seen();
  }

  mark(keypoints) { this.marked = keypoints; this.changed(); }

  loopBetween(beginS, stopS, speed = this.film.speed) {
    this.setSpeed(speed);
    this.film.playLoop(this.recording.frameAt(beginS), this.recording.frameAt(stopS));
  }

  // The stride of either foot that is seen now, or else the next.
  toggleLoop() {
    if (this.film.loop) {
      this.film.loop = null;
      this.film.pause();
      return this.changed();
    }
    const strides = ["left", "right"].flatMap((side) => (this.person?.strides[side] ?? []).map((stride) => [...stride, side]));
    const stride = strides.find(([from, to]) => from <= this.timeS && this.timeS < to)
      ?? strides.sort((a, b) => Math.abs(a[0] - this.timeS) - Math.abs(b[0] - this.timeS))[0];
    if (!stride) return this.say(_("There is no stride to loop."));
    const from = decimal(stride[0], 2);
    this.say(stride[2] === "left" ? _("Loops the left stride from {from} s.", { from }) : _("Loops the right stride from {from} s.", { from }));
    this.loopBetween(stride[0], stride[1]);
  }

  zoom(factor) { this.view.zoomAt(factor, this.stage.clientWidth / 2, this.stage.clientHeight / 2); }

  toggleFollow() {
    this.isFollowing = !this.isFollowing;
    if (this.isFollowing) this.lookAtRunner();
    else this.view.reset();
    this.changed();
  }

  // The part of the image where somebody is about now.
  lookAtRunner() {
    const frames = [-6, -3, 0, 3, 6].map((by) => Math.min(Math.max(this.frame + by, 0), this.recording.lastFrame));
    const box = this.person?.box(frames);
    if (!box) return;
    const { clientWidth, clientHeight } = this.stage;
    this.view.zoom = 1; this.view.x = 0; this.view.y = 0;
    const [scale, left, top] = this.view.transform(this.recording.width, this.recording.height);
    const zoom = Math.min(clientWidth / (scale * (box[2] - box[0])), clientHeight / (scale * (box[3] - box[1]))) / FOLLOW_MARGIN;
    this.view.zoom = Math.min(Math.max(zoom, 1), 12);
    this.view.x = clientWidth / 2 - this.view.zoom * (left + (scale * (box[0] + box[2])) / 2);
    this.view.y = clientHeight / 2 - this.view.zoom * (top + (scale * (box[1] + box[3])) / 2);
    this.view.keepInside();
  }

  chooseTool(kind) {
    this.tools.choose(kind);
    this.view.isLocked = kind !== "look";
    this.stage.classList.toggle("drawing", this.view.isLocked);
    if (this.view.isLocked) this.film.pause();
  }

  async saveStill() { this.say(await saveStill(this)); }

  click(event) {
    if (this.controls && this.tools.kind === "look" && this.view.zoom === 1) this.toggle();
  }

  toVideo(event) {
    const [x, y] = this.view.place(event);
    const [scale, left, top] = this.view.transform(this.recording.width, this.recording.height);
    return [(x - left) / scale, (y - top) / scale];
  }

  draw() {
    const [pen, density] = cleared(this.canvas);
    const { recording, film } = this;
    const [scale, left, top] = this.view.transform(recording.width, recording.height);
    film.place?.(scale, left, top);
    if (film.element) {
      const { style } = film.element;
      style.width = `${recording.width}px`;
      style.height = `${recording.height}px`;
      style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
    }
    pen.setTransform(density * scale, 0, 0, density * scale, density * left, density * top);
    const size = Math.min(1.2, Math.max(0.6, this.stage.clientHeight / 480));
    const unit = size / scale;
    film.paint?.(pen, recording);
    this.under?.(pen, unit);
    drawLayers(pen, recording, this.person, this.frame, { layers: this.layers, marked: this.marked, unit });
    this.tools.draw(pen, unit);
    pen.setTransform(density * size, 0, 0, density * size, 0, 0);
    drawCorner(pen, recording, this.person, this.frame, this.layers);
  }

  nowInWords() {
    const events = (this.person?.events ?? []).filter((one) => Math.abs(one.time_s - this.timeS) <= this.halfFrameS);
    const happening = events.map((one) => _(EVENT_WORDS[one.side][one.event]));
    const standing = ["left", "right"].filter((side) => this.person?.stands(side, this.timeS)).map((side) => side === "left" ? _("left foot stands") : _("right foot stands"));
    return [_("Frame {n}, {time} s", { n: this.frame + 1, time: decimal(this.timeS, 3) }), ...happening, ...standing].join("; ");
  }

  say(text) { this.live.textContent = text; }

  // A page of several views has a room for each, and names the player of what is outside.
  owns(button) {
    const { player } = button.dataset;
    if (player) return player === this.root.id;
    const room = button.closest("[data-room]");
    if (room) return room.contains(this.root);
    return !button.closest(".player") || this.root.contains(button);
  }

  comeIntoSight() {
    const box = this.stage.getBoundingClientRect();
    if (box.top < 0 || box.bottom > window.innerHeight) this.root.scrollIntoView({ block: "nearest" });
  }
}
