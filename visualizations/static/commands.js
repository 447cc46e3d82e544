// What a reader can do: choose, follow, hide, undo, move, play, print, save.

import {Camera} from "./camera.js";
import {at, groupNames, lastMonth, persons, statusWords} from "./data.js";
import {Details} from "./details.js";
import {nearestInDirection, shortestPath} from "./graph.js";
import {
  $, dots, drawSelection, filterWords, lists, litPersons, onRest, past, refresh, shown, state, svg, unit,
} from "./picture.js";

export const view = $("view");

export function select(person, travel = false) {
  if (person !== null && state.pathFrom !== null && person !== state.pathFrom) return finishPath(person);
  Object.assign(state, {selected: person, cursor: null, path: null, pathFrom: null, steps: 1});
  say("");
  if (person === null) details.nothing();
  else details.person(person);
  drawSelection();
  if (travel && person !== null && dots.length) centre();
}

export function setSteps(steps) {
  if (state.selected === null) return;
  Object.assign(state, {steps, path: null});
  drawSelection();
  fitTo([...litPersons().keys()]);
}

function fitTo(people) {
  if (!people.length || !dots.length) return;
  const xs = people.map(p => at[p][0]), ys = people.map(p => at[p][1]);
  const [x, y] = [Math.min(...xs) - 60, Math.min(...ys) - 40];
  const box = {x, y, width: Math.max(...xs) + 60 - x, height: Math.max(...ys) + 40 - y};
  camera.fit(box, {animate: true, maxScale: 2.2 / unit});
}

export function centre() {
  if (state.selected === null || !dots.length) return;
  camera.centre(at[state.selected][0], at[state.selected][1], Math.max(camera.k, 1.5 / unit));
}

export function startPath() {
  if (state.selected === null) return;
  state.pathFrom = state.selected;
  say(`Path from ${persons[state.selected].label}: choose the other person, or Esc`);
}

function finishPath(person) {
  const path = shortestPath(lists, state.pathFrom, person);
  state.pathFrom = null;
  if (!path) return say("No path in the period and filter shown");
  say("");
  Object.assign(state, {path, selected: path[0], cursor: null});
  details.path(path);
  drawSelection();
  fitTo(path);
}

export function hide() {
  const person = state.cursor ?? state.selected;
  if (person === null) return;
  remember();
  state.hidden.add(person);
  if (person === state.selected) select(null);
  state.cursor = null;
  refresh();
}

export function remember() {
  past.push({hidden: new Set(state.hidden), groupsOff: new Set(state.groupsOff)});
}

export function undo() {
  if (!past.length) return;
  Object.assign(state, past.pop());
  for (const box of $("groups").querySelectorAll("input")) box.checked = !state.groupsOff.has(Number(box.dataset.group));
  refresh();
}

/** Go round the contacts of the chosen person by angle. */
export function stepCursor(direction) {
  if (state.selected === null || !dots.length) return;
  const [x, y] = at[state.selected], angle = person => Math.atan2(at[person][1] - y, at[person][0] - x);
  const around = lists[state.selected].map(([other]) => other).sort((a, b) => angle(a) - angle(b));
  if (!around.length) return;
  state.cursor = around[(around.indexOf(state.cursor) + direction + around.length) % around.length];
  drawSelection();
  announce(state.cursor);
}

/** Go to the nearest shown person in a direction; without a choice to the one with most points. */
export function walk(dx, dy) {
  const start = state.selected ?? state.cursor;
  if (start === null) {
    const most = persons.reduce((best, p, i) => shown[i] && p.points > (persons[best]?.points ?? -1) ? i : best, null);
    return most === null ? null : select(most, true);
  }
  const next = nearestInDirection(at, start, dx, dy, person => shown[person]);
  if (next === null) return;
  select(next);
  announce(next);
  const [x, y] = camera.toScreen(...at[next]);
  if (x < 40 || y < 40 || x > view.clientWidth - 40 || y > view.clientHeight - 40) camera.centre(...at[next]);
}

function announce(person) {
  const words = [persons[person].label, groupNames(person), statusWords(person), `${lists[person].length} contacts`];
  view.setAttribute("aria-description", words.filter(Boolean).join(", "));
}

export function say(words, x = 12, y = 12) {
  $("hint").textContent = words;
  $("hint").hidden = !words;
  $("hint").style.transform = `translate(${x}px, ${y}px)`;
}

/** One step back. */
export function stepBack() {
  if (!$("table").hidden) return toggleTable();
  if (state.pathFrom !== null) {
    state.pathFrom = null;
    return say("");
  }
  if (state.path) return select(state.path[0]);
  if (state.cursor !== null) {
    state.cursor = null;
    return drawSelection();
  }
  select(null);
}

export function toggleTable() {
  $("table").hidden = !$("table").hidden;
  $("show-table").setAttribute("aria-pressed", !$("table").hidden);
  $("table").querySelector("tr.chosen")?.scrollIntoView({block: "center"});
}

// ---- time
let playing = 0;

export function setPeriod(from, to) {
  Object.assign(state, {from, to});
  [$("from").value, $("to").value] = [from, to];
  refresh();
}

export function play() {
  if (!lastMonth) return;
  $("play").setAttribute("aria-pressed", !playing);
  $("play").textContent = playing ? "Play" : "Pause";
  if (playing) {
    clearInterval(playing);
    playing = 0;
    return;
  }
  const width = state.to - state.from === lastMonth ? Math.min(5, lastMonth) : state.to - state.from;
  let end = state.to === lastMonth ? width : state.to;
  const tick = () => {
    setPeriod(end - width, end);
    end += 1;
    if (end > lastMonth) play();
  };
  playing = setInterval(tick, 550);
  tick();
}

// ---- paper and files
export function toPaper() {
  $("filtered").textContent = filterWords();
  camera.toPaper();
}

/** Save what is shown, without the choice: a picture that stands alone as the one it was made from. */
export function save() {
  const copy = svg.cloneNode(true);
  camera.toPaper(copy);
  copy.classList.remove("dim", "moving", "gliding");
  copy.removeAttribute("style");
  copy.querySelector("#filtered").textContent = filterWords();
  copy.querySelector("#lit").replaceChildren();
  for (const node of copy.querySelectorAll(".off")) node.remove();
  for (const node of copy.querySelectorAll(".quiet")) node.setAttribute("opacity", ".3");
  const text = new XMLSerializer().serializeToString(copy);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], {type: "image/svg+xml"}));
  link.download = "group-map.svg";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const details = new Details($("details"), {select, setSteps, startPath, centre, hide});
export const camera = new Camera(view, svg, $("world"), onRest);
