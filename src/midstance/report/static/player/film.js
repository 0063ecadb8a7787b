// What moves: a video or single images, shown frame by frame.
//
// Both tell `onframe(frame)` which frame is seen, and `onstate()` when they begin or
// stop to play. `go(frame)` shows exactly that frame.

const HALF = 0.5;

export class VideoFilm {
  constructor(video, recording) {
    Object.assign(this, { video, recording, frame: 0, wanted: null, loop: null, speed: 1 });
    this.onframe = () => {};
    this.onstate = () => {};
    video.controls = false;
    video.muted = true;
    video.removeAttribute("controls");
    for (const name of ["play", "pause"]) video.addEventListener(name, () => this.onstate());
    video.addEventListener("ended", () => this.ended());
    video.addEventListener("seeked", () => this.arrived());
    video.addEventListener("loadeddata", () => this.seen(video.currentTime));
    if (video.requestVideoFrameCallback) this.listen();
    else video.addEventListener("timeupdate", () => this.seen(video.currentTime));
    this.playFromMemory();
    this.setSpeed(1);
  }

  get element() { return this.video; }
  get width() { return this.video.videoWidth; }
  get height() { return this.video.videoHeight; }
  get isPlaying() { return !this.video.paused && !this.video.ended; }
  get drawable() { return this.video.readyState >= 2 ? this.video : null; }

  // Where a frame lies in the file, whose first frame is at 0.
  fileS(frame) { return (this.recording.timesS[frame] - this.recording.timesS[0]) * this.recording.pace; }

  // Some browsers play a video from memory only.
  playFromMemory() {
    this.video.addEventListener("error", () => {
      if (!this.video.src.startsWith("data:")) return;
      const content = atob(this.video.src.slice(this.video.src.indexOf(",") + 1));
      const bytes = Uint8Array.from(content, (letter) => letter.charCodeAt(0));
      this.video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
    }, { once: true });
  }

  listen() {
    this.video.requestVideoFrameCallback((_, facts) => {
      this.seen(facts.mediaTime);
      this.listen();
    });
  }

  // A frame is on the screen.
  seen(fileS) {
    const { timesS, pace } = this.recording;
    this.frame = this.recording.frameAt(timesS[0] + fileS / pace);
    if (this.loop && this.isPlaying && this.frame >= this.loop[1]) return this.seek(this.loop[0]);
    this.onframe(this.frame);
  }

  go(frame) {
    this.loop = null;
    this.video.pause();
    this.seek(Math.min(Math.max(frame, 0), this.recording.lastFrame));
  }

  // From the middle of its time, so that rounding shows no other frame.
  seek(frame) {
    const isBusy = this.wanted !== null;
    this.wanted = frame;
    if (!isBusy) this.begin(frame);
  }

  begin(frame) {
    const last = this.recording.lastFrame;
    const from = this.fileS(frame);
    const until = frame < last ? this.fileS(frame + 1) : from + (from - this.fileS(Math.max(0, frame - 1)) || 0.02);
    this.begun = frame;
    this.video.currentTime = from + HALF * (until - from);
  }

  arrived() {
    if (this.wanted === null) return;
    if (this.wanted !== this.begun) return this.begin(this.wanted);
    this.frame = this.wanted;
    this.wanted = null;
    this.onframe(this.frame);
  }

  step(by) { this.go((this.wanted ?? this.frame) + by); }

  setSpeed(speed) {
    this.speed = speed;
    this.video.playbackRate = Math.min(Math.max(speed * this.recording.pace, 0.0625), 16);
  }

  play() {
    if (this.frame >= (this.loop?.[1] ?? this.recording.lastFrame)) this.seek(this.loop?.[0] ?? 0);
    this.video.play().catch(() => {}); // another press came in between
  }

  pause() { this.video.pause(); }

  // Around and around between two frames, until somebody goes elsewhere.
  playLoop(from, to) {
    this.loop = [from, Math.max(to, from + 1)];
    this.seek(from);
    this.play();
  }

  ended() {
    if (this.loop) this.playLoop(...this.loop);
    else this.onstate();
  }
}
