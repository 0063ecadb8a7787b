// The chosen event: its name, time and doubt, where it comes from, and what can be done.
import { _, decimal, later } from "/static/player/words.js";

const $ = (id) => document.getElementById(id);
const NAMES = {
  left: { initial_contact: later("Left initial contact"), toe_off: later("Left toe-off") },
  right: { initial_contact: later("Right initial contact"), toe_off: later("Right toe-off") },
};

// `item` is null where none is chosen; `ghostS` where it is being dragged to.
export function showEvent(events, item, ghostS) {
  for (const id of ["confirm", "move", "delete", "restore", "earlier", "later"]) $(id).disabled = !item;
  $("event-name").className = item ? item.side : "";
  if (!item) {
    $("event-name").textContent = _("No event chosen");
    $("event-time").textContent = "";
    $("event-source").textContent = _("Click a mark, or set an event at this frame with 1, 2, 3 or 4.");
    return;
  }
  const timeS = ghostS ?? events.at(item);
  const doubtS = events.doubtS(item);
  const doubt = doubtS && item.action !== "delete" ? ` ± ${(1000 * doubtS).toFixed(0)} ms` : "";
  $("event-name").textContent = _(NAMES[item.side][item.event]);
  $("event-time").textContent = `${decimal(timeS, 3)} s${doubt}`;
  $("event-source").textContent = origin(item, timeS);
  $("confirm").disabled = item.action !== "";
  $("delete").disabled = item.action === "delete";
  $("earlier").disabled = $("later").disabled = item.action === "delete";
  $("restore").disabled = item.action === "";
}

function origin(item, timeS) {
  if (item.action === "delete") return _("Deleted by hand. R brings it back.");
  if (item.action === "") return _("Detected ({source}).", { source: item.source });
  if (item.detected_s === null) return _("Added by hand.");
  const movedMs = 1000 * (timeS - item.detected_s);
  if (Math.abs(movedMs) < 0.5) return _("Found right by hand.");
  const by = { n: Math.abs(movedMs).toFixed(0) };
  return movedMs < 0 ? _("Moved by hand, {n} ms earlier.", by) : _("Moved by hand, {n} ms later.", by);
}
