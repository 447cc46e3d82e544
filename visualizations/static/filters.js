// What a reader has switched off, and the months they look at; no document in here.

import {plural, text} from "#map/words";

const GRADED = /^[A-E][1-5]$/u; // F, 6 and what is missing are never good enough
const INCIDENT = "incident:";

/** Is a grade, as "B2", so good or better, in both of its signs? */
export const isGraded = (grade, least) =>
  GRADED.test(grade) && grade[0] <= least[0] && grade[1] <= least[1];

/** Everything that is switched off at first; sets hold groups, kinds of ties, roles and persons. */
const nothingOff = () => ({
  hidden: new Set(), pinned: new Set(), groupsOff: new Set(), kindsOff: new Set(), rolesOff: new Set(),
  leastGrade: "", factsOnly: false, supervisedOnly: false,
});

export class Filters {
  #past = []; // earlier choices, for undo

  constructor(lastMonth, noGroup, factsGrade) {
    Object.assign(this, {lastMonth, noGroup, factsGrade, from: 0, to: lastMonth}, nothingOff());
  }

  get isWholePeriod() {
    return this.from === 0 && this.to === this.lastMonth;
  }

  hasMonth(month) {
    return month >= this.from && month <= this.to;
  }

  /** A tie is shown where it was valid at some time of the period, an undated one always; and if it is chosen. */
  hasTie(tie) {
    return tie.first <= this.to && tie.last >= this.from
      && tie.kinds.some(kind => !this.kindsOff.has(kind))
      && (!this.leastGrade || tie.grades.some(grade => isGraded(grade, this.leastGrade)))
      && (!this.factsOnly || this.#isFact(tie));
  }

  /** As the measures have it: a source graded so, or an incident in which both are suspects. */
  #isFact({grades, records}) {
    return records.some(record => record.startsWith(INCIDENT))
      || grades.some(grade => isGraded(grade, this.factsGrade));
  }

  /** An incident counts where all days on which it may have been lie in the period. */
  counts(incident) {
    return this.isWholePeriod
      || (incident.first !== null && incident.first >= this.from && incident.last <= this.to);
  }

  /** An incident that may lie in the period, but is dated too coarsely to count. */
  isTooCoarse(incident) {
    const mayBeIn = incident.first === null || (incident.first <= this.to && incident.last >= this.from);
    return mayBeIn && !this.counts(incident);
  }

  /** Is a conflict or an alliance between two groups that are both switched on? */
  hasSides({a, b}) {
    return !this.groupsOff.has(a) && !this.groupsOff.has(b);
  }

  /** A person is shown if pinned, or with any group of theirs that is on; not if hidden by hand or by what is asked. */
  shownPersons(persons) {
    return persons.map((person, i) => !this.hidden.has(i) && (this.pinned.has(i) || this.#hasPerson(person)));
  }

  /** With facts alone, groups of which somebody is a member by assessment alone do not show them. */
  #hasPerson({assessed, groups, isSupervised, role}) {
    const isOn = group => !this.groupsOff.has(group) && !(this.factsOnly && assessed.includes(group));
    return !this.rolesOff.has(role)
      && (!this.supervisedOnly || isSupervised)
      && (groups.length ? groups.some(isOn) : isOn(this.noGroup));
  }

  /** Note the choices as they are, so that `undo` comes back to them. */
  remember() {
    const now = Object.keys(nothingOff()).map(name => [name, this[name]]);
    this.#past.push(now.map(([name, value]) => [name, value instanceof Set ? new Set(value) : value]));
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  undo() {
    Object.assign(this, Object.fromEntries(this.#past.pop()));
  }

  /** Nobody is pinned who is hidden. */
  hide(person) {
    this.hidden.add(person);
    this.pinned.delete(person);
  }

  togglePin(person) {
    if (!this.pinned.delete(person)) this.pinned.add(person);
  }

  /** What a reader has changed, for paper and files; "" if nothing. `all` counts groups, kinds and roles. */
  words(months, all) {
    const changes = [];
    if (!this.isWholePeriod)
      changes.push(text("only {first} to {last}", {first: months[this.from], last: months[this.to]}));
    if (this.groupsOff.size)
      changes.push(text("{n} of {all} groups switched off", {n: this.groupsOff.size, all: all.groups + 1}));
    if (this.kindsOff.size)
      changes.push(text("{n} of {all} kinds of ties switched off", {n: this.kindsOff.size, all: all.kinds}));
    if (this.rolesOff.size)
      changes.push(text("{n} of {all} roles switched off", {n: this.rolesOff.size, all: all.roles}));
    if (this.leastGrade)
      changes.push(text("only ties graded {grade} or better", {grade: this.leastGrade}));
    if (this.factsOnly) changes.push(text("only facts"));
    if (this.supervisedOnly) changes.push(text("only persons under supervision"));
    if (this.hidden.size)
      changes.push(text("{persons} hidden by hand", {persons: plural(this.hidden.size, "person", "persons")}));
    const said = changes.length ? [text("Filtered: {changes}", {changes: changes.join("; ")})] : [];
    const nPinned = this.pinned.size;
    if (nPinned) said.push(text("Pinned: {persons}", {persons: plural(nPinned, "person", "persons")}));
    return said.join(". ");
  }
}

/** The window of months that plays: its width, and the month at which it ends first. */
export function playWindow({from, to, lastMonth}) {
  const width = to - from === lastMonth ? Math.min(5, lastMonth) : to - from;
  return {width, firstEnd: to === lastMonth ? width : to};
}
