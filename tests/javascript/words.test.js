import assert from "node:assert/strict";
import {test} from "node:test";

import {byDay, incidentSource, incidentWords, plural, recordSource, statusWords} from "#map/words";

const GROUPS = [{name: "North"}, {name: "South"}];
const INCIDENT = {id: "I-1", type: "shooting", outcome: "none", suspectGroups: [], victimGroups: []};
const COUNTS = {
  nShown: 3, nPersons: 5, nTies: 2, nIncidents: 1, nGroups: 2, nHidden: 0, nCoarse: 0, showsPersons: true,
  listsPersons: true,
};

test("one is singular, none and many are plural", () => {
  assert.deepEqual([0, 1, 2].map(n => plural(n, "step", "steps")), ["0 steps", "1 step", "2 steps"]);
});

test("evidence names records and sources, or that there is no source", () => {
  assert.equal(recordSource(["tie:T-1", "tie:T-2"], ["S-1"]), "tie:T-1, tie:T-2; source S-1");
  assert.equal(recordSource([], []), "no source");
});

test("an incident without a source says so", () => {
  assert.equal(incidentSource({id: "I-1", source: "S-1"}), "incident:I-1; source S-1");
  assert.equal(incidentSource({id: "I-1", source: null}), "incident:I-1; no source");
});

test("an incident names its sides where there are any", () => {
  assert.equal(incidentWords(INCIDENT, GROUPS), "shooting I-1, nobody hurt");
  const incident = {...INCIDENT, outcome: "fatal", suspectGroups: [0]};
  assert.equal(incidentWords(incident, GROUPS), "shooting I-1, fatal, by North");
  assert.equal(
    incidentWords({...INCIDENT, suspectGroups: [0, 1], victimGroups: [7]}, GROUPS),
    "shooting I-1, nobody hurt, by North and South against a group that is not shown");
});

test("the latest day comes first, undated last", () => {
  const days = [{day: null}, {day: "2024"}, {day: "2025-03-01"}].sort(byDay).map(({day}) => day);
  assert.deepEqual(days, ["2025-03-01", "2024", null]);
});

test("the status counts what is shown and what is not", () => {
  assert.equal(statusWords(COUNTS), "3 of 5 persons, 2 ties, 1 incident");
  assert.equal(
    statusWords({...COUNTS, nHidden: 1, nCoarse: 4}),
    "3 of 5 persons, 2 ties, 1 incident; 1 hidden by hand; 4 dated too coarsely");
});

test("with groups alone the status sends the reader to the table", () => {
  assert.equal(statusWords({...COUNTS, showsPersons: false}), "2 groups, 1 incident; persons in the table alone");
  assert.equal(
    statusWords({...COUNTS, showsPersons: false, listsPersons: false}),
    "2 groups, 1 incident; persons on the map of each group");
});
