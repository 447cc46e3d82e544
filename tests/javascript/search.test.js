import assert from "node:assert/strict";
import {test} from "node:test";

import {isSearch, searchHits} from "#map/search";

import {records} from "./invented_records.js";

const names = text => searchHits(records, text).map(({name}) => name);

test("less than two signs find nothing", () => {
  assert.deepEqual(names(""), []);
  assert.deepEqual(names(" p "), []);
});

test("a person is found by number and by label, whatever the case", () => {
  assert.deepEqual(names("p-3"), ["Cecilia Lång"]);
  assert.deepEqual(names(" LÅNG "), ["Cecilia Lång"]);
});

test("a group comes before its members", () => {
  assert.deepEqual(names("north"), ["North", "Anders", "Berit"]);
});

test("a hit says what it is, where it stands and what it is about", () => {
  const [hit] = searchHits(records, "P-4");
  assert.equal(hit.kind, "person");
  assert.equal(hit.index, 3);
  assert.equal(hit.about, "in no group");
});

test("what is not there is not found", () => {
  assert.deepEqual(names("nobody here"), []);
});

test("a conflict and an incident are found by their numbers", () => {
  assert.deepEqual(searchHits(records, "C-1").map(({kind, index}) => [kind, index]), [["conflict", 0]]);
  assert.deepEqual(searchHits(records, "i-2").map(({kind, index}) => [kind, index]), [["incident", 1]]);
});

test("nothing is said of a search before it is one", () => {
  assert.deepEqual(["", " p ", "p-"].map(isSearch), [false, false, true]);
});
