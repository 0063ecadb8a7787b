// Sends a file piece by piece; after an interruption it goes on where it was.
import { _ } from "/static/player/words.js";
import { ask, send, sentence } from "./common.js";

const PIECE_BYTES = 8e6;
const MOST_TRIES = 12;
const LONGEST_WAIT_MS = 15000;

// `path` is where uploads are made; `tell` hears how much is there, and whether the way
// is broken at the moment. Returns the path of the upload, which is there whole then.
export async function sendFile(file, path, tell = () => {}) {
  const { id, n_bytes } = (await found(file, path)) ?? (await send(path, { name: file.name, n_bytes: file.size }));
  remember(file, id);
  const here = `${path}/${id}`;
  let sent = n_bytes;
  let tries = 0;
  while (sent < file.size) {
    try {
      sent = await sendPiece(here, file, sent, (n) => tell(n / file.size, false));
      tries = 0;
    } catch (error) {
      // What was refused stays refused; a broken way may be mended.
      if (!(error instanceof TypeError) || tries >= MOST_TRIES) throw error;
      tries += 1;
      tell(sent / file.size, true);
      await new Promise((resolve) => setTimeout(resolve, Math.min(250 * 2 ** tries, LONGEST_WAIT_MS)));
      sent = await look(here, sent);
    }
  }
  tell(1, false);
  return here;
}

export function forget(file) {
  try {
    localStorage.removeItem(keyOf(file));
  } catch {
    // a browser that keeps nothing
  }
}

function sendPiece(here, file, offset, tell) {
  return new Promise((resolve, reject) => {
    // fetch cannot tell how much of a body was sent.
    const request = new XMLHttpRequest();
    request.open("PATCH", `${here}?offset=${offset}`);
    request.upload.onprogress = (event) => tell(offset + event.loaded);
    request.onload = async () => {
      if (request.status === 200 || request.status === 409) resolve(JSON.parse(request.responseText).n_bytes);
      else reject(new Error(await sentence(request.status, () => request.responseText)));
    };
    request.onerror = () => reject(new TypeError(_("The connection broke.")));
    request.send(file.slice(offset, offset + PIECE_BYTES));
  });
}

async function look(here, sent) {
  try {
    return (await ask(here)).n_bytes;
  } catch (error) {
    if (error instanceof TypeError) return sent;
    throw error;
  }
}

// What this browser began to send before, and was not finished.
async function found(file, path) {
  try {
    const id = localStorage.getItem(keyOf(file));
    if (!id) return null;
    const known = await ask(`${path}/${id}`);
    return known.n_bytes <= file.size ? known : null;
  } catch {
    return null;
  }
}

function remember(file, id) {
  try {
    localStorage.setItem(keyOf(file), id);
  } catch {
    // a browser that keeps nothing: it begins anew after a reload
  }
}

// Digits of a file, since its name may be that of a person.
function keyOf(file) {
  let digits = 2166136261;
  for (const letter of `${file.name} ${file.size} ${file.lastModified}`) {
    digits = Math.imul(digits ^ letter.codePointAt(0), 16777619);
  }
  return `upload-${file.size}-${digits >>> 0}`;
}
