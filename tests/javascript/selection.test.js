import assert from "node:assert/strict";
import {beforeEach, test} from "node:test";

import {adjacency} from "#map/graph";
import {Selection} from "#map/selection";

// 0 - 1 - 2 - 3 and 0 - 4, 1 - 4
const TIES = [{a: 0, b: 1}, {a: 1, b: 2}, {a: 2, b: 3}, {a: 0, b: 4}, {a: 1, b: 4}];
const CONTACTS = adjacency(5, TIES, () => true);
const SHOWN = [true, true, true, true, true];
let selection;

beforeEach(() => {
  selection = new Selection();
});

const litTies = distance => [...TIES.keys()].filter(i => selection.lights(TIES[i], distance));

test("without a choice nobody is lit", () => {
  assert.equal(selection.lit(CONTACTS, SHOWN).size, 0);
});

test("a chosen person is lit with their contacts, and a tie among contacts is not", () => {
  selection.select(0);
  const distance = selection.lit(CONTACTS, SHOWN);
  assert.deepEqual([...distance.keys()], [0, 1, 4]);
  assert.deepEqual(litTies(distance), [0, 3]);
});

test("in two steps contacts of contacts are lit, and the ties among contacts", () => {
  selection.select(0);
  selection.steps = 2;
  const distance = selection.lit(CONTACTS, SHOWN);
  assert.deepEqual([...distance.keys()], [0, 1, 4, 2]);
  assert.deepEqual(litTies(distance), [0, 1, 3, 4]);
});

test("a chosen person who is not shown lights nobody", () => {
  selection.select(0);
  assert.equal(selection.lit(CONTACTS, [false, true, true, true, true]).size, 0);
});

test("a path lights its own ties alone", () => {
  selection.showPath([0, 1, 2]);
  const distance = selection.lit(CONTACTS, SHOWN);
  assert.deepEqual([...distance], [[0, 0], [1, 1], [2, 2]]);
  assert.deepEqual(litTies(distance), [0, 1]);
  assert.equal(selection.selected, 0);
});

test("choosing another person ends a path that was begun; the same person or nobody does not", () => {
  assert.equal(selection.endsPath(1), false);
  selection.pathFrom = 0;
  assert.deepEqual([1, 0, null].map(person => selection.endsPath(person)), [true, false, false]);
});

test("a new choice drops cursor, path and steps", () => {
  Object.assign(selection, {cursor: 1, path: [0, 1], pathFrom: 0, steps: 2});
  selection.select(3);
  assert.deepEqual({...selection}, {
    selected: 3, cursor: null, path: null, pathFrom: null, steps: 1, together: [], showsCommon: false,
  });
});

test("two persons together light those whom both have as contacts, and the ties to them", () => {
  selection.toggleTogether(0);
  assert.equal(selection.showsCommon, false);
  selection.toggleTogether(2);
  const distance = selection.lit(CONTACTS, SHOWN);
  assert.deepEqual([...distance], [[0, 0], [2, 0], [1, 1]]);
  assert.deepEqual(litTies(distance), [0, 1]);
  assert.deepEqual([0, 1, 2].map(person => selection.isNamedBold(person)), [true, false, true]);
});

test("who is added a second time is taken out, and one alone is lit as chosen", () => {
  for (const person of [0, 2, 0]) selection.toggleTogether(person);
  assert.deepEqual(selection.together, [2]);
  assert.equal(selection.showsCommon, false);
});

test("those together stay while others are chosen, and go with the choice", () => {
  selection.toggleTogether(0);
  selection.select(1);
  assert.deepEqual(selection.together, [0]);
  selection.select(null);
  assert.deepEqual(selection.together, []);
});

test("the chosen person and those on the path are named in bold", () => {
  selection.select(3);
  assert.deepEqual([3, 1].map(person => selection.isNamedBold(person)), [true, false]);
  selection.showPath([0, 1]);
  assert.deepEqual([0, 1, 2].map(person => selection.isNamedBold(person)), [true, true, false]);
});

test("a round begins at its first contact and comes back to it", () => {
  assert.equal(selection.nextInRound([7, 8, 9], 1), 7);
  selection.cursor = 9;
  assert.equal(selection.nextInRound([7, 8, 9], 1), 7);
  assert.equal(selection.nextInRound([7, 8, 9], -1), 8);
});
