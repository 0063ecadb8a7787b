// The row of one recording in the list: how far it is, its numbers, and what can be done.
import { ask, attempt, button, dayText, link, make, send, sideMark } from "./common.js";
import { readSettings } from "./settings.js";
import { shareButton } from "./share.js";
import { _, later } from "/static/player/words.js";

const STATES = {
  waiting: later("Waits for its turn"),
  working: later("Is being analyzed"),
  done: later("Analyzed"),
  stopped: later("Stopped"),
};

function leftText(seconds) {
  if (seconds === null) return "";
  if (seconds < 60) return ` · ${_("about {n} s left", { n: Math.max(1, Math.round(seconds)) })}`;
  return ` · ${_("about {n} min left", { n: Math.round(seconds / 60) })}`;
}

export function showUpload(row, upload) {
  row.querySelector("h3").textContent = upload.name;
  row.querySelector(".state").textContent = upload.state || _("Is being copied");
  showShare(row, upload.share);
}

function showShare(row, share) {
  const bar = row.querySelector("progress");
  bar.hidden = share === null;
  if (share !== null) bar.value = share;
}

// `people` are those it may be of; `refresh` asks for the list anew.
export function showRecording(row, one, people, refresh) {
  row.className = `recording ${one.state}`;
  row.querySelector("h3").textContent = one.name;
  row.querySelector(".day").textContent = dayText(one.day);
  row.querySelector(".whose").replaceChildren(...whose(one, people, refresh));
  const stage = one.stage ? `${one.stage} …${leftText(one.left_s)}` : _(STATES[one.state] ?? "");
  row.querySelector(".state").textContent = one.state === "failed" ? one.message : one.state === "working" ? stage : _(STATES[one.state] ?? "");
  showShare(row, one.state === "working" ? one.share : null);
  showNumbers(row.querySelector(".numbers"), one.numbers);
  const said = row.querySelector(".first-said");
  said.hidden = one.state !== "working" || one.numbers.length === 0;
  said.textContent = one.are_first ? _("Preliminary, from the first seconds; the whole video may change it.") : _("Of the whole video; the report is being made.");
  row.querySelector(".actions").replaceChildren(...actions(one, refresh));
}

function showNumbers(list, numbers) {
  const several = new Set(numbers.map((row) => row.person)).size > 1;
  const groups = new Map();
  for (const row of numbers) {
    const label = several ? `${row.person}: ${row.label}` : row.label;
    groups.set(label, [...(groups.get(label) ?? []), row]);
  }
  list.replaceChildren(
    ...[...groups].map(([label, rows]) => {
      const group = document.createElement("div");
      const name = document.createElement("dt");
      name.textContent = label;
      const values = document.createElement("dd");
      for (const row of rows) {
        const value = document.createElement("span");
        value.className = row.side;
        value.textContent = row.text;
        if (row.side !== "both") value.prepend(sideMark(row.side));
        values.append(value);
      }
      group.append(name, values);
      return group;
    }),
  );
}

// Whose recording it is: a link to them, or a choice.
function whose(one, people, refresh) {
  const person = people.find((each) => each.id === one.person_id);
  if (person) return [link(person.name, `/people/${person.id}`)];
  if (!people.length) return [];
  const select = make("select", "", { "aria-label": _("Whose recording is {name}?", { name: one.name }) });
  select.append(new Option(_("Whose?"), ""), ...people.map((each) => new Option(each.name, each.id)));
  select.onchange = () => attempt(async () => {
    await send(`/api/recordings/${one.id}/about`, { person_id: select.value, day: one.day }, "PUT");
    await refresh();
  });
  return [select];
}

function actions(one, refresh) {
  const path = `/recordings/${one.id}`;
  const act = async (what, method = "POST", body = {}) => {
    const place = `/api${path}${what}`;
    await (method === "POST" ? send(place, body) : ask(place, { method }));
    await refresh();
  };
  const links = {
    done: () => [
      link(_("Report"), `${path}/report.html`, { class: "main", target: "_blank" }),
      link(_("Correct contacts"), `/label/${one.id}`, { target: "_blank" }),
      ...(one.has_repetitions ? [link(_("Correct repetitions"), `/label/${one.id}/repetitions`, { target: "_blank" })] : []),
      link(_("On paper"), `${path}/summary.pdf`, { target: "_blank" }),
      link(_("Video with everything drawn in"), `${path}/overlay.mp4`, { download: "" }),
      shareButton(one),
      link(_("Tables"), `${path}/results.xlsx`, { download: "" }),
      link(_("All files"), `${path}/results.zip`, { download: "" }),
    ],
    working: () => [button(_("Stop"), () => act("/stop"))],
    waiting: () => [button(_("Stop"), () => act("/stop"))],
    failed: () => [button(_("Try again"), () => act(""))],
    stopped: () => [button(_("Go on"), () => act(""))],
  };
  const remove = button(_("Delete"), () => {
    if (confirm(_("Delete {name} and everything found in it?", { name: one.name }))) return act("", "DELETE");
  });
  const anew = button(_("Again with these settings"), () => act("", "POST", readSettings()));
  anew.title = _("The settings above");
  const whole = button(_("Analyze the whole video"), () => act("", "POST", { whole_video: true }));
  whole.title = _("Only a part of it was analyzed");
  const { start_s: from, end_s: to } = one.settings.clip ?? {};
  const isPart = (from ?? to ?? null) !== null && !["working", "waiting"].includes(one.state);
  return [...links[one.state](), ...(one.state === "done" ? [anew] : []), ...(isPart ? [whole] : []), remove];
}
