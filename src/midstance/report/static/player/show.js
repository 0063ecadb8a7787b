// "Show me": whatever of the page has a moment leads there.

import { _, decimal } from "./words.js";

const LOOP_SPEED = 0.25;

export class Show {
  constructor(player, root) {
    this.player = player;
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-show]");
      if (button && player.owns(button)) this.show(button.dataset, button);
    });
    document.addEventListener("midstance:show", (event) => this.show(event.detail, null));
  }

  // `time`, `end`, `person`, `side`, `joints` as the attributes of a button.
  show({ time, end, person, side, joints }, button) {
    const { player } = this;
    const marked = typeof joints === "string" ? joints.split(/\s+/).filter(Boolean) : joints ?? [];
    player.choose(person);
    player.mark(marked);
    if (end === undefined || end === "" || end === null) player.goTo(Number(time));
    else player.loopBetween(Number(time), Number(end), LOOP_SPEED);
    for (const one of document.querySelectorAll("[data-show][aria-current]")) one.removeAttribute("aria-current");
    button?.setAttribute("aria-current", "true");
    const whose = { left: _(", left side"), right: _(", right side") }[side] ?? "";
    const until = end ? _(", again and again until {end} s", { end: decimal(Number(end), 2) }) : "";
    player.say(`${_("Shows {time} s", { time: decimal(Number(time), 2) })}${whose}${until}.`);
    player.comeIntoSight();
  }
}
