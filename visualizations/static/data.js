// The records behind the picture, as the page carries them. Persons, groups and ties are numbers into these lists.

const carried = JSON.parse(document.getElementById("data").textContent);

const named = (rows, ...names) => rows.map(row => Object.fromEntries(names.map((name, i) => [name, row[i]])));

export const months = carried.months;
export const lastMonth = months.length - 1;
export const at = carried.at;
export const persons = named(carried.persons, "id", "label", "groups", "role", "status", "minor", "notified", "points");
export const groups = named(carried.groups, "id", "name", "named", "estimate", "rank", "index", "valid");
export const ties = named(
  carried.ties, "a", "b", "kinds", "first", "last", "period", "records", "sources", "strength", "bunch");
export const incidents = named(
  carried.incidents,
  "id", "first", "last", "day", "type", "outcome", "suspectGroups", "victimGroups", "suspects", "victims", "source");
export const conflicts = named(carried.conflicts, "id", "name", "status", "a", "b", "incidents");
export const alliances = named(carried.alliances, "a", "b", "records");

export const NO_GROUP = -1;

export const groupNames = person => persons[person].groups.map(g => groups[g].name).join(" and ") || "in no group";
export const statusWords = person =>
  ({victim_only: "victim only", in_custody: "in custody", dead: "dead"})[persons[person].status] ?? "";
export const isOf = (incident, person) => incident.suspects.includes(person) || incident.victims.includes(person);
