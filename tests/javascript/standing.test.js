import assert from "node:assert/strict";
import {test} from "node:test";

import {standing} from "#map/standing";
import {standingWords} from "#map/words";

import {records} from "./invented_records.js";

const {conflicts, persons} = records;
const at = (month, {isShown = () => true, hasSides = () => true} = {}) =>
  standing({persons, conflicts, isShown, hasSides, month});

test("a month counts what held at its end, with both ends of each span", () => {
  assert.deepEqual(at(0), {nMembers: 0, nInCustody: 1, nNotified: 0, nActive: 1});
  assert.deepEqual(at(1), {nMembers: 3, nInCustody: 0, nNotified: 0, nActive: 1});
  assert.deepEqual(at(2), {nMembers: 3, nInCustody: 1, nNotified: 0, nActive: 0});
});

test("only who is shown counts, and conflicts of groups that are switched on", () => {
  assert.deepEqual(
    at(0, {isShown: i => i < 2, hasSides: () => false}), {nMembers: 0, nInCustody: 0, nNotified: 0, nActive: 0});
});

test("it is said with the month", () => {
  const words = standingWords({month: "2025-02", nMembers: 3, nInCustody: 0, nNotified: 2, nActive: 1});
  assert.equal(words, "At the end of 2025-02: 3 in a group, 0 in custody, 2 notified by then; 1 active conflict");
});
