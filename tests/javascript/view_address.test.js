import assert from "node:assert/strict";
import {test} from "node:test";
import {URLSearchParams} from "node:url";

import {isOfView, namesAndValues, viewOf} from "#map/view_address";

import {records} from "./invented_records.js";

const NOTHING = {
  groupsOff: new Set(), kindsOff: new Set(), rolesOff: new Set(), leastGrade: "", factsOnly: false,
  supervisedOnly: false, layersOff: [], from: 0, to: 3, hidden: new Set(), pinned: new Set(), person: null, steps: 1,
  path: null, together: [], details: null, isTable: false, camera: null,
};
const written = view => new URLSearchParams(namesAndValues({...NOTHING, ...view}, records));
const read = text => viewOf(new URLSearchParams(text), records);

const VIEWS = {
  "nothing": {},
  "groups switched off": {groupsOff: new Set([1, -1])},
  "kinds of ties switched off": {kindsOff: new Set([1])},
  "roles switched off": {rolesOff: new Set(["core", ""])},
  "the least grade": {leastGrade: "B2"},
  "facts alone, under supervision": {factsOnly: true, supervisedOnly: true},
  "layers switched off": {layersOff: ["hulls", "ties-across"]},
  "months": {from: 1, to: 2},
  "one month": {from: 3, to: 3},
  "hidden and pinned": {hidden: new Set([0]), pinned: new Set([2, 4])},
  "a person": {person: 1},
  "a person in two steps": {person: 1, steps: 2},
  "a path": {path: [0, 2]},
  "persons together": {together: [0, 2, 3]},
  "a person beside those together": {person: 3, together: [0, 2]},
  "a group": {details: {kind: "group", subject: 1}},
  "a conflict beside a person": {person: 0, details: {kind: "conflict", subject: 0}},
  "an incident": {details: {kind: "incident", subject: 2}},
  "a tie": {details: {kind: "tie", subject: 2}},
  "the tables": {isTable: true},
  "where the camera is": {camera: {person: 4, shift: [1.5, -20], zoom: 2.125}},
};

for (const [name, view] of Object.entries(VIEWS)) {
  test(`an address holds ${name}, and the view comes back as it was`, () => {
    assert.deepEqual(viewOf(written(view), records), {...NOTHING, ...view});
  });
}

test("records stand in an address by their ids, and months by their names", () => {
  const view = {groupsOff: new Set([0]), hidden: new Set([3]), from: 1, details: {kind: "tie", subject: 1}};
  assert.equal(written(view).toString(), "off=G-1&from=2025-02&hidden=P-4&tie=P-2&tie=P-3");
});

test("without a choice an address holds nothing", () => {
  assert.equal(written({}).toString(), "");
});

test("of a path its ends are written, and not the person where it begins", () => {
  assert.equal(written({person: 0, path: [0, 1, 2]}).toString(), "path=P-1&path=P-3");
});

test("those together are written, and not the one who came last", () => {
  assert.equal(written({person: 2, together: [0, 2], showsCommon: true}).toString(), "common=P-1&common=P-3");
});

test("what the reader has not is passed over", () => {
  const text = "off=G-9&hidden=P-9&pinned=P-9&pinned=P-1&person=P-9&path=P-1&path=P-9&common=P-9&common=P-2"
    + "&area=G-9&tie=P-1&tie=P-9&near=P-9&shift=0+0&zoom=2&from=1999-01&without=everything&steps=7&table=shut";
  assert.deepEqual(read(text), {...NOTHING, pinned: new Set([0]), together: [1]});
});

test("months the wrong way round are one month", () => {
  assert.deepEqual([read("from=2025-03&to=2025-01").from, read("from=2025-03&to=2025-01").to], [2, 2]);
});

test("nobody is pinned who is hidden", () => {
  assert.deepEqual(read("hidden=P-1&pinned=P-1").pinned, new Set());
});

test("a camera that says not where it is, is nowhere", () => {
  for (const text of ["near=P-1", "near=P-1&zoom=x&shift=0+0", "near=P-1&zoom=0&shift=0+0", "near=P-1&zoom=2&shift=a"])
    assert.equal(read(text).camera, null);
});

test("names of the view are told from what the service is asked for", () => {
  assert.deepEqual(["off", "zoom", "as_of", "group", "size_by"].map(isOfView), [true, true, false, false, false]);
});
