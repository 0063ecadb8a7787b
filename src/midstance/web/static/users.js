// The page of users: who may log in, as what, and what was done of late.
import { $, ask, attempt, button, make, send } from "./common.js";
import { me, roleText, showWho } from "./who.js";
import { _, decimal } from "/static/player/words.js";

const GB = 1e9;
const api = "/api/accounts";
const language = document.documentElement.lang;
const when = (seconds) => new Date(1000 * seconds).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
const quotaOf = (field) => (field.value === "" ? null : Math.round(GB * Number(field.value)));

function facts(one) {
  const used = decimal(one.used_bytes / GB, 1);
  const room = one.quota_bytes === null ? _("{used} GB of videos", { used }) : _("{used} of {all} GB of videos", { used, all: decimal(one.quota_bytes / GB, 1) });
  const seen = one.seen_at === null ? _("not logged in") : _("last here {when}", { when: when(one.seen_at) });
  return [roleText(one.role), ...(one.is_disabled ? [_("may not log in")] : []), room, seen].join(" · ");
}

function row(one, mine) {
  const made = $("account").content.firstElementChild.cloneNode(true);
  made.dataset.name = one.name;
  made.classList.toggle("disabled", one.is_disabled);
  made.querySelector("h2").textContent = one.name === mine ? _("{name} (you)", { name: one.name }) : one.name;
  made.querySelector(".meta").textContent = facts(one);
  const [role, quota] = [made.querySelector(".role"), made.querySelector(".quota")];
  role.value = one.role;
  quota.value = one.quota_bytes === null ? "" : one.quota_bytes / GB;
  const put = (change, text) => act(() => send(`${api}/${one.id}`, { role: one.role, quota_bytes: one.quota_bytes, is_disabled: one.is_disabled, ...change }, "PUT"), text);
  made.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    put({ role: role.value, quota_bytes: quotaOf(quota) }, _("Kept."));
  });
  const actions = [button(_("Another password"), () => askPassword(made, one))];
  if (one.name !== mine) {
    actions.push(
      one.is_disabled ? button(_("Let in again"), () => put({ is_disabled: false }, _("{name} may log in again.", { name: one.name })))
        : button(_("Let in no more"), () => put({ is_disabled: true }, _("{name} is logged out, and may not log in.", { name: one.name }))),
      button(_("Delete"), () => {
        if (confirm(_("Delete {name}? What they brought stays.", { name: one.name }))) return act(() => ask(`${api}/${one.id}`, { method: "DELETE" }), _("{name} is deleted.", { name: one.name }));
      }),
    );
  }
  made.querySelector(".actions").append(...actions);
  return made;
}

function askPassword(place, one) {
  if (place.querySelector(".give")) return place.querySelector(".give input").focus();
  const form = make("form", "", { class: "inline give", autocomplete: "off" });
  const label = make("label", _("Password, at least ten characters"), { class: "grow" });
  const box = make("input", "", { type: "password", required: "", minlength: 10, maxlength: 200, autocomplete: "new-password" });
  label.append(box);
  form.append(label, make("button", _("Keep")), button(_("Cancel"), () => form.remove()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(async () => {
      await send(`${api}/${one.id}/password`, { password: box.value }, "PUT");
      return ask(api);
    }, _("{name} has another password, and is logged out everywhere.", { name: one.name }));
  });
  place.append(form);
  box.focus();
}

async function act(doing, text) {
  await attempt(async () => {
    await show(await doing());
    $("said").textContent = text;
    await showLog();
  });
}

async function show(accounts) {
  const { name } = await me;
  $("accounts").replaceChildren(...accounts.map((one) => row(one, name)));
}

async function showLog() {
  const entries = await ask("/api/audit");
  $("entries").replaceChildren(...entries.map((one) => {
    const made = make("tr");
    made.append(...[when(one.at), one.user, one.action, one.about, one.status].map((text) => make("td", text)));
    return made;
  }));
}

$("new").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = $("name").value;
  const body = { name, password: $("password").value, role: $("role").value, quota_bytes: quotaOf($("quota")) };
  act(async () => {
    const accounts = await send(api, body);
    $("new").reset();
    return accounts;
  }, _("{name} may log in.", { name }));
});
attempt(async () => {
  await show(await ask(api));
  await showLog();
});
attempt(showWho);
