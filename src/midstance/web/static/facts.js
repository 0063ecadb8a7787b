// The form with what is known of a person.
import { $ } from "./common.js";

const NUMBERS = { "birth-year": "birth_year", height: "height_m", mass: "mass_kg", "leg-length": "leg_length_m" };
const TEXTS = ["name", "sex", "shoes", "notes"];

export function readFacts() {
  const facts = { tags: $("tags").value.split(",").map((tag) => tag.trim()).filter(Boolean) };
  for (const [id, name] of Object.entries(NUMBERS)) facts[name] = $(id).value === "" ? null : Number($(id).value);
  for (const name of TEXTS) facts[name] = $(name).value.trim();
  return facts;
}

export function writeFacts(facts) {
  for (const [id, name] of Object.entries(NUMBERS)) $(id).value = facts[name] ?? "";
  for (const name of TEXTS) $(name).value = facts[name];
  $("tags").value = facts.tags.join(", ");
}
