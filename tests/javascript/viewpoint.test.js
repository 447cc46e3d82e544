import assert from "node:assert/strict";
import {test} from "node:test";

import {centredOn, fitted, layerShift, needsDrawing, toMap, toView, zoomed} from "#map/viewpoint";

const SIZE = {width: 800, height: 600};
const MARGIN = 240;
const HUGE = {x: -1e4, y: -1e4, width: 2e4, height: 2e4};
const START = {x: 0, y: 0, scale: 1};

test("from screen to map and back is the same point", () => {
  const viewpoint = {x: 30, y: -20, scale: 2.5};
  assert.deepEqual(toView(viewpoint, ...toMap(viewpoint, 130, 80)), [130, 80]);
});

test("a box is fitted by the side that is longer against the view, and stands in the middle", () => {
  const wide = fitted({x: 0, y: 0, width: 400, height: 100}, SIZE, 4);
  assert.equal(wide.scale, 2);
  assert.deepEqual(toView(wide, 200, 50), [400, 300]);
  assert.equal(fitted({x: 0, y: 0, width: 100, height: 600}, SIZE, 4).scale, 1);
});

test("a small box is enlarged no more than asked", () => {
  assert.equal(fitted({x: 0, y: 0, width: 1, height: 1}, SIZE, 4).scale, 4);
});

test("what is centred on stands in the middle of the view", () => {
  assert.deepEqual(toView(centredOn(70, -30, 3, SIZE), 70, -30), [400, 300]);
});

test("zooming leaves the point under the pointer where it is", () => {
  const viewpoint = {x: 12, y: 34, scale: 1.5};
  const before = toMap(viewpoint, 200, 100);
  const after = toMap(zoomed(viewpoint, 1.7, 200, 100), 200, 100);
  before.forEach((value, axis) => assert.ok(Math.abs(value - after[axis]) < 1e-9));
});

test("zooming ends at its bounds", () => {
  assert.equal(zoomed(START, 1e6, 0, 0).scale, 12);
  assert.equal(zoomed(START, 1e-6, 0, 0).scale, 0.1);
});

test("a drawing seen from where it was made is not moved", () => {
  assert.deepEqual(layerShift(START, START, MARGIN), {left: 0, top: 0, ratio: 1});
});

test("the moved drawing puts each point where a new drawing would", () => {
  const drawn = {x: 5, y: 7, scale: 2};
  const viewpoint = {x: -40, y: 60, scale: 3};
  const {left, top, ratio} = layerShift(viewpoint, drawn, MARGIN);
  // The layer's corner stands a margin outside the view; a point is drawn a margin further in.
  const [drawnX, drawnY] = toView(drawn, 11, 13);
  const onScreen = [left - MARGIN + (drawnX + MARGIN) * ratio, top - MARGIN + (drawnY + MARGIN) * ratio];
  assert.deepEqual(onScreen, toView(viewpoint, 11, 13));
});

test("a move within the margin needs no drawing, one beyond it does", () => {
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    const moved = distance => ({x: dx * distance, y: dy * distance, scale: 1});
    assert.equal(needsDrawing(moved(MARGIN - 1), START, MARGIN, SIZE, HUGE), false);
    assert.equal(needsDrawing(moved(MARGIN + 1), START, MARGIN, SIZE, HUGE), true);
  }
});

test("no drawing is needed where beyond its edge there is no map", () => {
  const map = {x: 100, y: 100, width: 200, height: 200};
  assert.equal(needsDrawing({x: 500, y: 0, scale: 1}, START, MARGIN, SIZE, map), false);
  assert.equal(needsDrawing({x: 0, y: 0, scale: 0.2}, START, MARGIN, SIZE, map), false);
});

test("more than three times enlarged, a drawing is made anew", () => {
  assert.equal(needsDrawing({x: 0, y: 0, scale: 3}, START, MARGIN, SIZE, HUGE), false);
  assert.equal(needsDrawing({x: 0, y: 0, scale: 3.01}, START, MARGIN, SIZE, HUGE), true);
});
