// Two groups of two, one person in none, and what lies between them; as the page carries it.

import {Records} from "#map/records";

/** Objects with the same keys as a table of columns and rows. */
export const table = objects => ({columns: Object.keys(objects[0] ?? {}), rows: objects.map(Object.values)});

const person = (id, label, groups, status, points, elsewhere = []) => ({
  id, label, groups, assessed: [], elsewhere, opposed: [], role: groups.length ? "core" : "", status, minor: "no",
  isSupervised: points === 2, notified: null, points, reasons: [], scores: [],
  membershipMonths: groups.length ? [[1, 3]] : [], notifiedMonths: [],
  custodyMonths: status === "in_custody" ? [[0, 0], [2, 2]] : [],
});
const involvement = (who, what, words) =>
  ({person: who, incident: what, words, record: `involvement:V-${who}-${what}`, source: null});
const group = (id, name) =>
  ({id, name, named: 2, estimate: "2–4", rank: null, index: 0, valid: true, rivals: [], allies: [], evidence: []});
const tie = (a, b, first, last, kinds, grades, record = "tie:T-1") =>
  ({a, b, kinds, first, last, period: "", records: [record], sources: [], grades, strength: 1, bunch: 0});
const incident = (id, first, last, suspects, victims) => ({
  id, first, last, day: null, type: "shooting", outcome: "none", suspectGroups: [], victimGroups: [], suspects,
  believed: [], victims,
  source: null,
});

export const PAGE_DATA = {
  settings: {
    noGroup: -1, statusWords: {none: "", dead: "dead", in_custody: "in custody"}, labelSigns: 8,
    minorWords: {yes: "minor", no: "", unknown: "age not known"}, withheld: "withheld",
    roleWords: {core: "core"}, tieKindCodes: ["co_offending", "kin"],
    tieKinds: ["co-offending", "kin"], factsGrade: "B2",
  },
  months: ["2025-01", "2025-02", "2025-03", "2025-04"],
  positions: [[0, 0, 5], [10, 0, 5], [20, 0, 5], [10, 10, 5], [100, 100, 5]],
  tables: {
    persons: table([
      person("P-1", "Anders", [0], "none", 2), person("P-2", "Berit", [0, 1], "dead", 9),
      person("P-3", "Cecilia Lång", [1], "in_custody", 9), person("P-4", "David", [], "none", 0),
      person("P-5", "Eva", [], "unheard_of", 1, ["G-9"]),
    ]),
    memberships: table([
      {person: 1, group: 0, groupId: "G-1", role: "core", basis: "fact", period: "", record: "M-1", source: "S-1"},
      {person: 4, group: -1, groupId: "G-9", role: "core", basis: "fact", period: "", record: "M-2", source: "S-1"},
    ]),
    involvements: table([
      involvement(0, 0, "charged"), involvement(0, 2, "victim"), involvement(2, 0, "victim"),
      involvement(2, 1, "believed to have taken part, not a suspect"),
    ]),
    groups: table([group("G-1", "North"), group("G-2", "South")]),
    ties: table([
      tie(0, 1, 0, 1, [1], ["C1", "A3"]), tie(1, 2, 2, 3, [0, 1], ["-2"], "incident:I-1"), tie(1, 3, 0, 3, [1], ["B1"]),
    ]),
    incidents: table([
      incident("I-1", 0, 0, [0], [2]), incident("I-2", 3, 3, [2], []), incident("I-3", 0, 3, [], [0]),
      incident("I-4", null, null, [], []),
    ]),
    conflicts: table([{id: "C-1", name: "", status: "active", a: 0, b: 1, incidents: [0, 1], active: [[0, 1]]}]),
    alliances: table([]),
    incidentCounts: table([]),
  },
};

export const records = new Records(PAGE_DATA);
