// Small graph functions; no document in here. A tie has the ends `a` and `b`.

/** For every person the list of [contact, index of the tie], over the ties that `isShown` accepts. */
export function adjacency(nPersons, ties, isShown) {
  const contacts = Array.from({length: nPersons}, () => []);
  ties.forEach((tie, i) => {
    if (!isShown(i)) return;
    contacts[tie.a].push([tie.b, i]);
    contacts[tie.b].push([tie.a, i]);
  });
  return contacts;
}

/** Map of person -> number of steps from `start`, up to `steps`. */
export function within(contacts, start, steps) {
  const distance = new Map([[start, 0]]);
  for (const person of distance.keys()) { // a Map may grow while it is walked: this is the queue
    if (distance.get(person) === steps) continue;
    for (const [contact] of contacts[person])
      if (!distance.has(contact)) distance.set(contact, distance.get(person) + 1);
  }
  return distance;
}

/** Persons on one shortest path, both ends included, through those whom `leadsOn` accepts; null if there is none. */
export function shortestPath(contacts, from, to, leadsOn = () => true) {
  const before = new Map([[from, null]]);
  for (const person of before.keys()) {
    if (person === to) break;
    if (person !== from && !leadsOn(person)) continue;
    for (const [contact] of contacts[person]) if (!before.has(contact)) before.set(contact, person);
  }
  if (!before.has(to)) return null;
  const path = [];
  for (let person = to; person !== null; person = before.get(person)) path.unshift(person);
  return path;
}

/** Those who are contacts of all of some persons, by their numbers. */
export function commonContacts(contacts, people) {
  const [first, ...rest] = people.map(person => new Set(contacts[person].map(([contact]) => contact)));
  const isCommon = contact => !people.includes(contact) && rest.every(each => each.has(contact));
  return first ? [...first].filter(isCommon).sort((a, b) => a - b) : [];
}
