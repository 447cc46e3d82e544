// The chosen person, their contacts or a path: everything is dimmed and the lit part drawn again on top.
// Here, too: text and pens keep their size on the screen.

import {byId, shape} from "#map/elements";
import {placeLabels} from "#map/lit_labels";
import {positions, records, settings, ties} from "#map/page_records";
import {copyOf, drawPins} from "#map/pins";
import {badges, contacts, dots, filters, isTieShown, segment, shown, svg, unit} from "#map/picture";
import {Selection} from "#map/selection";

const LABEL_PX = 11.5;
const LIT_HALO = 0.28; // of the font size
const SLACK = 1.06; // how much too early more labels may come
const lit = byId("lit");
export const selection = new Selection();
let scale = 1; // of the last drawing
let hasScale = false; // whether texts and pens were drawn for it

/** Who is chosen; nobody while the contacts that some have in common are shown. */
const chosen = () => selection.showsCommon ? null : selection.selected;
export const litPersons = () => selection.lit(contacts, shown);
const penScale = () => Math.max(1, scale * unit) ** -0.6 * unit;

export function drawSelection() {
  markRow();
  drawMarks();
  if (dots.length) drawLit();
  document.dispatchEvent(new Event("viewchange"));
}

function drawLit() {
  const distance = litPersons();
  lit.replaceChildren();
  svg.classList.toggle("dim", distance.size > 0);
  if (distance.size) {
    lit.append(litTies(distance));
    for (const person of distance.keys()) lit.append(copyOf(dots[person]));
  }
  drawRing(chosen(), "chosen-ring", "");
  for (const person of selection.together) drawRing(person, "together-ring", "");
  drawRing(selection.cursor, "cursor-ring", "3 2");
  lit.append(litLabels([...distance.keys()].filter(person => !filters.pinned.has(person))));
  drawPins(penScale(), LABEL_PX / scale);
}

function markRow() {
  for (const row of byId("table").querySelectorAll("tr.chosen")) row.classList.remove("chosen");
  if (chosen() !== null)
    byId("table").querySelector(`tr[data-i="${chosen()}"]`)?.classList.add("chosen");
}

/** Marks under the histogram: the incidents of the chosen person that are dated to a month. */
function drawMarks() {
  const person = chosen();
  const own = person === null ? [] : records.involvementsOf(person).map(({of}) => of);
  const dated = [...new Set(own)].filter(({first, last}) => first !== null && first === last && first >= 0);
  const middle = month => (month + 0.5) * settings.barWidth;
  byId("marks").replaceChildren(...dated.map(({first}) => shape("path", {d: `M${middle(first)} 0l3 5h-6z`})));
}

function litTies(distance) {
  const d = ties.filter((tie, i) => isTieShown(i) && selection.lights(tie, distance)).map(segment).join("");
  const [opacity, width] = selection.path ? [".9", 2.4] : [".55", 1.3];
  return shape("path", {
    d, fill: "none", stroke: settings.ink, "stroke-opacity": opacity, "stroke-width": width * penScale(),
    class: "lit-ties",
  });
}

function drawRing(person, name, dash) {
  if (person === null || !shown[person]) return;
  const [cx, cy, reach] = positions[person];
  const pen = penScale();
  lit.append(shape("circle", {
    cx, cy, r: reach + 5 * pen + 1, fill: "none", stroke: settings.accent, "stroke-width": 2 * pen,
    "stroke-dasharray": dash, class: name,
  }));
}

function litLabels(people) {
  const size = LABEL_PX / scale;
  const layer = shape("g", {
    "font-size": size, fill: settings.ink, stroke: settings.paper, "stroke-width": size * LIT_HALO,
    "stroke-linejoin": "round", "paint-order": "stroke", class: "lit-labels",
  });
  const labels = placeLabels(people, positions, person => records.shortLabel(person), size, settings.glyphWidth);
  for (const {person, text, x, y, anchor} of labels) {
    const weight = selection.isNamedBold(person) ? 700 : 400;
    layer.append(shape("text", {x, y, "text-anchor": anchor, "font-weight": weight}, text));
  }
  return layer;
}

/** The size that the drawing has in the file; it is noted at the first call, before it changes. */
function sizeInFile(node, attribute) {
  const key = attribute === "font-size" ? "size" : "width";
  node.dataset[key] ??= node.getAttribute(attribute);
  return Number(node.dataset[key]);
}

/** Draw texts and pens for a scale, and what is lit; a map that was only moved has them. */
export function drawAtScale(newScale) {
  const isSame = hasScale && newScale === scale;
  scale = newScale;
  hasScale = true;
  if (!isSame) drawTextsAndPens();
  if (shown.length && !isSame) drawSelection();
  else document.dispatchEvent(new Event("viewchange"));
}

function drawTextsAndPens() {
  const zoom = scale * unit;
  const pen = penScale() / unit;
  drawPersonLabels(zoom);
  for (const names of [byId("group-halos"), byId("group-names")]) {
    const size = sizeInFile(names, "font-size") * Math.max(1, zoom) ** -0.75;
    names.setAttribute("font-size", size);
    if (names.hasAttribute("stroke")) names.setAttribute("stroke-width", size * settings.nameHalo);
  }
  for (const path of svg.querySelectorAll("#ties > g, .conflict, .alliance path"))
    path.setAttribute("stroke-width", sizeInFile(path, "stroke-width") * pen);
  for (const badge of badges) badge.setAttribute("transform", `translate(${badge.dataset.at}) scale(${pen})`);
}

/** Show the labels that were placed for this zoom, each level with its own. */
function drawPersonLabels(zoom) {
  const levels = [...svg.querySelectorAll(".labels")];
  const level = levels.findLast(({dataset}) => Number(dataset.zoom) <= zoom * SLACK) ?? levels[0];
  // of each zoom there are two layers: the halos, and the texts upon them
  for (const labels of levels) {
    const size = Math.min(sizeInFile(labels, "font-size"), LABEL_PX / scale);
    labels.setAttribute("display", labels.dataset.zoom === level.dataset.zoom ? "inline" : "none");
    labels.setAttribute("font-size", size);
    if (labels.hasAttribute("stroke")) labels.setAttribute("stroke-width", size * settings.labelHalo);
  }
}
