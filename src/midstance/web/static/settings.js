// The settings of an analysis, read from and written into the fields of the page.
import { $ } from "./common.js";
import { measured } from "./units.js";

const fields = [...document.querySelectorAll("[data-setting]:not([data-of=file])")];
const inUnits = { "subject.height_m": measured("height"), "subject.speed_m_s": measured("speed") };
const OF_THE_RUNNER = ["subject.height_m", "subject.speed_m_s", "subject.mass_kg", "subject.name"];
const started = new Map(fields.map((field) => [field, typed(field)]));

export function readSettings() {
  const settings = {};
  for (const field of fields) {
    const value = valueOf(field);
    if (value === null) continue;
    const [group, name] = field.dataset.setting.split(".");
    if (name === undefined) settings[group] = value;
    else settings[group] = { ...settings[group], [name]: value };
  }
  return settings;
}

// Everything that belongs to a place becomes what `settings` say, or as it was in the
// beginning; what belongs to the runner stays.
export function writePlace(settings) {
  for (const field of fields) {
    const path = field.dataset.setting;
    if (OF_THE_RUNNER.includes(path)) continue;
    const [group, name] = path.split(".");
    const value = name === undefined ? settings[group] : settings[group]?.[name];
    if (value === null || value === undefined) restore(field);
    else write(field, value);
  }
}

function valueOf(field) {
  const path = field.dataset.setting;
  if (path in inUnits) return inUnits[path].get();
  const text = field.value.trim();
  switch (field.dataset.kind) {
    case "names": {
      const chosen = [...field.selectedOptions].map((one) => one.value);
      return chosen.length ? chosen : null;
    }
    case "plugin":
      return { name: text, params: paramsOf(params(field).value) };
    case "plugins":
      return text === "" ? [] : lines(text).map((line) => pluginOf(line));
    case "areas":
      return text === "" ? null : areasOf(text);
    default:
      if (text === "") return null;
      return field.dataset.kind !== "text" && isNumber(text) ? Number(text) : text;
  }
}

function write(field, value) {
  const kind = field.dataset.kind;
  if (kind === "names") {
    for (const one of field.options) one.selected = value.includes(one.value);
  } else if (kind === "plugin") {
    field.value = value.name;
    params(field).value = paramsText(value.params);
  } else if (kind === "plugins") {
    field.value = value.map((one) => `${one.name} ${paramsText(one.params)}`.trim()).join("\n");
  } else if (kind === "areas") {
    field.value = Object.entries(value).map(([name, corners]) => `${name} = ${corners.map((one) => one.join(",")).join(" ")}`).join("\n");
  } else if (kind === "line" && typeof value === "object") {
    const points = [...value.start_px, ...value.end_px].join(",");
    field.value = value.length_m === undefined ? points : `${points}=${value.length_m}`;
  } else {
    field.value = String(value);
  }
  if (kind === "line") field.dispatchEvent(new Event("change"));
}

function typed(field) {
  return field.multiple ? [...field.selectedOptions].map((one) => one.value) : field.value;
}

function restore(field) {
  if (field.multiple) write(field, started.get(field));
  else field.value = started.get(field);
  if (field.dataset.kind === "plugin") params(field).value = "";
  if (field.dataset.kind === "line") field.dispatchEvent(new Event("change"));
}

const params = (field) => $(`${field.id}-params`);
const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
const isNumber = (text) => text !== "" && Number.isFinite(Number(text));

function paramsOf(text) {
  const pairs = text.split(/[\s,]+/).filter(Boolean).map((pair) => pair.split("="));
  return Object.fromEntries(pairs.map(([name, value = ""]) => [name, paramOf(value)]));
}

function paramOf(text) {
  if (text === "true" || text === "false") return text === "true";
  return isNumber(text) ? Number(text) : text;
}

function paramsText(values) {
  return Object.entries(values ?? {}).map(([name, value]) => `${name}=${value}`).join(" ");
}

function pluginOf(line) {
  const [name, ...rest] = line.split(/\s+/);
  return { name, params: paramsOf(rest.join(" ")) };
}

function areasOf(text) {
  return Object.fromEntries(lines(text).map((line) => {
    const [name, corners = ""] = line.split("=");
    return [name.trim(), corners.trim().split(/\s+/).map((one) => one.split(",").map(Number))];
  }));
}
