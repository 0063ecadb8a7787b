// The table of numbers beside the video, and what an edit changed in it.
import { _ } from "/static/player/words.js";

const $ = (id) => document.getElementById(id);
const FIRST_NUMBERS = ["cadence", "contact_time", "flight_time", "duty_factor", "step_time"];

// The rows of one person: what was measured before, and what is now, changes first.
export function showNumbers(saved, measured, person) {
  const key = (row) => `${row.metric} ${row.individual} ${row.side}`;
  const before = new Map(saved.map((row) => [key(row), row]));
  const now = new Map(measured.map((row) => [key(row), row]));
  const rows = [...new Set([...before.keys(), ...now.keys()])]
    .map((name) => ({ was: before.get(name), is: now.get(name) }))
    .filter(({ was, is }) => (is ?? was).individual === person?.name)
    .map((pair) => ({ ...pair, isChanged: pair.was?.value !== pair.is?.value }));
  const place = ({ was, is }) => (FIRST_NUMBERS.indexOf((is ?? was).metric) + 100) % 100;
  rows.sort((a, b) => b.isChanged - a.isChanged || place(a) - place(b));
  $("numbers").replaceChildren(...rows.map(numberRow));
  $("nothing").hidden = rows.length > 0;
}

function numberRow({ was, is, isChanged }) {
  const row = document.createElement("tr");
  const { label, side } = is ?? was;
  const cell = (kind, text, className = "") => {
    const element = document.createElement(kind);
    element.textContent = text;
    element.className = className;
    row.append(element);
    return element;
  };
  cell("th", label);
  cell("td", side === "both" ? "" : side === "left" ? _("left") : _("right"), side);
  const value = cell("td", "", "value");
  const unit = (is ?? was).unit;
  if (isChanged) {
    const old = document.createElement("s");
    old.textContent = was ? was.value : "–";
    value.append(old, " → ");
  }
  const text = document.createElement("strong");
  text.textContent = is ? is.value : "–";
  const doubt = document.createElement("span");
  doubt.className = "doubt";
  doubt.textContent = `${is?.doubt ? ` ± ${is.doubt}` : ""} ${unit}`;
  value.append(text, doubt);
  if (isChanged) row.className = "changed";
  return row;
}
