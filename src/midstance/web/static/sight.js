// Who sees a person, where users log in.
import { _ } from "/static/player/words.js";
import { $, ask, attempt, make, send } from "./common.js";
import { me, roleText } from "./who.js";

export async function offerSight(api) {
  const who = await me;
  if (!who.logs_in || who.role === "viewer") return;
  const [users, seen] = await Promise.all([ask("/api/users"), ask(`${api}/seen-by`)]);
  $("restricted").checked = seen.is_restricted;
  $("users").replaceChildren(...users.filter((one) => one.role !== "owner").map((one) => {
    const box = make("input", "", { type: "checkbox", value: one.id });
    box.checked = seen.user_ids.includes(one.id);
    const label = make("label");
    label.append(box, ` ${one.name} (${roleText(one.role)})`);
    return label;
  }));
  $("sight").hidden = false;
  $("seen-by").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const chosen = [...$("users").querySelectorAll("input:checked")].map((box) => box.value);
      await send(`${api}/seen-by`, { is_restricted: $("restricted").checked, user_ids: chosen }, "PUT");
      $("sight-said").textContent = _("Kept.");
    });
  });
}
