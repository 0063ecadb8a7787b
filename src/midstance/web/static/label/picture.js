// The current frame in the player of the report, and what this page wants of it.

import { Player } from "/static/player/player.js";
import { Recording } from "/static/player/recording.js";
import { ImageFilm } from "./images.js";

const MOST_ZOOM = 12;

export class Picture {
  constructor(root, data, address, recording) {
    this.data = data;
    this.isFeet = true;
    this.film = new ImageFilm(address, data.times_s.length);
    const found = new Recording(recording);
    this.player = new Player(root, this.film, found, { hasControls: false });
    this.player.layers = new Set(["skeleton"]);
    this.film.onwait = (isWaiting) => this.player.stage.classList.toggle("waiting", isWaiting);
    this.player.listen(() => this.look());
    new ResizeObserver(() => this.look()).observe(this.player.stage);
  }

  show(index, person) {
    this.person = person;
    if (person && this.player.person?.name !== person.name) this.player.choose(person.name);
    if (index !== this.film.wanted || this.film.frame !== index) this.film.go(index);
  }

  // What the player draws, after everything was computed anew.
  renew(recording) {
    this.player.recording = recording;
    this.player.person = recording.person(this.player.person?.name);
    this.person = null;
    this.player.changed();
  }

  isReady(index) { return this.film.isReady(index); }

  has(layer) { return this.player.layers.has(layer); }
  switchLayer(layer) { this.player.switchLayer(layer); }

  lookAtFeet(isWanted) {
    this.isFeet = isWanted;
    if (isWanted) this.look();
    else this.player.view.reset();
  }

  // Contacts as they are now, whether saved or not: they are drawn at once.
  setEvents(name, items) {
    const person = this.player.recording.person(name);
    if (!person) return;
    const { recording } = this.player;
    const events = items.map((one) => ({ ...one, at: person.foot(one.side, recording.frameAt(one.time_s)) }));
    const stances = Object.fromEntries(["left", "right"].map((side) => {
      const own = events.filter((one) => one.side === side);
      return [side, own.flatMap((one, i) => (one.event === "initial_contact" && own[i + 1]?.event === "toe_off" ? [[one.time_s, own[i + 1].time_s]] : []))];
    }));
    person.setEvents(events, stances);
    this.player.changed();
  }

  // The part of the image around the feet.
  look() {
    const centre = this.person?.centre[this.player.frame];
    const reach = this.person?.reach_px;
    if (!this.isFeet || !reach || centre?.[0] == null) return;
    const { view, recording, stage } = this.player;
    Object.assign(view, { zoom: 1, x: 0, y: 0 });
    const [scale, left, top] = view.transform(recording.width, recording.height);
    const ratio = stage.clientWidth / stage.clientHeight;
    const wanted = Math.min(stage.clientHeight, stage.clientWidth) / (2 * reach * Math.max(0.8, Math.min(ratio, 1 / ratio)) * scale);
    view.zoom = Math.min(Math.max(wanted, 1), MOST_ZOOM);
    view.x = stage.clientWidth / 2 - view.zoom * (left + scale * centre[0]);
    view.y = stage.clientHeight / 2 - view.zoom * (top + scale * centre[1]);
    view.keepInside();
  }
}
