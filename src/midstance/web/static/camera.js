// A camera of this machine: its picture, looked at by midstance frame by frame.
import { _ } from "/static/player/words.js";
import { ask, send, sentence } from "./common.js";

const SENT_PX = 640;
const LEAST_STEP_MS = 1;

export function hasCamera() {
  return window.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);
}

export const NEEDS_TLS = _("A browser opens the camera only for an encrypted page or one of this machine itself. Open midstance on the computer with the camera, serve it with a certificate, or film with the phone's own camera and send the video.");

// Shows a camera in a video element; throws a sentence when there is none.
export async function openCamera(video, deviceId = "") {
  if (!hasCamera()) throw new Error(NEEDS_TLS);
  const wanted = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 60 } };
  if (deviceId) wanted.deviceId = { exact: deviceId };
  else wanted.facingMode = "environment";
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  } catch (error) {
    throw new Error(whyNot(error.name));
  }
  await video.play();
  return video.srcObject;
}

export function closeCamera(video) {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}

function whyNot(name) {
  if (name === "NotAllowedError") return _("The browser did not let this page see the camera. Allow it beside the address of the page, then start again.");
  if (name === "NotFoundError" || name === "OverconstrainedError") return _("There is no camera at this machine. Plug one in, or film with a phone and send the video.");
  return _("The camera cannot be opened; perhaps another program uses it. Close that, then start again.");
}

export async function cameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((one) => one.kind === "videoinput");
}

// Sends one image after the other: the next when the one before is answered, so that
// nothing piles up. `tell` hears the answer, how long ago its image was taken (ms), and
// the size of that image.
export class Eye {
  constructor(video, people, tell) {
    Object.assign(this, { video, people, tell, runs: false, begun: null, n: 0 });
    this.canvas = document.createElement("canvas");
  }

  async start() {
    this.begun = await send("/api/live", { people: this.people });
    this.zero = performance.now();
    this.runs = true;
    this.ended = this.loop();
    return this.begun;
  }

  now() {
    return (performance.now() - this.zero) / 1000;
  }

  async loop() {
    let before = this.zero;
    while (this.runs) {
      if (this.video.readyState < 2) {
        await pause(50);
        continue;
      }
      // What a browser tells may be earlier than a time that was read from the clock.
      const taken = Math.max(await this.fresh(), before + LEAST_STEP_MS);
      before = taken;
      const blob = await this.grab();
      try {
        const answer = await this.post(blob, (taken - this.zero) / 1000);
        if (this.runs) this.tell(answer, performance.now() - taken, this.canvas);
      } catch (error) {
        if (!this.runs) return;
        this.runs = false;
        this.tell(null, 0, this.canvas, error);
      }
    }
  }

  // Waits for the next image, and returns when it was taken where a browser tells.
  fresh() {
    if (!this.video.requestVideoFrameCallback) return performance.now();
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(performance.now()), 500);
      this.video.requestVideoFrameCallback((now, facts) => {
        clearTimeout(late);
        resolve(facts.captureTime ?? now);
      });
    });
  }

  grab() {
    const { videoWidth, videoHeight } = this.video;
    const scale = Math.min(1, SENT_PX / Math.max(videoWidth, videoHeight));
    this.canvas.width = Math.round(scale * videoWidth);
    this.canvas.height = Math.round(scale * videoHeight);
    this.canvas.getContext("2d").drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    return new Promise((resolve) => this.canvas.toBlob(resolve, "image/jpeg", 0.85));
  }

  async post(blob, time_s) {
    const answer = await fetch(`/api/live/${this.begun.id}/frames?time_s=${time_s.toFixed(4)}`, { method: "POST", headers: { "Content-Type": "image/jpeg" }, body: blob });
    if (!answer.ok) throw new Error(await sentence(answer.status, () => answer.text()));
    return answer.json();
  }

  verdict(since_s) {
    return ask(`/api/live/${this.begun.id}/verdict?since_s=${since_s.toFixed(3)}`);
  }

  async stop() {
    this.runs = false;
    if (!this.begun) return;
    const { id } = this.begun;
    this.begun = null;
    await this.ended;
    await ask(`/api/live/${id}`, { method: "DELETE" }).catch(() => {});
  }
}

// Draws the image that was looked at, and the skeletons found in it, so that they fit:
// left with full lines, right with dashes.
export function drawPeople(canvas, answer, size, { keypoints, edges }) {
  [canvas.width, canvas.height] = [size.width, size.height];
  const pen = canvas.getContext("2d");
  pen.drawImage(size, 0, 0);
  const style = getComputedStyle(document.documentElement);
  const colour = (side) => style.getPropertyValue(side ? `--${side}-fill` : "--none").trim() || "#fff";
  const place = new Map(keypoints.map((name, number) => [name, number]));
  pen.lineWidth = Math.max(2, size.height / 130);
  pen.lineCap = "round";
  for (const person of answer.people) {
    if (!person.points.length) continue;
    for (const [start, end] of edges) {
      const [a, b] = [person.points[place.get(start)], person.points[place.get(end)]];
      if (!a || !b) continue;
      const side = sideOf(start) === sideOf(end) ? sideOf(start) : "";
      pen.strokeStyle = colour(side);
      pen.setLineDash(side === "right" ? [2.5 * pen.lineWidth, 2 * pen.lineWidth] : []);
      pen.beginPath();
      pen.moveTo(...a);
      pen.lineTo(...b);
      pen.stroke();
    }
  }
}

function sideOf(keypoint) {
  return keypoint.startsWith("left_") ? "left" : keypoint.startsWith("right_") ? "right" : "";
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// Counts how many images per second a camera gives.
export class FrameRate {
  constructor(video) {
    this.video = video;
    this.times = [];
    this.watch();
  }

  watch() {
    if (!this.video.requestVideoFrameCallback) return;
    this.video.requestVideoFrameCallback((now) => {
      this.times = [...this.times.filter((time) => now - time < 2000), now];
      if (this.video.srcObject) this.watch();
    });
  }

  get hz() {
    if (this.times.length < 5) return null;
    return (1000 * (this.times.length - 1)) / (this.times.at(-1) - this.times[0]);
  }
}
