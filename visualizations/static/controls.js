// Pointer, keys, search, filters, table: what calls the commands.

import {at, groupNames, groups, lastMonth, NO_GROUP, persons, statusWords, ties} from "./data.js";
import {el} from "./details.js";
import {nearestTie} from "./graph.js";
import {$, dots, refresh, state, svg, tieShown} from "./picture.js";
import {
  camera, centre, details, hide, play, remember, save, say, select, setPeriod, setSteps, startPath, stepBack, stepCursor,
  toggleTable, toPaper, undo, view, walk,
} from "./commands.js";

const wholeMap = () => camera.fit(camera.bounds, {animate: true});

// ---- pointer
function lineAt(target, selector) {
  const node = target.closest?.(selector);
  return node ? [...svg.querySelectorAll(selector)].indexOf(node) : -1;
}
view.addEventListener("click", event => {
  const dot = event.target.closest?.(".p");
  if (dot) return select(Number(dot.dataset.i));
  const conflict = Math.max(lineAt(event.target, ".conflict"), lineAt(event.target, ".badge"));
  const alliance = lineAt(event.target, ".alliance");
  select(null);
  if (conflict >= 0) return details.conflict(conflict);
  if (alliance >= 0) return details.alliance(alliance);
  const [x, y] = camera.toMap(event.clientX, event.clientY);
  const tie = dots.length ? nearestTie(at, ties, tieShown, x, y, 4 / camera.k) : null;
  const group = event.target.closest?.("[data-group]"), isName = group?.closest("#group-names");
  if (tie !== null && !isName) details.tie(tie);
  else if (group) details.group(Number(group.dataset.group));
});
view.addEventListener("pointerover", event => {
  const dot = event.target.closest?.(".p");
  if (!dot) return state.pathFrom === null && say("");
  const i = Number(dot.dataset.i), [x, y] = camera.toScreen(...at[i]);
  const words = [persons[i].label, groupNames(i), statusWords(i)].filter(Boolean).join(", ");
  say(words, Math.min(x + 12, view.clientWidth - 230), Math.max(y - 32, 4));
});
view.addEventListener("dblclick", () => setSteps(2));

// ---- search
function find(words) {
  if (words.length < 2) return [];
  const people = persons.map((person, i) => ({
    text: `${person.id} ${person.label} ${groupNames(i)}`, name: person.label, about: groupNames(i),
    choose: () => select(i, true),
  }));
  const areas = groups.map((group, g) => ({
    text: `${group.id} ${group.name}`, name: group.name, about: "group",
    choose: () => { select(null); details.group(g); },
  }));
  return [...areas, ...people].filter(hit => hit.text.toLowerCase().includes(words));
}
$("search").addEventListener("input", () => {
  const hits = find($("search").value.trim().toLowerCase());
  const rows = hits.slice(0, 9).map(hit => {
    const row = el("li"), choose = () => { $("hits").replaceChildren(); hit.choose(); view.focus(); };
    row.append(el("button", hit.name, {class: "link", onclick: choose}), el("span", ` ${hit.about}`, {class: "muted"}));
    return row;
  });
  if (hits.length > 9) rows.push(el("li", `and ${hits.length - 9} more`, {class: "muted"}));
  $("hits").replaceChildren(...rows);
});
$("search").addEventListener("keydown", event => {
  if (event.key === "Enter") $("hits").querySelector("button")?.click();
  if (event.key === "Escape") view.focus();
});

// ---- filters
$("groups").addEventListener("change", event => {
  remember();
  state.groupsOff[event.target.checked ? "delete" : "add"](Number(event.target.dataset.group));
  refresh();
});
function setAllGroups(on) {
  remember();
  state.groupsOff = new Set(on ? [] : [...groups.keys(), NO_GROUP]);
  for (const box of $("groups").querySelectorAll("input")) box.checked = on;
  refresh();
}
$("all-groups").addEventListener("click", () => setAllGroups(true));
$("no-groups").addEventListener("click", () => setAllGroups(false));
$("layers").addEventListener("change", event => {
  for (const id of event.target.dataset.layer.split(" ")) $(id).classList.toggle("off", !event.target.checked);
});

// ---- table
function sortBy(head) {
  const column = head.cellIndex, descending = head.getAttribute("aria-sort") === "ascending";
  const body = head.closest("table").tBodies[0];
  for (const th of head.parentNode.children) th.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const text = row => row.cells[column].textContent;
  const order = [...body.rows].sort((a, b) => text(a).localeCompare(text(b), "sv", {numeric: true}));
  body.replaceChildren(...(descending ? order.reverse() : order));
}
$("table").addEventListener("click", event => {
  const row = event.target.closest("tr[data-i]"), head = event.target.closest("thead th");
  if (row) return select(Number(row.dataset.i));
  if (head) return sortBy(head);
  const group = event.target.closest("tr[data-g]"), conflict = event.target.closest("tr[data-c]");
  if (group) details.group(Number(group.dataset.g));
  if (conflict) details.conflict(Number(conflict.dataset.c));
});

// ---- buttons and time
$("show-table").addEventListener("click", toggleTable);
$("undo").addEventListener("click", undo);
$("reset").addEventListener("click", wholeMap);
$("save").addEventListener("click", save);
$("print").addEventListener("click", () => print());
$("play").addEventListener("click", play);
$("from").addEventListener("input", () => setPeriod(Math.min(Number($("from").value), state.to), state.to));
$("to").addEventListener("input", () => setPeriod(state.from, Math.max(Number($("to").value), state.from)));
addEventListener("beforeprint", toPaper);
addEventListener("afterprint", () => camera.draw());

// ---- keys
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
const KEYS = {
  "/": () => $("search").select(), 1: () => setSteps(1), 2: () => setSteps(2), n: () => stepCursor(1),
  N: () => stepCursor(-1), p: startPath, h: hide, z: undo, c: centre, t: toggleTable, " ": play,
  "+": () => camera.zoomBy(1.3), "-": () => camera.zoomBy(1 / 1.3), 0: wholeMap, Escape: stepBack,
  Enter: () => state.cursor !== null && select(state.cursor),
};
document.addEventListener("keydown", event => {
  const typing = event.target.matches("input[type=search]"), control = event.target.closest("button, input, a, summary");
  if (typing || event.altKey || event.metaKey || (event.ctrlKey && event.key !== "z")) return;
  if (control && (event.key in ARROWS || event.key === " " || event.key === "Enter")) return;
  const arrow = ARROWS[event.key], action = KEYS[event.key];
  if (arrow && (event.shiftKey || !dots.length)) camera.panBy(...arrow.map(v => -80 * v));
  else if (arrow) walk(...arrow);
  else if (action) action();
  else return;
  event.preventDefault();
});

for (const year of $("years").children) year.style.flexGrow = year.dataset.months;
details.nothing();
$("to").disabled = $("from").disabled = $("play").disabled = lastMonth === 0;
refresh();
