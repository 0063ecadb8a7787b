// The page on a phone: sends videos to the computer that showed the code.
import { _ } from "/static/player/words.js";
import { $, attempt, complain, sentence } from "./common.js";

const here = location.pathname.replace(/\/$/, "");
const GONE = _("The computer does not answer; is the phone in the same Wi-Fi?");

async function take() {
  const answer = await fetch(`${here}/take`, { method: "POST" });
  if (!answer.ok) throw new Error(await sentence(answer.status, () => answer.text()));
  $("ways").hidden = false;
}

function send(file) {
  const row = $("row").content.firstElementChild.cloneNode(true);
  const [state, progress] = [row.querySelector(".state"), row.querySelector("progress")];
  row.querySelector("h3").textContent = file.name;
  state.textContent = _("Is being sent");
  $("sent").prepend(row);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${here}/videos?${new URLSearchParams({ name: file.name })}`);
    request.upload.onprogress = (event) => { progress.value = event.loaded / event.total; };
    const end = (text, problem = "") => {
      state.textContent = text;
      progress.hidden = true;
      if (problem) complain(problem);
      resolve();
    };
    request.onload = async () => {
      if (request.status === 201) end(_("Is at the computer"));
      else end(_("Was not taken"), await sentence(request.status, () => request.responseText));
    };
    request.onerror = () => end(_("Was not taken"), GONE);
    request.send(file);
  });
}

for (const id of ["film", "choose"]) {
  $(id).addEventListener("change", async () => {
    const files = [...$(id).files];
    $(id).value = "";
    for (const file of files) await send(file);
  });
}
attempt(take);
