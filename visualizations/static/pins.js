// Pinned persons: drawn whatever is filtered or dimmed, each with a sign and their name, and listed.

import {byId, element, shape} from "#map/elements";
import {placeLabels} from "#map/lit_labels";
import {persons, positions, records, settings} from "#map/page_records";
import {dots, filters, shown, svg} from "#map/picture";
import {text} from "#map/words";

const SLANT = Math.SQRT1_2;
const layer = shape("g", {id: "pins", class: "pin-signs"});
svg.getElementById("world").append(layer);

/** A dot once more, as a mark among others and not as an item of the list of persons. */
export function copyOf(dot) {
  const copy = dot.cloneNode(true);
  copy.removeAttribute("role");
  return copy;
}

/** Draw the pins; `pen` is a pixel, and `size` that of letters, both in units of the map. */
export function drawPins(pen, size) {
  layer.replaceChildren();
  const people = [...filters.pinned].filter(person => dots.length && shown[person]);
  if (!people.length) return;
  for (const person of people) layer.append(copyOf(dots[person]), sign(person, pen));
  const names = shape("g", {
    "font-size": size, "font-weight": 700, fill: settings.ink, stroke: settings.paper,
    "stroke-width": size * settings.labelHalo, "stroke-linejoin": "round", "paint-order": "stroke",
  });
  const labels = placeLabels(people, positions, person => records.shortLabel(person), size, settings.glyphWidth);
  for (const {text: name, x, y, anchor} of labels) names.append(shape("text", {x, y, "text-anchor": anchor}, name));
  layer.append(names);
}

/** A pin that stands at the edge of a dot. */
function sign(person, pen) {
  const [x, y, reach] = positions[person];
  const node = shape("g", {
    class: "pin", transform: `translate(${x + reach * SLANT} ${y - reach * SLANT}) scale(${pen})`,
  });
  node.append(
    shape("path", {d: "M0 0L4 -7", stroke: settings.ink, "stroke-width": 1.4, fill: "none"}),
    shape("circle", {
      cx: 5, cy: -9, r: 3.6, fill: settings.accent, stroke: settings.paper, "stroke-width": 1,
    }));
  return node;
}

/** List the pins, each to be chosen or taken out. */
export function listPins({select, togglePin}) {
  byId("pinned").hidden = !filters.pinned.size;
  byId("pins-list").replaceChildren(...[...filters.pinned].map(person => {
    const {label} = persons[person];
    const row = element("li");
    row.append(
      element("button", label, {class: "link", onclick: () => select(person, true)}),
      element("button", text("Unpin"), {
        class: "link", "aria-label": text("Unpin {person}", {person: label}), onclick: () => togglePin(person),
      }));
    return row;
  }));
}
