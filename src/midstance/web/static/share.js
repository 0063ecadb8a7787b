// Links to the report of a recording: made, shown once, taken back.
import { _ } from "/static/player/words.js";
import { facesOf } from "./faces.js";
import { ask, attempt, button, make, send } from "./common.js";

export function shareButton(one) {
  return button(_("Share"), () => open(one));
}

async function open(one) {
  const box = make("dialog", "", { class: "share", "aria-label": _("Share the report of {name}", { name: one.name }) });
  document.body.append(box);
  box.addEventListener("close", () => box.remove());
  await show(box, one);
  box.showModal();
}

async function show(box, one, made = null) {
  const told = await ask(`/api/recordings/${one.id}/shares`);
  const days = make("input", "", { type: "number", min: 1, max: 365, value: 14 });
  const pin = make("input", "", { maxlength: 20, autocomplete: "off", placeholder: _("none") });
  const settings = make("p", "", { class: "settings" });
  settings.append(labelled(_("Days"), days), labelled(_("PIN"), pin));
  const actions = make("p", "", { class: "actions" });
  actions.append(
    button(_("Make a link"), async () => show(box, one, await send(`/api/recordings/${one.id}/shares`, { days: Number(days.value), pin: pin.value })), { class: "main" }),
    button(_("Close"), () => box.close()),
  );
  box.replaceChildren(
    make("h2", _("Share the report of {name}", { name: one.name })),
    make("p", _("Whoever has the link reads the report until it ends or is taken back. Faces are made unrecognizable in film and stills."), { class: "hint" }),
    settings, facesOf(one, () => box.close()), actions, ...(made ? [fresh(made)] : []), list(box, one, told),
  );
  if (told.problem) box.append(make("p", told.problem, { role: "alert" }));
}

function fresh(made) {
  const line = make("p");
  const link = make("input", "", { readonly: "", "aria-label": _("The link; it is shown only now") });
  link.value = new URL(made.path, location.href).href;
  link.addEventListener("focus", () => link.select());
  line.append(make("span", _("The link; it is shown only now"), { class: "hint" }), link);
  return line;
}

function list(box, one, told) {
  const rows = make("ul");
  for (const share of told.shares) {
    const row = make("li", _("until {day}", { day: new Date(1000 * share.expires_at).toLocaleDateString() }) + (share.has_pin ? ` · ${_("with a PIN")}` : "") + " ");
    row.append(button(_("Take back"), async () => {
      await ask(`/api/recordings/${one.id}/shares/${share.id}`, { method: "DELETE" });
      await attempt(() => show(box, one));
    }));
    rows.append(row);
  }
  return rows;
}

function labelled(text, input) {
  const label = make("label", text);
  label.append(input);
  return label;
}
