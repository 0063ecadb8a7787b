// Filming with a camera of this machine: a guide beforehand, a verdict right afterwards.
import { _ } from "/static/player/words.js";
import { Eye, FrameRate, closeCamera, drawPeople, hasCamera, openCamera } from "./camera.js";
import { $, attempt, button, complain, make } from "./common.js";

const KINDS = ["video/mp4;codecs=avc1", "video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];
const BITS_PER_S = 12e6;
const LEAST_SHARE = 0.45;
const MOST_SHARE = 0.92;
const MOST_TILT_DEG = 20;
const DARK = 0.2;
const BRIGHT = 0.85;
const ENOUGH_HZ = 45;

const film = $("capture-film");
let eye = null;
let rate = null;
let recorder = null;
let pieces = [];
let began = 0;
let tilts = [];

// `take` is given the file that was filmed. Nothing is offered where a browser lets no
// page see a camera: the phone's own camera and a chosen file are the ways there.
export function offerCamera(take) {
  if (!hasCamera() || !window.MediaRecorder) return;
  const open = button(_("Film with this camera"), start);
  $("phone").append(open);
  $("record").onclick = () => attempt(() => (recorder ? finish(take) : record()));
  $("capture-close").onclick = () => attempt(close);
  addEventListener("pagehide", () => closeCamera(film));
}

async function start() {
  if (eye) return;
  $("capture").hidden = false;
  try {
    await openCamera(film);
    rate = new FrameRate(film);
    eye = new Eye(film, 1, told);
    await eye.start();
  } catch (error) {
    await close();
    throw error;
  }
  say("");
  $("record").focus();
}

async function close() {
  const ended = eye;
  eye = null;
  if (recorder?.state === "recording") recorder.stop();
  recorder = null;
  closeCamera(film);
  $("capture").hidden = true;
  $("capture-verdict").hidden = true;
  $("guide").replaceChildren();
  $("record").textContent = _("Record");
  await ended?.stop();
}

function told(answer, _lag, size, error) {
  if (error) {
    // What is filmed, or was, is there all the same.
    if (recorder || !$("capture-verdict").hidden) return complain(error.message);
    return attempt(close).then(() => complain(error.message));
  }
  drawPeople($("capture-over"), answer, size, eye.begun);
  showGuide(answer.guide);
  if (recorder) say(_("Recording for {n} s", { n: Math.round(eye.now() - began) }));
}

// Each line: whether it is good, and what to do if not.
function showGuide({ is_whole, height_share, tilt_deg, brightness }) {
  if (tilt_deg !== null) tilts = [...tilts.slice(-29), tilt_deg];
  const tilt = [...tilts].sort((a, b) => a - b)[Math.floor(tilts.length / 2)] ?? 0;
  const lines = [
    [is_whole, _("The whole body is in the picture."), height_share === null ? _("Nobody is seen yet.") : _("Head or feet are cut off: go back, or turn the camera.")],
    [height_share !== null && height_share >= LEAST_SHARE && height_share <= MOST_SHARE, _("The distance is good."), height_share === null || height_share < LEAST_SHARE ? _("Come closer: the body should fill more than half of the height.") : _("Go back a little.")],
    [Math.abs(tilt) <= MOST_TILT_DEG, _("The camera stands level."), _("The picture leans: set the camera level.")],
    [brightness >= DARK && brightness <= BRIGHT, _("The light is good."), brightness < DARK ? _("It is dark: more light makes sharper legs.") : _("It is too bright: turn the camera away from the window.")],
    rate.hz !== null && [rate.hz >= ENOUGH_HZ, _("{n} images per second come.", { n: Math.round(rate.hz) }), _("Only {n} images per second come: contact times will be less sure; a phone films 60.", { n: Math.round(rate.hz) })],
  ].filter(Boolean); // what is not known yet is not told
  const list = $("guide");
  while (list.children.length < lines.length) list.append(make("li"));
  while (list.children.length > lines.length) list.lastChild.remove();
  lines.forEach(([isGood, good, bad], number) => {
    const row = list.children[number];
    const text = `${isGood ? "✓" : "!"} ${isGood ? good : bad}`;
    row.className = isGood ? "good" : "bad";
    if (row.textContent !== text) row.textContent = text;
  });
}

function record() {
  pieces = [];
  $("capture-verdict").hidden = true;
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  recorder = new MediaRecorder(film.srcObject, { mimeType, videoBitsPerSecond: BITS_PER_S });
  recorder.ondataavailable = (event) => { if (event.data.size) pieces.push(event.data); };
  recorder.start(500);
  began = eye.now();
  $("record").textContent = _("Stop");
}

async function finish(take) {
  const done = recorder;
  recorder = null;
  const ended = new Promise((resolve) => { done.onstop = resolve; });
  done.stop();
  await ended;
  $("record").textContent = _("Record");
  say("");
  const kind = done.mimeType.startsWith("video/mp4") ? "mp4" : "webm";
  const when = new Date().toTimeString().slice(0, 8).replaceAll(":", "-");
  const file = new File(pieces, `camera ${when}.${kind}`, { type: done.mimeType, lastModified: Date.now() });
  const { opening, sentence } = await eye.verdict(began).catch((error) => ({ opening: _("Perhaps not usable"), sentence: error.message }));
  const box = $("capture-verdict");
  box.replaceChildren(
    make("strong", opening),
    make("p", sentence, { class: "hint" }),
    button(_("Use this clip"), async () => {
      await close();
      take([file]);
    }, { class: "main" }),
    button(_("Film again"), () => { box.hidden = true; }),
  );
  box.hidden = false;
  box.querySelector("button").focus();
}

function say(text) {
  if ($("capture-said").textContent !== text) $("capture-said").textContent = text;
}
