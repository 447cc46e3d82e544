// The arithmetic of pan and zoom; no document in here. A viewpoint {x, y, scale} shows the point
// (mx, my) of the map at (mx * scale + x, my * scale + y) of the view, whose size is {width, height}.

const LEAST_SCALE = 0.1;
const MOST_SCALE = 12;
const MOST_ENLARGED = 3; // how much a drawing may be enlarged before its pixels show

/** The viewpoint from which a box of the map is as large as fits, and in the middle. */
export function fitted(box, size, maxScale) {
  const scale = Math.min(size.width / box.width, size.height / box.height, maxScale);
  return centredOn(box.x + box.width / 2, box.y + box.height / 2, scale, size);
}

export function centredOn(mapX, mapY, scale, size) {
  return {x: size.width / 2 - mapX * scale, y: size.height / 2 - mapY * scale, scale};
}

/** Nearer or further, with the point of the map under (viewX, viewY) staying there. */
export function zoomed({x, y, scale}, factor, viewX, viewY) {
  const zoomedScale = Math.max(LEAST_SCALE, Math.min(MOST_SCALE, scale * factor));
  return {
    x: viewX - (viewX - x) * zoomedScale / scale,
    y: viewY - (viewY - y) * zoomedScale / scale,
    scale: zoomedScale,
  };
}

/** The viewpoint of a box on paper: in the middle of where the whole map (`bounds`) stands by `transform`. */
export function onPaper(bounds, box, transform) {
  const [x, y, scale] = transform.match(/-?[\d.]+/g).map(Number);
  if (box === bounds) return {x, y, scale};
  const size = {width: bounds.width * scale, height: bounds.height * scale};
  const inside = fitted(box, size, scale * MOST_ENLARGED);
  return {x: inside.x + x + bounds.x * scale, y: inside.y + y + bounds.y * scale, scale: inside.scale};
}

export const toMap = ({x, y, scale}, viewX, viewY) => [(viewX - x) / scale, (viewY - y) / scale];
export const toView = ({x, y, scale}, mapX, mapY) => [mapX * scale + x, mapY * scale + y];

/** How a drawing made from `drawn` is moved and enlarged to look as from `viewpoint`. */
export function layerShift(viewpoint, drawn, margin) {
  const ratio = viewpoint.scale / drawn.scale;
  return {
    left: viewpoint.x - drawn.x * ratio + margin * (1 - ratio),
    top: viewpoint.y - drawn.y * ratio + margin * (1 - ratio),
    ratio,
  };
}

/** Would an edge of the drawing with map beyond it, or much enlarged pixels, come into view? */
export function needsDrawing(viewpoint, drawn, margin, size, bounds) {
  const shift = layerShift(viewpoint, drawn, margin);
  const left = shift.left - margin;
  const top = shift.top - margin;
  const right = left + (size.width + 2 * margin) * shift.ratio;
  const bottom = top + (size.height + 2 * margin) * shift.ratio;
  const [mapLeft, mapTop] = toView(viewpoint, bounds.x, bounds.y);
  const [mapRight, mapBottom] = toView(viewpoint, bounds.x + bounds.width, bounds.y + bounds.height);
  return shift.ratio > MOST_ENLARGED
    || (left > 0 && mapLeft < left) || (right < size.width && mapRight > right)
    || (top > 0 && mapTop < top) || (bottom < size.height && mapBottom > bottom);
}
