// What a reader can do with the map: choose, follow, hide, undo, move.

import {Camera} from "#map/camera";
import {Details} from "#map/details";
import {byId} from "#map/elements";
import {shortestPath} from "#map/graph";
import {drawAtScale, drawSelection, litPersons, selection} from "#map/lit";
import {persons, positions, records, settings} from "#map/page_records";
import {listPins} from "#map/pins";
import {contacts, dots, drawFiltered, filters, shown, shownBox, svg, unit} from "#map/picture";
import {boxAround, byAngle, nearestInDirection} from "#map/plane";
import {plural, text} from "#map/words";

const EDGE = 40; // pixels within which a person counts as out of sight
const ROOM = {sides: 60, ends: 40}; // round persons who are fitted into the view

export const view = byId("view");
export const details = new Details(byId("details"), {
  select, setSteps, startPath, addTogether, centre, hide, pin,
});
export const camera = new Camera(view, svg, byId("world"), settings.margin, drawAtScale);

/** Draw anew after a change of filters or period: a path and what is said follow it. */
export function refresh() {
  drawFiltered();
  listPins({select, togglePin});
  const {path} = selection;
  if (path) showPathBetween(path[0], path.at(-1));
  else details.again();
  drawSelection();
}

export function select(person, travel = false) {
  if (selection.endsPath(person)) {
    finishPath(person);
    return;
  }
  selection.select(person);
  sayTogether();
  if (person === null) details.nothing();
  else details.person(person);
  drawSelection();
  if (travel) centre();
}

export function setSteps(steps) {
  if (selection.selected === null) return;
  Object.assign(selection, {steps, path: null});
  drawSelection();
  fitTo([...litPersons().keys()]);
}

function fitTo(people) {
  if (!people.length || !dots.length) return;
  camera.fit(boxAround(positions, people, ROOM), {animate: true, maxScale: 2.2 / unit});
}

export const showWholeMap = () => camera.fit(shownBox(camera.bounds), {animate: true, maxScale: 2.2 / unit});

export function centre() {
  if (selection.selected === null || !dots.length) return;
  const [x, y] = positions[selection.selected];
  camera.centre(x, y, Math.max(camera.scale, 1.5 / unit), coveredByDetails());
}

/** On a narrow screen the details lie over the lower part of the map. */
function coveredByDetails() {
  const panel = byId("details").getBoundingClientRect();
  const map = view.getBoundingClientRect();
  const isOver = panel.height > 0 && panel.left < map.right - 1 && panel.right > map.left + 1;
  return isOver ? Math.max(0, map.bottom - panel.top) : 0;
}

export function startPath() {
  if (selection.selected === null) return;
  selection.pathFrom = selection.selected;
  say(text("Path from {person}: choose the other person, or Esc", {person: persons[selection.selected].label}));
}

function finishPath(person) {
  const path = pathBetween(selection.pathFrom, person);
  selection.pathFrom = null;
  if (!path) {
    say(text("No path in the period and filter shown"));
    return;
  }
  say("");
  selection.showPath(path);
  details.path(path);
  drawSelection();
  fitTo(path);
}

/** Nobody is on a path through all who are withheld, who stand on the map as one. */
const pathBetween = (from, to) => shortestPath(contacts, from, to, person => !records.isWithheld(person));

/** Show the path that there is now; where there is none, its two ends, and say so. */
export function showPathBetween(from, to) {
  const path = pathBetween(from, to) ?? [from, to];
  selection.showPath(path);
  details.path(path);
}

/** Add a person to those whose common contacts are shown, or take them out; the first time also whom was chosen. */
export function addTogether(person = selection.cursor ?? selection.selected) {
  if (person === null) return;
  if (!selection.together.length && selection.selected !== null) selection.together = [selection.selected];
  if (selection.together.length !== 1 || selection.together[0] !== person) selection.toggleTogether(person);
  showTogether();
  if (selection.showsCommon) fitTo([...litPersons().keys()]);
}

export function showTogether() {
  const {together} = selection;
  selection.showsCommon = together.length > 1;
  sayTogether();
  if (selection.showsCommon) details.common(together);
  else if (selection.selected !== null) details.person(selection.selected);
  drawSelection();
}

export function sayTogether() {
  const {showsCommon, together} = selection;
  const names = together.map(person => persons[person].label).join(", ");
  say(together.length && !showsCommon
    ? text("Common contacts of {persons}: choose another person and press X, or Esc", {persons: names}) : "");
}

export function pin() {
  const person = selection.cursor ?? selection.selected;
  if (person !== null) togglePin(person);
}

export function togglePin(person) {
  filters.remember();
  filters.togglePin(person);
  refresh();
}

export function hide() {
  const person = selection.cursor ?? selection.selected;
  if (person === null) return;
  filters.remember();
  filters.hide(person);
  if (person === selection.selected) select(null);
  selection.cursor = null;
  refresh();
}

export function undo() {
  if (!filters.canUndo) return;
  filters.undo();
  refresh();
}

/** Go round the contacts of the chosen person by angle. */
export function stepCursor(direction) {
  if (selection.selected === null || !dots.length) return;
  const people = contacts[selection.selected].map(([contact]) => contact);
  if (!people.length) return;
  selection.cursor = selection.nextInRound(byAngle(positions, selection.selected, people), direction);
  drawSelection();
  announce(selection.cursor);
}

/** Go to the nearest shown person in a direction; without a choice to the one with most points. */
export function walk(dx, dy) {
  const isShown = person => shown[person];
  const start = selection.selected ?? selection.cursor;
  if (start === null) {
    const leader = records.mostPoints(isShown);
    if (leader !== null) select(leader, true);
    return;
  }
  const next = nearestInDirection(positions, start, dx, dy, isShown);
  if (next === null) return;
  select(next);
  announce(next);
  const [mapX, mapY] = positions[next];
  const [x, y] = camera.toView(mapX, mapY);
  const isInSight = x >= EDGE && y >= EDGE && x <= view.clientWidth - EDGE && y <= view.clientHeight - EDGE;
  if (!isInSight) camera.centre(mapX, mapY);
}

function announce(person) {
  const nContacts = plural(contacts[person].length, "contact", "contacts");
  const words = [persons[person].label, records.groupNames(person), records.statusWords(person), nContacts];
  view.setAttribute("aria-description", words.filter(Boolean).join(", "));
}

export function say(words, x = 12, y = 12) {
  const hint = byId("hint");
  hint.textContent = words;
  hint.hidden = !words;
  hint.style.transform = `translate(${x}px, ${y}px)`;
}

/** One step back: table, choice of a path, path, contact looked at, choice. */
export function stepBack() {
  if (!byId("table").hidden) {
    toggleTable();
  } else if (selection.pathFrom !== null) {
    selection.pathFrom = null;
    say("");
  } else if (selection.path) {
    select(selection.path[0]);
  } else if (selection.cursor !== null) {
    selection.cursor = null;
    drawSelection();
  } else if (selection.together.length) {
    selection.together = [];
    select(selection.selected);
  } else {
    select(null);
  }
}

export function toggleTable() {
  const table = byId("table");
  table.hidden = !table.hidden;
  byId("map-page").classList.toggle("with-tables", !table.hidden);
  byId("show-table").setAttribute("aria-pressed", !table.hidden);
  table.querySelector("tr.chosen")?.scrollIntoView({block: "center"});
  document.dispatchEvent(new Event("viewchange"));
}
