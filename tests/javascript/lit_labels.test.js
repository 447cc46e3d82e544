import assert from "node:assert/strict";
import {test} from "node:test";

import {placeLabels} from "#map/lit_labels";

const SIZE = 10;
const GLYPH_WIDTH = 0.6;
const place = (people, positions, textOf = () => "abcd") => placeLabels(people, positions, textOf, SIZE, GLYPH_WIDTH);

test("a label stands right of its dot where there is room", () => {
  const label = {person: 0, text: "abcd", x: 8.5, y: 3.4000000000000004, anchor: "start"};
  assert.deepEqual(place([0], [[0, 0, 5]]), [label]);
});

test("beside a dot on the right it stands on the left", () => {
  const [label] = place([0, 1], [[0, 0, 5], [20, 0, 5]]);
  assert.equal(label.anchor, "end");
  assert.equal(label.x, -8.5);
});

test("between two dots it stands below", () => {
  const [label] = place([0, 1, 2], [[0, 0, 5], [20, 0, 5], [-20, 0, 5]]);
  assert.deepEqual([label.anchor, label.x, label.y], ["middle", 0, 15]);
});

test("where there is no room there is no label, and the nearest person is named first", () => {
  const labels = place([0, 1], [[0, 0, 5], [0, 0, 5]], () => "a".repeat(40));
  assert.deepEqual(labels.map(({person}) => person), [0, 1]);
  const crowded = place([...Array(9).keys()], Array(9).fill([0, 0, 5]));
  assert.deepEqual(crowded.map(({person}) => person), [0, 1, 2, 3]);
});

test("at most 120 persons are named", () => {
  const people = [...Array(200).keys()];
  assert.equal(place(people, people.map(person => [0, person * 100, 5])).length, 120);
});
