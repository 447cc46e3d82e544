import assert from "node:assert/strict";
import {test} from "node:test";

import {boxAround, byAngle, nearestInDirection, nearestPosition, nearestTie} from "#map/plane";

const everybody = () => true;

test("the nearest person in a direction is one within 45 degrees of it", () => {
  const positions = [[0, 0], [10, 0], [3, 4], [-5, 0], [8, 1]];
  assert.equal(nearestInDirection(positions, 0, 1, 0, everybody), 1);
  assert.equal(nearestInDirection(positions, 0, 0, 1, everybody), 2);
  assert.equal(nearestInDirection(positions, 0, -1, 0, everybody), 3);
  assert.equal(nearestInDirection(positions, 0, 0, -1, everybody), null);
});

test("straight ahead counts as nearer than aside, and the first of equals is taken", () => {
  assert.equal(nearestInDirection([[0, 0], [8, 2], [10, 0]], 0, 1, 0, everybody), 2);
  assert.equal(nearestInDirection([[0, 0], [8, 1], [10, 0]], 0, 1, 0, everybody), 1);
});

test("a person who is not shown is passed over", () => {
  assert.equal(nearestInDirection([[0, 0], [5, 0], [10, 0]], 0, 1, 0, person => person !== 1), 2);
});

test("the nearest tie is the one whose line passes nearest, within reach", () => {
  const positions = [[0, 0], [10, 0], [0, 4], [10, 4]];
  const ties = [{a: 0, b: 1}, {a: 2, b: 3}];
  assert.equal(nearestTie(positions, ties, everybody, 5, 1, 3), 0);
  assert.equal(nearestTie(positions, ties, everybody, 5, 3, 3), 1);
  assert.equal(nearestTie(positions, ties, i => i === 1, 5, 1.5, 3), 1);
  assert.equal(nearestTie(positions, ties, everybody, 5, 20, 3), null);
});

test("beyond its ends a tie is as near as its nearest end", () => {
  const positions = [[0, 0], [10, 0]];
  assert.equal(nearestTie(positions, [{a: 0, b: 1}], everybody, 12, 0, 3), 0);
  assert.equal(nearestTie(positions, [{a: 0, b: 1}], everybody, 14, 0, 3), null);
});

test("a tie between two persons at the same point is that point", () => {
  assert.equal(nearestTie([[1, 1], [1, 1]], [{a: 0, b: 1}], everybody, 1, 2, 3), 0);
});

test("contacts go round by angle, and the list that came in stays as it was", () => {
  const contacts = [1, 2, 3, 4];
  const positions = [[0, 0], [0, 5], [-5, 0], [0, -5], [5, 0]];
  assert.deepEqual(byAngle(positions, 0, contacts), [3, 4, 1, 2]);
  assert.deepEqual(contacts, [1, 2, 3, 4]);
});

test("the box round persons has room on all sides", () => {
  assert.deepEqual(
    boxAround([[0, 0], [10, 20], [99, 99]], [0, 1], {sides: 6, ends: 4}), {x: -6, y: -4, width: 22, height: 28});
});

test("nearest to a point is one person, or nobody", () => {
  assert.equal(nearestPosition([[0, 0], [10, 0], [3, 4]], 4, 4), 2);
  assert.equal(nearestPosition([], 0, 0), null);
});
