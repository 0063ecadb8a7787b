"use strict";
// The player, the timelines under it and the pictures that lead back to a moment.
(() => {
  const video = document.querySelector("video");
  if (!video) return;
  const startS = Number(video.dataset.startS);
  const lines = [...document.querySelectorAll(".scroller")].map((element) => ({
    element,
    cursor: element.querySelector(".cursor"),
    startS: Number(element.dataset.startS),
    pxPerS: Number(element.dataset.pxPerS),
    timesS: element.dataset.times.split(" ").filter(Boolean).map(Number),
  }));

  const nowS = () => video.currentTime + startS;
  const seek = (timeS) => {
    video.pause();
    video.currentTime = Math.max(0, timeS - startS);
  };

  function follow(line, timeS) {
    const x = (timeS - line.startS) * line.pxPerS;
    line.cursor.setAttribute("transform", `translate(${x.toFixed(1)} 0)`);
    line.element.setAttribute("aria-valuenow", timeS.toFixed(2));
    line.element.setAttribute("aria-valuetext", `${timeS.toFixed(2)} seconds`);
    const { scrollLeft, clientWidth } = line.element;
    const isInside = x > scrollLeft + 40 && x < scrollLeft + clientWidth - 40;
    if (!video.paused) line.element.scrollLeft = x - 0.4 * clientWidth;
    else if (!isInside) line.element.scrollLeft = x - 0.5 * clientWidth;
  }
  const draw = () => lines.forEach((line) => follow(line, nowS()));
  const loop = () => {
    draw();
    if (!video.paused && !video.ended) requestAnimationFrame(loop);
  };
  video.addEventListener("play", loop);
  for (const event of ["seeked", "timeupdate", "pause"]) {
    video.addEventListener(event, draw);
  }

  for (const line of lines) {
    line.element.addEventListener("click", (event) => {
      const stance = event.target.closest("[data-seek-s]");
      const left = line.element.querySelector("svg").getBoundingClientRect().left;
      const pointedS = line.startS + (event.clientX - left) / line.pxPerS;
      seek(stance ? Number(stance.dataset.seekS) : pointedS);
    });
    line.element.addEventListener("keydown", (event) => {
      const next = line.timesS.find((timeS) => timeS > nowS() + 0.002);
      const previous = line.timesS.findLast((timeS) => timeS < nowS() - 0.002);
      const targets = {
        ArrowRight: next,
        ArrowLeft: previous,
        Home: line.timesS.at(0),
        End: line.timesS.at(-1),
      };
      if (targets[event.key] === undefined) return;
      event.preventDefault();
      seek(targets[event.key]);
    });
  }

  for (const button of document.querySelectorAll("button[data-seek-s]")) {
    button.addEventListener("click", () => {
      seek(Number(button.dataset.seekS));
      video.scrollIntoView({ block: "nearest" });
    });
  }

  const rates = [...document.querySelectorAll("button[data-rate]")];
  for (const button of rates) {
    button.addEventListener("click", () => {
      video.playbackRate = Number(button.dataset.rate);
      rates.forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
    });
  }

  // Some browsers play a video from memory only.
  video.addEventListener("error", () => {
    if (!video.src.startsWith("data:")) return;
    const bytes = atob(video.src.slice(video.src.indexOf(",") + 1));
    const content = Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
    video.src = URL.createObjectURL(new Blob([content], { type: "video/mp4" }));
  }, { once: true });

  for (const part of document.querySelectorAll("[data-player]")) part.hidden = false;
  draw();
})();
