// Presets of places: applied with one tap, kept, changed and deleted.
import { _ } from "/static/player/words.js";
import { $, ask, attempt, button, make, send } from "./common.js";
import { readSettings, writePlace } from "./settings.js";

let presets = [];
let chosen = null;

export async function showPresets() {
  presets = await ask("/api/presets");
  if (!presets.some((one) => one.id === chosen)) chosen = null;
  show();
}

function show() {
  const chips = presets.map((one) => {
    const chip = button(one.name, () => {
      const isOn = chosen !== one.id;
      chosen = isOn ? one.id : null;
      writePlace(isOn ? one.settings : {});
      show();
      $("presets").querySelector(`[data-id="${one.id}"]`).focus();
    }, { "aria-pressed": String(one.id === chosen), "data-id": one.id, class: "chip" });
    return chip;
  });
  const one = presets.find((each) => each.id === chosen);
  const about = one ? [
    button(_("Keep the changes in {name}", { name: one.name }), async () => {
      await send(`/api/presets/${one.id}`, { name: one.name, settings: readSettings() }, "PUT");
      await showPresets();
      say(_("Kept."));
    }),
    button(_("Delete {name}", { name: one.name }), async () => {
      if (!confirm(_("Delete the preset {name}? Recordings keep their settings.", { name: one.name }))) return;
      await ask(`/api/presets/${one.id}`, { method: "DELETE" });
      await showPresets();
    }),
  ] : [];
  $("presets").replaceChildren(make("span", _("Presets"), { class: "of" }), ...chips, ...about, ...adding());
}

function adding() {
  const name = make("input", "", { type: "text", maxlength: "80", placeholder: _("treadmill 2, side"), "aria-label": _("Name of the preset") });
  const keep = button(_("Keep"), add, { hidden: "" });
  const open = button(_("Keep these settings as a preset"), () => {
    [open.hidden, name.hidden, keep.hidden] = [true, false, false];
    name.focus();
  });
  name.hidden = true;
  async function add() {
    if (!name.value.trim()) return name.focus();
    const made = await send("/api/presets", { name: name.value.trim(), settings: readSettings() });
    chosen = made.id;
    await showPresets();
    say(_("Kept. Height, mass, speed and the cut belong to the runner and are asked anew."));
  }
  name.onkeydown = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    attempt(add);
  };
  return [open, name, keep, make("span", "", { role: "status", id: "presets-said", class: "of" })];
}


function say(text) {
  $("presets-said").textContent = text;
}
