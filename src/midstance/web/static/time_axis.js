// A drawing over time that can be looked at closer, and moved along.

export function add(parent, name, attributes = {}, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}

// Whoever extends it draws what lies between `startS` and `endS` in `draw`.
export class TimeAxis {
  constructor(svg, firstS, lastS, { shortestS, leftPx = 0 }) {
    Object.assign(this, { svg, firstS, lastS, shortestS, leftPx, startS: firstS, endS: lastS, dragging: null });
  }

  get width() { return Math.max(1, this.svg.clientWidth - this.leftPx); }
  get pxPerS() { return this.width / (this.endS - this.startS); }
  x(timeS) { return this.leftPx + (timeS - this.startS) * this.pxPerS; }
  timeAt(clientX) {
    return this.startS + (clientX - this.svg.getBoundingClientRect().left - this.leftPx) / this.pxPerS;
  }

  look(startS, lengthS) {
    const wholeS = Math.max(this.lastS - this.firstS, 1e-3);
    const takenS = Math.min(Math.max(lengthS, this.shortestS), wholeS);
    this.startS = Math.min(Math.max(startS, this.firstS), this.lastS - takenS);
    this.endS = this.startS + takenS;
    this.draw();
  }

  zoom(factor, aroundS) {
    const share = (aroundS - this.startS) / (this.endS - this.startS);
    const lengthS = (this.endS - this.startS) * factor;
    this.look(aroundS - share * lengthS, lengthS);
  }
}
