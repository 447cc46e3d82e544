// Small graph and plane functions; no document in here. A tie has the ends `a` and `b`, places are [x, y, reach].

/** For every person the list of [other person, index of the tie], over the ties that `keep` accepts. */
export function adjacency(nPersons, ties, keep) {
  const lists = Array.from({length: nPersons}, () => []);
  ties.forEach((tie, i) => {
    if (!keep(i)) return;
    lists[tie.a].push([tie.b, i]);
    lists[tie.b].push([tie.a, i]);
  });
  return lists;
}

/** Map of person -> number of steps from `start`, up to `steps`. */
export function within(lists, start, steps) {
  const distance = new Map([[start, 0]]);
  for (const person of distance.keys()) { // a Map may grow while it is walked: this is the queue
    if (distance.get(person) === steps) continue;
    for (const [other] of lists[person]) if (!distance.has(other)) distance.set(other, distance.get(person) + 1);
  }
  return distance;
}

/** Persons on one shortest path, both ends included; null if there is none. */
export function shortestPath(lists, from, to) {
  const before = new Map([[from, null]]);
  for (const person of before.keys()) {
    if (person === to) break;
    for (const [other] of lists[person]) if (!before.has(other)) before.set(other, person);
  }
  if (!before.has(to)) return null;
  const path = [];
  for (let person = to; person !== null; person = before.get(person)) path.unshift(person);
  return path;
}

/** The nearest shown person within 45 degrees of the direction (dx, dy); null if there is none. */
export function nearestInDirection(at, from, dx, dy, isShown) {
  let best = null, bestCost = Infinity;
  at.forEach(([x, y], person) => {
    const along = (x - at[from][0]) * dx + (y - at[from][1]) * dy;
    const across = Math.abs((x - at[from][0]) * dy - (y - at[from][1]) * dx);
    const cost = along + 2 * across;
    const lies = person !== from && along > 0 && across <= along;
    if (lies && cost < bestCost && isShown(person)) [best, bestCost] = [person, cost];
  });
  return best;
}

/** Index of the tie nearest to (x, y) within `reach`, or null. A linear scan is enough. */
export function nearestTie(at, ties, keep, x, y, reach) {
  let best = null, bestSquare = reach * reach;
  ties.forEach(({a, b}, i) => {
    if (!keep(i)) return;
    const [ax, ay] = at[a], dx = at[b][0] - ax, dy = at[b][1] - ay;
    const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1), t = Math.max(0, Math.min(1, along));
    const square = (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2;
    if (square < bestSquare) [best, bestSquare] = [i, square];
  });
  return best;
}
