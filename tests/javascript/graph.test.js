import assert from "node:assert/strict";
import {test} from "node:test";

import {adjacency, commonContacts, shortestPath, within} from "#map/graph";

// 0 - 1 - 2 - 3, 1 - 3, and 4 alone
const TIES = [{a: 0, b: 1}, {a: 1, b: 2}, {a: 2, b: 3}, {a: 1, b: 3}];
const ALL = adjacency(5, TIES, () => true);

test("every tie stands at both of its ends", () => {
  assert.deepEqual(ALL, [[[1, 0]], [[0, 0], [2, 1], [3, 3]], [[1, 1], [3, 2]], [[2, 2], [1, 3]], []]);
});

test("a tie that is not shown stands nowhere", () => {
  assert.deepEqual(adjacency(3, TIES.slice(0, 2), i => i !== 0), [[], [[2, 1]], [[1, 1]]]);
});

test("within some steps are the person and those so near", () => {
  assert.deepEqual([...within(ALL, 0, 0)], [[0, 0]]);
  assert.deepEqual([...within(ALL, 0, 1)], [[0, 0], [1, 1]]);
  assert.deepEqual([...within(ALL, 0, 2)], [[0, 0], [1, 1], [2, 2], [3, 2]]);
});

test("an isolate is within any number of steps of nobody", () => {
  assert.deepEqual([...within(ALL, 4, 9)], [[4, 0]]);
});

test("a shortest path holds both ends and no detour", () => {
  assert.deepEqual(shortestPath(ALL, 0, 3), [0, 1, 3]);
  assert.deepEqual(shortestPath(ALL, 3, 0), [3, 1, 0]);
});

test("the path from a person to the same person is the person", () => {
  assert.deepEqual(shortestPath(ALL, 2, 2), [2]);
});

test("between parts without a tie there is no path", () => {
  assert.equal(shortestPath(ALL, 0, 4), null);
});

test("a path leads on only through those who may be passed", () => {
  assert.deepEqual(shortestPath(ALL, 0, 2, person => person !== 1), null);
  assert.deepEqual(shortestPath(ALL, 1, 2, person => person !== 3), [1, 2]);
  assert.deepEqual(shortestPath(ALL, 1, 0, person => person !== 1), [1, 0]);
});

test("common contacts are contacts of all, and none of them", () => {
  assert.deepEqual(commonContacts(ALL, [0, 2]), [1]);
  assert.deepEqual(commonContacts(ALL, [1, 2]), [3]);
  assert.deepEqual(commonContacts(ALL, [0, 2, 3]), [1]);
  assert.deepEqual(commonContacts(ALL, [0, 4]), []);
  assert.deepEqual(commonContacts(ALL, []), []);
});
