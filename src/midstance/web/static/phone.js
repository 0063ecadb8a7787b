// The page on a phone: sends videos to the computer that showed the code.
import { _ } from "/static/player/words.js";
import { $, attempt, button, complain, send, sentence } from "./common.js";
import { forget, sendFile } from "./upload.js";

const here = location.pathname.replace(/\/$/, "");
const GONE = _("The computer does not answer; is the phone in the same Wi-Fi?");

async function take() {
  const answer = await fetch(`${here}/take`, { method: "POST" });
  if (!answer.ok) throw new Error(await sentence(answer.status, () => answer.text()));
  $("ways").hidden = false;
}

async function sendOne(file) {
  const row = $("row").content.firstElementChild.cloneNode(true);
  const [state, progress] = [row.querySelector(".state"), row.querySelector("progress")];
  row.querySelector("h3").textContent = file.name;
  state.textContent = _("Is being sent");
  $("sent").prepend(row);
  try {
    const path = await sendFile(file, `${here}/uploads`, (share, isBroken) => {
      progress.value = share;
      state.textContent = isBroken ? _("The connection broke; it goes on by itself") : _("Is being sent");
    });
    await send(`${path}/recording`, { name: file.name, n_bytes: file.size });
    forget(file);
    state.textContent = _("Is at the computer");
  } catch (error) {
    state.textContent = _("Was not taken");
    complain(error instanceof TypeError ? GONE : error.message);
    row.append(button(_("Try again"), () => {
      row.remove();
      return sendOne(file);
    }));
  }
  progress.hidden = true;
}

for (const id of ["film", "choose"]) {
  $(id).addEventListener("change", async () => {
    const files = [...$(id).files];
    $(id).value = "";
    for (const file of files) await sendOne(file);
  });
}
attempt(take);
