// A person: what is known, how numbers go from day to day, sessions.
import { $, ask, attempt, button, dayText, link, make, send, sideMark, today } from "./common.js";
import { draw } from "./chart.js";
import { readFacts, writeFacts } from "./facts.js";
import { offerSight } from "./sight.js";
import { showWho } from "./who.js";
import { _, decimal, later } from "/static/player/words.js";

const api = `/api${location.pathname.replace(/\/$/, "")}`;
const FIRST = ["cadence", "contact_time", "vertical_oscillation"];
const KINDS = { shoe: later("new shoe"), injury: later("injury or pain"), cue: later("cue given"), other: later("other") };
const STATES = { waiting: later("waits for its turn"), working: later("is being analyzed"), failed: later("failed"), stopped: later("stopped") };
const VIEWS = {
  left: later("seen from the left"), right: later("seen from the right"), front: later("seen from the front"),
  rear: later("seen from behind"), oblique: later("seen obliquely"),
};
const SEXES = { female: later("female"), male: later("male"), other: later("other") };
const SIDE_VIEWS = ["left", "right"];
let page = null;
let trend = null;

async function show() {
  page = await ask(api);
  const { person } = page;
  document.title = `${person.name} · midstance`;
  $("title").textContent = person.name;
  $("facts").replaceChildren(...facts(person).map((text) => make("span", text)));
  $("told").textContent = person.notes;
  $("actions").replaceChildren(
    link(_("New recording"), `/?person=${person.id}`, { class: "main" }),
    link(_("Everything of this person"), `/people/${person.id}/archive.zip`, { download: "" }),
    button(_("Delete this person"), remove),
  );
  writeFacts(person);
  showMoments();
  showSessions();
  await showMetrics();
}

function facts(person) {
  const known = [
    person.birth_year && _("born {year}", { year: person.birth_year }),
    person.sex && _(SEXES[person.sex] ?? person.sex),
    person.height_m && `${decimal(person.height_m, 2)} m`,
    person.mass_kg && `${person.mass_kg.toLocaleString(document.documentElement.lang)} kg`,
    person.leg_length_m && _("legs {length} m", { length: decimal(person.leg_length_m, 2) }),
    person.shoes && _("shoes: {shoes}", { shoes: person.shoes }),
    ...person.tags.map((tag) => `#${tag}`),
  ];
  return known.filter(Boolean);
}

async function remove() {
  const { name, n_recordings } = page.person;
  if (!confirm(_("Delete {name} with all recordings ({n}) and every number? This cannot be undone.", { name, n: n_recordings }))) return;
  await ask(api, { method: "DELETE" });
  location.href = "/people";
}

function showMoments() {
  $("no-moments").hidden = page.moments.length > 0;
  $("moments").replaceChildren(...page.moments.map((one) => {
    const row = make("li", "", { class: "moment" });
    row.append(make("span", dayText(one.day), { class: "meta" }), make("span", `${_(KINDS[one.kind])}: ${one.text}`));
    row.append(button(_("Forget"), async () => {
      await ask(`${api}/moments/${one.id}`, { method: "DELETE" });
      await show();
    }, { "aria-label": _("Forget: {text}", { text: one.text }) }));
    return row;
  }));
}

function showSessions() {
  const days = new Map();
  for (const one of page.recordings) days.set(one.day, [...(days.get(one.day) ?? []), one]);
  $("no-sessions").hidden = days.size > 0;
  $("sessions").replaceChildren(...[...days].map(([day, recordings]) => {
    const session = make("div", "", { class: "session" });
    const list = make("ul");
    list.append(...recordings.map(recordingRow));
    session.append(make("h3", dayText(day)), list);
    return session;
  }));
}

function recordingRow(one) {
  const row = make("li");
  const isDone = one.state === "done";
  row.append(isDone ? link(one.name, `/recordings/${one.id}/report.html`, { target: "_blank" }) : make("span", one.name));
  const speed = one.settings.subject.speed_m_s;
  const told = [isDone ? "" : _(STATES[one.state]), VIEWS[one.view] ? _(VIEWS[one.view]) : "", speed ? `${speed.toLocaleString(document.documentElement.lang)} m/s` : ""];
  row.append(make("span", told.filter(Boolean).join(" · "), { class: "meta" }));
  const labels = [...new Set(one.numbers.map((number) => number.label))];
  for (const label of labels) {
    const group = make("span", "", { class: "numbers" });
    group.append(make("span", label, { class: "meta" }));
    for (const number of one.numbers.filter((each) => each.label === label)) {
      const value = make("span", number.text, { class: `number ${number.side}` });
      if (number.side !== "both") value.prepend(sideMark(number.side));
      group.append(value);
    }
    row.append(group);
  }
  if (isDone) row.append(...others(one));
  row.append(dayOf(one));
  return row;
}

// When it was filmed: a recording that is brought is taken for one of that day.
function dayOf(one) {
  const label = make("label", _("Filmed on"), { class: "filmed" });
  const day = make("input", "", { type: "date", max: today(), required: "", "aria-label": _("Day on which {name} was filmed", { name: one.name }) });
  day.value = one.day;
  day.addEventListener("change", () => attempt(async () => {
    if (!day.value) return;
    await send(`/api/recordings/${one.id}/about`, { person_id: one.person_id, day: day.value }, "PUT");
    await show();
  }));
  label.append(day);
  return label;
}

// The first recording of the same view to compare with, and another view of the same day.
function others(one) {
  const done = page.recordings.filter((each) => each.state === "done" && each.id !== one.id);
  const before = done.filter((each) => each.view === one.view && each.day < one.day).sort((a, b) => a.day.localeCompare(b.day))[0];
  const beside = SIDE_VIEWS.includes(one.view) ? done.find((each) => each.day === one.day && !SIDE_VIEWS.includes(each.view)) : null;
  const links = [];
  if (before) links.push(link(_("What changed since the first day"), `/recordings/${before.id}/compare.html?other=${one.id}`, { target: "_blank" }));
  if (beside) links.push(link(_("Both views as one report"), `/recordings/${one.id}/joined.html?other=${beside.id}`, { target: "_blank" }));
  return links;
}

async function showMetrics() {
  const { metrics } = page;
  $("no-trend").hidden = metrics.length > 0;
  $("trend").hidden = !metrics.length;
  if (!metrics.length) return;
  const place = (one) => (FIRST.indexOf(one.metric) + 100) % 100;
  const sorted = [...metrics].sort((a, b) => place(a) - place(b) || a.label.localeCompare(b.label));
  const before = $("metric").value;
  $("metric").replaceChildren(...sorted.map((one) => new Option(one.label, one.metric)));
  if (metrics.some((one) => one.metric === before)) $("metric").value = before;
  await showTrend();
}

async function showTrend() {
  trend = await ask(`${api}/trend/${$("metric").value}`);
  redraw();
  $("changes").replaceChildren(...trend.changes.map((one) => {
    const row = make("li");
    if (one.side !== "both") row.append(sideMark(one.side));
    row.append(`${one.text} ${_("Probability of a change in that direction: {percent}.", { percent: percent(one.probability) })}`);
    return row;
  }));
  $("points").replaceChildren(...trend.points.map((one) => {
    const row = make("tr");
    const report = make("td");
    report.append(link(_("Report"), `/recordings/${one.recording_id}/report.html`, { target: "_blank" }));
    row.append(make("td", dayText(one.day)), make("td", one.side === "both" ? "" : _(one.side)), make("td", one.text), make("td", VIEWS[one.view] ? _(VIEWS[one.view]) : ""), report);
    return row;
  }));
}

function percent(share) {
  return share > 0.99 ? _("over {percent} %", { percent: 99 }) : `${Math.round(100 * share)} %`;
}

function redraw() {
  $("sides").hidden = !trend?.points.some((one) => one.side !== "both");
  if (trend) draw($("chart"), trend, page.moments);
}

$("metric").addEventListener("change", () => attempt(showTrend));
$("edit").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    await send(api, readFacts(), "PUT");
    $("editing").open = false;
    await show();
  });
});
$("moment").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    await send(`${api}/moments`, { day: $("day").value, kind: $("kind").value, text: $("text").value });
    $("text").value = "";
    await show();
  });
});
$("day").value = today();
new ResizeObserver(redraw).observe($("chart"));
attempt(show);
attempt(showWho);
attempt(() => offerSight(api));
