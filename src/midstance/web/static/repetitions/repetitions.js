// Repetitions by hand: what is chosen, what is changed, and the numbers that follow.
import { $, ask, attempt, complain, make, send } from "/static/common.js";
import { _, decimal, later } from "/static/player/words.js";
import { Course } from "./course.js";

const NUMBERS = {
  duration_s: later("Duration"), lowering_s: later("Way there"), hold_s: later("Rest at the turn"), rising_s: later("Way back"),
  depth_deg: later("Range of the joint"), reach_pct: later("Reach, of the longest"), lean_deg: later("Trunk lean at the turn"),
  uneven_deg: later("Right more bent than left"), knee_over_toe_pct: later("Knee over toe, of the shank"),
  knee_separation_pct: later("Knees against ankles"), flight_s: later("Time in the air"), height_m: later("Height of the jump"),
};
const DECIMALS = { s: 2, m: 2, "°": 0, "%": 0 };
const JOINTS = { knee: later("knee"), hip: later("hip"), elbow: later("elbow"), shoulder: later("shoulder") };
const LEAST_S = 0.02;

// The address of the page says which analysis is meant.
const label = location.pathname.replace(/\/repetitions\/?$/, "");
const api = `/api${label}`;
let data = await ask(`${api}/repetitions`);
let person = busiest();
let index = 0;
let chosenS = null;
let ghost = null;
let isBusy = false;

function busiest() {
  const counts = data.people.map((one) => of(one.name).length);
  return data.people[counts.indexOf(Math.max(...counts))];
}

function of(name) {
  return data.repetitions.filter((one) => one.individual === name).sort((a, b) => a.bottom_s - b.bottom_s);
}

const own = () => (person ? of(person.name) : []);
const chosen = () => own().find((one) => chosenS !== null && Math.abs(one.bottom_s - chosenS) < 2e-3) ?? null;
const labelOf = (name) => data.exercises.find((one) => one.name === name)?.label ?? (name || _("without a name"));
const called = (one) => `${labelOf(one.exercise)} ${one.number}${one.side === "both" ? "" : ` (${one.side === "left" ? _("left") : _("right")})`}`;
const nowS = () => data.times_s[index];

const course = new Course($("timeline"), data.times_s, {
  seek: (timeS) => go(frameAt(timeS)),
  choose: (one) => choose(one),
  drag: (one, end, timeS, isDone) => {
    ghost = null;
    if (one === null) return show();
    const at = data.times_s[frameAt(timeS)];
    if (isDone) return moveEnd(one, end, within(one, end, at));
    ghost = { [end]: within(one, end, at) };
    index = frameAt(timeS);
    show();
  },
});

// Who moves the turn alone leaves both ends where they are; a turn beyond them takes them along.
function moveEnd(one, end, timeS) {
  const isInside = one.start_s < timeS && timeS < one.end_s;
  change(one, end === "bottom_s" && isInside ? { start_s: one.start_s, end_s: one.end_s, bottom_s: timeS } : { [end]: timeS });
}

// A repetition begins before its turn and ends after it.
function within(one, end, timeS) {
  if (end === "start_s") return Math.min(timeS, one.bottom_s - LEAST_S);
  if (end === "end_s") return Math.max(timeS, one.bottom_s + LEAST_S);
  return Math.min(Math.max(timeS, one.start_s + LEAST_S), one.end_s - LEAST_S);
}

function frameAt(timeS) {
  let best = 0;
  data.times_s.forEach((s, i) => { if (Math.abs(s - timeS) < Math.abs(data.times_s[best] - timeS)) best = i; });
  return best;
}

function go(to) {
  index = Math.min(Math.max(to, 0), data.times_s.length - 1);
  course.follow(nowS());
  show();
}

function choose(one) {
  chosenS = one ? one.bottom_s : null;
  if (one) go(frameAt(one.bottom_s));
  else show();
}

function show() {
  const angle = person?.joints[joint()];
  const seen = (angle ?? []).filter((value) => value !== null);
  const range = seen.length ? [Math.min(...seen), Math.max(...seen)] : [0, 180];
  const mine = (one) => one.individual === person?.name;
  course.set({
    angle, range, called, ghost, nowS: nowS(), repetitions: own(), chosen: chosen(),
    deleted: data.deleted.filter(mine), doubtful: data.doubtful.filter(mine),
  });
  $("legend").textContent = seen.length
    ? _("Angle of the {joint}, {high} to {low}°. ×: deleted by hand, ?: worth a look.", { joint: _(JOINTS[joint()]), high: Math.round(range[1]), low: Math.round(range[0]) })
    : _("No joint is seen.");
  $("clock").textContent = `${_("Frame {n} of {all}", { n: index + 1, all: data.times_s.length })} · ${decimal(nowS(), 2)} s`;
  const source = `${api}/frame/${index}`;
  if ($("frame").getAttribute("src") !== source) $("frame").src = source;
  $("state").textContent = isBusy ? _("Saving …") : data.counts.join(" · ") || _("No repetition");
  $("undo").disabled = isBusy || !data.can_undo;
  $("redo").disabled = isBusy || !data.can_redo;
  showChosen();
}

// The joint that most repetitions of this person bend; of nobody the knee.
function joint() {
  const said = (chosen() ? [chosen()] : own()).map((one) => one.joint).filter((name) => name in (person?.joints ?? {}));
  const known = Object.keys(person?.joints ?? {});
  return said.sort((a, b) => said.filter((x) => x === b).length - said.filter((x) => x === a).length)[0] ?? (known.includes("knee") ? "knee" : known[0]);
}

function showChosen() {
  const one = chosen();
  for (const id of ["start", "bottom", "end", "delete", "side"]) $(id).disabled = isBusy || !one;
  $("add").disabled = isBusy || !person;
  $("detected").disabled = isBusy || !(one?.is_by_hand || deletedHere());
  $("name").textContent = one ? called(one) : _("No repetition chosen");
  $("doubt").textContent = one ? one.doubt : _("Tap one, or add one at this frame.");
  $("side").value = one?.side ?? "both";
  if (one) $("exercise").value = one.exercise;
  $("numbers").replaceChildren(...(one?.numbers ?? []).map((number) => {
    const row = document.createElement("tr");
    const digits = DECIMALS[number.unit];
    const doubt = number.uncertainty === null ? "" : ` ± ${decimal(number.uncertainty, digits)}`;
    row.append(make("th", _(NUMBERS[number.name]), { scope: "row" }), make("td", `${decimal(number.value, digits)}${doubt} ${number.unit}`));
    return row;
  }));
}

const deletedHere = () => data.deleted.find((one) => one.individual === person?.name && Math.abs(one.at_s - nowS()) < 0.3);

// Do one thing at a time; what is chosen stays so by when it turns.
function act(doing) {
  if (isBusy) return;
  isBusy = true;
  show();
  attempt(async () => {
    try {
      data = await doing();
    } finally {
      isBusy = false;
      ghost = null;
      show();
    }
  });
}

function change(one, what, action = "change") {
  act(async () => {
    const found = await send(`${api}/repetitions`, { action, individual: person.name, at_s: one.bottom_s, ...what });
    if (action === "delete") chosenS = null;
    else if (what.bottom_s !== undefined) chosenS = what.bottom_s;
    return found;
  });
}

function undo(name) {
  act(async () => {
    await send(`${api}/${name}`, {});
    return ask(`${api}/repetitions`);
  });
}

function addOne() {
  const exercise = $("exercise").value;
  act(async () => {
    const atS = nowS();
    const found = await send(`${api}/repetitions`, { action: "add", individual: person.name, at_s: atS, ...(exercise ? { exercise } : {}) });
    chosenS = atS;
    return found;
  });
}

function asDetected() {
  const one = chosen();
  if (one?.is_by_hand) return change(one, {}, "detected");
  const gone = deletedHere();
  if (gone) change({ bottom_s: gone.at_s }, {}, "detected");
}

function step(by) {
  const all = own();
  const at = all.findIndex((one) => one === chosen());
  const next = at >= 0 ? at + by : by > 0 ? all.findIndex((one) => one.bottom_s > nowS()) : all.findLastIndex((one) => one.bottom_s < nowS());
  if (all[next]) choose(all[next]);
}

// The least certain moment first, whether it counts or not.
function unsure() {
  const moments = data.doubtful.filter((one) => one.individual === person?.name);
  if (!moments.length) return complain(_("Nothing is doubtful here."));
  const later = moments.find((one) => one.time_s > nowS() + 0.05) ?? moments[0];
  const one = own().find((each) => Math.abs(each.bottom_s - later.time_s) < 0.05);
  if (one) choose(one);
  else { chosenS = null; go(frameAt(later.time_s)); $("doubt").textContent = later.doubt; }
}

const here = (end) => () => { if (chosen()) moveEnd(chosen(), end, end === "bottom_s" ? nowS() : within(chosen(), end, nowS())); };
const DO = {
  start: here("start_s"), bottom: here("bottom_s"), end: here("end_s"), add: addOne, unsure, detected: asDetected,
  delete: () => { if (chosen()) change(chosen(), {}, "delete"); },
  previous: () => step(-1), next: () => step(1), undo: () => undo("undo"), redo: () => undo("redo"),
  "zoom-in": () => course.zoom(1 / 1.5, nowS()), "zoom-out": () => course.zoom(1.5, nowS()),
  "zoom-all": () => course.look(course.firstS, course.lastS - course.firstS),
};
const KEYS = { s: "start", b: "bottom", e: "end", a: "add", u: "unsure", r: "detected", Delete: "delete", Backspace: "delete", p: "previous", n: "next", "+": "zoom-in", "-": "zoom-out", 0: "zoom-all" };
for (const [id, doing] of Object.entries(DO)) $(id).addEventListener("click", () => doing());
for (const each of document.querySelectorAll("[data-step]")) each.addEventListener("click", () => go(index + Number(each.dataset.step)));
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select") && event.key !== "Escape") return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    const name = key === "y" || event.shiftKey ? "redo" : "undo";
    if (!$(name).disabled) undo(name);
  } else if (event.altKey) return;
  else if (key === "ArrowLeft" || key === "ArrowRight") {
    event.preventDefault();
    go(index + (key === "ArrowLeft" ? -1 : 1) * (event.shiftKey ? 10 : 1));
  } else if (KEYS[key] && !$(KEYS[key]).disabled) {
    event.preventDefault();
    DO[KEYS[key]]();
  }
});
$("exercise").addEventListener("change", () => {
  const one = chosen();
  if (one && $("exercise").value) change(one, { exercise: $("exercise").value, of_the_set: $("of-the-set").checked });
});
$("side").addEventListener("change", () => { if (chosen()) change(chosen(), { side: $("side").value }); });

$("video-name").textContent = data.video;
$("contacts").href = label;
$("exercise").append(new Option(_("without a name"), ""), ...data.exercises.map((one) => new Option(one.label, one.name)));
const select = $("people").querySelector("select");
$("people").hidden = data.people.length < 2;
select.append(...data.people.map((one) => new Option(one.name)));
select.selectedIndex = data.people.indexOf(person);
select.addEventListener("change", () => { person = data.people[select.selectedIndex]; choose(own()[0] ?? null); });
choose(own()[0] ?? null);
