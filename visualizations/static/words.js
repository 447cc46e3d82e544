// What the page says about records, in words; no document in here.

const OUTCOMES = {fatal: "fatal", injury: "injury", none: "nobody hurt", unknown: "outcome not known"};

export const plural = (n, singular, pluralWord) => `${n} ${n === 1 ? singular : pluralWord}`;
export const spaced = text => text.replaceAll("_", " ");
export const incidentSource = ({id, source}) => `incident:${id}; ${source ? `source ${source}` : "no source"}`;
export const byDay = (a, b) => (b.day ?? "").localeCompare(a.day ?? "");

/** Which records say so, and where they come from. */
export function recordSource(records, sources) {
  const source = sources.length ? `source ${sources.join(", ")}` : "no source";
  return [records.join(", "), source].filter(Boolean).join("; ");
}

/** Type, number, outcome and sides of an incident. */
export function incidentWords(incident, groups) {
  const names = sides => sides.map(group => groups[group]?.name ?? "a group that is not shown").join(" and ");
  const bySide = incident.suspectGroups.length ? `by ${names(incident.suspectGroups)}` : "";
  const againstSide = incident.victimGroups.length ? `against ${names(incident.victimGroups)}` : "";
  const sides = [bySide, againstSide].filter(Boolean).join(" ");
  return `${incident.type} ${incident.id}, ${OUTCOMES[incident.outcome]}${sides ? `, ${sides}` : ""}`;
}

/** How much of what there is can be seen; what is hidden is counted. */
export function statusWords({nShown, nPersons, nTies, nIncidents, nGroups, nHidden, nCoarse, showsPersons}) {
  const incidents = plural(nIncidents, "incident", "incidents");
  const parts = [showsPersons
    ? `${nShown} of ${plural(nPersons, "person", "persons")}, ${plural(nTies, "tie", "ties")}, ${incidents}`
    : `${plural(nGroups, "group", "groups")}, ${incidents}; persons in the table alone`];
  if (nHidden) parts.push(`${nHidden} hidden by hand`);
  if (nCoarse) parts.push(`${nCoarse} dated too coarsely`);
  return parts.join("; ");
}
