import assert from "node:assert/strict";
import {test} from "node:test";

import {Records, objectsOf} from "#map/records";

import {PAGE_DATA, records, table} from "./invented_records.js";

test("a table becomes objects by the names of its columns", () => {
  assert.deepEqual(objectsOf({columns: ["a", "b"], rows: [[1, null], [2, "x"]]}), [{a: 1, b: null}, {a: 2, b: "x"}]);
});

test("a table without rows needs no columns", () => {
  assert.deepEqual(objectsOf({columns: [], rows: []}), []);
});

test("months are counted from 0 to the last", () => {
  assert.equal(records.lastMonth, 3);
});

test("groups of a person are named in their order, and their absence in words", () => {
  assert.equal(records.groupNames(1), "North and South");
  assert.equal(records.groupNames(3), "in no group");
  assert.equal(records.groupNames(4), "a group not shown (G-9)");
});

test("a status without words says nothing", () => {
  assert.deepEqual([0, 1, 2, 4].map(person => records.statusWords(person)), ["", "dead", "in custody", ""]);
});

test("a label is cut to the signs that the drawing allows", () => {
  assert.equal(records.shortLabel(0), "Anders");
  assert.equal(records.shortLabel(2), "Cecilia…");
  assert.equal(records.shortLabel(2).length, 8);
});

test("nothing is said of who is withheld", () => {
  const hidden = new Records({
    ...PAGE_DATA,
    tables: {...PAGE_DATA.tables, persons: table([{id: "withheld", groups: [], elsewhere: [], minor: "unknown"}])},
  });
  assert.deepEqual([hidden.groupNames(0), hidden.minorWords(0)], ["", ""]);
});

test("incidents of a conflict are the records themselves", () => {
  assert.deepEqual(records.incidentsOf(records.conflicts[0]).map(({id}) => id), ["I-1", "I-2"]);
});

test("what links a person to incidents comes with the incident, each by its own record", () => {
  assert.deepEqual(records.involvementsOf(0).map(({of, record}) => [of.id, record]), [
    ["I-1", "involvement:V-0-0"], ["I-3", "involvement:V-0-2"],
  ]);
  assert.deepEqual(records.involvementsOf(3), []);
  assert.deepEqual(records.involvementsIn(records.incidents[0]).map(({person}) => person), [0, 2]);
});

test("memberships of a person name the group, shown or not", () => {
  assert.deepEqual(records.membershipsOf(4).map(({group, groupId}) => [group, groupId]), [[-1, "G-9"]]);
});

test("ties of a person are those with the person at either end", () => {
  assert.deepEqual(records.tiesOf(1), records.ties);
  assert.deepEqual(records.tiesOf(2), [records.ties[1]]);
});

test("members are listed with most points first", () => {
  assert.deepEqual(records.membersOf(0), [1, 0]);
  assert.deepEqual(records.membersOf(1), [1, 2]);
});

test("the person with most points is the first of equals, and nobody among none", () => {
  assert.equal(records.mostPoints(() => true), 1);
  assert.equal(records.mostPoints(person => person > 1), 2);
  assert.equal(records.mostPoints(person => person === 3), 3);
  assert.equal(records.mostPoints(() => false), null);
});
