// The library of people: search, add, take in.
import { $, ask, attempt, dayText, link, make, send } from "./common.js";
import { readFacts } from "./facts.js";
import { _, ngettext } from "/static/player/words.js";
import { showWho } from "./who.js";

const WAIT_MS = 150;
let timer = 0;

async function show() {
  const words = $("words").value;
  const found = await ask(`/api/people?${new URLSearchParams({ words })}`);
  if (words !== $("words").value) return;
  $("people").replaceChildren(...found.map(row));
  $("none").hidden = found.length > 0;
  $("none").textContent = words ? _("Nobody is called that, or has that in tags, shoes or notes.") : _("Nobody yet. Add who is filmed: their recordings are kept together, and every number can be followed from day to day.");
  if (!words && !found.length) $("adding").open = true;
}

function row(person) {
  const made = make("li", "", { class: "person" });
  const n = person.n_recordings;
  const count = n === 0 ? _("no recordings") : ngettext("{n} recording, the last on {day}", "{n} recordings, the last on {day}", n, { day: dayText(person.last_day) });
  made.append(link(person.name, `/people/${person.id}`), make("span", count, { class: "meta" }));
  for (const tag of person.tags) made.append(make("span", tag, { class: "tag" }));
  return made;
}

$("words").addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => attempt(show), WAIT_MS);
});
$("search").addEventListener("submit", (event) => { event.preventDefault(); attempt(show); });
$("new").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    const person = await send("/api/people", readFacts());
    location.href = `/people/${person.id}`;
  });
});
$("archive").addEventListener("change", () => attempt(async () => {
  const person = await ask("/api/people/import", { method: "POST", body: $("archive").files[0] });
  location.href = `/people/${person.id}`;
}));
attempt(show);
attempt(showWho);
