// The drawing under filters and period: what is off, what is quiet, what the counts say.

import {byId} from "#map/elements";
import {showFilters} from "#map/filter_boxes";
import {Filters} from "#map/filters";
import {adjacency} from "#map/graph";
import {
  conflicts, groups, incidents, lastMonth, months, persons, positions, records, settings, ties,
} from "#map/page_records";
import {boxAround} from "#map/plane";
import {standing} from "#map/standing";
import {standingWords, statusWords, text} from "#map/words";

const EDGES = {sides: 80, ends: 60}; // round the persons who are shown, for names and areas

export const svg = byId("map");
export const unit = Number(svg.dataset.unit); // of the map per pixel, with the whole map on the screen
export const filters = new Filters(lastMonth, settings.noGroup, settings.factsGrade);
export const dots = [...svg.querySelectorAll("#persons .p")]; // none where groups alone are drawn
export const badges = [...svg.querySelectorAll(".badge")];
/** By person: whether they are shown, and their [contact, index of the tie] over the shown ties. */
export let shown = [];
export let contacts = [];

const tiePaths = [...svg.querySelectorAll("#ties path")];
const pathOfBunch = new Map(tiePaths.map(path => [path.dataset.bunch, path]));
const pathOfTie = ties.map(tie => pathOfBunch.get(String(tie.bunch)));
const conflictLines = [...svg.querySelectorAll(".conflict")];
const allianceLines = [...svg.querySelectorAll(".alliance")];

export const isTieShown = i => filters.hasTie(ties[i]) && shown[ties[i].a] && shown[ties[i].b];
export const segment = ({a, b}) =>
  `M${positions[a][0]} ${positions[a][1]}L${positions[b][0]} ${positions[b][1]}`;

/** Work out what is shown, and draw it. */
export function drawFiltered() {
  shown = filters.shownPersons(persons);
  contacts = adjacency(persons.length, ties, isTieShown);
  const counted = incidents.filter(incident => filters.counts(incident));
  if (dots.length) {
    drawDots(counted);
    drawTies();
  }
  for (const node of svg.querySelectorAll("[data-group]"))
    node.classList.toggle("off", filters.groupsOff.has(Number(node.dataset.group)));
  drawRings();
  conflicts.forEach(drawConflict);
  for (const line of allianceLines) {
    const sides = {a: Number(line.dataset.a), b: Number(line.dataset.b)};
    line.classList.toggle("off", !filters.hasSides(sides));
  }
  drawPeriod();
  byId("status").textContent = [statusLine(counted.length), standingLine()].filter(Boolean).join(". ");
  byId("undo").disabled = !filters.canUndo;
  showFilters(filters);
  drawTables();
}

/** The box of the map that is shown: of the persons who are, or of all where nothing is filtered. */
export function shownBox(whole) {
  const people = [...persons.keys()].filter(person => shown[person]);
  const isFiltered = people.length < persons.length;
  return isFiltered && people.length && dots.length ? boxAround(positions, people, EDGES) : whole;
}

/** Tables follow the filters: rows of what is shown, and its counts. */
function drawTables() {
  const nCounted = conflict => records.incidentsOf(conflict).filter(incident => filters.counts(incident)).length;
  followRows("persons-table", "i", person => shown[person], person => ({7: contacts[person].length}));
  followRows("groups-table", "g", group => !filters.groupsOff.has(group), () => ({}));
  followRows("conflicts-table", "c", i => filters.hasSides(conflicts[i]), i => ({5: nCounted(conflicts[i])}));
  byId("table-filtered").textContent = filterWords();
}

/** `cellsOf` gives by column what changes with the filters. */
function followRows(name, key, isShown, cellsOf) {
  const rows = [...byId(name).tBodies[0].rows];
  for (const row of rows) {
    const position = Number(row.dataset[key]);
    row.hidden = !isShown(position);
    for (const [column, value] of Object.entries(cellsOf(position))) row.cells[column].textContent = value;
  }
  const nShown = rows.filter(row => !row.hidden).length;
  const heading = byId(`${name}-count`);
  const {all} = heading.dataset;
  heading.textContent = nShown < rows.length ? text("{n} of {all}", {n: nShown, all}) : all;
}

function drawDots(counted) {
  const involved = new Set(counted.flatMap(({suspects, believed, victims}) => [...suspects, ...believed, ...victims]));
  dots.forEach((dot, person) => {
    const isQuiet = !filters.isWholePeriod && !contacts[person].length && !involved.has(person);
    dot.classList.toggle("off", !shown[person]);
    dot.classList.toggle("quiet", shown[person] && isQuiet && !filters.pinned.has(person));
  });
  for (const label of svg.querySelectorAll(".labels text"))
    label.classList.toggle("off", !shown[label.dataset.i] || filters.pinned.has(Number(label.dataset.i)));
}

/** Write the paths anew, but only those of a bunch in which the shown ties changed. */
function drawTies() {
  const segments = new Map(tiePaths.map(path => [path, []]));
  ties.forEach((tie, i) => {
    if (isTieShown(i)) segments.get(pathOfTie[i]).push(segment(tie));
  });
  for (const [path, lines] of segments) {
    const d = lines.join("");
    if (path.getAttribute("d") !== d) path.setAttribute("d", d);
  }
}

function drawConflict(conflict, i) {
  const nCounted = records.incidentsOf(conflict).filter(incident => filters.counts(incident)).length;
  badges[i].querySelector("text").textContent = nCounted;
  for (const node of [conflictLines[i], badges[i]]) {
    node.classList.toggle("quiet", nCounted === 0 && !filters.isWholePeriod);
    node.classList.toggle("off", !filters.hasSides(conflict));
  }
}

/** What came or changed since another day is marked where it is shown. */
function drawRings() {
  for (const node of svg.querySelectorAll("#rings [data-i]")) node.classList.toggle("off", !shown[node.dataset.i]);
  for (const node of svg.querySelectorAll("#rings [data-tie]"))
    node.classList.toggle("off", !isTieShown(Number(node.dataset.tie)));
  for (const node of svg.querySelectorAll("#rings [data-a]")) {
    const sides = {a: Number(node.dataset.a), b: Number(node.dataset.b)};
    node.classList.toggle("off", !filters.hasSides(sides));
  }
}

function drawPeriod() {
  for (const bar of byId("histogram").children)
    bar.classList.toggle("in", filters.hasMonth(Number(bar.dataset.m)));
  byId("span").textContent = months.length > 1 ? `${months[filters.from]} – ${months[filters.to]}` : months[0];
}

/** What held at the end of the period; a page that carries no persons cannot say it. */
function standingLine() {
  if (!settings.listsPersons) return "";
  const counts = standing({
    persons, conflicts, isShown: i => shown[i], hasSides: sides => filters.hasSides(sides), month: filters.to,
  });
  return standingWords({month: months[filters.to], ...counts});
}

/** Incidents that are listed, and those that are only counted. */
const countOf = (listed, accepts) =>
  listed + records.incidentCounts.filter(accepts).reduce((sum, {n}) => sum + n, 0);

function statusLine(nCounted) {
  return statusWords({
    nShown: shown.filter(Boolean).length,
    nPersons: persons.length,
    nTies: ties.filter((_, i) => isTieShown(i)).length,
    nIncidents: countOf(nCounted, incident => filters.counts(incident)),
    nGroups: groups.length,
    nHidden: filters.hidden.size,
    nPinned: filters.pinned.size,
    nCoarse: countOf(
      incidents.filter(incident => filters.isTooCoarse(incident)).length, incident => filters.isTooCoarse(incident)),
    listsPersons: settings.listsPersons,
    showsPersons: dots.length > 0,
  });
}

const choices = {
  groups: groups.length,
  kinds: new Set(ties.flatMap(({kinds}) => kinds)).size,
  roles: new Set(persons.map(({role}) => role)).size,
};

export const filterWords = () => filters.words(months, choices);
