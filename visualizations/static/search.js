// Groups, persons, conflicts and incidents by number, label or group; no document in here.

import {text} from "#map/words";

const LEAST_SIGNS = 2;

export const isSearch = typed => typed.trim().length >= LEAST_SIGNS;

/** Hits of a search, groups first: {kind, index, name, about}. */
export function searchHits(records, typed) {
  const query = typed.trim().toLowerCase();
  if (!isSearch(typed)) return [];
  const groupHits = records.groups.map(({id, name}, index) =>
    ({kind: "group", index, name, about: text("group"), searched: `${id} ${name}`}));
  const personHits = records.persons.map(({id, label}, index) => {
    const about = records.groupNames(index);
    return {kind: "person", index, name: label, about, searched: `${id} ${label} ${about}`};
  });
  const conflictHits = records.conflicts.map(({id, name}, index) =>
    ({kind: "conflict", index, name: name || id, about: text("conflict"), searched: `${id} ${name}`}));
  const incidentHits = records.incidents.map(({id, day, type}, index) =>
    ({kind: "incident", index, name: id, about: [type, day].filter(Boolean).join(", "), searched: id}));
  const all = [...groupHits, ...personHits, ...conflictHits, ...incidentHits];
  return all.filter(({searched}) => searched.toLowerCase().includes(query));
}
