// Where the names of lit persons stand; no document in here. Boxes are [left, top, right, bottom].

const MOST_LABELS = 120;

/** Names, nearest person first, each where it covers no lit name or dot: {person, text, x, y, anchor}. */
export function placeLabels(people, positions, textOf, size, glyphWidth) {
  const taken = people.map(person => {
    const [x, y, reach] = positions[person];
    return [x - reach, y - reach, x + reach, y + reach];
  });
  const isFree = box =>
    taken.every(([left, top, right, bottom]) => left > box[2] || right < box[0] || top > box[3] || bottom < box[1]);
  const labels = [];
  for (const person of people.slice(0, MOST_LABELS)) {
    const text = textOf(person);
    const width = text.length * size * glyphWidth;
    for (const [left, baseline, anchor] of spotsBeside(positions[person], width, size)) {
      const box = [left, baseline - size * 0.8, left + width, baseline + size * 0.2];
      if (!isFree(box)) continue;
      taken.push(box);
      const x = {start: left, end: left + width, middle: left + width / 2}[anchor];
      labels.push({person, text, x, y: baseline, anchor});
      break;
    }
  }
  return labels;
}

/** Right, left, below, above of a dot: [left edge, base line, anchor]. */
function spotsBeside([x, y, reach], width, size) {
  const gap = reach + size * 0.35;
  return [
    [x + gap, y + size * 0.34, "start"],
    [x - gap - width, y + size * 0.34, "end"],
    [x - width / 2, y + reach + size, "middle"],
    [x - width / 2, y - reach - size * 0.4, "middle"],
  ];
}
