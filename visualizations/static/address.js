// The view as an address: read when the page opens, written when the reader rests. A service has it in the query,
// beside what it was asked for; a file that was opened from disk, behind the sign #.

import {
  camera, details, refresh, select, showPathBetween, showTogether, toggleTable, view as mapView,
} from "#map/commands";
import {byId} from "#map/elements";
import {selection} from "#map/lit";
import {positions, records} from "#map/page_records";
import {filters, unit} from "#map/picture";
import {nearestPosition} from "#map/plane";
import {setPeriod} from "#map/player";
import {isOfView, namesAndValues, viewOf} from "#map/view_address";

const REST_MS = 700; // longer than a month takes that plays
const isServed = location.protocol.startsWith("http");
const hasAddress = isServed || location.protocol === "file:"; // a frame in a notebook has none
const layerBoxes = [...byId("layers").querySelectorAll("input")];
const layerOf = box => box.dataset.layer.split(" ")[0];
const FILTERS = [
  "groupsOff", "kindsOff", "rolesOff", "leastGrade", "factsOnly", "supervisedOnly", "hidden", "pinned",
];
let timer = 0;

/** Show what the address says, as far as it is there. */
export function openAddress() {
  const params = new URLSearchParams(isServed ? location.search : location.hash.slice(1));
  const view = viewOf(hasAddress ? params : new URLSearchParams(), records);
  for (const name of FILTERS) filters[name] = view[name];
  for (const box of layerBoxes) {
    box.checked = !view.layersOff.includes(layerOf(box));
    showLayer(box);
  }
  setPeriod(view.from, view.to);
  openChoice(view);
  if (view.details) details.open(view.details);
  if (view.isTable) toggleTable();
  if (view.camera) placeCamera(view.camera);
  document.addEventListener("viewchange", note);
  document.addEventListener("formdata", keepView);
}

function openChoice({path, person, steps, together}) {
  selection.together = together;
  if (path) {
    showPathBetween(...path);
  } else if (person !== null) {
    select(person);
    selection.steps = steps;
  } else if (together.length) {
    showTogether();
  }
  refresh();
}

function placeCamera({person, shift, zoom}) {
  const [x, y] = positions[person] ?? [];
  if (x !== undefined) camera.show(x + shift[0], y + shift[1], zoom / unit);
}

export function showLayer({checked, dataset}) {
  for (const id of dataset.layer.split(" ")) byId(id).classList.toggle("off", !checked);
}

function note() {
  clearTimeout(timer);
  if (hasAddress) timer = setTimeout(write, REST_MS);
}

const currentValues = () => namesAndValues({
  ...filters,
  layersOff: layerBoxes.filter(({checked}) => !checked).map(layerOf),
  person: selection.selected,
  steps: selection.steps,
  path: selection.path,
  together: selection.together,
  showsCommon: selection.showsCommon,
  details: details.current,
  isTable: !byId("table").hidden,
  camera: cameraNow(),
}, records);

/** Where the camera is, from the person nearest to the middle of the view; null while the whole map is shown. */
function cameraNow() {
  if (camera.isHome || !positions.length || !mapView.clientWidth) return null;
  const [x, y] = camera.middle;
  const person = nearestPosition(positions, x, y);
  return {person, shift: [x - positions[person][0], y - positions[person][1]], zoom: camera.scale * unit};
}

function write() {
  const params = new URLSearchParams(isServed ? location.search : "");
  for (const name of new Set(params.keys())) if (isOfView(name)) params.delete(name);
  for (const [name, value] of currentValues()) params.append(name, value);
  const text = String(params);
  const written = text && `${isServed ? "?" : "#"}${text}`;
  const isSame = written === (isServed ? location.search : location.hash);
  if (!isSame) history.replaceState(null, "", written || location.pathname);
}

/** A form that leads back to the map leads back to this view of it. */
function keepView({formData, target}) {
  if (formData.has("next")) {
    write();
    formData.set("next", `${location.pathname}${location.search}`);
  } else if (target.closest("#other-picture")) {
    for (const name of new Set(formData.keys())) if (formData.get(name) === "") formData.delete(name);
    for (const [name, value] of currentValues()) formData.append(name, value);
  }
}
