// The live page: what the camera sees, with skeleton, numbers and a metronome.
import { _ } from "/static/player/words.js";
import { NEEDS_TLS, Eye, cameras, closeCamera, drawPeople, hasCamera, openCamera } from "./camera.js";
import { $, attempt, complain } from "./common.js";
import { Metronome } from "./metronome.js";
import { showWho } from "./who.js";

const ENOUGH_HZ = 24; // for contact times, as in an analysis
const film = $("film");
const metronome = new Metronome();
let eye = null;
let isBusy = false;
let lags = [];
let came = [];
let cadence = null;

async function start() {
  if (isBusy) return;
  isBusy = true;
  try {
    await openCamera(film, $("camera").value);
    eye = new Eye(film, Number($("people").value), told);
    await eye.start();
    [lags, came] = [[], []];
    await offerCameras();
    show(true);
  } catch (error) {
    closeCamera(film);
    eye = null;
    throw error;
  } finally {
    isBusy = false;
  }
}

async function stop() {
  const ended = eye;
  eye = null;
  closeCamera(film);
  show(false);
  await ended?.stop();
}

function show(isOn) {
  $("empty").hidden = isOn;
  $("stage").hidden = !isOn;
  $("start").textContent = isOn ? _("Stop the camera") : _("Start the camera");
  $("people").disabled = isOn;
  if (isOn) return;
  $("lag").textContent = "";
  $("numbers").replaceChildren();
  $("over").width = 0;
  cadence = null;
  sayApart();
}

function told(answer, lag, size, error) {
  if (error) {
    complain(error.message);
    return attempt(stop);
  }
  lags = [...lags.slice(-29), lag];
  came = [...came.slice(-29), performance.now()];
  const middle = [...lags].sort((a, b) => a - b)[Math.floor(lags.length / 2)];
  $("lag").textContent = _("{n} images per second, shown {lag} ms after they came from the camera", { n: came.length > 1 ? Math.round((1000 * (came.length - 1)) / (came.at(-1) - came[0])) : 0, lag: Math.round(middle) });
  drawPeople($("over"), answer, size, eye.begun);
  answer.people.forEach(showPerson);
  const numbers = answer.people.map((one) => one.cadence?.value).filter((one) => one !== undefined);
  cadence = numbers.length ? numbers[0] : null;
  sayApart();
}

function showPerson(one, place) {
  const several = Number($("people").value) > 1;
  let box = $("numbers").children[place];
  if (!box) {
    box = $("person").content.firstElementChild.cloneNode(true);
    $("numbers").append(box);
  }
  box.querySelector("h2").textContent = several ? _("Person {n}", { n: place + 1 }) : "";
  box.querySelector("h2").hidden = !several;
  box.classList.toggle("away", !one.is_seen);
  write(box.querySelector(".cadence"), one.cadence ? _("{n} steps/min", { n: number(one.cadence, 0) }) : _("not yet"));
  write(box.querySelector(".balance"), one.balance ? balanceText(one.balance) : one.cadence && one.rate_hz < ENOUGH_HZ ? _("needs {n} images per second", { n: ENOUGH_HZ }) : _("not yet"));
  box.querySelector(".left-part").setAttribute("width", one.balance ? one.balance.value : 0);
  box.querySelector("svg").classList.toggle("unknown", !one.balance);
  const counts = Object.entries(one.counts).map(([name, n]) => (name === "repetitions" ? String(n) : `${name.replaceAll("_", " ")} ${n}`));
  write(box.querySelector(".counts"), counts.join(", ") || "0");
}

function balanceText({ value, uncertainty }) {
  const doubt = uncertainty === null ? "" : ` ± ${uncertainty.toFixed(1)}`;
  return _("left {left} : right {right} %", { left: value.toFixed(1), right: (100 - value).toFixed(1) }) + doubt;
}

function number({ value, uncertainty }, digits) {
  const doubt = uncertainty === null ? "" : ` ± ${Math.max(uncertainty, 10 ** -digits).toFixed(digits)}`;
  return `${value.toFixed(digits)}${doubt}`;
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function sayApart() {
  const target = Number($("target").value);
  const apart = cadence === null ? null : Math.round(cadence - target);
  let text = "";
  if (apart !== null && target) {
    text = apart === 0 ? _("On the target.") : apart < 0 ? _("{n} steps/min below the target", { n: -apart }) : _("{n} steps/min above the target", { n: apart });
  }
  write($("apart"), text);
}

async function offerCameras() {
  const found = await cameras();
  $("which").hidden = found.length < 2;
  if ($("camera").options.length !== found.length) {
    $("camera").replaceChildren(...found.map((one, number) => new Option(one.label || _("Camera {n}", { n: number + 1 }), one.deviceId)));
    const used = film.srcObject?.getVideoTracks()[0].getSettings().deviceId;
    if (used) $("camera").value = used;
  }
}

async function tick() {
  if (metronome.isOn) metronome.stop();
  else await metronome.start();
  $("tick").setAttribute("aria-pressed", String(metronome.isOn));
  $("tick").textContent = metronome.isOn ? _("Stop the metronome") : _("Start the metronome");
}

const toggle = () => attempt(eye ? stop : start);
$("start").addEventListener("click", toggle);
$("tick").addEventListener("click", () => attempt(tick));
$("camera").addEventListener("change", () => attempt(async () => {
  if (!eye) return;
  await stop();
  await start();
}));
$("target").addEventListener("input", () => {
  const wanted = Number($("target").value);
  if ($("target").checkValidity() && wanted) metronome.perMinute = wanted;
  sayApart();
});
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "c") toggle();
  if (event.key === "m") attempt(tick);
});
addEventListener("pagehide", () => closeCamera(film));
if (!hasCamera()) {
  complain(NEEDS_TLS);
  $("start").disabled = true;
}
showWho();
