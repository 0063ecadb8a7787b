// Which part of the image is looked at: wheel, pinch, drag.

const MOST = 12;

export class View {
  constructor(stage, onchange) {
    Object.assign(this, { stage, onchange, zoom: 1, x: 0, y: 0, isLocked: false });
    this.pointers = new Map();
    stage.addEventListener("wheel", (event) => {
      // Who scrolls the page past the video shall get past it.
      if (!event.ctrlKey && !event.shiftKey && !stage.contains(document.activeElement) && this.zoom === 1) return;
      event.preventDefault();
      this.zoomAt(1.002 ** -event.deltaY, ...this.place(event));
    }, { passive: false });
    stage.addEventListener("pointerdown", (event) => this.down(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      stage.addEventListener(name, (event) => this.pointers.delete(event.pointerId));
    }
  }

  place(event) {
    const box = this.stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  down(event) {
    if (this.isLocked || event.button !== 0) return;
    this.pointers.set(event.pointerId, this.place(event));
    if (this.zoom > 1 || this.pointers.size > 1) this.stage.setPointerCapture(event.pointerId);
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before || this.isLocked) return;
    const now = this.place(event);
    if (this.pointers.size === 2) {
      const [other] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      const apart = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]);
      this.zoomAt(apart(now) / Math.max(1, apart(before)), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
      this.pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    } else if (this.zoom > 1) this.pan(now[0] - before[0], now[1] - before[1]);
    this.pointers.set(event.pointerId, now);
  }

  zoomAt(factor, x, y) {
    const zoom = Math.min(Math.max(this.zoom * factor, 1), MOST);
    const share = zoom / this.zoom;
    this.zoom = zoom;
    this.x = x - share * (x - this.x);
    this.y = y - share * (y - this.y);
    this.keepInside();
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.keepInside();
  }

  keepInside() {
    const { clientWidth, clientHeight } = this.stage;
    this.x = Math.min(0, Math.max(this.x, clientWidth * (1 - this.zoom)));
    this.y = Math.min(0, Math.max(this.y, clientHeight * (1 - this.zoom)));
    this.stage.classList.toggle("zoomed", this.zoom > 1);
    this.onchange();
  }

  reset() { [this.zoom, this.x, this.y] = [1, 0, 0]; this.keepInside(); }

  // From px of the video to px of the stage: scale, left, top.
  transform(width, height) {
    const { clientWidth, clientHeight } = this.stage;
    const fit = Math.min(clientWidth / width, clientHeight / height);
    const left = (clientWidth - fit * width) / 2, top = (clientHeight - fit * height) / 2;
    return [fit * this.zoom, this.zoom * left + this.x, this.zoom * top + this.y];
  }
}
