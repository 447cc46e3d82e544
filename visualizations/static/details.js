// The details panel: who or what is chosen, and the records behind it. Text enters the page through textContent alone.

import {alliances, conflicts, groupNames, groups, incidents, isOf, persons, statusWords, ties} from "./data.js";
import {counts, incidentsOf, lists, tieInPeriod} from "./picture.js";

export function el(tag, text = "", attributes = {}) {
  const node = document.createElement(tag);
  node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value);
  }
  return node;
}

const words = text => text.replaceAll("_", " ");
const plural = (n, one, more) => `${n} ${n === 1 ? one : more}`;

function facts(pairs) {
  const list = el("dl");
  for (const [term, value] of pairs) if (value !== "") list.append(el("dt", term), el("dd", String(value)));
  return list;
}

/** Rows of evidence: when, what, and which record of which source says so; pale outside the period. */
function evidence(rows) {
  const list = el("ul", "", {class: "evidence"});
  for (const {when, parts, source, isIn} of rows) {
    const row = el("li", "", {class: isIn ? "" : "out"}), said = el("span");
    said.append(...parts);
    const day = el("span", "", {class: "when"});
    for (const word of when.split(" ")) day.append(el("span", word), " ");
    row.append(day, said, el("span", source, {class: "source"}));
    list.append(row);
  }
  return rows.length ? list : el("p", "None recorded.", {class: "muted"});
}

const byDay = (one, other) => (other.day ?? "").localeCompare(one.day ?? "");
const sourceOf = incident => incident.source ? `source ${incident.source}` : "no source";
const tieSource = tie => [tie.records.join(", "), tie.sources.length ? `source ${tie.sources.join(", ")}` : "no source"]
  .filter(Boolean).join("; ");
const outcomeWords = {fatal: "fatal", injury: "injury", none: "nobody hurt", unknown: "outcome not known"};

/** `act` holds the page's commands. */
export class Details {
  constructor(panel, act) {
    Object.assign(this, {panel, act});
  }

  nothing() {
    this.#show(el("p", "Choose a person, a conflict, a group or a tie; or press / to search.", {class: "muted"}));
  }

  person(i) {
    const {act} = this, person = persons[i], title = el("h2", person.label, {class: "name"});
    const chips = el("div", "", {class: "chips"}), bar = el("div", "", {class: "bar"});
    if (person.label !== person.id) title.append(el("small", person.id));
    for (const word of [statusWords(i), person.notified && `notified ${person.notified}`].filter(Boolean))
      chips.append(el("span", word, {class: "chip strong"}));
    for (const word of [person.role, person.minor && "minor, or age not known"].filter(Boolean))
      chips.append(el("span", word, {class: "chip"}));
    const commands = [
      ["1 step", "1", () => act.setSteps(1)], ["2 steps", "2", () => act.setSteps(2)],
      ["Path to …", "P", act.startPath], ["Centre", "C", act.centre], ["Hide", "H", act.hide],
    ];
    for (const [text, key, action] of commands) bar.append(el("button", text, {title: key, onclick: action}));
    const own = incidents.filter(incident => isOf(incident, i)).sort(byDay);
    const known = ties.filter(tie => tie.a === i || tie.b === i);
    this.#show(title, chips,
      facts([
        ["Group", groupNames(i)],
        ["Points", person.points ? `${person.points} for documented facts` : "none"],
        ["Contacts", `${lists[i].length} in the period`],
      ]), bar,
      el("h2", `Incidents ${own.length}`), evidence(own.map(incident => this.#incident(incident, i))),
      el("h2", `Ties ${known.length}`), evidence(known.map(tie => this.#tie(tie, tie.a === i ? tie.b : tie.a))));
  }

  conflict(i) {
    const {a, b, id, name, status} = conflicts[i], own = incidentsOf(conflicts[i]).sort(byDay);
    const title = el("h2", "", {class: "name"});
    title.append(this.#groupLink(a), " – ", this.#groupLink(b));
    this.#show(title,
      facts([
        ["Conflict", name ? `${name} (${id})` : id], ["Status", status],
        ["Incidents", `${own.filter(counts).length} in the period, ${own.length} in all`],
      ]),
      el("p", "Incidents in which one of the two is held to have acted against the other.", {class: "muted"}),
      el("h2", "Incidents"), evidence(own.map(incident => this.#incident(incident))));
  }

  alliance(i) {
    const {a, b, records} = alliances[i], title = el("h2", "", {class: "name"});
    title.append(this.#groupLink(a), " – ", this.#groupLink(b));
    this.#show(title, facts([["Alliance", records.join(", ")]]));
  }

  group(g) {
    const group = groups[g], list = el("ul"), title = el("h2", group.name, {class: "name"});
    title.append(el("small", group.id));
    const members = [...persons.keys()].filter(i => persons[i].groups.includes(g));
    for (const i of members.sort((one, other) => persons[other].points - persons[one].points)) {
      const row = el("li"), said = [persons[i].role, statusWords(i), persons[i].points && `${persons[i].points} points`];
      row.append(this.#link(i), el("span", ` ${said.filter(Boolean).join(", ")}`, {class: "muted"}));
      list.append(row);
    }
    const nDead = members.filter(i => persons[i].status === "dead").length;
    const other = pair => groups[pair.a === g ? pair.b : pair.a].name, has = pair => pair.a === g || pair.b === g;
    this.#show(title,
      facts([
        ["Named", typeof group.named === "number" ? plural(group.named, "member", "members") : group.named],
        ["Estimate", group.estimate],
        ["Rank", group.rank === null ? "" : `${group.rank}, violence index ${group.index}`],
        ["Conflicts", conflicts.filter(has).map(c => `${other(c)} (${c.status})`).join(", ") || "none"],
        ["Alliances", alliances.filter(has).map(other).join(", ") || "none"],
        ["Validity", group.valid ? "" : "not valid on this day"],
      ]),
      el("h2", nDead ? `Members ${members.length - nDead} and ${nDead} dead` : `Members ${members.length}`), members.length ? list : el("p", "None named.", {class: "muted"}));
  }

  tie(i) {
    const {a, b, strength} = ties[i], title = el("h2", "", {class: "name"});
    title.append(this.#link(a), " – ", this.#link(b));
    this.#show(title, facts([["Strength", strength]]), el("h2", "Evidence of the tie"), evidence([this.#tie(ties[i])]));
  }

  path(path) {
    const steps = path.slice(1).map((person, k) => {
      const tie = ties[lists[path[k]].find(([other]) => other === person)[1]], row = this.#tie(tie);
      return {...row, parts: [this.#link(path[k]), " – ", this.#link(person), ` ${words(tie.kinds)}`]};
    });
    this.#show(el("h2", `${persons[path[0]].label} to ${persons[path.at(-1)].label}`, {class: "name"}),
      el("p", `${plural(steps.length, "step", "steps")}, a shortest path in the period shown. ` +
        "A path is no evidence of contact between its ends.", {class: "muted"}), evidence(steps));
  }

  #show(...nodes) {
    this.panel.replaceChildren(...nodes);
    this.panel.scrollTop = 0;
  }

  #link(person) {
    return el("button", persons[person].label, {class: "link", onclick: () => this.act.select(person, true)});
  }

  #groupLink(group) {
    return el("button", groups[group].name, {class: "link", onclick: () => this.group(group)});
  }

  /** One row about an incident: the part of `person` in it, or everybody linked to it. */
  #incident(incident, person = null) {
    const names = list => list.map(g => groups[g]?.name ?? "a group that is not shown").join(" and ");
    const sides = [incident.suspectGroups.length && `by ${names(incident.suspectGroups)}`,
      incident.victimGroups.length && `against ${names(incident.victimGroups)}`].filter(Boolean).join(" ");
    const parts = [person === null ? "" : incident.suspects.includes(person) ? "suspect, " : "victim, ",
      `${incident.type} ${incident.id}, ${outcomeWords[incident.outcome]}${sides ? `, ${sides}` : ""}`];
    if (person === null) {
      for (const [part, people] of [["suspect", incident.suspects], ["victim", incident.victims]])
        for (const one of people) parts.push(`, ${part} `, this.#link(one));
    }
    return {when: incident.day ?? "undated", parts, source: sourceOf(incident), isIn: counts(incident)};
  }

  #tie(tie, other = null) {
    const parts = other === null ? [words(tie.kinds)] : [`${words(tie.kinds)} `, this.#link(other)];
    return {when: tie.period, parts, source: tieSource(tie), isIn: tieInPeriod(tie)};
  }
}
