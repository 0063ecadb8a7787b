// The current frame, exactly that one, with the lines of the legs upon it.

const BONES = [["knee", "ankle"], ["ankle", "heel"], ["heel", "foot_index"], ["ankle", "foot_index"]];
const KEPT = 90;
const AHEAD = [1, 2, -1, 3, 4, -2, 5, 6, 7, 8];

export class Picture {
  constructor(canvas, data, frames) {
    this.frames = frames;
    this.canvas = canvas;
    this.data = data;
    this.images = new Map();
    this.index = 0;
    this.person = null;
    this.isFeet = true;
    this.hasLegs = true;
    new ResizeObserver(() => this.draw()).observe(canvas.parentElement);
  }

  show(index) {
    this.index = index;
    const image = this.load(index);
    this.draw();
    if (image.complete) this.prefetch();
    else image.addEventListener("load", () => this.prefetch(), { once: true });
  }

  isReady(index) { return this.load(index).complete; }

  prefetch() {
    for (const step of AHEAD) this.load(this.index + step);
  }

  load(index) {
    if (index < 0 || index >= this.data.times_s.length) return { complete: true, naturalWidth: 0 };
    let image = this.images.get(index);
    this.images.delete(index);
    if (!image) {
      image = new Image();
      image.addEventListener("load", () => { if (index === this.index) this.draw(); });
      image.addEventListener("error", () => this.images.delete(index));
      image.src = `${this.frames}/${index}`;
    }
    this.images.set(index, image);
    for (const oldest of this.images.keys()) {
      if (this.images.size <= KEPT) break;
      this.images.delete(oldest);
    }
    return image;
  }

  // The part of the picture that is shown, in px of the image.
  window(image, scale, index) {
    const whole = { x: 0, y: 0, width: image.naturalWidth, height: image.naturalHeight };
    const centre = this.person?.centre[index];
    if (!this.isFeet || !this.person?.reach_px || centre?.[0] == null) return whole;
    const ratio = this.canvas.width / this.canvas.height;
    const height = Math.min(whole.height, 2 * scale * this.person.reach_px * Math.max(0.8, 1 / ratio));
    const width = height * ratio;
    const inside = (from, length, most) => (length >= most ? (most - length) / 2 : Math.min(Math.max(from, 0), most - length));
    return {
      x: inside(scale * centre[0] - width / 2, width, whole.width),
      y: inside(scale * centre[1] - height / 2, height, whole.height),
      width, height,
    };
  }

  draw() {
    const { canvas } = this;
    const box = canvas.getBoundingClientRect();
    const density = window.devicePixelRatio || 1;
    canvas.width = Math.max(1, Math.round(box.width * density));
    canvas.height = Math.max(1, Math.round(box.height * density));
    const pen = canvas.getContext("2d");
    const wanted = this.load(this.index);
    const isHere = wanted.complete && wanted.naturalWidth > 0;
    if (isHere) this.last = { image: wanted, index: this.index };
    // Until it arrives the one before stays, dimmed.
    canvas.classList.toggle("waiting", !isHere);
    if (!this.last) return;
    const { image, index } = this.last;
    const scale = image.naturalWidth / this.data.width_px;
    const part = this.window(image, scale, index);
    const zoom = Math.min(canvas.width / part.width, canvas.height / part.height);
    const left = (canvas.width - zoom * part.width) / 2;
    const top = (canvas.height - zoom * part.height) / 2;
    pen.imageSmoothingQuality = "high";
    pen.setTransform(zoom, 0, 0, zoom, left - zoom * part.x, top - zoom * part.y);
    pen.drawImage(image, 0, 0);
    if (this.hasLegs && this.person) this.drawLegs(pen, scale, density / zoom, index);
    pen.resetTransform();
  }

  drawLegs(pen, scale, unit, index) {
    const style = getComputedStyle(document.documentElement);
    pen.lineCap = "round";
    for (const side of ["right", "left"]) {
      const points = Object.fromEntries(["knee", "ankle", "heel", "foot_index"].map(
        (part) => [part, this.person.legs[`${side}_${part}`][index]],
      ));
      for (const [colour, width] of [["rgba(20, 24, 28, 0.5)", 4], [style.getPropertyValue(`--${side}-fill`), 2]]) {
        pen.strokeStyle = colour;
        pen.lineWidth = width * unit;
        for (const [from, to] of BONES) {
          if (points[from][0] === null || points[to][0] === null) continue;
          pen.beginPath();
          pen.moveTo(scale * points[from][0], scale * points[from][1]);
          pen.lineTo(scale * points[to][0], scale * points[to][1]);
          pen.stroke();
        }
      }
    }
  }
}
