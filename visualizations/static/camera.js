// Pan and zoom. While the reader moves, the finished picture is moved by the compositor (a CSS
// transform on a layer); at rest the SVG is drawn again, sharp, at its new place. The drawing is
// larger than the view by a margin on each side, so that short moves show no empty edge; longer ones
// draw in between, but spend no more than a fifth of the time on it.

import {centredOn, fitted, layerShift, needsDrawing, onPaper, toMap, toView, zoomed} from "#map/viewpoint";

const REST_MS = 140;
const GLIDE_MS = 260;
const LEAST_PAUSE_MS = 250; // between two drawings within one move
const MOST_COST_MS = 500;
const SHAKE = 4; // pixels that a hand may move within a click

export class Camera {
  /** `margin` is how far the drawing reaches beyond the view; `onRest` is told the scale of each drawing. */
  constructor(view, svg, world, margin, onRest) {
    Object.assign(this, {view, svg, world, margin, onRest, cost: 0, timer: 0, frame: 0});
    this.viewpoint = {x: 0, y: 0, scale: 1};
    this.isHome = true; // whether the whole map is shown, and is to be however the view changes
    this.drawn = this.viewpoint;
    this.drawnAt = 0;
    const [x, y, width, height] = svg.dataset.bounds.split(" ").map(Number);
    this.bounds = {x, y, width, height};
    this.paper = {viewBox: svg.getAttribute("viewBox"), transform: world.getAttribute("transform")};
    this.#listen();
    this.seen = this.size;
    new ResizeObserver(() => matchMedia("print").matches || this.#resized()).observe(view);
  }

  get scale() {
    return this.viewpoint.scale;
  }

  /** Size of the view. */
  get size() {
    return {width: this.view.clientWidth, height: this.view.clientHeight};
  }

  /** Show a box of the map, as large as fits. */
  fit(box, {animate = false, maxScale = 4} = {}) {
    this.moveTo(fitted(box, this.size, maxScale), animate);
  }

  /** Point of the map in the middle of the view. */
  get middle() {
    return toMap(this.viewpoint, this.size.width / 2, this.size.height / 2);
  }

  /** `covered`: pixels at the lower edge that something lies over. */
  centre(mapX, mapY, scale = this.scale, covered = 0) {
    const {width, height} = this.size;
    this.moveTo(centredOn(mapX, mapY, scale, {width, height: height - covered}), true);
  }

  /** Have a point of the map in the middle, at once. */
  show(mapX, mapY, scale) {
    this.moveTo(centredOn(mapX, mapY, scale, this.size), false);
  }

  moveTo(viewpoint, animate) {
    this.viewpoint = viewpoint;
    this.isHome = false;
    clearTimeout(this.timer);
    if (!animate || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.draw();
      return;
    }
    this.svg.classList.add("moving", "gliding");
    this.#shift();
    this.timer = setTimeout(() => this.draw(), GLIDE_MS);
  }

  panBy(dx, dy) {
    const {x, y, scale} = this.viewpoint;
    this.viewpoint = {x: x + dx, y: y + dy, scale};
    this.#move();
  }

  zoomBy(factor, viewX = this.size.width / 2, viewY = this.size.height / 2) {
    this.viewpoint = zoomed(this.viewpoint, factor, viewX, viewY);
    this.#move();
  }

  /** Point of the map under a point of the screen. */
  toMap(clientX, clientY) {
    const box = this.view.getBoundingClientRect();
    return toMap(this.viewpoint, clientX - box.left, clientY - box.top);
  }

  toView(mapX, mapY) {
    return toView(this.viewpoint, mapX, mapY);
  }

  /** Draw the SVG where the camera is, and drop the layer. */
  draw() {
    this.svg.classList.remove("moving", "gliding");
    this.#drawHere();
  }

  /** Within a move the drawing stays marked as moving: to take the mark off costs a style for each element. */
  #drawHere() {
    const {margin, svg, world, viewpoint: {x, y, scale}} = this;
    const width = this.size.width + 2 * margin;
    const height = this.size.height + 2 * margin;
    svg.style.transform = "";
    this.#drawAtSize(width, height);
    world.setAttribute("transform", `translate(${x + margin} ${y + margin}) scale(${scale})`);
    this.drawn = this.viewpoint;
    this.drawnAt = performance.now();
    this.onRest(scale);
    requestAnimationFrame(() => requestAnimationFrame(now => {
      this.cost = Math.min(MOST_COST_MS, now - this.drawnAt);
    }));
  }

  /** Written only where it changes: the browser lays the whole drawing out anew for it. */
  #drawAtSize(width, height) {
    const {svg} = this;
    const viewBox = `0 0 ${width} ${height}`;
    if (svg.style.width && svg.getAttribute("viewBox") === viewBox) return;
    svg.style.width = `${width}px`;
    svg.style.height = `${height}px`;
    svg.setAttribute("viewBox", viewBox);
  }

  /** Put the drawing on paper, for print and export: a box of the map as large as fits where the whole map was. */
  toPaper(box) {
    const {x, y, scale} = onPaper(this.bounds, box, this.paper.transform);
    this.svg.setAttribute("viewBox", this.paper.viewBox);
    this.world.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    for (const name of ["width", "height", "transform"]) this.svg.style.removeProperty(name);
    this.onRest(scale);
  }

  /** The whole map stays whole; else what was in the middle stays there. */
  #resized() {
    const {seen, size} = this;
    this.seen = size;
    if (this.isHome) {
      this.fit(this.bounds);
      this.isHome = true;
      return;
    }
    const [mapX, mapY] = toMap(this.viewpoint, seen.width / 2, seen.height / 2);
    this.moveTo(centredOn(mapX, mapY, this.scale, size), false);
  }

  #move() {
    this.isHome = false;
    clearTimeout(this.timer);
    // Longer on a slow machine: otherwise the pause while it draws would itself count as rest.
    this.timer = setTimeout(() => this.draw(), Math.max(REST_MS, 2 * this.cost));
    this.svg.classList.add("moving");
    this.svg.classList.remove("gliding");
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.#shift();
    });
  }

  #shift() {
    const {bounds, drawn, margin, size, viewpoint} = this;
    const classes = this.svg.classList;
    if (!classes.contains("moving")) return;
    const hasRested = performance.now() - this.drawnAt > Math.max(LEAST_PAUSE_MS, 5 * this.cost);
    const mayDraw = hasRested && !classes.contains("gliding");
    if (mayDraw && needsDrawing(viewpoint, drawn, margin, size, bounds)) {
      this.#drawHere();
      return;
    }
    const {left, top, ratio} = layerShift(viewpoint, drawn, margin);
    this.svg.style.transform = `translate(${left}px, ${top}px) scale(${ratio})`;
  }

  /** Two fingers: the map follows them. */
  #pinch(fingers, {pointerId, clientX, clientY}) {
    const [still] = [...fingers].filter(([id]) => id !== pointerId).map(([, place]) => place);
    const before = fingers.get(pointerId);
    const spread = place => Math.max(1, Math.hypot(place.x - still.x, place.y - still.y));
    const now = {x: clientX, y: clientY};
    const box = this.view.getBoundingClientRect();
    fingers.set(pointerId, now);
    this.zoomBy(spread(now) / spread(before), (still.x + now.x) / 2 - box.left, (still.y + now.y) / 2 - box.top);
  }

  #listen() {
    const {view} = this;
    let pressedAt = null;
    let isDragged = false;
    const fingers = new Map(); // on a touch screen, by pointer
    // Passive, and no touch-action in the style: either one makes the browser keep an event region
    // for each drawn element and merge them on every frame (170 ms at 1,500 persons, zoomed in).
    view.addEventListener("wheel", event => {
      const box = view.getBoundingClientRect();
      const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016));
      this.zoomBy(factor, event.clientX - box.left, event.clientY - box.top);
    }, {passive: true});
    view.addEventListener("pointerdown", event => {
      isDragged = false;
      if (event.pointerType === "touch") fingers.set(event.pointerId, {x: event.clientX, y: event.clientY});
      if (event.button === 0) pressedAt = {x: event.clientX, y: event.clientY};
    });
    view.addEventListener("pointermove", event => {
      if (fingers.size > 1 && fingers.has(event.pointerId)) {
        isDragged = true;
        this.#pinch(fingers, event);
        return;
      }
      if (!pressedAt) return;
      const dx = event.clientX - pressedAt.x;
      const dy = event.clientY - pressedAt.y;
      if (!isDragged && Math.hypot(dx, dy) < SHAKE) return;
      if (!isDragged) view.setPointerCapture(event.pointerId);
      isDragged = true;
      pressedAt = {x: event.clientX, y: event.clientY};
      this.panBy(dx, dy);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      view.addEventListener(end, event => {
        pressedAt = null;
        fingers.delete(event.pointerId);
      });
    }
    view.addEventListener("click", event => {
      if (isDragged) event.stopImmediatePropagation();
    }, {capture: true});
  }
}
