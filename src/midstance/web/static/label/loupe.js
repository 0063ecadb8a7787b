// A closer look at the place that a finger hides, in a corner away from it.

const SIZE_PX = 128, TIMES = 3, MARGIN_PX = 8;

export class Loupe {
  constructor(stage, canvas) {
    Object.assign(this, { stage, canvas });
    this.glass = document.createElement("canvas");
    this.glass.className = "loupe";
    this.glass.hidden = true;
    this.glass.setAttribute("aria-hidden", "true");
    stage.append(this.glass);
  }

  // Shows the place (px of the stage) while the finger is at another one.
  show([x, y], [fingerX, fingerY]) {
    const density = this.canvas.width / Math.max(1, this.stage.clientWidth);
    this.glass.width = this.glass.height = Math.round(SIZE_PX * density);
    const pen = this.glass.getContext("2d");
    const seen = SIZE_PX / TIMES * density;
    pen.drawImage(this.canvas, x * density - seen / 2, y * density - seen / 2, seen, seen, 0, 0, this.glass.width, this.glass.height);
    const middle = this.glass.width / 2, arm = 14 * density;
    for (const [colour, width] of [["#000", 4], ["#ffd84d", 2]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width * density;
      pen.beginPath();
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        pen.moveTo(middle + dx * 3 * density, middle + dy * 3 * density);
        pen.lineTo(middle + dx * arm, middle + dy * arm);
      }
      pen.stroke();
    }
    const isLeft = fingerX > this.stage.clientWidth / 2 || fingerY > SIZE_PX + 6 * MARGIN_PX;
    this.glass.classList.toggle("right", !isLeft);
    this.glass.hidden = false;
  }

  hide() { this.glass.hidden = true; }
}
