import assert from "node:assert/strict";
import {beforeEach, test} from "node:test";

import {Filters, isGraded, playWindow} from "#map/filters";

import {records} from "./invented_records.js";

const {incidents, months, persons, ties} = records;
let filters;

beforeEach(() => {
  filters = new Filters(records.lastMonth, records.settings.noGroup, records.settings.factsGrade);
});

const ALL = {groups: 2, kinds: 2, roles: 2};
const period = (from, to) => Object.assign(filters, {from, to});
const numbers = (rows, accepts) => [...rows.keys()].filter(i => accepts(rows[i]));

test("at first everybody is shown, in the whole period", () => {
  assert.equal(filters.isWholePeriod, true);
  assert.deepEqual(filters.shownPersons(persons), [true, true, true, true, true]);
  assert.equal(filters.words(months, ALL), "");
});

test("a person stays shown while any of their groups is on", () => {
  filters.groupsOff.add(0);
  assert.deepEqual(filters.shownPersons(persons), [false, true, true, true, true]);
  filters.groupsOff.add(1);
  assert.deepEqual(filters.shownPersons(persons), [false, false, false, true, true]);
});

test("those in no group are switched off as a group of their own", () => {
  filters.groupsOff.add(-1);
  assert.deepEqual(filters.shownPersons(persons), [true, true, true, false, false]);
});

test("a person hidden by hand is not shown", () => {
  filters.hidden.add(1);
  assert.deepEqual(filters.shownPersons(persons), [true, false, true, true, true]);
});

test("a tie is in the period where any month of it is", () => {
  period(1, 1);
  assert.deepEqual(numbers(ties, tie => filters.hasTie(tie)), [0, 2]);
  period(2, 3);
  assert.deepEqual(numbers(ties, tie => filters.hasTie(tie)), [1, 2]);
});

test("a grade is good enough in both of its signs, and F, 6 and what is missing never are", () => {
  const good = ["A1", "B2", "A3", "C1", "F1", "A6", "-1", "B-"].filter(grade => isGraded(grade, "B2"));
  assert.deepEqual(good, ["A1", "B2"]);
});

test("a tie is shown with any of its kinds, and with any source of theirs that is graded well enough", () => {
  filters.kindsOff.add(1);
  assert.deepEqual(numbers(ties, tie => filters.hasTie(tie)), [1]);
  filters.kindsOff.clear();
  filters.leastGrade = "C1";
  assert.deepEqual(numbers(ties, tie => filters.hasTie(tie)), [0, 2]);
});

test("with facts alone a tie needs a grade of facts, not put together from two, or an incident", () => {
  filters.factsOnly = true;
  assert.deepEqual(numbers(ties, tie => filters.hasTie(tie)), [1, 2]);
});

test("with facts alone a group does not show whom it has by assessment alone", () => {
  const heldByAssessment = [[], [0], [1], [], []];
  const assessed = persons.map((person, i) => ({...person, assessed: heldByAssessment[i]}));
  filters.factsOnly = true;
  assert.deepEqual(filters.shownPersons(assessed), [true, true, false, true, true]);
  filters.groupsOff.add(1);
  assert.deepEqual(filters.shownPersons(assessed), [true, false, false, true, true]);
});

test("roles and supervision choose persons", () => {
  filters.rolesOff.add("");
  assert.deepEqual(filters.shownPersons(persons), [true, true, true, false, false]);
  filters.supervisedOnly = true;
  assert.deepEqual(filters.shownPersons(persons), [true, false, false, false, false]);
});

test("in the whole period every incident counts, undated ones as well", () => {
  assert.deepEqual(numbers(incidents, incident => filters.counts(incident)), [0, 1, 2, 3]);
  assert.deepEqual(numbers(incidents, incident => filters.isTooCoarse(incident)), []);
});

test("in a part of it an incident counts where all its days lie, and is too coarse where only some may", () => {
  period(0, 2);
  assert.deepEqual(numbers(incidents, incident => filters.counts(incident)), [0]);
  assert.deepEqual(numbers(incidents, incident => filters.isTooCoarse(incident)), [2, 3]);
});

test("a month is in the period with both of its ends", () => {
  period(1, 2);
  assert.deepEqual([0, 1, 2, 3].map(month => filters.hasMonth(month)), [false, true, true, false]);
});

test("a line between groups needs both of them", () => {
  assert.equal(filters.hasSides({a: 0, b: 1}), true);
  filters.groupsOff.add(1);
  assert.equal(filters.hasSides({a: 0, b: 1}), false);
});

test("undo goes back to what was remembered, step by step, and not to the period", () => {
  assert.equal(filters.canUndo, false);
  filters.remember();
  filters.hidden.add(2);
  filters.remember();
  filters.groupsOff.add(0);
  period(1, 2);
  filters.undo();
  assert.deepEqual([[...filters.hidden], [...filters.groupsOff]], [[2], []]);
  filters.undo();
  assert.deepEqual([...filters.hidden], []);
  assert.equal(filters.canUndo, false);
  assert.deepEqual([filters.from, filters.to], [1, 2]);
});

test("undo covers every filter", () => {
  filters.remember();
  filters.kindsOff.add(0);
  filters.rolesOff.add("core");
  Object.assign(filters, {leastGrade: "A1", factsOnly: true, supervisedOnly: true});
  filters.undo();
  assert.equal(filters.words(months, ALL), "");
});

test("the words for paper name period, groups and persons", () => {
  period(1, 2);
  filters.groupsOff.add(0);
  filters.hidden.add(1);
  assert.equal(filters.words(months, ALL),
    "Filtered: only 2025-02 to 2025-03; 1 of 3 groups switched off; 1 person hidden by hand");
  filters.hidden.add(2);
  assert.match(filters.words(months, ALL), /2 persons hidden by hand$/u);
});

test("the words for paper name every filter of ties and persons", () => {
  filters.kindsOff.add(0);
  filters.rolesOff.add("");
  Object.assign(filters, {leastGrade: "C3", factsOnly: true, supervisedOnly: true});
  assert.equal(filters.words(months, ALL),
    "Filtered: 1 of 2 kinds of ties switched off; 1 of 2 roles switched off; only ties graded C3 or better; "
    + "only facts; only persons under supervision");
});

test("from the whole period a window of five months plays from its beginning", () => {
  assert.deepEqual(playWindow({from: 0, to: 23, lastMonth: 23}), {width: 5, firstEnd: 5});
  assert.deepEqual(playWindow({from: 0, to: 2, lastMonth: 2}), {width: 2, firstEnd: 2});
});

test("a chosen window plays on from where it is, and from the beginning if it is at the end", () => {
  assert.deepEqual(playWindow({from: 4, to: 7, lastMonth: 23}), {width: 3, firstEnd: 7});
  assert.deepEqual(playWindow({from: 20, to: 23, lastMonth: 23}), {width: 3, firstEnd: 3});
});

test("who is pinned is shown whatever group is off, but not once hidden", () => {
  filters.groupsOff = new Set([0, 1, -1]);
  filters.togglePin(0);
  assert.deepEqual(filters.shownPersons(persons), [true, false, false, false, false]);
  assert.match(filters.words(months, 2), /Pinned: 1 person$/);
  filters.hide(0);
  assert.deepEqual(filters.shownPersons(persons), [false, false, false, false, false]);
  assert.deepEqual(filters.pinned, new Set());
});

test("a pin is taken out by pinning once more, and undone as other choices are", () => {
  filters.togglePin(1);
  filters.remember();
  filters.togglePin(1);
  assert.deepEqual(filters.pinned, new Set());
  filters.undo();
  assert.deepEqual(filters.pinned, new Set([1]));
});
