// Keypoints over the frame that can be dragged to where they are.

const NEAR_PX = 22;
const SVG = "http://www.w3.org/2000/svg";

export class Points {
  // `onplace` is told the keypoint, the frame, and where it is now (px of the video).
  constructor(player, onplace) {
    Object.assign(this, { player, onplace, isOn: false, placed: [], dragged: null });
    this.layer = document.createElementNS(SVG, "svg");
    this.layer.setAttribute("class", "points");
    this.layer.setAttribute("aria-hidden", "true");
    player.stage.append(this.layer);
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
    if (!near || near.apart > NEAR_PX) return;
    event.stopPropagation();
    event.preventDefault();
    this.player.stage.setPointerCapture(event.pointerId);
    this.dragged = { name: near.name, at: near.at, offX: near.x - x, offY: near.y - y, isMoved: false };
    this.show();
  }

  move(event) {
    if (!this.dragged) return;
    const [x, y] = this.player.view.place(event);
    const [scale, left, top] = this.transform;
    this.dragged.at = [(x + this.dragged.offX - left) / scale, (y + this.dragged.offY - top) / scale];
    this.dragged.isMoved = true;
    this.show();
  }

  up(event) {
    if (!this.dragged) return;
    const { name, at, isMoved } = this.dragged;
    event.stopPropagation();
    if (event.type === "pointerup" && isMoved) this.onplace(name, this.player.frame, at);
    this.dragged = null;
    this.show();
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
