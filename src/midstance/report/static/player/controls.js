// The buttons of a player, and its keys.

import { LAYERS } from "./layers.js";
import { TOOLS } from "./tools.js";
import { _, decimal } from "./words.js";

const SPEEDS = [[0.1, "1/10"], [0.25, "1/4"], [0.5, "1/2"], [1, "1"]];

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function button(text, label, action, keys = "") {
  const made = element("button", "", text);
  made.type = "button";
  made.title = keys ? `${label} (${keys})` : label;
  if (label !== text) made.setAttribute("aria-label", label);
  if (keys) made.setAttribute("aria-keyshortcuts", keys);
  made.addEventListener("click", action);
  return made;
}

function group(label, ...children) {
  const made = element("div", "group");
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", label);
  made.append(...children);
  return made;
}

const press = (made, isOn) => made.setAttribute("aria-pressed", String(isOn));

export class Controls {
  constructor(player, bar) {
    this.player = player;
    this.play = button(_("Play"), _("Play"), () => player.toggle(), "Space");
    this.scrub = element("input", "scrub");
    Object.assign(this.scrub, { type: "range", min: 0, max: player.recording.lastFrame, step: 1, value: 0 });
    this.scrub.setAttribute("aria-label", _("Frame"));
    this.scrub.addEventListener("input", () => player.go(Number(this.scrub.value)));
    this.time = element("output", "time");
    this.time.setAttribute("aria-live", "off");
    bar.append(
      element("div", "row"), element("div", "row"), element("details", "row more"),
    );
    const [first, second, more] = bar.children;
    first.append(
      group(_("Play"), button("‹", _("Frame back"), () => player.step(-1), ","), this.play, button("›", _("Frame on"), () => player.step(1), ".")),
      this.scrub, this.time,
    );
    second.append(group(_("Speed"), ...this.speeds()), group(_("Shown over the video"), ...this.switches()));
    const summary = element("summary", "", _("Loop, zoom, draw"));
    more.append(summary, group(_("Loop"), this.loop = button(_("Loop this stride"), _("Loop this stride"), () => player.toggleLoop(), "O")), this.zooms(), this.drawing());
    if (player.recording.people.length > 1) second.append(this.people());
  }

  speeds() {
    this.speedButtons = SPEEDS.map(([speed, text]) => [speed, button(`${text}×`, _("Speed {speed}", { speed: text }), () => this.player.setSpeed(speed))]);
    return this.speedButtons.map(([, made]) => made);
  }

  switches() {
    this.layerButtons = LAYERS.map(([name, text]) => [name, button(_(text), _(text), () => this.player.switchLayer(name))]);
    return this.layerButtons.map(([, made]) => made);
  }

  zooms() {
    const { player } = this;
    return group(_("Zoom"),
      button("−", _("Zoom out"), () => player.zoom(1 / 1.5), "-"), button("+", _("Zoom in"), () => player.zoom(1.5), "+"),
      button(_("Whole image"), _("Whole image"), () => player.view.reset(), "0"),
      this.follow = button(_("Follow the runner"), _("Follow the runner"), () => player.toggleFollow(), "F"));
  }

  drawing() {
    const { player } = this;
    this.toolButtons = TOOLS.map(([kind, text]) => [kind, button(_(text), _(text), () => player.chooseTool(kind))]);
    return group(_("Draw"), ...this.toolButtons.map(([, made]) => made),
      button(_("Undo"), _("Undo the last line"), () => player.tools.undo()),
      button(_("Clear"), _("Clear all lines"), () => player.tools.clear()),
      button(_("Save still"), _("Save still"), () => player.saveStill(), "S"));
  }

  people() {
    const label = element("label", "", `${_("Person")} `);
    this.select = document.createElement("select");
    this.select.append(...this.player.recording.people.map((one) => new Option(one.name)));
    this.select.addEventListener("change", () => this.player.choose(this.select.value));
    label.append(this.select);
    return label;
  }

  show() {
    const { player } = this;
    this.play.textContent = player.film.isPlaying ? _("Stop") : _("Play");
    this.play.setAttribute("aria-label", this.play.textContent);
    this.scrub.value = player.frame;
    this.scrub.setAttribute("aria-valuetext", player.nowInWords());
    this.time.textContent = `${decimal(player.timeS, 3)} s`;
    for (const [speed, made] of this.speedButtons) press(made, speed === player.film.speed);
    for (const [name, made] of this.layerButtons) press(made, player.layers.has(name));
    for (const [kind, made] of this.toolButtons) press(made, player.tools.kind === kind);
    press(this.loop, Boolean(player.film.loop));
    press(this.follow, player.isFollowing);
    if (this.select) this.select.value = player.person.name;
  }
}

// Keys of the player, where nothing else wants them.
export function listenToKeys(player) {
  const keys = {
    ",": () => player.step(-1), ".": () => player.step(1), " ": () => player.toggle(),
    o: () => player.toggleLoop(), f: () => player.toggleFollow(), s: () => player.saveStill(),
    "+": () => player.zoom(1.5), "-": () => player.zoom(1 / 1.5), 0: () => player.view.reset(),
    ArrowLeft: () => player.step(-1), ArrowRight: () => player.step(1),
  };
  const everywhere = new Set([",", "."]);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input:not([type=range]), select, textarea, [contenteditable]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isHere = player.root.contains(event.target);
    if (!keys[key] || (!isHere && !everywhere.has(key))) return;
    if (event.target.closest("button, summary") && key === " ") return;
    if (event.target.matches("input[type=range]") && key.startsWith("Arrow")) return;
    event.preventDefault();
    keys[key]();
  });
}
