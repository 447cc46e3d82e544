// Groups and persons by number, label or group; no document in here.

import {text} from "#map/words";

const LEAST_SIGNS = 2;

/** Hits of a search, groups first: {kind, index, name, about}. */
export function searchHits(records, typed) {
  const query = typed.trim().toLowerCase();
  if (query.length < LEAST_SIGNS) return [];
  const groupHits = records.groups.map(({id, name}, index) =>
    ({kind: "group", index, name, about: text("group"), searched: `${id} ${name}`}));
  const personHits = records.persons.map(({id, label}, index) => {
    const about = records.groupNames(index);
    return {kind: "person", index, name: label, about, searched: `${id} ${label} ${about}`};
  });
  return [...groupHits, ...personHits].filter(({searched}) => searched.toLowerCase().includes(query));
}
