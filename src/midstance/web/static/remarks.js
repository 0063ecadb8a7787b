// In a report that the app shows: findings are decided, and moments commented on.
//
// The report itself is written by the app: after each change its parts are asked anew.

import { _, decimal, later } from "/static/player/words.js";

const CHOICES = [["accepted", later("Confirm")], ["changed", later("In my own words")], ["left_out", later("Leave out")]];
const MOST_WORDS = 600, MOST_COMMENT = 2000;
const api = `/api/recordings/${encodeURIComponent(location.pathname.split("/")[2])}`;
let said = null;
let timeS = null;
let isBusy = false;

function make(kind, text = "", attributes = {}) {
  const made = document.createElement(kind);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function button(text, doing, attributes = {}) {
  const made = make("button", text, { type: "button", ...attributes });
  made.addEventListener("click", doing);
  return made;
}

async function ask(path, method = "GET", body = undefined) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await fetch(`${api}${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
    .catch(() => { throw new Error(_("midstance does not answer; is it still running in the terminal?")); });
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(found.error ?? _("midstance answered with status {status}.", { status: answer.status }));
  return found;
}

const bar = make("div", "", { class: "remark-tools" });
const status = make("span", "", { class: "status", role: "status" });
const undo = button(_("Undo"), () => change("/remarks/undo", "POST", {}, _("Taken back.")));
const redo = button(_("Redo"), () => change("/remarks/redo", "POST", {}, _("Done again.")));
const comment = button(_("Comment on this moment"), () => writeComment());
bar.append(undo, redo, status);

function tell(text, isWrong = false) {
  status.textContent = text;
  status.classList.toggle("wrong", isWrong);
}

// Sends a change, and shows what the app makes of it.
async function change(path, method, body, done) {
  if (isBusy) return false;
  isBusy = true;
  tell(_("Saving …"));
  try {
    said = await ask(path, method, body);
    await renew();
    tell(done);
    return true;
  } catch (error) {
    tell(error.message, true);
    return false;
  } finally {
    isBusy = false;
  }
}

// The parts of the page that tell of findings and comments, as the app writes them now.
async function renew() {
  const focused = document.activeElement?.dataset?.focus;
  const text = await (await fetch(location.pathname)).text();
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of ["section.findings", "section.comments", ".timeline g.remarks"]) {
    const [old, anew] = [document, fresh].map((page) => [...page.querySelectorAll(part)]);
    old.forEach((one, i) => { if (anew[i]) one.replaceWith(document.adoptNode(anew[i])); });
  }
  dress();
  if (focused) document.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
}

// Buttons for what can be done, on what the app wrote.
function dress() {
  document.querySelector("section.findings h2")?.after(bar);
  undo.disabled = !said.can_undo;
  redo.disabled = !said.can_redo;
  for (const article of document.querySelectorAll("article.finding[data-rule]")) dressFinding(article);
  const section = document.querySelector("section.comments");
  if (!section) return;
  section.hidden = false;
  section.querySelector("h3").after(comment);
  for (const row of section.querySelectorAll("li[data-comment]")) dressComment(row);
}

function dressFinding(article) {
  const { rule, person, choice } = article.dataset;
  const title = article.querySelector("h3").firstChild.nextSibling.textContent.trim();
  const group = make("div", "", { class: "decide", role: "group", "aria-label": _("Your decision about: {title}", { title }) });
  for (const [name, text] of CHOICES) {
    const isOn = choice === name;
    const act = () => (name === "changed" ? writeWords(article, group) : decide(article, isOn ? "none" : name));
    group.append(button(_(text), act, { "aria-pressed": isOn, "data-focus": `${person} ${rule} ${name}` }));
  }
  if (choice === "changed") group.append(button(_("Back to midstance's words"), () => decide(article, "none")));
  article.append(group);
}

function decide({ dataset: { rule, person } }, choice, words = "") {
  const done = { accepted: _("Confirmed."), changed: _("Told in your words."), left_out: _("Left out of the printed page and of links."), none: _("As midstance says it.") };
  return change("/findings", "PUT", { individual: person, rule, choice, words }, done[choice]);
}

function form(fields, { save, close }) {
  const made = make("form", "", { class: "write" });
  const row = make("p");
  row.append(make("button", _("Keep"), { class: "main" }), button(_("Cancel"), () => { made.remove(); close(); }));
  made.append(...fields, row);
  made.addEventListener("submit", (event) => { event.preventDefault(); save(); });
  made.addEventListener("keydown", (event) => { if (event.key === "Escape") { made.remove(); close(); } });
  return made;
}

function area(text, value, most) {
  const label = make("label", text);
  const box = make("textarea", "", { maxlength: most, required: "" });
  box.value = value;
  label.append(box);
  return [label, box];
}

function writeWords(article, group) {
  if (article.querySelector("form")) return;
  const before = article.querySelector(".own-words")?.lastChild.textContent.trim() ?? "";
  const [label, box] = area(_("What to do, in a sentence of your own; the report says that it is yours"), before, MOST_WORDS);
  const close = () => group.querySelectorAll("button")[1]?.focus();
  group.after(form([label], { save: () => decide(article, "changed", box.value), close }));
  box.focus();
}

function dressComment(row) {
  const one = said.comments.find((each) => each.id === row.dataset.comment);
  if (!one) return;
  const how = [one.is_printed ? _("on paper") : _("not on paper"), one.is_shared ? _("in shared links") : _("not in shared links")];
  row.append(make("span", how.join(" · "), { class: "how" }));
  if (!one.is_mine) return;
  const own = make("span", "", { class: "own" });
  const remove = () => { if (confirm(_("Delete this comment?"))) change(`/comments/${one.id}`, "DELETE", undefined, _("Deleted.")); };
  own.append(
    button(_("Edit"), () => writeComment(one, row), { "data-focus": `edit ${one.id}` }), button(_("Delete"), remove),
  );
  row.append(own);
}

// A new comment on the moment that the player shows, or another text of one.
function writeComment(one = null, row = null) {
  document.querySelector(".comments form.write")?.remove();
  const at = one?.time_s ?? timeS ?? Number(document.querySelector(".timeline .axis")?.getAttribute("aria-valuenow") ?? 0);
  const [label, box] = area(_("Comment at {time} s", { time: decimal(at, 2) }), one?.text ?? "", MOST_COMMENT);
  const check = (text, isOn) => {
    const made = make("label", "", { class: "choice" });
    const tick = make("input", "", { type: "checkbox" });
    tick.checked = isOn;
    made.append(tick, text);
    return [made, tick];
  };
  const [onPaper, printed] = check(_("On the printed page"), one?.is_printed ?? false);
  const [inLinks, shared] = check(_("Others see it by a shared link"), one?.is_shared ?? false);
  const save = () => {
    const body = { time_s: at, text: box.value, is_printed: printed.checked, is_shared: shared.checked };
    return one ? change(`/comments/${one.id}`, "PUT", body, _("Changed.")) : change("/comments", "POST", body, _("Written down."));
  };
  const made = form([label, onPaper, inLinks], { save, close: () => (row?.querySelector(".own button") ?? comment).focus() });
  if (row) row.append(made);
  else comment.after(made);
  box.focus();
}

document.addEventListener("midstance:time", (event) => { timeS = event.detail.time_s; });
document.dispatchEvent(new CustomEvent("midstance:ask"));
try {
  said = await ask("/remarks");
  dress();
} catch (error) {
  document.querySelector("section.findings h2")?.after(bar);
  tell(error.message, true);
}
