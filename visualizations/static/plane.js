// What lies where on the map; no document in here. A position is [x, y, reach].

/** The nearest shown person within 45 degrees of the direction (dx, dy); null if there is none. */
export function nearestInDirection(positions, from, dx, dy, isShown) {
  const [fromX, fromY] = positions[from];
  let nearest = null;
  let leastCost = Infinity;
  positions.forEach(([x, y], person) => {
    const along = (x - fromX) * dx + (y - fromY) * dy;
    const across = Math.abs((x - fromX) * dy - (y - fromY) * dx);
    const cost = along + 2 * across;
    const isAhead = person !== from && along > 0 && across <= along;
    if (isAhead && cost < leastCost && isShown(person)) [nearest, leastCost] = [person, cost];
  });
  return nearest;
}

/** The person nearest to (x, y), shown or not; null if there is nobody. */
export function nearestPosition(positions, x, y) {
  let nearest = null;
  let leastSquare = Infinity;
  positions.forEach(([personX, personY], person) => {
    const square = (personX - x) ** 2 + (personY - y) ** 2;
    if (square < leastSquare) [nearest, leastSquare] = [person, square];
  });
  return nearest;
}

/** Index of the shown tie nearest to (x, y) within `reach`, or null. A linear scan is enough. */
export function nearestTie(positions, ties, isShown, x, y, reach) {
  let nearest = null;
  let leastSquare = reach * reach;
  ties.forEach(({a, b}, i) => {
    if (!isShown(i)) return;
    const square = squareToLine(positions[a], positions[b], x, y);
    if (square < leastSquare) [nearest, leastSquare] = [i, square];
  });
  return nearest;
}

/** Square of the distance of (x, y) from the line between two positions. */
function squareToLine([ax, ay], [bx, by], x, y) {
  const dx = bx - ax;
  const dy = by - ay;
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
  const share = Math.max(0, Math.min(1, along));
  return (x - ax - share * dx) ** 2 + (y - ay - share * dy) ** 2;
}

/** Contacts in the order of their angle round a person. */
export function byAngle(positions, person, contacts) {
  const [x, y] = positions[person];
  const angle = contact => Math.atan2(positions[contact][1] - y, positions[contact][0] - x);
  return [...contacts].sort((a, b) => angle(a) - angle(b));
}

/** The box that holds persons, with room at the sides and above and below. */
export function boxAround(positions, people, {sides, ends}) {
  const xs = people.map(person => positions[person][0]);
  const ys = people.map(person => positions[person][1]);
  const x = Math.min(...xs) - sides;
  const y = Math.min(...ys) - ends;
  return {x, y, width: Math.max(...xs) + sides - x, height: Math.max(...ys) + ends - y};
}
