// Floor line and known length, dragged on the picture of the chosen video.
import { _, decimal, later } from "/static/player/words.js";
import { $, make } from "./common.js";
import { Loupe } from "./label/loupe.js";

const SVG = "http://www.w3.org/2000/svg";
const REACH_PX = 24; // of a finger, on the screen
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const MOST_M = 1000;
// Where a line lies until somebody drags it, as shares of the picture.
const LINES = [
  { path: "subject.floor", name: later("Floor line"), first: [0.15, 0.9, 0.85, 0.9], ends: [later("Left end of the floor line"), later("Right end of the floor line")] },
  { path: "subject.known_length", name: later("Known length"), first: [0.4, 0.8, 0.6, 0.8], ends: [later("One end of the known length"), later("Other end of the known length")], hasLength: true },
];
const film = $("film");
const layer = $("lines");
const loupe = new Loupe($("stage"), document.createElement("canvas"));
const lines = LINES.map(offer);

function offer(one) {
  const line = { ...one, field: document.querySelector(`[data-setting="${one.path}"]`), points: null, metres: "" };
  line.toggle = make("button", _(one.name), { type: "button", "aria-pressed": "false" });
  line.toggle.addEventListener("click", () => turn(line));
  $("draw").append(line.toggle);
  if (one.hasLength) {
    line.box = make("label", _("Its length (m)"));
    line.input = make("input", "", { type: "text", inputmode: "decimal", autocomplete: "off" });
    line.input.addEventListener("input", () => { line.metres = line.input.value; write(line); show(); });
    line.box.append(line.input);
    $("draw").append(line.box);
  }
  line.mark = document.createElementNS(SVG, "g");
  line.mark.setAttribute("class", one.hasLength ? "length" : "floor");
  line.stroke = document.createElementNS(SVG, "line");
  line.handles = one.ends.map((name, number) => handle(line, name, number));
  line.mark.append(line.stroke, ...line.handles.map((each) => each.group));
  layer.append(line.mark);
  // What is typed, or comes from a preset, is drawn.
  for (const kind of ["input", "change"]) line.field.addEventListener(kind, () => { read(line); show(); });
  return line;
}

function handle(line, name, number) {
  const group = document.createElementNS(SVG, "g");
  for (const [key, value] of Object.entries({ class: "handle", tabindex: "0", role: "button", "aria-label": _(name) })) group.setAttribute(key, value);
  const [reach, ring] = [0, 1].map(() => document.createElementNS(SVG, "circle"));
  reach.setAttribute("class", "reach");
  group.append(reach, ring);
  let from = null;
  group.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    group.focus({ preventScroll: true }); // or the picture moves under the finger
    group.setPointerCapture(event.pointerId);
    film.pause();
    from = { at: place(event), was: line.points[number] };
    if (event.pointerType !== "mouse") takePicture();
  });
  group.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [x, y] = place(event);
    put(line, number, [from.was[0] + x - from.at[0], from.was[1] + y - from.at[1]]);
    if (event.pointerType !== "mouse") look(line.points[number], event);
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    group.addEventListener(kind, () => { from = null; loupe.hide(); tell(line, number); });
  }
  group.addEventListener("click", (event) => event.stopPropagation()); // no runner is chosen
  group.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const [x, y] = line.points[number];
    const step = event.shiftKey ? 10 : 1;
    put(line, number, [x + step * way[0], y + step * way[1]]);
    tell(line, number);
  });
  return { group, reach, ring };
}

function turn(line) {
  if (line.points) line.points = null;
  else {
    const [w, h] = [film.videoWidth, film.videoHeight];
    const [ax, ay, bx, by] = line.first;
    line.points = [[ax * w, ay * h], [bx * w, by * h]].map((point) => point.map(Math.round));
  }
  write(line);
  show();
  if (line.points) (line.input ?? line.handles[0].group).focus();
}

function put(line, number, [x, y]) {
  const inside = (value, most) => Math.round(Math.min(Math.max(value, 0), most));
  line.points[number] = [inside(x, film.videoWidth), inside(y, film.videoHeight)];
  write(line);
  show();
}

function metresOf(line) {
  const value = Number(line.metres.trim().replace(",", "."));
  return value > 0.01 && value < MOST_M ? value : null;
}

// Into the field under "More settings", which is what is sent.
function write(line) {
  const text = line.points?.flat().join(",") ?? "";
  if (!line.hasLength || !text) line.field.value = text;
  else line.field.value = metresOf(line) === null ? "" : `${text}=${metresOf(line)}`;
  hint();
}

function read(line) {
  const [points, metres = ""] = line.field.value.split("=");
  const found = points.split(",").map(Number);
  const isLine = points.trim() && found.length === 4 && found.every(Number.isFinite);
  line.points = isLine ? [found.slice(0, 2), found.slice(2)] : null;
  if (!line.hasLength) return;
  line.metres = line.input.value = metres;
}

function show() {
  const perPx = film.videoWidth / Math.max(1, film.clientWidth);
  layer.setAttribute("viewBox", `0 0 ${film.videoWidth || 1} ${film.videoHeight || 1}`);
  for (const line of lines) {
    const isOn = Boolean(line.points && film.videoWidth);
    line.mark.toggleAttribute("hidden", !isOn);
    line.toggle.setAttribute("aria-pressed", String(isOn));
    if (line.box) {
      line.box.hidden = !isOn;
      const isKnown = !isOn || metresOf(line) !== null;
      line.input.setCustomValidity(isKnown ? "" : _("Type how long it is, in metres."));
    }
    if (!isOn) continue;
    const [[x1, y1], [x2, y2]] = line.points;
    for (const [key, value] of Object.entries({ x1, y1, x2, y2 })) line.stroke.setAttribute(key, value);
    line.handles.forEach(({ reach, ring }, number) => {
      const [cx, cy] = line.points[number];
      for (const [circle, r] of [[reach, REACH_PX], [ring, 8]]) {
        for (const [key, value] of Object.entries({ cx, cy, r: r * perPx })) circle.setAttribute(key, value);
      }
    });
  }
  hint();
}

function hint() {
  const [floor, length] = lines ?? [];
  const lacks = length?.points && metresOf(length) === null;
  $("draw-said").textContent = lacks
    ? _("Drag both ends along something whose length you know, where the runner runs, and type its length.")
    : floor?.points ? _("Drag both ends onto the floor under the feet.") : "";
}

function tell(line, number) {
  const [x, y] = line.points[number];
  $("draw-told").textContent = _("{what}: {x}, {y} px", { what: _(line.ends[number]), x: decimal(x, 0), y: decimal(y, 0) });
}

function place(event) {
  const box = film.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * film.videoWidth, ((event.clientY - box.top) / box.height) * film.videoHeight];
}

// A finger hides what it drags: the loupe shows it, from the frame that stands.
function takePicture() {
  const { canvas, stage } = loupe;
  const density = devicePixelRatio || 1;
  canvas.width = Math.round(stage.clientWidth * density);
  canvas.height = Math.round(stage.clientHeight * density);
  canvas.getContext("2d").drawImage(film, film.offsetLeft * density, film.offsetTop * density, film.clientWidth * density, film.clientHeight * density);
}

function look([x, y], event) {
  const box = $("stage").getBoundingClientRect();
  const scale = film.clientWidth / film.videoWidth;
  loupe.show([film.offsetLeft + scale * x, film.offsetTop + scale * y], [event.clientX - box.left, event.clientY - box.top]);
}

film.addEventListener("loadedmetadata", show);
new ResizeObserver(show).observe(film);
lines.forEach(read);
show();
