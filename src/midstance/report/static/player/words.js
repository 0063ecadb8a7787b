// Texts and numbers in the language of the page; its element #catalogue has the texts,
// and those of the class have what was added to a page.

const given = [...document.querySelectorAll("#catalogue, script.catalogue")].map((one) => JSON.parse(one.textContent));
const KNOWN = Object.assign({}, ...given);
const LANGUAGE = document.documentElement.lang || "en";

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// A text, with values in its braces.
export const _ = (text, values = {}) => filled(KNOWN[text] ?? text, values);

// The form of a text that goes with the number n.
export const ngettext = (one, many, n, values = {}) => filled((KNOWN[one] ?? [one, many])[n === 1 ? 0 : 1], { n, ...values });

// A text that is looked up with `_` where it is shown.
export const later = (text) => text;

// A number with so many decimals.
export const decimal = (value, decimals) => value.toLocaleString(LANGUAGE, { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: false });
