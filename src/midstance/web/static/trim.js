// The chosen video before it is analyzed: where it begins and ends, and who runs.
import { _, decimal } from "/static/player/words.js";
import { $ } from "./common.js";

const SHORTEST_S = 0.5;
const film = $("film");
const [low, high] = [$("trim-start"), $("trim-end")];
const [start, end] = [$("start"), $("end")];
let entry = null;
let url = "";
let duration = 0;

// `one` is a chosen file, and is told its part (`start_s`, `end_s`; null: from the
// beginning, to the end) and its runner ("": nobody was clicked on).
export function preview(one) {
  if (entry === one) return;
  entry = one;
  if (url) URL.revokeObjectURL(url);
  url = "";
  $("preview").hidden = one === null;
  if (one === null) return film.removeAttribute("src");
  [duration, url] = [0, URL.createObjectURL(one.file)];
  $("stage").hidden = $("trim").hidden = true;
  $("no-preview").hidden = true;
  film.src = url;
  showTimes();
  showRunner();
}

film.addEventListener("loadedmetadata", () => {
  // What a browser recorded says its length only when its end was looked for.
  if (Number.isFinite(film.duration)) ready();
  else film.currentTime = 1e7;
});
film.addEventListener("durationchange", () => {
  if (!duration && Number.isFinite(film.duration) && film.currentTime > 0) {
    film.currentTime = 0;
    ready();
  }
});
film.addEventListener("error", () => {
  if (entry) $("no-preview").hidden = false;
});

function ready() {
  duration = film.duration;
  $("stage").hidden = $("trim").hidden = !film.videoWidth;
  $("no-preview").hidden = Boolean(film.videoWidth);
  for (const handle of [low, high]) handle.max = duration;
  film.currentTime = entry.start_s ?? 0;
  showTimes();
  showRunner();
}

function setPart(from, to) {
  const whole = duration || Infinity;
  let [a, b] = [Math.max(0, from ?? 0), Math.min(whole, to ?? whole)];
  if (b - a < SHORTEST_S) {
    if (a !== (entry.start_s ?? 0)) a = Math.max(0, b - SHORTEST_S);
    b = Math.min(whole, a + SHORTEST_S);
  }
  entry.start_s = a <= 0 ? null : round(a);
  entry.end_s = b >= whole ? null : round(b);
  showTimes();
}

function showTimes() {
  const [a, b] = [entry.start_s ?? 0, entry.end_s ?? duration];
  [low.value, high.value] = [a, b];
  for (const [handle, value] of [[low, a], [high, b]]) handle.setAttribute("aria-valuetext", _("{n} s", { n: decimal(value, 2) }));
  start.value = entry.start_s ?? "";
  end.value = entry.end_s ?? "";
  $("part").setAttribute("x", duration ? (100 * a) / duration : 0);
  $("part").setAttribute("width", duration ? (100 * (b - a)) / duration : 100);
  $("trim-said").textContent = duration ? _("{n} of {all} s will be analyzed", { n: decimal(b - a, 2), all: decimal(duration, 2) }) : "";
}

function showRunner() {
  const place = entry.runner.split("@")[0].split(",").map(Number);
  const mark = $("runner-mark");
  mark.toggleAttribute("hidden", !entry.runner || !film.videoWidth);
  $("nobody").hidden = !entry.runner;
  $("runner-said").textContent = entry.runner
    ? _("The person at the mark is reported.")
    : _("Click on the runner whose numbers you want; without a click it is who is seen longest.");
  if (!film.videoWidth) return;
  $("marks").setAttribute("viewBox", `0 0 ${film.videoWidth} ${film.videoHeight}`);
  if (!entry.runner) return;
  mark.setAttribute("transform", `translate(${place[0]} ${place[1]}) scale(${film.videoHeight / 400})`);
}

low.addEventListener("input", () => {
  setPart(Number(low.value), entry.end_s);
  film.currentTime = entry.start_s ?? 0;
});
high.addEventListener("input", () => {
  setPart(entry.start_s, Number(high.value));
  film.currentTime = entry.end_s ?? duration;
});
for (const field of [start, end]) {
  field.addEventListener("change", () => {
    const number = (one) => (one.value === "" ? null : Number(one.value));
    setPart(number(start), number(end));
    if (duration) film.currentTime = (field === start ? entry.start_s : entry.end_s) ?? (field === start ? 0 : duration);
  });
}

// Arrows move a handle by a tenth of a second, with the shift key by one.
for (const handle of [low, high]) {
  handle.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!way) return;
    event.preventDefault();
    handle.value = Number(handle.value) + way * (event.shiftKey ? 1 : 0.1);
    handle.dispatchEvent(new Event("input"));
  });
}

function play() {
  if (!film.paused) return film.pause();
  const [a, b] = [entry.start_s ?? 0, entry.end_s ?? duration];
  if (film.currentTime < a - 0.05 || film.currentTime > b - 0.1) film.currentTime = a;
  film.play();
}

film.addEventListener("timeupdate", () => {
  if (!entry) return;
  const now = duration ? (100 * film.currentTime) / duration : 0;
  $("now").setAttribute("x1", now);
  $("now").setAttribute("x2", now);
  if (!film.paused && film.currentTime >= (entry.end_s ?? duration)) film.pause();
});
for (const kind of ["play", "pause"]) {
  film.addEventListener(kind, () => { $("play").textContent = film.paused ? _("Play the part") : _("Pause"); });
}
const beginHere = () => setPart(film.currentTime, entry.end_s);
const endHere = () => setPart(entry.start_s, film.currentTime);
const whole = () => setPart(null, null);
$("play").addEventListener("click", play);
$("begin-here").addEventListener("click", beginHere);
$("end-here").addEventListener("click", endHere);
$("whole").addEventListener("click", whole);

$("stage").addEventListener("click", (event) => {
  if (!film.videoWidth) return;
  const box = film.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * film.videoWidth;
  const y = ((event.clientY - box.top) / box.height) * film.videoHeight;
  const slow = Number(document.querySelector('[data-setting="clip.slow_motion"]').value) || 1;
  entry.runner = `${Math.round(x)},${Math.round(y)}@${round(film.currentTime / slow)}`;
  showRunner();
});
$("nobody").addEventListener("click", () => {
  entry.runner = "";
  showRunner();
});
$("preview").addEventListener("keydown", (event) => {
  if (event.target.closest("input[type=number], button") || event.ctrlKey || event.metaKey || event.altKey) return;
  const doing = { " ": play, i: beginHere, o: endHere }[event.key];
  if (!doing) return;
  event.preventDefault();
  doing();
});

function round(seconds) {
  return Math.round(100 * seconds) / 100;
}
