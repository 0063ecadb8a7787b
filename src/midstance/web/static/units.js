// Height and speed as people say them: typed in their unit, sent in m and m/s.
import { _, decimal } from "/static/player/words.js";
import { $ } from "./common.js";

const INCH_M = 0.0254;

const UNITS = {
  cm: { read: (text) => metres(text), write: (m) => String(Math.round(1000 * m) / 10), hint: "178" },
  ft: { read: feet, write: (m) => inFeet(m), hint: "5' 10\"" },
  kmh: { read: (text) => number(text) / 3.6, write: (v) => String(Math.round(36 * v) / 10), hint: decimal(10.5, 1) },
  minkm: { read: (text) => 1000 / (60 * minutes(text)), write: (v) => inMinutes(1000 / v), hint: "5:30" },
  ms: { read: number, write: (v) => String(Math.round(100 * v) / 100), hint: decimal(2.9, 1) },
};

// Whoever writes 1.78 means metres.
function metres(text) {
  const value = number(text);
  return value < 3 ? value : value / 100;
}

function number(text) {
  return Number(text.trim().replace(",", "."));
}

function feet(text) {
  const parts = text.replace(",", ".").match(/^\s*(\d+(?:\.\d+)?)\s*(?:'|′|’|ft)?\s*(?:(\d+(?:\.\d+)?)\s*(?:"|″|”|in)?)?\s*$/);
  return parts ? INCH_M * (12 * Number(parts[1]) + Number(parts[2] ?? 0)) : NaN;
}

function inFeet(m) {
  const inches = Math.round((10 * m) / INCH_M) / 10;
  return `${Math.floor(inches / 12)}' ${Math.round(10 * (inches % 12)) / 10}"`;
}

function minutes(text) {
  const parts = text.match(/^\s*(\d+):([0-5]?\d)\s*$/);
  return parts ? Number(parts[1]) + Number(parts[2]) / 60 : number(text);
}

function inMinutes(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

// Returns a field that gives and takes the value in m or m/s; null: nothing typed.
export function measured(id) {
  const [field, unit] = [$(id), $(`${id}-unit`)];
  const [least, most] = [Number(field.dataset.least), Number(field.dataset.most)];
  try {
    unit.value = localStorage.getItem(`unit-${id}`) ?? unit.value;
  } catch {
    // a browser that keeps nothing
  }
  if (!UNITS[unit.value]) unit.selectedIndex = 0;
  let known = null;
  const read = () => (field.value.trim() === "" ? null : UNITS[unit.value].read(field.value));
  const check = () => {
    known = read();
    const isFit = known === null || (known > least && known < most);
    field.setCustomValidity(isFit ? "" : _("Between {least} and {most}, such as {example}.", said(unit.value, least, most)));
  };
  field.addEventListener("input", check);
  unit.addEventListener("change", () => {
    field.placeholder = UNITS[unit.value].hint;
    if (known !== null && Number.isFinite(known)) field.value = UNITS[unit.value].write(known);
    check();
    try {
      localStorage.setItem(`unit-${id}`, unit.value);
    } catch {
      // a browser that keeps nothing
    }
  });
  field.placeholder = UNITS[unit.value].hint;
  check();
  return {
    get: () => (known === null || !Number.isFinite(known) ? null : Math.round(1e5 * known) / 1e5),
    set: (value) => {
      field.value = value === null ? "" : UNITS[unit.value].write(value);
      check();
    },
  };
}

function said(unit, least, most) {
  const ends = [UNITS[unit].write(least), UNITS[unit].write(most)];
  if (unit === "minkm") ends.reverse();
  return { least: ends[0], most: ends[1], example: UNITS[unit].hint };
}
