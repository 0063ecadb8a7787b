// The events and what a person changes about them; every change can be undone.

const isKind = (item, kind) =>
  item.individual === kind.individual && item.side === kind.side && item.event === kind.event;

export class Events {
  constructor(data) {
    this.timesS = data.times_s;
    this.nearS = data.near_s;
    this.sameS = data.same_s;
    this.items = data.events.map((item, id) => ({ ...item, id }));
    this.saved = this.items;
    this.past = [];
    this.future = [];
    this.nextId = this.items.length;
  }

  // Other events of the same recording, all of them saved.
  renew(data) { Object.assign(this, new Events(data)); }

  get isSaved() { return this.items === this.saved; }

  get(id) { return this.items.find((item) => item.id === id); }

  // Where an item is drawn: a deleted one where it was.
  at(item) { return item.time_s ?? item.found_s ?? item.detected_s; }

  of(individual) {
    return this.items
      .filter((item) => item.individual === individual)
      .sort((a, b) => this.at(a) - this.at(b));
  }

  // The first frame that shows the event.
  frameOf(timeS) {
    let [low, high] = [0, this.timesS.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.timesS[middle] >= timeS - this.sameS) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  frameS(index) { return index > 0 ? this.timesS[index] - this.timesS[index - 1] : 0; }

  // Seen first in this frame, not yet in the one before: half-way on average.
  betweenS(index) { return this.timesS[index] - this.frameS(index) / 2; }

  // One standard deviation; by eye a third of the frame, as in schema/edits.py.
  doubtS(item) {
    if (item.action === "" || item.time_s === null) return item.doubt_s;
    const eyeS = this.frameS(Math.max(1, this.frameOf(item.time_s))) / 3;
    const isUntouched = item.found_s !== null && Math.abs(item.time_s - item.found_s) < this.sameS;
    return isUntouched && item.doubt_s !== null ? Math.min(eyeS, item.doubt_s) : eyeS;
  }

  // Detected ones that nobody looked at, the least certain first.
  unsure(individual) {
    const doubt = (item) => item.doubt_s ?? Infinity;
    return this.of(individual)
      .filter((item) => item.action === "")
      .sort((a, b) => doubt(b) - doubt(a));
  }

  add(kind, timeS) {
    const near = this.items
      .filter((item) => isKind(item, kind) && Math.abs(this.at(item) - timeS) <= this.nearS)
      .sort((a, b) => Math.abs(this.at(a) - timeS) - Math.abs(this.at(b) - timeS))[0];
    if (near) return this.move(near.id, timeS);
    const item = {
      ...kind, id: this.nextId++, action: "add", time_s: timeS,
      detected_s: null, found_s: null, doubt_s: null, source: "",
    };
    this.change([...this.items, item]);
    return item.id;
  }

  move(id, timeS) {
    const moved = this.get(id);
    const action = moved.detected_s === null ? "add" : "move";
    this.change(this.items.map((item) => {
      if (item.id === id) return { ...item, action, time_s: timeS };
      // A foot does not do the same twice so soon: the other one was meant as well.
      const isSame = item.action === "" && isKind(item, moved) && Math.abs(item.time_s - timeS) <= this.nearS;
      return isSame ? { ...item, action: "delete", time_s: null } : item;
    }));
    return id;
  }

  confirm(id) {
    const item = this.get(id);
    if (item.action === "") this.replace(id, { ...item, action: "move" });
  }

  remove(id) {
    const item = this.get(id);
    if (item.action === "delete") return;
    this.replace(id, item.detected_s === null ? null : { ...item, action: "delete", time_s: null });
  }

  restore(id) {
    const item = this.get(id);
    if (item.action === "") return;
    const isFound = item.found_s !== null;
    this.replace(id, isFound ? { ...item, action: "", time_s: item.found_s, detected_s: item.found_s } : null);
  }

  replace(id, other) {
    this.change(this.items.flatMap((item) => (item.id !== id ? [item] : other ? [other] : [])));
  }

  change(items) {
    this.past.push(this.items);
    this.future = [];
    this.items = items;
  }

  undo() {
    if (!this.past.length) return;
    this.future.push(this.items);
    this.items = this.past.pop();
  }

  redo() {
    if (!this.future.length) return;
    this.past.push(this.items);
    this.items = this.future.pop();
  }

  // Rows as schema/edits.py has them.
  edits() {
    return this.items
      .filter((item) => item.action)
      .map((item) => [item.individual, item.side, item.event, item.action, item.time_s, item.detected_s]);
  }
}
