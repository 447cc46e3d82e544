// What the page says about records, in words; no document in here.

const OUTCOMES = {
  fatal: () => text("fatal"), injury: () => text("injury"), none: () => text("nobody hurt"),
  unknown: () => text("outcome not known"),
};
const language = {texts: {}, decimal: "."};

/** Have the page speak a language: its texts by the English ones, and its decimal sign. */
export function speak({texts = {}, decimal = "."}) {
  Object.assign(language, {texts, decimal});
}

/** A text in the language of the page; `{name}` stands for a value. */
export const text = (message, values = {}) =>
  (language.texts[message] ?? message).replaceAll(/\{(\w+)\}/g, (_, name) => values[name]);

/** A number with its noun, in the form that belongs to it. */
export const plural = (n, singular, pluralWord) => `${n} ${text(n === 1 ? singular : pluralWord)}`;
export const number = value => String(value).replace(".", language.decimal);
export const incidentSource = ({id, source}) => `incident:${id}; ${sourceWords(source)}`;
export const byDay = (a, b) => (b.day ?? "").localeCompare(a.day ?? "");

const sourceWords = source => source ? text("source {id}", {id: source}) : text("no source");

/** Which records say so, and where they come from. */
export function recordSource(records, sources) {
  return [records.join(", "), sourceWords(sources.join(", "))].filter(Boolean).join("; ");
}

/** Type, number, outcome and sides of an incident. */
export function incidentWords(incident, groups) {
  const {outcome, suspectGroups, victimGroups} = incident;
  const name = group => groups[group]?.name ?? text("a group that is not shown");
  const names = side => side.map(name).join(` ${text("and")} `);
  const bySide = suspectGroups.length ? text("by {groups}", {groups: names(suspectGroups)}) : "";
  const againstSide = victimGroups.length ? text("against {groups}", {groups: names(victimGroups)}) : "";
  const sides = [bySide, againstSide].filter(Boolean).join(" ");
  return `${incident.type} ${incident.id}, ${OUTCOMES[outcome]()}${sides ? `, ${sides}` : ""}`;
}

/** What held at the end of the chosen months. */
export function standingWords({month, nMembers, nInCustody, nNotified, nActive}) {
  const counts = [
    text("{n} in a group", {n: nMembers}), text("{n} in custody", {n: nInCustody}),
    text("{n} notified by then", {n: nNotified}),
  ];
  return text("At the end of {month}: {counts}; {conflicts}", {
    month, counts: counts.join(", "), conflicts: plural(nActive, "active conflict", "active conflicts"),
  });
}

/** How much of what there is can be seen; what is hidden is counted. */
export function statusWords({
  nShown, nPersons, nTies, nIncidents, nGroups, nHidden, nPinned = 0, nCoarse, ...shows
}) {
  const incidents = plural(nIncidents, "incident", "incidents");
  const shown = text("{n} of {all}", {n: nShown, all: plural(nPersons, "person", "persons")});
  const groups = plural(nGroups, "group", "groups");
  const groupsAlone = shows.listsPersons
    ? text("{groups}, {incidents}; persons in the table alone", {groups, incidents})
    : text("{groups}, {incidents}; persons on the map of each group", {groups, incidents});
  const parts = [shows.showsPersons ? `${shown}, ${plural(nTies, "tie", "ties")}, ${incidents}` : groupsAlone];
  if (nHidden) parts.push(text("{n} hidden by hand", {n: nHidden}));
  if (nPinned) parts.push(text("{n} pinned", {n: nPinned}));
  if (nCoarse) parts.push(text("{n} dated too coarsely", {n: nCoarse}));
  return parts.join("; ");
}
