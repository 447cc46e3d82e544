// The details panel: who or what is chosen, and the records behind it.

import {byId, element} from "#map/elements";
import {commonContacts} from "#map/graph";
import {alliances, conflicts, groups, incidents, persons, records, ties} from "#map/page_records";
import {contacts, filters} from "#map/picture";
import {byDay, incidentSource, incidentWords, number, plural, recordSource, text} from "#map/words";

function facts(pairs) {
  const list = element("dl");
  for (const [term, value] of pairs)
    if (value !== "") list.append(element("dt", term), element("dd", String(value)));
  return list;
}

/** Rows of evidence: when, what, and which record of which source says so; pale outside the period. */
function evidence(rows) {
  if (!rows.length) return element("p", text("None recorded."), {class: "muted"});
  const list = element("ul", "", {class: "evidence"});
  for (const {when, parts, source, isIn} of rows) {
    const row = element("li", "", {class: isIn ? "" : "out"});
    const sentence = element("span");
    sentence.append(...parts);
    const day = element("span", "", {class: "when"});
    for (const word of when.split(" ")) day.append(element("span", word), " ");
    row.append(day, sentence, element("span", source, {class: "source"}));
    list.append(row);
  }
  return list;
}

/** Sentences that name their records themselves. */
function listOf(sentences) {
  const list = element("ul", "", {class: "sentences"});
  for (const sentence of sentences) list.append(element("li", sentence));
  return list;
}

/** A membership: role, group, and whether it is held as a fact. */
function membershipRow({basis, group, groupId, period, record, role, source}) {
  const name = group < 0 ? text("a group not shown ({groups})", {groups: groupId}) : groups[group].name;
  const words = text("{role} of {group}, {basis}", {role, group: name, basis});
  return {when: period, parts: [words], source: recordSource([record], [source]), isIn: true};
}

const title = (name, note = "") => {
  const heading = element("h2", name, {class: "name"});
  if (note) heading.append(element("small", note));
  return heading;
};

export class Details {
  current = null; // what is open: {kind, subject}; the kinds are those of `open`

  /** `commands` are those of the page that stand as buttons beside a person. */
  constructor(panel, commands) {
    Object.assign(this, {panel, commands});
  }

  nothing() {
    const words = text("Choose a person, a conflict, a group or a tie; or press / to search.");
    this.#show(null, element("p", words, {class: "muted"}));
  }

  /** Open what was open: person, path, common, conflict, alliance, incident, group or tie, and of what. */
  open({kind, subject}) {
    this[kind](subject);
  }

  /** The same with what is shown now. */
  again() {
    if (!this.current) return;
    const {scrollTop} = this.panel;
    this.open(this.current);
    this.panel.scrollTop = scrollTop;
  }

  person(i) {
    const person = persons[i];
    if (records.isWithheld(i)) {
      const words = text("All persons who are withheld from you stand here as one.");
      this.#show({kind: "person", subject: i}, title(person.label), element("p", words, {class: "muted"}));
      return;
    }
    const involvements = records.involvementsOf(i).sort((a, b) => byDay(a.of, b.of));
    const memberships = records.membershipsOf(i);
    const personTies = records.tiesOf(i);
    this.#show(
      {kind: "person", subject: i},
      title(person.label, person.label === person.id ? "" : person.id),
      this.#chips(i),
      facts([
        [text("Group"), records.groupNames(i)],
        [text("Points"), person.points ? text("{n} for documented facts", {n: person.points}) : text("none")],
        [text("Contacts"), text("{n} in the period", {n: contacts[i].length})],
      ]),
      this.#buttons(),
      ...(person.scores.length ? [element("h2", text("Measures of contacts")), listOf(person.scores)] : []),
      ...(person.reasons.length ? [element("h2", `${text("Points")} ${person.points}`), listOf(person.reasons)] : []),
      element("h2", `${text("Memberships")} ${memberships.length}`),
      evidence(memberships.map(membership => membershipRow(membership))),
      element("h2", `${text("Incidents")} ${new Set(involvements.map(({incident}) => incident)).size}`),
      evidence(involvements.map(involvement => this.#involvement(involvement))),
      element("h2", `${text("Ties")} ${personTies.length}`),
      evidence(personTies.map(tie => this.#tie(tie, tie.a === i ? tie.b : tie.a))));
  }

  #chips(i) {
    const {notified, opposed} = persons[i];
    const opposedWords = opposed.length ? `${records.settings.conflictWords}: ${opposed.join(", ")}` : "";
    const chips = element("div", "", {class: "chips"});
    for (const word of [records.statusWords(i), notified && text("notified {day}", {day: notified})].filter(Boolean))
      chips.append(element("span", word, {class: "chip strong"}));
    const supervised = persons[i].isSupervised && text("under supervision");
    for (const word of [records.roleWords(i), records.minorWords(i), supervised, opposedWords].filter(Boolean))
      chips.append(element("span", word, {class: "chip"}));
    return chips;
  }

  #buttons() {
    const {setSteps, startPath, addTogether, centre, hide, pin} = this.commands;
    const bar = element("div", "", {class: "buttons"});
    for (const [name, key, action] of [
      [text("1 step"), "1", () => setSteps(1)], [text("2 steps"), "2", () => setSteps(2)],
      [text("Path to …"), "P", startPath], [text("Common contacts …"), "X", addTogether], [text("Pin"), "M", pin],
      [text("Centre"), "C", centre], [text("Hide"), "H", hide],
    ]) bar.append(element("button", name, {title: key, onclick: action}));
    return bar;
  }

  conflict(i) {
    const {a, b, id, name, records: recordIds, sources, status} = conflicts[i];
    const actions = records.incidentsOf(conflicts[i]).sort(byDay);
    const nCounted = actions.filter(incident => filters.counts(incident)).length;
    this.#show(
      {kind: "conflict", subject: i},
      this.#titleOfSides(a, b),
      facts([
        [text("Conflict"), name ? `${name} (${id})` : id],
        [text("Status"), status],
        [text("Incidents"), text("{n} in the period, {all} in all", {n: nCounted, all: actions.length})],
        [text("Records"), recordIds.join(", ")],
        [text("Sources"), sources.join(", ") || text("none recorded")],
      ]),
      element(
        "p", text("Incidents in which one of the two is held to have acted against the other."), {class: "muted"}),
      element("h2", text("Incidents")),
      evidence(actions.map(incident => this.#incident(incident))));
  }

  alliance(i) {
    const {a, b, records: recordIds, sources} = alliances[i];
    this.#show(
      {kind: "alliance", subject: i},
      this.#titleOfSides(a, b),
      facts([
        [text("Alliance"), recordIds.join(", ")],
        [text("Sources"), sources.join(", ") || text("none recorded")],
      ]));
  }

  incident(i) {
    const incident = incidents[i];
    this.#show(
      {kind: "incident", subject: i},
      title(incident.id, incident.type),
      evidence([this.#incident(incident)]));
  }

  group(g) {
    const group = groups[g];
    const members = records.membersOf(g);
    const isSide = ({a, b}) => a === g || b === g;
    const opposite = ({a, b}) => groups[a === g ? b : a].name;
    const index = `${text("Violence index")} ${number(group.index)}`;
    const nDead = members.filter(i => persons[i].status === "dead").length;
    const heading = nDead
      ? text("Members {n} and {dead} dead", {n: members.length - nDead, dead: nDead})
      : text("Members {n}", {n: members.length});
    this.#show(
      {kind: "group", subject: g},
      title(group.name, group.id),
      facts([
        [text("Named"), typeof group.named === "number" ? plural(group.named, "member", "members") : group.named],
        [text("Estimate"), group.estimate],
        [
          text("Rank"),
          group.rank === null
            ? "" : text("{rank}, violence index {index}", {rank: group.rank, index: number(group.index)}),
        ],
        [text("Conflicts"), [
          ...conflicts.filter(isSide).map(c => `${opposite(c)} (${c.status})`),
          ...group.rivals.map(rival => text("{group} (not shown)", {group: rival})),
        ].join(", ") || text("none")],
        [text("Alliances"), [
          ...alliances.filter(isSide).map(opposite),
          ...group.allies.map(ally => text("{group} (not shown)", {group: ally})),
        ].join(", ") || text("none")],
        [text("Validity"), group.valid ? "" : text("not valid on this day")],
        [text("Source"), group.source ?? text("none recorded")],
      ]),
      this.#ownMap(group),
      ...(group.evidence.length ? [element("h2", index), listOf(group.evidence)] : []),
      ...(records.settings.listsPersons ? [element("h2", heading), this.#members(members)] : []));
  }

  /** The way to the map of one group: a link where there is one, else the command that draws it. */
  #ownMap({id}) {
    const {openWith, opens} = records.settings;
    const way = element("p", "", {class: "own-map"});
    if (opens) way.append(element("a", text("Map of this group"), {href: `${opens}${encodeURIComponent(id)}`}));
    else way.append(`${text("Map of this group")}: `, element("code", openWith.replace("{group}", () => id)));
    return way;
  }

  #members(members) {
    return members.length ? this.#memberList(members) : element("p", text("None named."), {class: "muted"});
  }

  #memberList(members) {
    const list = element("ul");
    for (const i of members) {
      const {points} = persons[i];
      const worth = points && text("{n} points", {n: points});
      const words = [records.roleWords(i), records.statusWords(i), worth].filter(Boolean).join(", ");
      const row = element("li");
      row.append(this.#link(i), element("span", ` ${words}`, {class: "muted"}));
      list.append(row);
    }
    return list;
  }

  tie(i) {
    const {a, b, grades, strength} = ties[i];
    const heading = title("");
    heading.append(this.#link(a), " – ", this.#link(b));
    this.#show(
      {kind: "tie", subject: i},
      heading,
      facts([[text("Strength"), number(strength)], [text("Grades"), grades.join(", ") || text("none")]]),
      element("h2", text("Evidence of the tie")),
      evidence([this.#tie(ties[i])]));
  }

  /** The persons on a path; its two ends where there is none in what is shown. */
  path(path) {
    const heading = title(text("{first} to {last}", {first: persons[path[0]].label, last: persons[path.at(-1)].label}));
    const isPath = path.every((person, i) => !i || contacts[path[i - 1]].some(([contact]) => contact === person));
    if (!isPath) {
      const words = text("No path in the period and filter shown");
      this.#show({kind: "path", subject: path}, heading, element("p", words, {class: "muted"}));
      return;
    }
    const steps = path.slice(1).map((person, i) => {
      const before = path[i];
      const [, tie] = contacts[before].find(([contact]) => contact === person);
      const parts = [this.#link(before), " – ", this.#link(person), ` ${records.kindWords(ties[tie])}`];
      return {...this.#tie(ties[tie]), parts};
    });
    const length = plural(steps.length, "step", "steps");
    const words = text(
      "{steps}, a shortest path in the period shown. A path is no evidence of contact between its ends.",
      {steps: length});
    this.#show({kind: "path", subject: path}, heading, element("p", words, {class: "muted"}), evidence(steps));
  }

  /** Whom two or more persons all have as a contact, with the records of each tie. */
  common(people) {
    const shared = commonContacts(contacts, people).filter(person => !records.isWithheld(person));
    const heading = title("");
    people.forEach((person, i) => heading.append(i ? ", " : "", this.#link(person)));
    const among = people.flatMap((person, i) => people.slice(i + 1).flatMap(other => this.#tiesBetween(person, other)));
    const words = text("In the period and filter shown. A common contact is no evidence of contact between them.");
    this.#show(
      {kind: "common", subject: people},
      heading,
      element("h2", `${text("Common contacts")} ${shared.length}`),
      element("p", words, {class: "muted"}),
      ...shared.flatMap(person => {
        const name = title("");
        name.append(this.#link(person));
        return [name, evidence(people.flatMap(each => this.#tiesBetween(person, each)))];
      }),
      element("h2", `${text("Ties between them")} ${among.length}`),
      evidence(among));
  }

  /** The ties of two persons that are shown, as rows. */
  #tiesBetween(a, b) {
    return contacts[a].filter(([contact]) => contact === b).map(([, tie]) => {
      const parts = [this.#link(a), " – ", this.#link(b), ` ${records.kindWords(ties[tie])}`];
      return {...this.#tie(ties[tie]), parts};
    });
  }

  /** `current`: what is open then; null: nothing. */
  #show(current, ...nodes) {
    const close = element("button", text("Close"), {class: "close", onclick: () => this.nothing()});
    this.current = current;
    const isSame = nodes.length + 1 === this.panel.childNodes.length
      && nodes.every((node, i) => node.isEqualNode(this.panel.childNodes[i + 1]));
    if (isSame && current?.kind === "person") return; // nothing to read out once more
    this.panel.replaceChildren(close, ...nodes);
    byId("map-page").classList.toggle("with-details", current !== null);
    this.panel.scrollTop = 0;
    document.dispatchEvent(new Event("viewchange"));
  }

  #link(person) {
    const onclick = () => this.commands.select(person, true);
    return element("button", persons[person].label, {class: "link", onclick});
  }

  #titleOfSides(a, b) {
    const link = group =>
      element("button", groups[group].name, {class: "link", onclick: () => this.group(group)});
    const heading = title("");
    heading.append(link(a), " – ", link(b));
    return heading;
  }

  /** What links a person to an incident: by its own record and source, not those of the incident. */
  #involvement({of, record, source, words}) {
    return {
      when: of.day ?? text("undated"), parts: [`${words}: ${incidentWords(of, groups)}`],
      source: recordSource([record], source ? [source] : []), isIn: filters.counts(of),
    };
  }

  /** An incident with everybody linked to it, each by their record. */
  #incident(incident) {
    const parts = [incidentWords(incident, groups)];
    for (const {person, record, words} of records.involvementsIn(incident))
      parts.push("; ", this.#link(person), ` ${words} [${record}]`);
    return {
      when: incident.day ?? text("undated"), parts, source: incidentSource(incident), isIn: filters.counts(incident),
    };
  }

  /** A tie, with a link to the person at its far end if one is named. */
  #tie(tie, contact = null) {
    const kinds = records.kindWords(tie);
    const parts = contact === null ? [kinds] : [`${kinds} `, this.#link(contact)];
    return {when: tie.period, parts, source: recordSource(tie.records, tie.sources), isIn: filters.hasTie(tie)};
  }
}
