// What each key does on the page of contacts.

// `act` are the buttons by their names; `set` sets one of the four kinds of event.
export function listenToKeys(act, { step, go, choose, set, isAnybody }) {
  const keys = {
    Enter: act.confirm, m: act.move, Delete: act.delete, Backspace: act.delete, r: act.restore,
    u: act.unsure, n: act.next, p: act.previous, " ": act.play, f: act.feet, l: act.skeleton, k: act.points,
    "+": act["zoom-in"], "=": act["zoom-in"], "-": act["zoom-out"], 0: act["zoom-all"],
    Home: () => go(0), End: () => go(Infinity), Escape: () => choose(null),
  };
  const withCtrl = { s: act.save, z: act.undo, y: act.redo, ArrowLeft: act.earlier, ArrowRight: act.later };
  document.addEventListener("keydown", (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.metaKey) {
      const wanted = key === "z" && event.shiftKey ? act.redo : withCtrl[key];
      if (wanted) { event.preventDefault(); wanted(); }
      return;
    }
    if (event.target.closest("select, input") || event.altKey) return;
    if (event.target.closest("button") && (key === "Enter" || key === " ")) return;
    const arrow = { ArrowLeft: -1, ArrowRight: 1 }[key];
    const number = /^(?:Digit|Numpad)([1-4])$/.exec(event.code)?.[1];
    if (arrow) step(arrow * (event.shiftKey ? 10 : 1));
    else if (!isAnybody()) return;
    else if (number && !event.shiftKey) set(Number(number));
    else if (keys[key]) keys[key]();
    else return;
    event.preventDefault();
  });
}
