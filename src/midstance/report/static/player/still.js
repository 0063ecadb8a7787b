// What is seen, as an image to keep.

import { drawCorner, drawLayers } from "./draw.js";
import { _ } from "./words.js";

// The whole frame with what is switched on, at the size of the video.
export function drawStill(player) {
  const { film, recording, person, tools } = player;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [film.width, film.height];
  const pen = canvas.getContext("2d");
  pen.drawImage(film.drawable, 0, 0);
  const scale = film.width / recording.width;
  const unit = Math.max(film.width, film.height) / 900 / scale;
  pen.scale(scale, scale);
  drawLayers(pen, recording, person, player.frame, { layers: player.layers, marked: player.marked, unit });
  tools.draw(pen, unit);
  pen.resetTransform();
  pen.scale(unit * scale, unit * scale);
  drawCorner(pen, recording, person, player.frame, player.layers);
  return canvas;
}

export async function saveStill(player) {
  let content;
  try {
    content = await new Promise((resolve) => drawStill(player).toBlob(resolve, "image/png"));
  } catch {
    // A page from a folder must not read the video beside it.
    return _("The browser does not let this page read the video beside it; a report that holds its video can save stills.");
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = `${player.recording.name.replace(/\.[^.]*$/, "")}-${player.timeS.toFixed(3)}s.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return _("The still {name} was saved.", { name: link.download });
}
