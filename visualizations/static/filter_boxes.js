// The boxes that filter: each says what the filters hold, whoever changed them.

import {byId} from "#map/elements";

const SETS = {group: "groupsOff", kind: "kindsOff", role: "rolesOff"};
const SWITCHES = {"facts-only": "factsOnly", "supervised-only": "supervisedOnly"};
const LEAST_GRADE = "least-grade";

const setOf = box => Object.keys(SETS).find(key => key in box.dataset);
const entryOf = (box, key) => key === "role" ? box.dataset[key] : Number(box.dataset[key]);

/** Take over what a box says; false, with nothing changed, where it filters nothing. */
export function followBox(box, filters) {
  const key = setOf(box);
  if (!key && !(box.id in SWITCHES) && box.id !== LEAST_GRADE) return false;
  filters.remember();
  if (key) filters[SETS[key]][box.checked ? "delete" : "add"](entryOf(box, key));
  else if (box.id === LEAST_GRADE) filters.leastGrade = box.value;
  else filters[SWITCHES[box.id]] = box.checked;
  return true;
}

/** Have every box say what the filters hold. */
export function showFilters(filters) {
  for (const box of byId("left").querySelectorAll("input[type=checkbox]")) {
    const key = setOf(box);
    if (key) box.checked = !filters[SETS[key]].has(entryOf(box, key));
    else if (box.id in SWITCHES) box.checked = filters[SWITCHES[box.id]];
  }
  byId(LEAST_GRADE).value = filters.leastGrade;
}
