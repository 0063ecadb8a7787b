// One image of the stage: the layers that are on, then the lines of the tools.

import { drawAngles, drawClock, drawContacts, drawFloor, drawSkeleton } from "./layers.js";

// `marked`: keypoints somebody asked for. `unit` is 1 px of the screen in px of the video.
export function drawLayers(pen, recording, person, frame, { layers, marked, unit }) {
  for (const one of recording.people) {
    const own = one === person ? marked : [];
    if (layers.has("floor")) drawFloor(pen, recording, one, frame, unit);
    if (layers.has("skeleton")) drawSkeleton(pen, recording, one, frame, unit, own);
    if (layers.has("angles") && one === person) drawAngles(pen, one, frame, unit, own);
    if (layers.has("contacts")) drawContacts(pen, recording, one, frame, unit);
  }
}

export function drawCorner(pen, recording, person, frame, layers) {
  if (layers.has("clock")) drawClock(pen, recording, person, frame);
}

// The canvas in px of the device; gives its pen, and how many there are in a px.
export function cleared(canvas) {
  const density = window.devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * density), height = Math.round(canvas.clientHeight * density);
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext("2d");
  pen.resetTransform();
  pen.clearRect(0, 0, width, height);
  return [pen, density];
}
