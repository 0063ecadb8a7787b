// The routes of the app, from its own description of them.
import { $, ask, attempt, make } from "./common.js";

function name(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.anyOf) return schema.anyOf.map(name).join(" or ");
  if (schema.type === "array") return `list of ${name(schema.items)}`;
  return schema.const ?? schema.enum?.join(", ") ?? schema.type ?? "anything";
}

function content(part) {
  const [[kind, { schema }] = ["", {}]] = Object.entries(part?.content ?? {});
  return schema && Object.keys(schema).length ? name(schema) : kind;
}

function route(path, method, told) {
  const row = make("div", "", { class: "route" });
  row.append(make("h3", `${method.toUpperCase()} ${path}`), make("p", told.description ?? told.summary));
  const list = make("dl");
  const say = (what, text) => list.append(make("dt", what), make("dd", text));
  for (const each of told.parameters ?? []) say(`${each.name} (${each.in}${each.required ? "" : ", may be left out"})`, name(each.schema));
  if (told.requestBody) say("body", content(told.requestBody));
  const [status, answer] = Object.entries(told.responses).find(([code]) => code.startsWith("2"));
  say(`answer (${status})`, content(answer) || "nothing");
  row.append(list);
  return row;
}

function model(title, told) {
  const row = make("div", "", { class: "route" });
  row.append(make("h3", title, { id: title }), make("p", told.description ?? ""));
  const list = make("dl");
  for (const [key, schema] of Object.entries(told.properties ?? {})) {
    list.append(make("dt", key), make("dd", [name(schema), schema.description].filter(Boolean).join(": ")));
  }
  row.append(list);
  return row;
}

attempt(async () => {
  const told = await ask("/api/openapi.json");
  const groups = new Map();
  for (const [path, methods] of Object.entries(told.paths)) {
    for (const [method, one] of Object.entries(methods)) {
      const tag = one.tags?.[0] ?? "other";
      groups.set(tag, [...(groups.get(tag) ?? []), route(path, method, one)]);
    }
  }
  const sections = [...groups].map(([tag, rows]) => {
    const section = make("section");
    section.append(make("h2", tag), ...rows);
    return section;
  });
  const models = make("section");
  models.append(make("h2", "what is sent and answered"), ...Object.entries(told.components.schemas).map(([title, one]) => model(title, one)));
  $("routes").append(...sections, models);
});
