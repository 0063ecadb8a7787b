// Questions to the server; the address of the page says which analysis is meant.
import { _ } from "/static/player/words.js";

export const api = `/api${location.pathname.replace(/\/$/, "")}`;

export async function ask(name, body) {
  const sent = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let answer;
  try {
    answer = await fetch(`${api}${name}`, sent);
  } catch {
    throw new Error(_("midstance does not answer; is it still running in the terminal? Changes since the last save are lost when this page is closed."));
  }
  const found = await answer.json().catch(() => ({ error: _("The answer of midstance cannot be read ({status}).", { status: answer.status }) }));
  if (found.error) throw new Error(found.error);
  return found;
}
