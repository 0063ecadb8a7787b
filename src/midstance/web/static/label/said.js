// What a person says about the recording: who is the runner, floor, scale, clock.
import { _, decimal } from "/static/player/words.js";
import { askLine } from "./points.js";

const $ = (id) => document.getElementById(id);
const FIELDS = { "said-height": "height_m", "said-speed": "speed_m_s" };

export class Said {
  constructor(data, player, revise) {
    Object.assign(this, { player, revise });
    $("said").addEventListener("submit", (event) => {
      event.preventDefault();
      this.revise(this.read());
    });
    $("said-floor").addEventListener("click", () => this.line("floor", _("Draw a line along the floor under the feet, across the picture.")));
    $("said-length").addEventListener("click", () => this.line("known_length", _("Draw a line along something whose length you know, where the runner runs.")));
    $("said-forget").addEventListener("click", () => this.revise({ subject: { floor: null, known_length: null } }));
    this.show(data);
  }

  show({ said, seen }) {
    $("said-runner").replaceChildren(...seen.map((one) => new Option(
      _("{name}, {first} to {last} s", { name: one.name, first: decimal(one.first_s, 1), last: decimal(one.last_s, 1) }),
      one.name, one.is_reported, one.is_reported,
    )));
    for (const [id, name] of Object.entries(FIELDS)) $(id).value = said.subject[name] ?? "";
    $("said-view").value = said.subject.view;
    $("said-slow").value = said.clip.slow_motion;
    const given = [said.subject.floor && _("a floor was drawn"), said.subject.known_length && _("a length was drawn")].filter(Boolean);
    $("said-drawn").textContent = given.join(", ");
    $("said-forget").hidden = !given.length;
    this.runner = $("said-runner").value;
  }

  read() {
    const value = (id) => ($(id).value === "" ? null : Number($(id).value));
    const subject = { view: $("said-view").value };
    for (const [id, name] of Object.entries(FIELDS)) subject[name] = value(id);
    const wanted = { subject, clip: { slow_motion: value("said-slow") ?? 1 } };
    if ($("said-runner").value !== this.runner) wanted.runner = $("said-runner").value;
    return wanted;
  }

  async line(name, hint) {
    $("said-hint").textContent = hint;
    const found = await askLine(this.player);
    $("said-hint").textContent = "";
    if (!found) return;
    const line = { start_px: found[0], end_px: found[1] };
    if (name === "known_length") {
      const length = Number((prompt(_("How long is it, in metres?")) ?? "").replace(",", "."));
      if (!length) return;
      line.length_m = length;
    }
    this.revise({ subject: { [name]: line } });
  }
}
