// The view of a reader as names and values of an address, and back; no document in here. Records stand in it by
// their ids, and what the reader of an address has not is passed over without a word.

const WHOLE_STEPS = [1, 2];
const LAYERS = ["hulls", "conflicts", "alliances", "ties-inside", "ties-across", "ghosts"];
const SWITCHES = {facts: "factsOnly", supervised: "supervisedOnly"};
const NAMES = [
  "off", "kind_off", "role_off", "graded", "only", "without", "from", "to", "hidden", "pinned", "person", "steps",
  "path", "common", "area", "conflict", "incident", "alliance", "tie", "table", "near", "shift", "zoom",
];
const GRADE = /^[A-E][1-5]$/u;
const ENDS = 2;

/** Is this the name of something that a reader has chosen, and not of what the service was asked for? */
export const isOfView = name => NAMES.includes(name);

/** Names and values of a view: `groupsOff` to `pinned` as in the filters, `details` what is open beside the map. */
export function namesAndValues(view, records) {
  const {months, persons, settings} = records;
  const groupId = group => group === settings.noGroup ? "" : records.groups[group].id;
  const ids = people => [...people].map(person => persons[person].id);
  const values = (name, all) => all.map(value => [name, value]);
  const isChosen = view.person !== null && !view.path && !view.showsCommon;
  return [
    ...values("off", [...view.groupsOff].map(groupId)),
    ...values("kind_off", [...view.kindsOff].map(kind => settings.tieKindCodes[kind])),
    ...values("role_off", [...view.rolesOff]),
    ...(view.leastGrade ? [["graded", view.leastGrade]] : []),
    ...values("only", Object.keys(SWITCHES).filter(name => view[SWITCHES[name]])),
    ...values("without", view.layersOff),
    ...(view.from > 0 ? [["from", months[view.from]]] : []),
    ...(view.to < months.length - 1 ? [["to", months[view.to]]] : []),
    ...values("hidden", ids(view.hidden)),
    ...values("pinned", ids(view.pinned)),
    ...(isChosen ? values("person", ids([view.person])) : []),
    ...(isChosen && view.steps > 1 ? [["steps", String(view.steps)]] : []),
    ...values("path", ids(view.path ? [view.path[0], view.path.at(-1)] : [])),
    ...values("common", ids(view.together)),
    ...detailsValues(view.details, records),
    ...(view.isTable ? [["table", "open"]] : []),
    ...cameraValues(view.camera, records),
  ];
}

function detailsValues(details, {alliances, conflicts, groups, incidents, persons, ties}) {
  if (!details) return [];
  const {kind, subject} = details;
  switch (kind) {
    case "group": return [["area", groups[subject].id]];
    case "conflict": return [["conflict", conflicts[subject].id]];
    case "incident": return [["incident", incidents[subject].id]];
    case "alliance": return [alliances[subject].a, alliances[subject].b].map(group => ["alliance", groups[group].id]);
    case "tie": return [ties[subject].a, ties[subject].b].map(person => ["tie", persons[person].id]);
    default: return []; // of a person, a path, common contacts: these are chosen on the map
  }
}

/** The middle of the view, from the person nearest to it, in units of the map. */
function cameraValues(camera, {persons}) {
  if (!camera) return [];
  const {person, shift, zoom} = camera;
  const apart = shift.map(each => each.toFixed(1)).join(" ");
  return [["near", persons[person].id], ["shift", apart], ["zoom", zoom.toFixed(3)]];
}

/** The view of an address; `params` has `get` and `getAll` as URLSearchParams do. */
export function viewOf(params, records) {
  const {alliances, conflicts, groups, incidents, lastMonth, months, persons, settings, ties} = records;
  const found = (rows, id) => rows.findIndex(row => row.id === id);
  const has = (name, value) => params.getAll(name).includes(value);
  const all = (rows, name) => [...new Set(params.getAll(name).map(id => found(rows, id)))].filter(i => i >= 0);
  const one = (rows, name) => all(rows, name)[0] ?? null;
  const month = (name, otherwise) => months.includes(params.get(name)) ? months.indexOf(params.get(name)) : otherwise;
  const pair = (rows, name, pairs) => {
    const ends = all(rows, name);
    const isOf = ({a, b}) => ends.includes(a) && ends.includes(b);
    const i = ends.length === ENDS ? pairs.findIndex(isOf) : -1;
    return i < 0 ? null : i;
  };
  const opened = [
    ["group", one(groups, "area")], ["conflict", one(conflicts, "conflict")], ["incident", one(incidents, "incident")],
    ["alliance", pair(groups, "alliance", alliances)], ["tie", pair(persons, "tie", ties)],
  ].find(([, subject]) => subject !== null);
  const off = new Set(all(groups, "off"));
  if (has("off", "")) off.add(settings.noGroup);
  const from = month("from", 0);
  const path = all(persons, "path");
  const hidden = new Set(all(persons, "hidden"));
  return {
    groupsOff: off,
    kindsOff: new Set([...settings.tieKindCodes.keys()].filter(kind => has("kind_off", settings.tieKindCodes[kind]))),
    rolesOff: new Set(persons.map(({role}) => role).filter(role => has("role_off", role))),
    leastGrade: GRADE.test(params.get("graded") ?? "") ? params.get("graded") : "",
    factsOnly: has("only", "facts"),
    supervisedOnly: has("only", "supervised"),
    layersOff: LAYERS.filter(layer => has("without", layer)),
    from,
    to: Math.max(from, month("to", lastMonth)),
    hidden,
    pinned: new Set(all(persons, "pinned").filter(person => !hidden.has(person))),
    person: one(persons, "person"),
    steps: WHOLE_STEPS.find(steps => String(steps) === params.get("steps")) ?? 1,
    path: path.length === ENDS && params.getAll("path").length === ENDS ? path : null,
    together: all(persons, "common"),
    details: opened ? {kind: opened[0], subject: opened[1]} : null,
    isTable: params.get("table") === "open",
    camera: cameraOf(params, one(persons, "near")),
  };
}

function cameraOf(params, person) {
  const zoom = Number(params.get("zoom"));
  const shift = (params.get("shift") ?? "").split(" ").map(Number);
  const isWhole = person !== null && zoom > 0 && Number.isFinite(zoom) && shift.length === ENDS;
  return isWhole && shift.every(Number.isFinite) ? {person, shift, zoom} : null;
}
