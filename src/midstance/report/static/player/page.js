// The players of a page that is one file.

import { Axes } from "./axes.js";
import { Beside, besideControls, playerOf } from "./beside.js";
import { VideoFilm } from "./film.js";
import { Player } from "./player.js";
import { Recording } from "./recording.js";
import { Show } from "./show.js";
import { _ } from "./words.js";

function started(root, options) {
  const recording = new Recording(JSON.parse(root.querySelector("script.recording").textContent));
  return new Player(root, new VideoFilm(root.querySelector("video"), recording), recording, options);
}

// The page, or its room of it, follows a player, and tells where that is.
function lead(player) {
  const axes = new Axes(player, player.root.closest("[data-room]") ?? document);
  new Show(player, document);
  const tell = () => document.dispatchEvent(new CustomEvent("midstance:time", { detail: { time_s: player.timeS, person: player.person?.name } }));
  player.listen((timeS) => {
    axes.show(timeS);
    tell();
  });
  document.addEventListener("midstance:ask", tell);
  document.documentElement.classList.add("has-player");
}

function pairUp(first, second) {
  const pair = new Beside(first, second);
  first.root.append(besideControls(pair));
  pair.goToStart();
}

// Another report, chosen from the disk; nothing leaves the page.
function offerAnother(player) {
  const label = document.createElement("label");
  label.className = "another";
  label.textContent = `${_("Compare with another report")} `;
  const input = document.createElement("input");
  Object.assign(input, { type: "file", accept: ".html,text/html" });
  label.append(input);
  player.root.querySelector(".more").append(label);
  input.addEventListener("change", async () => {
    if (!input.files.length) return;
    try {
      const other = playerOf(await input.files[0].text());
      player.root.querySelector(".second")?.remove();
      player.root.querySelector(".controls.row.both")?.remove();
      player.stage.after(other.root);
      player.root.classList.add("pair");
      pairUp(player, other.start());
    } catch (error) { player.say(error.message); }
  });
}

const roots = [...document.querySelectorAll(".player[data-player]")].filter((root) => root.querySelector("video"));
const pairs = document.querySelector("[data-beside]");
const players = roots.map((root, i) => started(root, { hasControls: i === 0 || !pairs }));
if (document.querySelector("[data-room]")) players.forEach(lead);
else if (players.length) {
  lead(players[0]);
  if (pairs && players.length > 1) pairUp(players[0], players[1]);
  else offerAnother(players[0]);
}
