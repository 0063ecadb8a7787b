// The page of recordings: bring videos, see how far they are, open what was found.

import { offerCamera } from "./capture.js";
import { $, GONE, ask, attempt, button, complain, make, send } from "./common.js";
import { offerFaces } from "./faces.js";
import "./lines.js";
import { offerPhone } from "./pairing.js";
import { showPresets } from "./presets.js";
import { showRecording, showUpload } from "./recording_row.js";
import { readSettings } from "./settings.js";
import { preview } from "./trim.js";
import { forget, sendFile } from "./upload.js";
import { me, showWho } from "./who.js";
import { _, ngettext } from "/static/player/words.js";

let recordings = [];
let chosen = [];
let selected = null;
let uploads = [];
let people = [];

let nAsked = 0;

async function refresh() {
  const number = ++nAsked;
  await attempt(async () => {
    const found = await ask("/api/recordings");
    if (number !== nAsked) return; // it was asked again: that answer is newer
    recordings = found;
    show();
  });
}

// The server tells what changes; after a pause in between, everything is asked anew.
function follow() {
  const source = new EventSource("/api/events");
  source.onopen = refresh;
  source.onmessage = (event) => {
    const { n_recordings, changed } = JSON.parse(event.data);
    const known = new Map(recordings.map((one) => [one.id, one]));
    for (const one of changed) known.set(one.id, one);
    recordings = [...known.values()].sort((a, b) => b.created_at - a.created_at);
    if (recordings.length !== n_recordings) refresh();
    else show();
  };
  source.onerror = () => complain(GONE);
}

// Videos that were chosen are sent at once, and wait here for what is said about them.
function choose(files) {
  for (const file of files) {
    const entry = { file, name: file.name, share: 0, state: "", path: null, start_s: null, end_s: null, runner: "" };
    chosen.push(entry);
    entry.sent = begin(entry);
  }
  $("file").value = "";
  if (files.length) select(chosen.at(-files.length));
}

let way = Promise.resolve(); // one after the other, so that the first is here soon

function begin(entry) {
  const sent = way.then(() => {
    if (![...chosen, ...uploads].includes(entry)) return;
    return sendFile(entry.file, "/api/uploads", (share, isBroken) => {
      [entry.share, entry.state] = [share, isBroken ? _("The connection broke; it goes on by itself") : _("Is being copied")];
      show();
    });
  }).then((path) => {
    [entry.path, entry.state] = [path, _("Is here")];
    show();
  });
  way = sent.catch((error) => {
    entry.state = error instanceof TypeError ? GONE : error.message;
    entry.isLost = true;
    show();
  });
  return sent;
}

function select(entry) {
  selected = entry ?? null;
  preview(selected);
  show();
}

async function remove(entry) {
  chosen = chosen.filter((one) => one !== entry);
  forget(entry.file);
  if (selected === entry) select(chosen[0]);
  show();
  if (entry.path) await ask(entry.path, { method: "DELETE" });
}

async function analyzeChosen() {
  if (!$("new").reportValidity()) return;
  await ready; // whose they are is known then
  const [wanted, person] = [readSettings(), $("person").value || null];
  const entries = [...chosen];
  chosen = [];
  select(null);
  uploads.push(...entries);
  show();
  $("recordings-title").scrollIntoView({ block: "nearest" });
  for (const entry of entries) {
    try {
      if (entry.isLost) [entry.isLost, entry.sent] = [false, begin(entry)];
      chosen.push(entry); // it is sent as long as it is wanted
      await entry.sent;
      await send(`${entry.path}/recording`, { name: entry.name, person_id: person, settings: settingsOf(entry, wanted) });
      forget(entry.file);
      chosen = chosen.filter((one) => one !== entry);
    } catch (error) {
      complain(error instanceof TypeError ? GONE : error.message);
      select(entry);
    }
    uploads = uploads.filter((one) => one !== entry);
    await refresh();
  }
}

function settingsOf(entry, wanted) {
  const clip = { ...wanted.clip };
  for (const end of ["start_s", "end_s"]) if (entry[end] !== null) clip[end] = entry[end];
  return { ...wanted, clip, ...(entry.runner ? { runner: entry.runner } : {}) };
}

function showChosen() {
  const waiting = chosen.filter((one) => !uploads.includes(one));
  $("chosen").hidden = $("analyze").hidden = waiting.length === 0;
  $("analyze").textContent = waiting.length > 1 ? ngettext("Analyze {n} video", "Analyze {n} videos", waiting.length) : _("Analyze");
  const list = $("files");
  const known = new Map([...list.children].map((row) => [row.entry, row]));
  list.replaceChildren(...waiting.map((entry) => known.get(entry) ?? chosenRow(entry)));
  for (const row of list.children) {
    const { entry } = row;
    row.querySelector("button").setAttribute("aria-pressed", String(entry === selected));
    row.querySelector(".state").textContent = entry.state;
    const bar = row.querySelector("progress");
    bar.hidden = entry.share >= 1;
    bar.value = entry.share;
  }
}

function chosenRow(entry) {
  const row = make("li");
  const state = make("span", "", { class: "state" });
  row.entry = entry;
  row.append(
    button(entry.name, () => select(entry), { class: "chip" }),
    state,
    make("progress", "", { max: "1", "aria-label": _("How much of {name} is here", { name: entry.name }) }),
    button(_("Leave out"), () => remove(entry), { class: "quiet", "aria-label": _("Leave {name} out", { name: entry.name }) }),
  );
  return row;
}

// Rows are kept while they stay the same, so that a button does not vanish under
// the pointer.
function show() {
  const rows = [
    ...uploads.map((one) => ({ key: `upload ${one.name}`, upload: { name: one.name, state: one.state, share: one.share } })),
    ...recordings.map((one) => ({ key: one.id, recording: one })),
  ];
  showChosen();
  const list = $("recordings");
  const known = new Map([...list.children].map((row) => [row.dataset.key, row]));
  rows.forEach((item, place) => {
    const row = known.get(item.key) ?? $("row").content.firstElementChild.cloneNode(true);
    known.delete(item.key);
    row.dataset.key = item.key;
    if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
    const said = JSON.stringify(item);
    if (row.dataset.said === said) return;
    row.dataset.said = said;
    if (item.upload) showUpload(row, item.upload);
    else showRecording(row, item.recording, people, refresh);
  });
  for (const row of known.values()) row.remove();
  $("none").hidden = rows.length > 0;
  $("first").hidden = rows.length > 0;
}

async function showPeople() {
  people = await ask("/api/people");
  const chosen = new URLSearchParams(location.search).get("person") ?? "";
  $("person").append(...people.map((each) => new Option(each.name, each.id)));
  $("person").value = people.some((each) => each.id === chosen) ? chosen : "";
}

const drop = $("drop");
for (const kind of ["dragover", "dragenter"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const kind of ["dragleave", "drop"]) {
  drop.addEventListener(kind, () => drop.classList.remove("over"));
}
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  choose([...event.dataTransfer.files]);
});
$("file").addEventListener("change", () => choose([...$("file").files]));
$("demo").addEventListener("click", () => attempt(async () => {
  await ask("/api/demo", { method: "POST" });
  await refresh();
}));
$("new").addEventListener("submit", (event) => {
  event.preventDefault();
  if (chosen.length) attempt(analyzeChosen);
});
attempt(showWho);
attempt(() => offerFaces($("faces"), refresh));
attempt(async () => {
  // Who logs in does so on the phone, too.
  if (!(await me).logs_in) offerPhone(() => ({ person_id: $("person").value || null, settings: readSettings() }));
});
const ready = attempt(showPeople);
attempt(showPresets);
offerCamera(choose);
if ($("file").files.length) choose([...$("file").files]); // chosen before this ran
ready.then(follow);
