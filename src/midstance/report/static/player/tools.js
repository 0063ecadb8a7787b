// Pen, line and angle, drawn by hand over the image; they stay with their frame's place.

import { word } from "./layers.js";
import { later } from "./words.js";

export const TOOLS = [["look", later("Look around")], ["pen", later("Pen")], ["line", later("Line")], ["angle", later("Angle")]];
const COLOUR = "#ffe14d";
const SHADE = "rgba(14, 18, 23, 0.75)";
const NEEDED = { pen: Infinity, line: 2, angle: 3 };

// A shape: {kind, points in px of the video}.
export class Tools {
  constructor(stage, toVideo, onchange) {
    Object.assign(this, { stage, toVideo, onchange, kind: "look", shapes: [], current: null });
    stage.addEventListener("pointerdown", (event) => this.down(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    stage.addEventListener("pointerup", (event) => this.up(event));
    stage.addEventListener("pointercancel", () => { this.current = null; this.onchange(); });
  }

  choose(kind) { this.kind = kind; this.current = null; this.onchange(); }

  down(event) {
    if (this.kind === "look" || event.button !== 0) return;
    event.preventDefault();
    this.stage.setPointerCapture(event.pointerId);
    const at = this.toVideo(event);
    // An angle goes on from its first arm: corner first, then both ends.
    if (this.kind === "angle" && this.current) this.current.points.push(at);
    else this.current = { kind: this.kind, points: [at, at] };
    this.isDown = true;
    this.onchange();
  }

  move(event) {
    if (!this.isDown || !this.current) return;
    const at = this.toVideo(event);
    if (this.kind === "pen") this.current.points.push(at);
    else this.current.points[this.current.points.length - 1] = at;
    this.onchange();
  }

  up(event) {
    if (!this.isDown) return;
    this.move(event);
    this.isDown = false;
    const { points, kind } = this.current;
    if (kind === "pen" || points.length >= NEEDED[kind]) {
      this.shapes.push(this.current);
      this.current = null;
    }
    this.onchange();
  }

  undo() {
    if (this.current) this.current = null;
    else this.shapes.pop();
    this.onchange();
  }

  clear() { [this.shapes, this.current] = [[], null]; this.onchange(); }

  draw(pen, unit) {
    for (const shape of this.current ? [...this.shapes, this.current] : this.shapes) drawShape(pen, shape, unit);
  }
}

export function degreesOf([corner, one, other]) {
  const angle = ([x, y]) => Math.atan2(y - corner[1], x - corner[0]);
  const turn = Math.abs(angle(one) - angle(other)) * 180 / Math.PI;
  return turn > 180 ? 360 - turn : turn;
}

// From the horizontal: what a coach reads of a line.
export function slopeOf([from, to]) {
  const degrees = Math.atan2(from[1] - to[1], to[0] - from[0]) * 180 / Math.PI;
  return degrees > 90 ? degrees - 180 : degrees <= -90 ? degrees + 180 : degrees;
}

function drawShape(pen, { kind, points }, unit) {
  const path = kind === "angle" && points.length === 3 ? [points[1], points[0], points[2]] : points;
  pen.lineCap = pen.lineJoin = "round";
  for (const [colour, width] of [[SHADE, 5], [COLOUR, 2.4]]) {
    pen.strokeStyle = colour;
    pen.lineWidth = width * unit;
    pen.beginPath();
    path.forEach((point, i) => (i ? pen.lineTo(...point) : pen.moveTo(...point)));
    pen.stroke();
  }
  const at = ([x, y]) => [x + 14 * unit, y - 12 * unit];
  if (kind === "angle" && points.length === 3) word(pen, `${degreesOf(points).toFixed(0)}°`, at(points[0]), COLOUR, 15 * unit, "left");
  if (kind === "line") word(pen, `${slopeOf(points).toFixed(0)}°`, at(points[1]), COLOUR, 13 * unit, "left");
}
