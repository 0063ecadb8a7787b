// At the computer: shows a phone the way, and tells what came.
import { _, ngettext } from "/static/player/words.js";
import { $, ask, attempt, button, make, send } from "./common.js";

const LOOK_EVERY_MS = 1000;
let timer = 0;

export function offerPhone(wish) {
  $("phone").append(button(_("Film with a phone"), async () => {
    show(await send("/api/phone", wish()));
  }));
}

function show(told) {
  const box = $("phone-code");
  box.replaceChildren(
    make("img", "", { src: `/api/phone/code.svg?${Date.now()}`, alt: _("QR code with the address below"), width: 220, height: 220 }),
    make("p", _("Point the camera of the phone at the code, in the same Wi-Fi. The code works for one phone, and only to send videos here."), { class: "hint" }),
    make("p", told.url, { class: "address" }),
    make("p", "", { id: "phone-said", role: "status" }),
    button(_("Close"), close),
  );
  box.hidden = false;
  say(told);
  clearInterval(timer);
  timer = setInterval(() => attempt(look), LOOK_EVERY_MS);
}

async function look() {
  const told = await ask("/api/phone");
  if (!told.url) return hide();
  say(told);
}

function say(told) {
  const minutes = Math.ceil(told.left_s / 60);
  const open = ngettext("open for {n} more minute", "open for {n} more minutes", minutes);
  const came = ngettext("{n} video came", "{n} videos came", told.n_videos);
  const taken = told.is_taken ? _("A phone is connected") : _("Waits for a phone");
  const text = [taken, ...(told.n_videos ? [came] : []), open].join(" · ");
  if ($("phone-said").textContent !== text) $("phone-said").textContent = text;
}

async function close() {
  await ask("/api/phone", { method: "DELETE" });
  hide();
}

function hide() {
  clearInterval(timer);
  $("phone-code").hidden = true;
}
