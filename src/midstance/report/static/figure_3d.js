"use strict";
// Lifted people on canvases: drag to turn them, in step with the video if there is one.
(() => {
  const video = document.querySelector("video");
  const known = JSON.parse(document.querySelector("#catalogue")?.textContent ?? "{}");
  const _ = (text) => known[text] ?? text;
  const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
  const NOWHERE = -32768;
  const DEGREE = Math.PI / 180;
  const figures = [...document.querySelectorAll(".figure-3d")].map((element) => {
    const data = JSON.parse(element.querySelector("script").textContent);
    return {
      element,
      canvas: element.querySelector("canvas"),
      slider: element.querySelector("input"),
      play: element.querySelector("[data-play]"),
      clock: element.querySelector("output"),
      points: new Int16Array(bytesOf(data.points)),
      filled: new Uint8Array(bytesOf(data.filled)),
      timesS: new Float64Array(bytesOf(data.times_s)),
      edges: data.edges,
      head: data.head,
      floor: data.floor_mm,
      azimuth: 60,
      elevation: 10,
      timeS: data.start_s,
      playing: false,
    };
  });
  if (!figures.length) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function nearest(timesS, timeS) {
    let low = 0;
    let high = timesS.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timesS[middle] < timeS) low = middle + 1;
      else high = middle;
    }
    if (low > 0 && timeS - timesS[low - 1] < timesS[low] - timeS) low -= 1;
    return low;
  }

  // Right, down and nearness of a point (mm) as seen from azimuth and elevation.
  function viewer({ azimuth, elevation }) {
    const [a, e] = [azimuth * DEGREE, elevation * DEGREE];
    const [ca, sa, ce, se] = [Math.cos(a), Math.sin(a), Math.cos(e), Math.sin(e)];
    return (x, y, z) => {
      const ahead = x * ca + y * sa;
      return [y * ca - x * sa, ahead * se - z * ce, ahead * ce + z * se];
    };
  }

  function draw(figure) {
    const { canvas, points, edges } = figure;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (!width) return;
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.lineCap = "round";
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const ink = { left: colour("left"), right: colour("right"), middle: colour("muted") };
    const see = viewer(figure);
    const scale = height / 2050;
    const place = ([right, down]) => [
      width / 2 + right * scale,
      height * 0.47 + down * scale,
    ];

    pen.strokeStyle = colour("line");
    pen.lineWidth = 1;
    for (let step = -750; step <= 750; step += 250) {
      for (const [from, to] of [
        [[step, -750], [step, 750]],
        [[-750, step], [750, step]],
      ]) {
        pen.beginPath();
        pen.moveTo(...place(see(...from, figure.floor)));
        pen.lineTo(...place(see(...to, figure.floor)));
        pen.stroke();
      }
    }
    // An arrow on the ground says where forward is.
    pen.strokeStyle = colour("muted");
    pen.beginPath();
    for (const [x, y, first] of [
      [450, 0, true], [750, 0, false], [670, 60, true], [750, 0, false], [670, -60, false],
    ]) {
      pen[first ? "moveTo" : "lineTo"](...place(see(x, y, figure.floor)));
    }
    pen.stroke();

    const n = points.length / figure.timesS.length / 3;
    const frame = nearest(figure.timesS, figure.timeS);
    const seen = Array.from({ length: n }, (_, i) => {
      const at = 3 * (frame * n + i);
      if (points[at] === NOWHERE) return null;
      return see(points[at], points[at + 1], points[at + 2]);
    });
    const bones = edges
      .filter(([a, b]) => seen[a] && seen[b])
      .map(([a, b, side]) => ({ a, b, side, near: seen[a][2] + seen[b][2] }))
      .sort((one, other) => one.near - other.near);
    for (const { a, b, side } of bones) {
      const guessed = figure.filled[frame * n + a] || figure.filled[frame * n + b];
      pen.strokeStyle = ink[side];
      pen.lineWidth = (guessed ? 20 : 44) * scale;
      pen.beginPath();
      pen.moveTo(...place(seen[a]));
      pen.lineTo(...place(seen[b]));
      pen.stroke();
    }
    if (seen[figure.head]) {
      pen.fillStyle = ink.middle;
      pen.beginPath();
      pen.arc(...place(seen[figure.head]), 95 * scale, 0, 2 * Math.PI);
      pen.fill();
    }
    figure.slider.value = String(frame);
    const text = `${figure.timesS[frame].toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 })} s`;
    figure.slider.setAttribute("aria-valuetext", text);
    figure.clock.value = text;
  }

  function show(figure, timeS) {
    figure.timeS = timeS;
    draw(figure);
  }
  const startS = video ? Number(video.dataset.startS) : 0;
  const follow = () => figures.forEach((figure) => show(figure, video.currentTime + startS));
  const labelled = (figure, playing) => {
    figure.play.textContent = playing ? _("Pause") : _("Play");
  };
  if (video) {
    const loop = () => {
      follow();
      if (!video.paused && !video.ended) requestAnimationFrame(loop);
    };
    video.addEventListener("play", () => {
      figures.forEach((figure) => labelled(figure, true));
      loop();
    });
    video.addEventListener("pause", () => figures.forEach((f) => labelled(f, false)));
    for (const event of ["seeked", "timeupdate"]) video.addEventListener(event, follow);
  }

  // Without a video the figure has a clock of its own.
  function run(figure, before) {
    requestAnimationFrame((now) => {
      if (!figure.playing) return;
      const { timesS } = figure;
      const lastS = timesS[timesS.length - 1];
      const nextS = figure.timeS + (now - before) / 1000;
      show(figure, nextS > lastS ? timesS[0] : nextS);
      run(figure, now);
    });
  }

  for (const figure of figures) {
    const { canvas, slider } = figure;
    const turn = (azimuth, elevation) => {
      figure.azimuth = ((azimuth + 540) % 360) - 180;
      figure.elevation = Math.min(89, Math.max(-30, elevation));
      draw(figure);
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      figure.held = { x: event.clientX, y: event.clientY };
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!figure.held) return;
      const { x, y } = figure.held;
      figure.held = { x: event.clientX, y: event.clientY };
      turn(
        figure.azimuth - 0.5 * (event.clientX - x),
        figure.elevation + 0.5 * (event.clientY - y),
      );
    });
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, () => { figure.held = null; });
    }
    canvas.addEventListener("keydown", (event) => {
      const steps = {
        ArrowLeft: [15, 0], ArrowRight: [-15, 0], ArrowUp: [0, 10], ArrowDown: [0, -10],
      };
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      turn(figure.azimuth + step[0], figure.elevation + step[1]);
    });
    for (const button of figure.element.querySelectorAll("button[data-azimuth]")) {
      button.addEventListener("click", () => {
        turn(Number(button.dataset.azimuth), Number(button.dataset.elevation));
      });
    }
    slider.addEventListener("input", () => {
      const timeS = figure.timesS[Number(slider.value)];
      if (video) {
        video.pause();
        video.currentTime = Math.max(0, timeS - startS);
      }
      show(figure, timeS);
    });
    figure.play.addEventListener("click", () => {
      if (video) {
        if (video.paused) video.play();
        else video.pause();
        return;
      }
      figure.playing = !figure.playing;
      labelled(figure, figure.playing);
      run(figure, performance.now());
    });
    new ResizeObserver(() => draw(figure)).observe(canvas);
    for (const part of figure.element.querySelectorAll("[hidden]")) part.hidden = false;
  }
  dark.addEventListener("change", () => figures.forEach(draw));
})();
