// Everything together: keys, buttons, what is chosen, and saving.
import { api, ask } from "./asking.js";
import { showEvent } from "./chosen.js";
import { Events } from "./events.js";
import { listenToKeys } from "./keys.js";
import { showNumbers } from "./numbers.js";
import { Picture } from "./picture.js";
import { PointKeys, Points } from "./points.js";
import { Said } from "./said.js";
import { Timeline } from "./timeline.js";
import { Recording } from "/static/player/recording.js";
import { _, decimal, ngettext } from "/static/player/words.js";

const $ = (id) => document.getElementById(id);
const FIRST_LOOK_S = 3;
const LAYERS = ["skeleton", "angles", "floor", "contacts"];
const KINDS = [["left", "initial_contact"], ["left", "toe_off"], ["right", "initial_contact"], ["right", "toe_off"]];

const [data, recording] = await Promise.all([ask(""), ask("/recording")]);
const events = new Events(data);
const picture = new Picture($("picture"), data, `${api}/frame`, recording);
let person = busiest();
let index = 0;
let selected = null;
let ghostS = null;
let numbers = data.numbers;
let playing = null;
let rate = 0.25;
let isSaving = false;

// Whoever has most events; of equals, the first.
function busiest() {
  const counts = data.people.map((one) => events.of(one.name).length);
  return data.people[counts.indexOf(Math.max(...counts))];
}

const timeline = new Timeline($("timeline"), $("overview"), data, events, {
  seek: (timeS) => { stop(); go(nearestFrame(timeS)); },
  select: (id) => { stop(); choose(id); },
  drag: (id, frame, isDone) => {
    ghostS = id === null || isDone ? null : events.betweenS(frame);
    if (id !== null) index = frame;
    if (id !== null && isDone) { events.move(id, events.betweenS(frame)); changed(); }
    else show();
  },
});

function nearestFrame(timeS) {
  const after = events.frameOf(timeS);
  const isBefore = after > 0 && timeS - data.times_s[after - 1] < data.times_s[after] - timeS;
  return isBefore ? after - 1 : after;
}

function go(to) {
  index = Math.min(Math.max(to, 0), data.times_s.length - 1);
  timeline.follow(data.times_s[index]);
  show();
}

function choose(id) {
  selected = id;
  const item = events.get(id);
  if (item) go(events.frameOf(events.at(item)));
  else show();
}

// After a change: the chosen event may be gone, and the numbers follow.
function changed() {
  showContacts();
  if (selected !== null && !events.get(selected)) selected = null;
  show();
  measure();
}

function showContacts() {
  if (!person) return;
  const own = events.of(person.name).filter((item) => item.action !== "delete");
  picture.setEvents(person.name, own.map((item) => ({ side: item.side, event: item.event, time_s: events.at(item) })));
}

function show() {
  picture.show(index, person ?? null);
  timeline.set({ person, index, selected, ghostS });
  $("clock").textContent = `${_("Frame {n} of {all}", { n: index + 1, all: data.times_s.length })} · ${decimal(data.times_s[index], 3)} s`;
  showEvent(events, selected === null ? null : events.get(selected), ghostS);
  const own = person ? events.of(person.name).filter((item) => item.action !== "delete") : [];
  const byHand = own.filter((item) => item.action).length;
  const state = events.isSaved ? "" : ` · ${_("not saved")}`;
  $("state").textContent = isSaving ? _("Saving …") : `${ngettext("{n} event, {by_hand} by hand", "{n} events, {by_hand} by hand", own.length, { by_hand: byHand })}${state}${drawn}`;
  $("save").disabled = isSaving || events.isSaved;
  $("undo").disabled = !events.past.length && !data.can_undo;
  $("redo").disabled = !events.future.length && !data.can_redo;
  $("points").setAttribute("aria-pressed", points.isOn);
  pointKeys.show();
  $("feet").setAttribute("aria-pressed", picture.isFeet);
  for (const layer of LAYERS) $(layer).setAttribute("aria-pressed", picture.has(layer));
  $("play").textContent = playing ? _("Stop") : _("Play");
  for (const button of document.querySelectorAll("[data-rate]")) {
    button.setAttribute("aria-pressed", Number(button.dataset.rate) === rate);
  }
}

// One question at a time: the next one asks for what is there by then.
let isMeasuring = false;
let isOutdated = false;
async function measure() {
  isOutdated = true;
  if (isMeasuring) return;
  isMeasuring = true;
  $("measuring").textContent = _("measuring …");
  while (isOutdated) {
    isOutdated = false;
    try {
      numbers = (await ask("/measure", { edits: events.edits() })).numbers;
    } catch (error) { complain(error); }
  }
  isMeasuring = false;
  $("measuring").textContent = "";
  showNumbers(data.numbers, numbers, person);
}

let drawn = "";
async function save() {
  if (isSaving || events.isSaved) return;
  isSaving = true;
  show();
  const items = events.items;
  try {
    numbers = (await ask("/save", { edits: events.edits() })).numbers;
    events.saved = items;
    $("problem").hidden = true;
    showNumbers(data.numbers, numbers, person);
    watchDrawing();
  } catch (error) { complain(error); }
  isSaving = false;
  show();
}

// What was said of the recording changes everything: it is asked anew, and shown.
// One after the other: `body` makes what is sent of what is known when its turn comes.
async function renew(name, body = () => ({})) {
  while (isSaving) await new Promise((resolve) => setTimeout(resolve, 50));
  isSaving = true;
  show();
  try {
    Object.assign(data, await ask(name, body()));
    events.renew(data);
    numbers = data.numbers;
    points.placed = data.said.points;
    picture.renew(new Recording(await ask("/recording")));
    person = data.people.find((one) => one.name === person?.name) ?? busiest();
    said.show(data);
    $("problem").hidden = true;
    watchDrawing();
  } catch (error) { complain(error); }
  isSaving = false;
  selected = null;
  showPeople();
  showContacts();
  showNumbers(data.numbers, numbers, person);
  go(index);
}

const revise = (what) => renew("/revise", () => ({ edits: events.edits(), said: typeof what === "function" ? what() : what }));

const points = new Points(picture.player, (keypoint, frame, [x, y]) => {
  const timeS = data.times_s[frame] * data.said.clip.slow_motion;
  const { name } = person;
  const isOther = (one) => one.individual !== name || one.keypoint !== keypoint || Math.abs(one.time_s - timeS) >= data.same_s;
  revise(() => ({ points: [...data.said.points.filter(isOther), { individual: name, keypoint, time_s: timeS, x_px: x, y_px: y }] }));
});
points.placed = data.said.points;
const pointKeys = new PointKeys(points, { row: $("point-keys"), select: $("joint"), pad: $("pad"), said: $("joint-at") });
const said = new Said(data, picture.player, revise);

let isWatching = false;
async function watchDrawing() {
  if (isWatching) return;
  isWatching = true;
  try {
    for (;;) {
      const status = await ask("/status");
      if (status.problem) complain(new Error(status.problem));
      drawn = status.is_drawing ? ` · ${_("drawing the report, {percent} %", { percent: Math.round(100 * status.share) })}` : status.problem ? "" : ` · ${_("saved, report drawn")}`;
      show();
      if (!status.is_drawing) break;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  } catch (error) { complain(error); }
  isWatching = false;
}

function complain(error) {
  $("problem").textContent = error.message;
  $("problem").hidden = false;
}

function play() {
  if (playing) return stop();
  if (index === data.times_s.length - 1) index = 0;
  playing = { beginS: data.times_s[index], sinceMs: performance.now() };
  requestAnimationFrame(tick);
  show();
}

function tick(nowMs) {
  if (!playing) return;
  const wantedS = playing.beginS + rate * (nowMs - playing.sinceMs) / 1000;
  let next = index;
  while (next + 1 < data.times_s.length && data.times_s[next + 1] <= wantedS) next += 1;
  if (next !== index && !picture.isReady(next)) {
    // The clock waits for the picture.
    playing = { beginS: data.times_s[index], sinceMs: nowMs };
  } else if (next !== index) go(next);
  if (index === data.times_s.length - 1) stop();
  else requestAnimationFrame(tick);
}

function stop() {
  if (!playing) return;
  playing = null;
  show();
}

function step(by) { stop(); go(index + by); }

function beside(direction) {
  const own = events.of(person.name);
  const here = selected === null ? data.times_s[index] : events.at(events.get(selected));
  const item = direction > 0
    ? own.find((one) => events.at(one) > here + data.same_s)
    : own.findLast((one) => events.at(one) < here - data.same_s);
  if (item) choose(item.id);
}

function unsure() {
  const list = events.unsure(person.name);
  const at = list.findIndex((item) => item.id === selected);
  const next = list[(at + 1) % Math.max(1, list.length)];
  if (next) choose(next.id);
}

// The chosen event by one frame, and the picture with it.
function shift(by) {
  const item = selected === null ? null : events.get(selected);
  if (!item || item.action === "delete") return;
  stop();
  const frame = Math.min(Math.max(timeline.nearestBetween(events.at(item)) + by, 0), data.times_s.length - 1);
  selected = events.move(selected, events.betweenS(frame));
  index = frame;
  timeline.follow(data.times_s[index]);
  changed();
}

const act = {
  earlier: () => shift(-1), later: () => shift(1),
  confirm: () => { if (selected !== null) { events.confirm(selected); changed(); } },
  move: () => { if (selected !== null) { events.move(selected, events.betweenS(index)); changed(); } },
  delete: () => { if (selected !== null) { events.remove(selected); changed(); } },
  restore: () => { if (selected !== null) { events.restore(selected); changed(); } },
  unsure, next: () => beside(1), previous: () => beside(-1),
  undo: () => { if (events.past.length) { events.undo(); changed(); } else if (data.can_undo) renew("/undo"); },
  redo: () => { if (events.future.length) { events.redo(); changed(); } else if (data.can_redo) renew("/redo"); },
  points: () => { stop(); points.turn(!points.isOn); show(); },
  save, play,
  feet: () => { picture.lookAtFeet(!picture.isFeet); show(); },
  ...Object.fromEntries(LAYERS.map((layer) => [layer, () => { picture.switchLayer(layer); show(); }])),
  "zoom-in": () => timeline.zoom(0.7, data.times_s[index]),
  "zoom-out": () => timeline.zoom(1 / 0.7, data.times_s[index]),
  "zoom-all": () => timeline.look(data.times_s[0], Infinity),
};

function set(number) {
  stop();
  const [side, event] = KINDS[number - 1];
  selected = events.add({ individual: person.name, side, event }, events.betweenS(index));
  changed();
}

listenToKeys(act, { step, go, choose, set, isAnybody: () => Boolean(person) });
for (const [id, action] of Object.entries(act)) {
  // Without focus, so that Enter and Space keep their meaning.
  $(id).addEventListener("click", (event) => { if (event.detail) $(id).blur(); action(); });
}
for (const button of document.querySelectorAll("[data-rate]")) {
  button.addEventListener("click", () => {
    rate = Number(button.dataset.rate);
    button.blur();
    if (playing) playing = { beginS: data.times_s[index], sinceMs: performance.now() };
    show();
  });
}
window.addEventListener("beforeunload", (event) => { if (!events.isSaved) event.preventDefault(); });

$("video-name").textContent = data.video;
$("repetitions").href = `${location.pathname.replace(/\/$/, "")}/repetitions`;
if (data.shows_film) {
  complain(new Error(_("The original video is not at hand, so the one in the report is shown. Put the video beside the results to see the frames themselves.")));
}
const select = $("people").querySelector("select");
select.addEventListener("change", () => {
  person = data.people[select.selectedIndex];
  selected = null;
  select.blur();
  showNumbers(data.numbers, numbers, person);
  show();
});
function showPeople() {
  $("people").hidden = data.people.length < 2;
  select.replaceChildren(...data.people.map((one) => new Option(one.name)));
  select.selectedIndex = data.people.indexOf(person);
}
showPeople();
timeline.look(data.times_s[0], FIRST_LOOK_S);
show();
showNumbers(data.numbers, numbers, person);
if (person) unsure();
