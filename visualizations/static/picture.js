// What is shown and how: filters, period, selection. Everything is dimmed and the lit part drawn again on top.

import {at, conflicts, groups, incidents, lastMonth, months, NO_GROUP, persons, ties} from "./data.js";
import {adjacency, within} from "./graph.js";

const SVG = "http://www.w3.org/2000/svg";
export const $ = id => document.getElementById(id);
export const svg = $("map");
export const unit = Number(svg.dataset.unit);
export const state = {
  selected: null, steps: 1, cursor: null, path: null, pathFrom: null,
  hidden: new Set(), groupsOff: new Set(), from: 0, to: lastMonth,
};
export const past = []; // earlier filters, for undo
export const dots = [...svg.querySelectorAll("#persons .p")];
export let shown = [], lists = [], scale = 1;

const lit = $("lit");
const tiePaths = [...svg.querySelectorAll("#ties path")];
const pathOfBunch = new Map(tiePaths.map(path => [path.dataset.bunch, path]));
const pathOfTie = ties.map(tie => pathOfBunch.get(String(tie.bunch)));
const conflictLines = [...svg.querySelectorAll(".conflict")], badges = [...svg.querySelectorAll(".badge")];
const allianceLines = [...svg.querySelectorAll(".alliance")];

export function shape(tag, attributes, text = "") {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
}

// ---- period and filters
export const isWhole = () => state.from === 0 && state.to === lastMonth;
/** A tie is shown where it was valid at some time of the period; an undated one always is. */
export const tieInPeriod = tie => tie.first <= state.to && tie.last >= state.from;
/** An incident counts where all days on which it may have been lie in the period. */
export const counts = incident =>
  isWhole() || (incident.first !== null && incident.first >= state.from && incident.last <= state.to);
const overlaps = incident => incident.first === null || (incident.first <= state.to && incident.last >= state.from);
export const tieShown = i => tieInPeriod(ties[i]) && shown[ties[i].a] && shown[ties[i].b];
export const incidentsOf = conflict => conflict.incidents.map(i => incidents[i]);

const isOn = person => {
  const own = persons[person].groups;
  return own.length ? own.some(g => !state.groupsOff.has(g)) : !state.groupsOff.has(NO_GROUP);
};

export function refresh() {
  shown = persons.map((_, i) => !state.hidden.has(i) && isOn(i));
  lists = adjacency(persons.length, ties, tieShown);
  const counted = incidents.filter(counts);
  if (dots.length) drawDots(counted);
  for (const node of svg.querySelectorAll("[data-group]"))
    node.classList.toggle("off", state.groupsOff.has(Number(node.dataset.group)));
  conflicts.forEach((conflict, i) => {
    const n = incidentsOf(conflict).filter(counts).length;
    badges[i].querySelector("text").textContent = n;
    for (const node of [conflictLines[i], badges[i]]) {
      node.classList.toggle("quiet", n === 0 && !isWhole());
      node.classList.toggle("off", state.groupsOff.has(conflict.a) || state.groupsOff.has(conflict.b));
    }
  });
  for (const line of allianceLines)
    line.classList.toggle("off", [line.dataset.a, line.dataset.b].some(g => state.groupsOff.has(Number(g))));
  const inPeriod = month => month >= state.from && month <= state.to;
  for (const bar of $("histogram").children) bar.classList.toggle("in", inPeriod(Number(bar.dataset.m)));
  $("span").textContent = months.length > 1 ? `${months[state.from]} – ${months[state.to]}` : months[0];
  $("status").textContent = statusLine(counted.length);
  $("undo").disabled = !past.length;
  drawSelection();
}

function drawDots(counted) {
  const involved = new Set(counted.flatMap(i => [...i.suspects, ...i.victims]));
  dots.forEach((dot, i) => {
    dot.classList.toggle("off", !shown[i]);
    dot.classList.toggle("quiet", shown[i] && !isWhole() && !lists[i].length && !involved.has(i));
  });
  for (const label of svg.querySelectorAll(".labels text")) label.classList.toggle("off", !shown[label.dataset.i]);
  drawTies();
}

/** Write the paths anew, but only those of a bunch in which the shown ties changed. */
function drawTies() {
  const parts = new Map(tiePaths.map(path => [path, []]));
  ties.forEach((tie, i) => { if (tieShown(i)) parts.get(pathOfTie[i]).push(segment(tie)); });
  for (const [path, lines] of parts) {
    const d = lines.join("");
    if (path.getAttribute("d") !== d) path.setAttribute("d", d);
  }
}
const segment = ({a, b}) => `M${at[a][0]} ${at[a][1]}L${at[b][0]} ${at[b][1]}`;

/** Say how much of what there is can be seen; what is hidden is counted. */
function statusLine(nCounted) {
  const nTies = ties.filter((_, i) => tieShown(i)).length, nShown = shown.filter(Boolean).length;
  const coarse = isWhole() ? 0 : incidents.filter(i => overlaps(i) && !counts(i)).length;
  const words = dots.length
    ? [`${nShown} of ${persons.length} persons, ${nTies} ties, ${nCounted} incidents`]
    : [`${groups.length} groups, ${nCounted} incidents; persons in the table alone`];
  if (state.hidden.size) words.push(`${state.hidden.size} hidden by hand`);
  if (coarse) words.push(`${coarse} dated too coarsely`);
  return words.join("; ");
}

/** What a reader has changed, for paper and files; "" if nothing. */
export function filterWords() {
  const words = [];
  if (!isWhole()) words.push(`only ${months[state.from]} to ${months[state.to]}`);
  if (state.groupsOff.size) words.push(`${state.groupsOff.size} of ${groups.length + 1} groups switched off`);
  if (state.hidden.size) words.push(`${state.hidden.size === 1 ? "1 person" : `${state.hidden.size} persons`} hidden by hand`);
  return words.length ? `Filtered: ${words.join("; ")}` : "";
}

// ---- selection
export function litPersons() {
  if (state.path) return new Map(state.path.map((person, i) => [person, i]));
  return state.selected === null || !shown[state.selected] ? new Map() : within(lists, state.selected, state.steps);
}

function isLit(tie, i, distance) {
  if (!tieShown(i) || !distance.has(tie.a) || !distance.has(tie.b)) return false;
  const [near, far] = [distance.get(tie.a), distance.get(tie.b)].sort((x, y) => x - y);
  return state.path ? far - near === 1 : near < state.steps;
}

export function drawSelection() {
  const row = state.selected === null ? null : $("table").querySelector(`tr[data-i="${state.selected}"]`);
  for (const other of $("table").querySelectorAll("tr.chosen")) other.classList.remove("chosen");
  row?.classList.add("chosen");
  drawMarks();
  if (!dots.length) return;
  const distance = litPersons(), pen = penScale();
  lit.replaceChildren();
  svg.classList.toggle("dim", distance.size > 0);
  if (distance.size) {
    const d = ties.filter((tie, i) => isLit(tie, i, distance)).map(segment).join("");
    const [opacity, width] = state.path ? [".9", 2.4] : [".55", 1.3];
    lit.append(shape("path", {
      d, fill: "none", stroke: "#1f2933", "stroke-opacity": opacity, "stroke-width": width * pen, class: "lit-ties",
    }));
    for (const person of distance.keys()) lit.append(dots[person].cloneNode(true));
  }
  for (const [person, dash] of [[state.selected, ""], [state.cursor, "3 2"]]) {
    if (person === null || !shown[person]) continue;
    const [cx, cy, r] = at[person];
    lit.append(shape("circle", {
      cx, cy, r: r + 5 * pen + 1, fill: "none", stroke: "#1d5a96", "stroke-width": 2 * pen, "stroke-dasharray": dash,
      class: dash ? "cursor-ring" : "chosen-ring",
    }));
  }
  drawLitLabels(distance);
}

/** Names of the lit persons, nearest first, each where it covers no other lit name or dot. */
function drawLitLabels(distance) {
  const size = 11.5 / scale, taken = [...distance.keys()].map(person => {
    const [x, y, r] = at[person];
    return [x - r, y - r, x + r, y + r];
  });
  const free = box => taken.every(t => t[0] > box[2] || t[2] < box[0] || t[1] > box[3] || t[3] < box[1]);
  const layer = shape("g", {
    "font-size": size, fill: "#1f2933", stroke: "#fff", "stroke-width": size * 0.28, "stroke-linejoin": "round",
    "paint-order": "stroke", class: "lit-labels",
  });
  for (const person of [...distance.keys()].slice(0, 120)) {
    const [x, y, r] = at[person], label = shortLabel(person), width = label.length * size * 0.62, gap = r + size * 0.35;
    const spots = [
      [x + gap, y + size * 0.34, "start"], [x - gap - width, y + size * 0.34, "end"],
      [x - width / 2, y + r + size, "middle"], [x - width / 2, y - r - size * 0.4, "middle"],
    ];
    for (const [left, base, anchor] of spots) {
      const box = [left, base - size * 0.8, left + width, base + size * 0.2];
      if (!free(box)) continue;
      taken.push(box);
      const weight = person === state.selected || state.path?.includes(person) ? 700 : 400;
      const anchored = {start: left, end: left + width, middle: left + width / 2}[anchor];
      layer.append(shape("text", {x: anchored, y: base, "text-anchor": anchor, "font-weight": weight}, label));
      break;
    }
  }
  lit.append(layer);
}
const shortLabel = person => {
  const {label} = persons[person];
  return label.length > 22 ? `${label.slice(0, 21)}…` : label;
};

/** Marks under the histogram: the incidents of the chosen person. */
function drawMarks() {
  const person = state.selected, marks = [];
  for (const {first, last, suspects, victims} of person === null ? [] : incidents)
    if (first !== null && first === last && (suspects.includes(person) || victims.includes(person))) marks.push(first);
  $("marks").replaceChildren(...marks.map(month => shape("path", {d: `M${month * 10 + 5} 0l3 5h-6z`})));
}

// ---- text and pens keep their size on the screen
const penScale = () => Math.max(1, scale * unit) ** -0.6 * unit;

function resize(node, name, size) {
  node.dataset[name] ??= node.getAttribute(name === "size" ? "font-size" : "stroke-width");
  return Number(node.dataset[name]) * size;
}

export function onRest(k) {
  scale = k;
  const zoom = k * unit, levels = [...svg.querySelectorAll(".labels")], pen = penScale() / unit;
  const level = levels.findLast(g => Number(g.dataset.zoom) <= zoom * 1.06) ?? levels[0];
  for (const g of levels) {
    const size = Math.min(resize(g, "size", 1), 11.5 / k);
    g.setAttribute("display", g === level ? "inline" : "none");
    g.setAttribute("font-size", size);
    g.setAttribute("stroke-width", size * 0.24);
  }
  const names = $("group-names"), name = resize(names, "size", Math.max(1, zoom) ** -0.75);
  names.setAttribute("font-size", name);
  names.setAttribute("stroke-width", name * 0.25);
  for (const path of svg.querySelectorAll("#ties > g, .conflict, .alliance path"))
    path.setAttribute("stroke-width", resize(path, "width", pen));
  for (const badge of badges) badge.setAttribute("transform", `translate(${badge.dataset.at}) scale(${pen})`);
  if (shown.length) drawSelection();
}
