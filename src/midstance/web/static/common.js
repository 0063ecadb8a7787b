// What every page needs: asking the app, saying problems, making elements.

import { _ } from "/static/player/words.js";

export const $ = (id) => document.getElementById(id);
export const GONE = _("midstance does not answer; is it still running in the terminal?");

export async function ask(path, options = {}) {
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(await sentence(answer.status, () => answer.text()));
  return answer.status === 204 ? null : answer.json();
}

export function send(path, body, method = "POST") {
  return ask(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

export async function sentence(status, text) {
  const said = await text();
  try {
    return JSON.parse(said).error;
  } catch {
    return said || _("midstance answered with status {status}.", { status });
  }
}

export async function attempt(doing) {
  try {
    await doing();
    $("problem").hidden = true;
  } catch (error) {
    // A page that is left while it asks is no problem.
    const isGone = error instanceof TypeError;
    complain(isGone ? GONE : error.message);
  }
}

export function complain(text) {
  $("problem").textContent = text;
  $("problem").hidden = false;
}

export function make(kind, text = "", attributes = {}) {
  const made = document.createElement(kind);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

export function link(text, href, attributes = {}) {
  return make("a", text, { href, ...attributes });
}

export function button(text, doing, attributes = {}) {
  const made = make("button", text, { type: "button", ...attributes });
  made.onclick = () => attempt(async () => doing());
  return made;
}

// Left and right by a letter too, for whoever does not see the colours.
export function sideMark(side) {
  return make("abbr", `${side === "left" ? _("L") : _("R")} `, { title: side === "left" ? _("left") : _("right") });
}

export function dayText(day) {
  return day ? new Date(`${day}T12:00`).toLocaleDateString(document.documentElement.lang, { year: "numeric", month: "short", day: "numeric" }) : "";
}

export function today() {
  const now = new Date();
  return new Date(now - 60000 * now.getTimezoneOffset()).toISOString().slice(0, 10);
}
