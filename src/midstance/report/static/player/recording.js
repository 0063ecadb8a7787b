// A recording as the report holds it: frames, keypoints, angles, contacts.

import { later } from "./words.js";

const NOWHERE = -32768;
export const SIDES = ["left", "right"];
export const EVENT_WORDS = {
  left: { initial_contact: later("left initial contact"), toe_off: later("left toe-off") },
  right: { initial_contact: later("right initial contact"), toe_off: later("right toe-off") },
};

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

// The numbers of the page are little-endian, as every machine with a browser is.
function integers(text) { return new Int16Array(bytes(text).buffer); }

export class Recording {
  constructor(data) {
    this.name = data.name;
    this.pace = data.pace;
    this.width = data.width_px;
    this.height = data.height_px;
    this.timesS = new Float64Array(bytes(data.times_s).buffer);
    this.keypoints = data.keypoints;
    this.edges = data.edges;
    this.perPx = data.per_px;
    this.camera = data.camera && new Float32Array(bytes(data.camera).buffer);
    this.people = data.people.map((one) => new Person(one, this));
  }

  get lastFrame() { return this.timesS.length - 1; }

  person(name) { return this.people.find((one) => one.name === name) ?? this.people[0]; }

  // The frame nearest to a time.
  frameAt(timeS) {
    const after = firstNotBefore(this.timesS, timeS);
    const isBefore = after > 0 && timeS - this.timesS[after - 1] <= this.timesS[after] - timeS;
    return isBefore ? after - 1 : after;
  }

  // Where a place of the first image lies on a frame.
  placed([x, y], frame) {
    if (!this.camera) return [x, y];
    const m = this.camera.subarray(9 * frame, 9 * frame + 9);
    const w = m[6] * x + m[7] * y + m[8];
    return [(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w];
  }
}

export class Person {
  constructor(data, recording) {
    Object.assign(this, data);
    this.points = integers(data.points);
    this.filled = bytes(data.filled);
    this.n = recording.keypoints.length;
    this.perPx = recording.perPx;
    this.numbers = new Map(recording.keypoints.map((name, number) => [name, number]));
    this.angles = Object.fromEntries(Object.entries(data.angles).map(([name, angle]) => [
      name, { label: angle.label, ...Object.fromEntries(SIDES.filter((side) => angle[side]).map((side) => [side, integers(angle[side])])) },
    ]));
    this.setEvents(data.events, data.stances);
  }

  // Other contacts, such as those that somebody moved by hand.
  setEvents(events, stances) {
    this.events = [...events].sort((a, b) => a.time_s - b.time_s);
    this.stances = stances;
    this.strides = Object.fromEntries(SIDES.map((side) => [side, this.stridesOf(side)]));
  }

  // From contact to contact of a foot; a pause between bouts is no stride.
  stridesOf(side) {
    const contacts = this.events.filter((one) => one.side === side && one.event === "initial_contact").map((one) => one.time_s);
    const lengths = contacts.slice(1).map((end, i) => end - contacts[i]);
    const usual = [...lengths].sort((a, b) => a - b)[Math.floor(lengths.length / 2)];
    return lengths.flatMap((length, i) => (length < 1.6 * usual ? [[contacts[i], contacts[i + 1]]] : []));
  }

  // [x, y] in px of the video, or null.
  point(name, frame) {
    const number = this.numbers.get(name);
    return number === undefined ? null : this.at(number, frame);
  }

  at(number, frame) {
    const i = 2 * (frame * this.n + number);
    if (this.points[i] === NOWHERE || this.points[i + 1] === NOWHERE || i >= this.points.length) return null;
    return [this.points[i] / this.perPx, this.points[i + 1] / this.perPx];
  }

  isFilled(number, frame) { return this.filled[frame * this.n + number] === 1; }

  // Degrees, or null.
  angle(name, side, frame) {
    const tenths = this.angles[name]?.[side]?.[frame];
    return tenths === undefined || tenths === NOWHERE ? null : tenths / 10;
  }

  // The foot, or else its ankle.
  foot(side, frame) {
    const [heel, toes] = ["heel", "foot_index"].map((part) => this.point(`${side}_${part}`, frame));
    if (heel && toes) return [(heel[0] + toes[0]) / 2, (heel[1] + toes[1]) / 2];
    return this.point(`${side}_ankle`, frame);
  }

  stands(side, timeS) { return (this.stances[side] ?? []).some(([start, end]) => start <= timeS && timeS < end); }

  strideAt(side, timeS) { return this.strides[side].find(([start, end]) => start <= timeS && timeS < end); }

  // Left, top, right and bottom of what is seen of somebody in some frames.
  box(frames) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const frame of frames) {
      for (let number = 0; number < this.n; number += 1) {
        const point = this.at(number, frame);
        if (!point) continue;
        left = Math.min(left, point[0]); right = Math.max(right, point[0]);
        top = Math.min(top, point[1]); bottom = Math.max(bottom, point[1]);
      }
    }
    return left < right ? [left, top, right, bottom] : null;
  }
}

export function firstNotBefore(times, timeS) {
  let [low, high] = [0, times.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] >= timeS - 1e-6) high = middle;
    else low = middle + 1;
  }
  return low;
}
