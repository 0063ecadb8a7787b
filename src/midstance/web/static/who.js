// Says in the head of a page who is logged in, and lets them out again.
import { _ } from "/static/player/words.js";
import { ask, button, link, make } from "./common.js";

const ROLES = { owner: _("owner"), coach: _("coach"), viewer: _("viewer") };

export const me = ask("/api/me");
export const roleText = (role) => ROLES[role];

export async function showWho() {
  const who = await me;
  if (!who.logs_in) return;
  const out = make("p", "", { class: "who" });
  out.append(`${who.name} (${roleText(who.role)}) `, button(_("Log out"), async () => {
    await ask("/api/logout", { method: "POST" });
    location.href = "/login";
  }));
  document.querySelector("header").append(out);
  if (who.role === "owner") {
    const users = link(_("Users"), "/users");
    if (location.pathname === "/users") users.setAttribute("aria-current", "page");
    document.querySelector("header nav")?.append(users);
  }
  document.body.classList.toggle("looks-only", who.role === "viewer");
}
