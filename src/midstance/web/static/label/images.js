// The frames themselves, as the server decodes them: exactly those that were analyzed.

const KEPT = 90;
const AHEAD = [1, 2, -1, 3, 4, -2, 5, 6, 7, 8];

// A film of the player (see film.js there) whose pace the page sets.
export class ImageFilm {
  constructor(address, nFrames) {
    Object.assign(this, { address, nFrames, frame: 0, wanted: 0, loop: null, speed: 1, isPlaying: false });
    this.images = new Map();
    this.onframe = () => {};
    this.onstate = () => {};
    this.onwait = () => {};
  }

  get drawable() {
    const image = this.images.get(this.frame);
    return image?.complete && image.naturalWidth ? image : null;
  }
  get width() { return this.drawable?.naturalWidth ?? 0; }
  get height() { return this.drawable?.naturalHeight ?? 0; }

  // Until the frame arrives the one before stays, and the page is told to dim it.
  go(frame) {
    this.wanted = frame;
    const image = this.load(frame);
    this.onwait(!image.complete);
    if (image.complete) this.arrived();
    else image.addEventListener("load", () => { if (this.wanted === frame) this.arrived(); }, { once: true });
  }

  arrived() {
    this.frame = this.wanted;
    this.onwait(false);
    this.onframe(this.frame);
    for (const step of AHEAD) this.load(this.frame + step);
  }

  pause() {}
  setSpeed(speed) { this.speed = speed; }
  isReady(frame) { return this.load(frame).complete; }

  load(frame) {
    if (frame < 0 || frame >= this.nFrames) return { complete: true };
    let image = this.images.get(frame);
    this.images.delete(frame);
    if (!image) {
      image = new Image();
      image.addEventListener("error", () => this.images.delete(frame));
      image.src = `${this.address}/${frame}`;
    }
    this.images.set(frame, image);
    for (const oldest of this.images.keys()) {
      if (this.images.size <= KEPT) break;
      if (oldest !== this.frame) this.images.delete(oldest);
    }
    return image;
  }

  paint(pen, recording) {
    if (this.drawable) pen.drawImage(this.drawable, 0, 0, recording.width, recording.height);
  }
}
