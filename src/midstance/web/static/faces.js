// Whether faces are hidden in everything that leaves: in the whole app, and in one recording.
import { _ } from "/static/player/words.js";
import { ask, attempt, make, send } from "./common.js";
import { me } from "./who.js";

// A box to tick for the whole app, in `place`; `changed` is called when it was.
export async function offerFaces(place, changed) {
  const [told, who] = await Promise.all([ask("/api/faces"), me]);
  place.hidden = who.role === "viewer";
  const box = make("input", "", { type: "checkbox" });
  box.checked = told.hide;
  box.disabled = who.role !== "owner";
  box.addEventListener("change", () => attempt(async () => {
    await send("/api/faces", { hide: box.checked }, "PUT");
    await changed();
  }));
  place.replaceChildren(
    ticked(box, _("Hide faces in everything that leaves this app")),
    make("span", _("In reports with film and stills, in overlays, in \"All files\" and in the archive of a person. Faces are shown unless you choose this; links that you share never show any. Choosing it has the reports that are here drawn anew."), { class: "hint" }),
  );
}

// A box to tick for one recording.
export function facesOf(one, changed) {
  const box = make("input", "", { type: "checkbox" });
  box.checked = one.settings.hide_faces === true;
  box.addEventListener("change", () => attempt(async () => {
    await send(`/api/recordings/${one.id}/faces`, { hide: box.checked }, "PUT");
    changed();
  }));
  return ticked(box, _("Hide faces in the report, the overlay and all files of this recording, too; they are drawn anew"));
}

function ticked(box, text) {
  const label = make("label", "", { class: "ticked" });
  label.append(box, make("span", text));
  return label;
}
