// What keypoints are called to people.

import { _, later } from "/static/player/words.js";

const PLACES = {
  nose: later("nose"), eye_inner: later("inner corner of the eye"), eye: later("eye"), eye_outer: later("outer corner of the eye"),
  ear: later("ear"), mouth: later("corner of the mouth"), neck: later("neck"), head: later("head"), shoulder: later("shoulder"), elbow: later("elbow"),
  wrist: later("wrist"), pinky: later("little finger"), index: later("index finger"), thumb: later("thumb"), hip: later("hip"), knee: later("knee"),
  ankle: later("ankle"), heel: later("heel"), foot_index: later("tip of the foot"), big_toe: later("big toe"), small_toe: later("little toe"),
};

// "left_knee" as "knee, left"; a name that is not known stays as it is.
export function jointName(keypoint) {
  const side = /^(left|right)_|_(left|right)$/.exec(keypoint);
  const name = side ? keypoint.replace(side[0], "") : keypoint;
  const place = PLACES[name] ? _(PLACES[name]) : name.replaceAll("_", " ");
  if (!side) return place;
  return (side[1] ?? side[2]) === "left" ? _("{place}, left", { place }) : _("{place}, right", { place });
}
