// What is drawn over the video, each kind a layer that can be switched.
//
// Left and right differ by shape as well as by colour: the left side has round
// joints and full lines, the right side square joints and dashed lines.

import { SIDES } from "./recording.js";
import { _, later, decimal } from "./words.js";

export const LAYERS = [
  ["skeleton", later("Skeleton")], ["angles", later("Angles")], ["floor", later("Floor")], ["contacts", later("Contacts")], ["clock", later("Clock")],
];
export const COLOURS = { left: "#2f86d6", right: "#e07b28", middle: "#f2f4f5" };
const SHADE = "rgba(14, 18, 23, 0.75)";
const FAR = 0.55;
const FADE_S = 0.15;
const WORDS = {
  left: { initial_contact: later("left contact"), toe_off: later("left toe-off") },
  right: { initial_contact: later("right contact"), toe_off: later("right toe-off") },
};
// Corner, and the two ends of its sides; the trunk is read between middles.
const JOINTS = {
  knee_flexion: ["hip", "knee", "ankle"],
  hip_flexion: ["shoulder", "hip", "knee"],
  dorsiflexion: ["knee", "ankle", "foot_index"],
  elbow_flexion: ["shoulder", "elbow", "wrist"],
};

function line(pen, from, to, colour, width, dash = []) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
  pen.setLineDash([]);
}

export function word(pen, text, [x, y], colour, size, align = "center") {
  pen.font = `600 ${size}px system-ui, sans-serif`;
  pen.textAlign = align;
  pen.lineWidth = size / 4;
  pen.lineJoin = "round";
  pen.strokeStyle = SHADE;
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

function joint(pen, [x, y], side, radius, isHollow) {
  pen.beginPath();
  if (side === "right") pen.rect(x - 0.9 * radius, y - 0.9 * radius, 1.8 * radius, 1.8 * radius);
  else pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fillStyle = isHollow ? SHADE : COLOURS[side];
  pen.fill();
  pen.lineWidth = radius / 2.5;
  pen.strokeStyle = isHollow ? COLOURS[side] : "#fff";
  pen.stroke();
}

export function drawSkeleton(pen, recording, person, frame, unit, marked) {
  const rank = (side) => (side === person.far_side ? 0 : side === "middle" ? 1 : 2);
  const edges = recording.edges
    .map(([a, b, side]) => ({ a: person.at(a, frame), b: person.at(b, frame), ends: [a, b], side }))
    .filter(({ a, b }) => a && b)
    .sort((one, other) => rank(one.side) - rank(other.side));
  pen.lineCap = "round";
  for (const { a, b } of edges) line(pen, a, b, SHADE, 5 * unit);
  for (const { a, b, side } of edges) {
    pen.globalAlpha = side === person.far_side ? FAR : 1;
    line(pen, a, b, COLOURS[side], 2.6 * unit, side === "right" ? [7 * unit, 4.5 * unit] : []);
  }
  const sideOf = new Map(edges.flatMap(({ ends, side }) => (side === "middle" ? [] : ends.map((end) => [end, side]))));
  for (const [number, side] of sideOf) {
    pen.globalAlpha = side === person.far_side ? FAR : 1;
    joint(pen, person.at(number, frame), side, 3.6 * unit, person.isFilled(number, frame));
  }
  pen.globalAlpha = 1;
  for (const name of marked) {
    const at = person.point(name, frame);
    if (!at) continue;
    pen.beginPath();
    pen.arc(...at, 10 * unit, 0, 2 * Math.PI);
    for (const [colour, width] of [[SHADE, 4.5], ["#ffe14d", 2.5]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width * unit;
      pen.stroke();
    }
  }
}

// The near side, and what somebody asked to be shown.
export function drawAngles(pen, person, frame, unit, marked) {
  for (const side of SIDES) {
    for (const [name, parts] of Object.entries(JOINTS)) {
      const keys = parts.map((part) => `${side}_${part}`);
      if (side === person.far_side && !marked.includes(keys[1])) continue;
      const degrees = person.angle(name, side, frame);
      const points = keys.map((key) => person.point(key, frame));
      if (degrees !== null && points.every(Boolean)) arc(pen, points, degrees, side, unit);
    }
  }
  trunk(pen, person, frame, unit);
}

function arc(pen, [from, corner, to], degrees, side, unit) {
  const angle = ([x, y]) => Math.atan2(y - corner[1], x - corner[0]);
  let turn = angle(to) - angle(from);
  turn -= 2 * Math.PI * Math.round(turn / (2 * Math.PI));
  const reach = Math.min(20 * unit, 0.6 * Math.min(...[from, to].map((end) => Math.hypot(end[0] - corner[0], end[1] - corner[1]))));
  for (const [colour, width] of [[SHADE, 5], [COLOURS[side], 2.4]]) {
    pen.beginPath();
    pen.arc(...corner, reach, angle(from), angle(from) + turn, turn < 0);
    pen.strokeStyle = colour;
    pen.lineWidth = width * unit;
    pen.stroke();
  }
  const middle = angle(from) + turn / 2, away = reach + 15 * unit;
  const at = [corner[0] + away * Math.cos(middle), corner[1] + away * Math.sin(middle) + 4 * unit];
  word(pen, `${side === "left" ? _("L") : _("R")} ${degrees.toFixed(0)}°`, at, "#fff", 12 * unit);
}

function trunk(pen, person, frame, unit) {
  const degrees = person.angle("trunk_lean", "left", frame) ?? person.angle("trunk_lean", "right", frame);
  const middle = (part) => {
    const [a, b] = SIDES.map((side) => person.point(`${side}_${part}`, frame));
    return a && b && [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  };
  const [hips, shoulders] = [middle("hip"), middle("shoulder")];
  if (degrees === null || !hips || !shoulders) return;
  const up = [hips[0], hips[1] - Math.hypot(shoulders[0] - hips[0], shoulders[1] - hips[1])];
  line(pen, hips, up, SHADE, 3.5 * unit);
  line(pen, hips, up, COLOURS.middle, 1.5 * unit, [4 * unit, 4 * unit]);
  line(pen, hips, shoulders, COLOURS.middle, 1.5 * unit);
  word(pen, _("lean {degrees}°", { degrees: degrees.toFixed(0) }), [shoulders[0], shoulders[1] - 34 * unit], "#fff", 12 * unit);
}

export function drawFloor(pen, recording, person, frame, unit) {
  if (!person.floor) return;
  const [from, to] = person.floor.map((end) => recording.placed(end, frame));
  line(pen, from, to, SHADE, 4 * unit);
  line(pen, from, to, COLOURS.middle, 1.6 * unit);
}

export function drawContacts(pen, recording, person, frame, unit) {
  const timeS = recording.timesS[frame];
  for (const side of SIDES) {
    const foot = person.foot(side, frame);
    if (!foot || !person.stands(side, timeS)) continue;
    let [x, y] = foot;
    y += 12 * unit;
    if (person.floor) {
      const [from, to] = person.floor.map((end) => recording.placed(end, frame));
      y = from[1] + ((to[1] - from[1]) / ((to[0] - from[0]) || 1)) * (x - from[0]);
    }
    line(pen, [x - 24 * unit, y], [x + 24 * unit, y], SHADE, 9 * unit);
    line(pen, [x - 24 * unit, y], [x + 24 * unit, y], COLOURS[side], 5 * unit);
    word(pen, side === "left" ? _("left stands") : _("right stands"), [x, y + (18 + 15 * SIDES.indexOf(side)) * unit], "#fff", 12 * unit);
  }
  for (const event of person.events) {
    const ageS = timeS - event.time_s;
    if (ageS < 0 || ageS >= FADE_S || event.at?.[0] == null) continue;
    mark(pen, recording.placed(event.at, frame), event, 1 - ageS / FADE_S, unit);
  }
}

function mark(pen, [x, y], event, strength, unit) {
  pen.globalAlpha = strength;
  pen.beginPath();
  pen.arc(x, y, (16 + 10 * (1 - strength)) * unit, 0, 2 * Math.PI);
  for (const [colour, width] of [[SHADE, 6], [COLOURS[event.side], 3]]) {
    pen.strokeStyle = colour;
    pen.lineWidth = width * unit;
    pen.stroke();
  }
  word(pen, _(WORDS[event.side][event.event]), [x, y - (26 + 15 * SIDES.indexOf(event.side)) * unit], "#fff", 13 * unit);
  pen.globalAlpha = 1;
}

// Into the corner of the screen, whatever part of the image is seen.
export function drawClock(pen, recording, person, frame) {
  const timeS = recording.timesS[frame];
  const said = [`${decimal(timeS, 3)} s`, _("frame {n} of {all}", { n: frame + 1, all: recording.lastFrame + 1 })];
  for (const side of person ? SIDES : []) {
    const stride = person.strideAt(side, timeS);
    if (!stride) continue;
    const percent = Math.floor((100 * (timeS - stride[0])) / (stride[1] - stride[0]));
    said.push(side === "left" ? _("left stride {percent} %", { percent }) : _("right stride {percent} %", { percent }));
  }
  said.forEach((text, i) => word(pen, text, [10, 22 + 18 * i], "#fff", i ? 12 : 15, "left"));
}
