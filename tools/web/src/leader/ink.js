// Ink: lines with pressure on a canvas, as the service keeps them (bulletins/rules/ink.py): twentieths of a millimetre, the
// first point of a line whole, each later one as a step. Drawn here by the rule the service draws by.
const COLOUR = "#14305c";
const LEVELS = 6;
const THINNEST = 0.35;
const WIDTH = 14; // of the pen at full pressure: 0.7 mm
const NEAR = 5; // a step shorter than this says nothing
const MOST = 24_000;

const level = (pressure) => Math.min(Math.floor((pressure * LEVELS) / 256), LEVELS - 1);
const wide = (width, at) => width * (THINNEST + ((1 - THINNEST) * at) / (LEVELS - 1));

export class Pad {
  // size: [width, height] of the surface; a slip takes the shape its canvas has
  constructor(canvas, { page = 0, bound = "", size = null, changed = () => {} } = {}) {
    Object.assign(this, { canvas, page, bound, size, changed, lines: [], line: null, pen: false, points: 0 });
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => this.up(event));
    new ResizeObserver(() => this.fit()).observe(canvas);
  }

  get empty() { return this.lines.length === 0; }

  fit() {
    const box = this.canvas.getBoundingClientRect();
    if (!box.width) return;
    this.size ||= [3600, Math.round((3600 * box.height) / box.width)];
    const dense = Math.min(window.devicePixelRatio || 1, 2);
    this.canvas.width = Math.round(box.width * dense);
    this.canvas.height = Math.round(box.height * dense);
    this.draw();
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const [width, height] = this.size;
    const inside = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    // A finger has no pressure to speak of; a mouse says a half.
    const pressure = event.pointerType === "pen" ? event.pressure : 0.6;
    return [inside(((event.clientX - box.left) / box.width) * width, width), inside(((event.clientY - box.top) / box.height) * height, height), inside(pressure * 255, 255)];
  }

  down(event) {
    if (event.button > 0 || this.line || this.points > MOST) return;
    if (event.pointerType === "pen") this.pen = true;
    else if (this.pen && event.pointerType === "touch") return; // the hand that holds the pen
    event.preventDefault();
    this.canvas.setPointerCapture?.(event.pointerId);
    this.line = { id: event.pointerId, points: [this.at(event)] };
    this.points += 1;
  }

  move(event) {
    if (this.line?.id !== event.pointerId) return;
    const passed = event.getCoalescedEvents?.() || [];
    for (const one of passed.length ? passed : [event]) {
      const point = this.at(one);
      const last = this.line.points.at(-1);
      if (Math.hypot(point[0] - last[0], point[1] - last[1]) < NEAR || this.points > MOST) continue;
      this.line.points.push(point);
      this.points += 1;
    }
    this.draw();
  }

  up(event) {
    if (this.line?.id !== event.pointerId) return;
    this.lines.push({ width: WIDTH, points: this.line.points });
    this.line = null;
    this.draw();
    this.changed();
  }

  undo() { this.points -= this.lines.pop()?.points.length || 0; this.draw(); this.changed(); }

  clear() { this.lines = []; this.points = 0; this.draw(); this.changed(); }

  written() {
    const steps = ({ width, points }) => {
      let [x, y] = [0, 0];
      return [width, points.flatMap(([nx, ny, p]) => { const step = [nx - x, ny - y, p]; [x, y] = [nx, ny]; return step; })];
    };
    return JSON.stringify([1, this.page, ...this.size, this.lines.map(steps), this.bound]);
  }

  draw() {
    const pen = this.canvas.getContext("2d");
    if (!pen || !this.size) return;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const scale = this.canvas.width / this.size[0];
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    Object.assign(pen, { strokeStyle: COLOUR, fillStyle: COLOUR, lineCap: "round", lineJoin: "round" });
    for (const line of this.line ? [...this.lines, { width: WIDTH, points: this.line.points }] : this.lines) drawn(pen, line);
  }
}

function drawn(pen, { width, points }) {
  if (points.length === 1) {
    pen.beginPath();
    pen.arc(points[0][0], points[0][1], wide(width, level(points[0][2])) / 2, 0, 2 * Math.PI);
    pen.fill();
    return;
  }
  for (let at = 1; at < points.length;) {
    const here = level(points[at][2]);
    let end = at;
    while (end + 1 < points.length && level(points[end + 1][2]) === here) end += 1;
    pen.beginPath();
    pen.lineWidth = wide(width, here);
    pen.moveTo(points[at - 1][0], points[at - 1][1]);
    for (let i = at; i < end; i++) pen.quadraticCurveTo(points[i][0], points[i][1], (points[i][0] + points[i + 1][0]) / 2, (points[i][1] + points[i + 1][1]) / 2);
    pen.lineTo(points[end][0], points[end][1]);
    pen.stroke();
    at = end + 1;
  }
}

// What waits to be sent, as a picture: cut to what is written.
export function sketch(written) {
  const lines = JSON.parse(written)[4].map(([width, steps]) => {
    let [x, y] = [0, 0];
    return { width, points: Array.from({ length: steps.length / 3 }, (_, i) => { [x, y] = [x + steps[3 * i], y + steps[3 * i + 1]]; return [x, y, steps[3 * i + 2]]; }) };
  });
  const all = lines.flatMap((line) => line.points);
  const [left, top] = [0, 1].map((axis) => Math.min(...all.map((point) => point[axis])) - 40);
  const [width, height] = [Math.max(...all.map((point) => point[0])) + 40 - left, Math.max(...all.map((point) => point[1])) + 40 - top];
  const canvas = document.createElement("canvas");
  const scale = Math.min(900 / width, 420 / height);
  Object.assign(canvas, { width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  const pen = canvas.getContext("2d");
  pen.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
  Object.assign(pen, { strokeStyle: COLOUR, fillStyle: COLOUR, lineCap: "round", lineJoin: "round" });
  for (const line of lines) drawn(pen, line);
  return canvas;
}
