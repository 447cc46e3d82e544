// Pointer, keys, search, filters, table: what calls the commands. The page starts here.

import {openAddress, showLayer} from "#map/address";
import {
  addTogether, camera, centre, details, hide, pin, refresh, say, sayTogether, select, setSteps, showWholeMap,
  startPath, stepBack, stepCursor, toggleTable, undo, view, walk,
} from "#map/commands";
import {byId, element} from "#map/elements";
import {followBox} from "#map/filter_boxes";
import {selection} from "#map/lit";
import {groups, lastMonth, persons, positions, records, settings, ties} from "#map/page_records";
import {save, savePixels, toPaper} from "#map/paper";
import {dots, filters, isTieShown, svg} from "#map/picture";
import {nearestTie} from "#map/plane";
import {play, setPeriod} from "#map/player";
import {isSearch, searchHits} from "#map/search";
import {text} from "#map/words";

const TIE_REACH = 4; // pixels beside a tie that still hit it
const MOST_HITS = 9;
const HINT_WIDTH = 230;
const PAN = 80;
const ZOOM = 1.3;

// ---- pointer
/** Position of the mark that was hit among those of its kind, -1 if it was none. */
function indexAt(target, selector) {
  const node = target.closest?.(selector);
  return node ? [...svg.querySelectorAll(selector)].indexOf(node) : -1;
}

view.addEventListener("click", event => {
  const dot = event.target.closest?.(".p");
  if (dot) {
    const person = Number(dot.dataset.i);
    if (event.shiftKey) addTogether(person);
    else select(person);
    return;
  }
  select(null);
  showLineOrArea(event);
});

function showLineOrArea({clientX, clientY, target}) {
  const conflict = Math.max(indexAt(target, ".conflict"), indexAt(target, ".badge"));
  const alliance = indexAt(target, ".alliance");
  const area = target.closest?.("[data-group]");
  const isName = area?.closest("#group-names");
  const [x, y] = camera.toMap(clientX, clientY);
  const reach = TIE_REACH / camera.scale;
  const tie = dots.length && !isName ? nearestTie(positions, ties, isTieShown, x, y, reach) : null;
  if (conflict >= 0) details.conflict(conflict);
  else if (alliance >= 0) details.alliance(alliance);
  else if (tie !== null) details.tie(tie);
  else if (area) details.group(Number(area.dataset.group));
}

view.addEventListener("pointerover", event => {
  const dot = event.target.closest?.(".p");
  if (!dot) {
    if (selection.pathFrom === null) sayTogether();
    return;
  }
  const person = Number(dot.dataset.i);
  const [mapX, mapY] = positions[person];
  const [x, y] = camera.toView(mapX, mapY);
  const words = [persons[person].label, records.groupNames(person), records.statusWords(person)];
  say(words.filter(Boolean).join(", "), Math.min(x + 12, view.clientWidth - HINT_WIDTH), Math.max(y - 32, 4));
});
view.addEventListener("dblclick", () => setSteps(2));

// ---- search
function choose({kind, index}) {
  byId("hits").replaceChildren();
  if (kind === "person") {
    select(index, true);
  } else {
    select(null);
    details.open({kind, subject: index});
  }
  view.focus();
}

byId("search").addEventListener("input", () => {
  const hits = searchHits(records, byId("search").value);
  const rows = hits.slice(0, MOST_HITS).map(hit => {
    const row = element("li");
    row.append(
      element("button", hit.name, {class: "link", onclick: () => choose(hit)}),
      element("span", ` ${hit.about}`, {class: "muted"}));
    return row;
  });
  if (hits.length > MOST_HITS)
    rows.push(element("li", text("and {n} more", {n: hits.length - MOST_HITS}), {class: "muted"}));
  if (!hits.length && isSearch(byId("search").value)) rows.push(element("li", text("No match"), {class: "muted"}));
  byId("hits").replaceChildren(...rows);
});
byId("search").addEventListener("keydown", event => {
  if (event.key === "Enter") byId("hits").querySelector("button")?.click();
  if (event.key === "Escape") view.focus();
});

// ---- filters
byId("left").addEventListener("change", ({target}) => {
  if (followBox(target, filters)) refresh();
});

function setAllGroups(isOn) {
  filters.remember();
  filters.groupsOff = new Set(isOn ? [] : [...groups.keys(), settings.noGroup]);
  refresh();
}

byId("all-groups").addEventListener("click", () => setAllGroups(true));
byId("no-groups").addEventListener("click", () => setAllGroups(false));
byId("layers").addEventListener("change", ({target}) => {
  showLayer(target);
  document.dispatchEvent(new Event("viewchange"));
});

// ---- table
function sortBy(head) {
  const isDescending = head.getAttribute("aria-sort") === "ascending";
  const body = head.closest("table").tBodies[0];
  for (const cell of head.parentNode.children) cell.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
  const cell = row => row.cells[head.cellIndex].textContent;
  const order = [...body.rows].sort((a, b) => cell(a).localeCompare(cell(b), "sv", {numeric: true}));
  body.replaceChildren(...(isDescending ? order.reverse() : order));
}

byId("table").addEventListener("click", ({target}) => {
  const head = target.closest("thead th");
  const row = target.closest("tbody tr");
  if (head) sortBy(head);
  if (row?.dataset.i) select(Number(row.dataset.i));
  if (row?.dataset.g) details.group(Number(row.dataset.g));
  if (row?.dataset.c) details.conflict(Number(row.dataset.c));
});

// ---- buttons and time
byId("show-table").addEventListener("click", toggleTable);
byId("show-filters").addEventListener("click", () => {
  const isShown = byId("map-page").classList.toggle("with-filters");
  byId("show-filters").setAttribute("aria-pressed", isShown);
});
byId("undo").addEventListener("click", undo);
byId("reset").addEventListener("click", showWholeMap);
byId("save").addEventListener("click", save);
byId("save-png").addEventListener("click", savePixels);
byId("print").addEventListener("click", () => print());
byId("play").addEventListener("click", play);
byId("from").addEventListener("input", () => {
  setPeriod(Math.min(Number(byId("from").value), filters.to), filters.to);
});
byId("to").addEventListener("input", () => {
  setPeriod(filters.from, Math.max(Number(byId("to").value), filters.from));
});
addEventListener("beforeprint", toPaper);
addEventListener("afterprint", () => camera.draw());

// ---- keys
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
const ACTIONS = {
  "/": () => byId("search").select(),
  1: () => setSteps(1),
  2: () => setSteps(2),
  n: () => stepCursor(1),
  N: () => stepCursor(-1),
  p: startPath,
  x: () => addTogether(),
  m: pin,
  h: hide,
  z: undo,
  c: centre,
  t: toggleTable,
  " ": play,
  "+": () => camera.zoomBy(ZOOM),
  "-": () => camera.zoomBy(1 / ZOOM),
  0: showWholeMap,
  Escape: stepBack,
  Enter: () => selection.cursor !== null && select(selection.cursor),
};

/** Keys that belong to what has the focus: text to the search, arrows and the like to a control. */
function isForControl({altKey, ctrlKey, key, metaKey, target}) {
  const isControl = target.closest("button, input, select, a, summary");
  const isTyping = target.matches("input:not([type=checkbox], [type=range]), select, textarea");
  const isShortcut = altKey || metaKey || (ctrlKey && key !== "z");
  return isTyping || isShortcut || (isControl && (key in ARROWS || key === " " || key === "Enter"));
}

document.addEventListener("keydown", event => {
  if (isForControl(event)) return;
  const arrow = ARROWS[event.key];
  const action = ACTIONS[event.key];
  if (!arrow && !action) return;
  if (action) action();
  else if (event.shiftKey || !dots.length) camera.panBy(-PAN * arrow[0], -PAN * arrow[1]);
  else walk(...arrow);
  event.preventDefault();
});

for (const year of byId("years").children) year.style.flexGrow = year.dataset.months;
details.nothing();
for (const id of ["from", "to", "play"]) byId(id).disabled = lastMonth === 0;
openAddress();
