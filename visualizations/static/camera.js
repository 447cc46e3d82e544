// Pan and zoom. While the reader moves, the finished picture is moved by the compositor (a CSS
// transform on a layer); at rest the SVG is drawn again, sharp, at its new place. The drawing is
// larger than the view by MARGIN on each side, so that short moves show no empty edge; longer ones
// draw in between, but spend no more than a fifth of the time on it.

const MARGIN = 240;
const REST_MS = 140;

export class Camera {
  constructor(view, svg, world, onRest) {
    Object.assign(this, {view, svg, world, onRest, x: 0, y: 0, k: 1, cost: 0, timer: 0, frame: 0});
    this.drawn = {x: 0, y: 0, k: 1, at: 0};
    const [bx, by, width, height] = svg.dataset.bounds.split(" ").map(Number);
    this.bounds = {x: bx, y: by, width, height};
    this.paper = {viewBox: svg.getAttribute("viewBox"), transform: world.getAttribute("transform")};
    this.#listen();
    new ResizeObserver(() => matchMedia("print").matches || this.fit(this.bounds)).observe(view);
  }

  /** Show a box of the map, as large as fits. */
  fit({x, y, width, height}, {animate = false, maxScale = 4} = {}) {
    const {clientWidth: w, clientHeight: h} = this.view;
    const k = Math.min(w / width, h / height, maxScale);
    this.moveTo(w / 2 - (x + width / 2) * k, h / 2 - (y + height / 2) * k, k, animate);
  }

  centre(x, y, k = this.k) {
    this.moveTo(this.view.clientWidth / 2 - x * k, this.view.clientHeight / 2 - y * k, k, true);
  }

  moveTo(x, y, k, animate) {
    Object.assign(this, {x, y, k});
    clearTimeout(this.timer);
    if (!animate || matchMedia("(prefers-reduced-motion: reduce)").matches) return this.draw();
    this.svg.classList.add("moving", "gliding");
    this.#shift();
    this.timer = setTimeout(() => this.draw(), 260);
  }

  panBy(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.#move();
  }

  zoomBy(factor, sx = this.view.clientWidth / 2, sy = this.view.clientHeight / 2) {
    const k = Math.max(0.1, Math.min(12, this.k * factor));
    this.x = sx - (sx - this.x) * k / this.k;
    this.y = sy - (sy - this.y) * k / this.k;
    this.k = k;
    this.#move();
  }

  /** Point of the map under a point of the screen. */
  toMap(clientX, clientY) {
    const box = this.view.getBoundingClientRect();
    return [(clientX - box.left - this.x) / this.k, (clientY - box.top - this.y) / this.k];
  }

  toScreen(x, y) {
    return [x * this.k + this.x, y * this.k + this.y];
  }

  /** Draw the SVG where the camera is, and drop the layer. */
  draw() {
    const {clientWidth: w, clientHeight: h} = this.view;
    this.svg.classList.remove("moving", "gliding");
    this.svg.style.transform = "";
    this.svg.style.width = `${w + 2 * MARGIN}px`;
    this.svg.style.height = `${h + 2 * MARGIN}px`;
    this.svg.setAttribute("viewBox", `0 0 ${w + 2 * MARGIN} ${h + 2 * MARGIN}`);
    this.world.setAttribute("transform", `translate(${this.x + MARGIN} ${this.y + MARGIN}) scale(${this.k})`);
    this.drawn = {x: this.x, y: this.y, k: this.k, at: performance.now()};
    this.onRest(this.k);
    requestAnimationFrame(() => requestAnimationFrame(now => {
      this.cost = Math.min(500, now - this.drawn.at);
    }));
  }

  /** Put a drawing back as it was made: for print and export. */
  toPaper(svg = this.svg) {
    svg.setAttribute("viewBox", this.paper.viewBox);
    svg.querySelector("#world").setAttribute("transform", this.paper.transform);
    for (const name of ["width", "height", "transform"]) svg.style.removeProperty(name);
  }

  #move() {
    clearTimeout(this.timer);
    // Longer on a slow machine: otherwise the pause while it draws would itself count as rest.
    this.timer = setTimeout(() => this.draw(), Math.max(REST_MS, 2 * this.cost));
    this.svg.classList.add("moving");
    this.svg.classList.remove("gliding");
    this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.#shift(); });
  }

  #shift() {
    if (!this.svg.classList.contains("moving")) return;
    const r = this.k / this.drawn.k;
    const tx = this.x - this.drawn.x * r, ty = this.y - this.drawn.y * r;
    const rested = performance.now() - this.drawn.at > Math.max(250, 5 * this.cost);
    const mayDraw = rested && !this.svg.classList.contains("gliding");
    if (mayDraw && this.#leavesDrawing(tx, ty, r)) return this.draw();
    const [left, top] = [tx + MARGIN * (1 - r), ty + MARGIN * (1 - r)];
    this.svg.style.transform = `translate(${left}px, ${top}px) scale(${r})`;
  }

  /** Would an edge of the drawing, or much enlarged pixels, come into view? */
  #leavesDrawing(tx, ty, r) {
    const {clientWidth: w, clientHeight: h} = this.view;
    const left = tx - MARGIN * r, top = ty - MARGIN * r;
    const [right, bottom] = [left + (w + 2 * MARGIN) * r, top + (h + 2 * MARGIN) * r];
    const hidesSome = left > 0 || top > 0 || right < w || bottom < h;
    return r > 3 || (hidesSome && this.#mapIsBeyond(left, top, right, bottom));
  }

  /** Is there anything of the map between the drawing's edge and the view's edge? */
  #mapIsBeyond(left, top, right, bottom) {
    const {clientWidth: w, clientHeight: h} = this.view;
    const [x0, y0] = this.toScreen(this.bounds.x, this.bounds.y);
    const [x1, y1] = this.toScreen(this.bounds.x + this.bounds.width, this.bounds.y + this.bounds.height);
    const across = (left > 0 && x0 < left) || (right < w && x1 > right);
    return across || (top > 0 && y0 < top) || (bottom < h && y1 > bottom);
  }

  #listen() {
    const {view} = this;
    let last = null, dragged = false;
    // Passive, and no touch-action in the style: either one makes the browser keep an event region
    // for each drawn element and merge them on every frame (170 ms at 1,500 persons, zoomed in).
    view.addEventListener("wheel", event => {
      const box = view.getBoundingClientRect();
      const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016));
      this.zoomBy(factor, event.clientX - box.left, event.clientY - box.top);
    }, {passive: true});
    view.addEventListener("pointerdown", event => {
      dragged = false;
      if (event.button === 0) last = {x: event.clientX, y: event.clientY};
    });
    view.addEventListener("pointermove", event => {
      if (!last) return;
      const dx = event.clientX - last.x, dy = event.clientY - last.y;
      if (!dragged && Math.hypot(dx, dy) < 4) return; // a click with a shaky hand
      if (!dragged) view.setPointerCapture(event.pointerId);
      dragged = true;
      last = {x: event.clientX, y: event.clientY};
      this.panBy(dx, dy);
    });
    for (const end of ["pointerup", "pointercancel"]) view.addEventListener(end, () => { last = null; });
    view.addEventListener("click", event => dragged && event.stopImmediatePropagation(), {capture: true});
  }
}
