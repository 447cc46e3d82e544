// What a reader has switched off, and the months they look at; no document in here.

import {plural, text} from "#map/words";

export class Filters {
  #past = []; // earlier choices, for undo

  constructor(lastMonth, noGroup) {
    Object.assign(this, {lastMonth, noGroup, from: 0, to: lastMonth});
    Object.assign(this, {hidden: new Set(), groupsOff: new Set(), pinned: new Set()});
  }

  get isWholePeriod() {
    return this.from === 0 && this.to === this.lastMonth;
  }

  hasMonth(month) {
    return month >= this.from && month <= this.to;
  }

  /** A tie is shown where it was valid at some time of the period; an undated one always is. */
  hasTie(tie) {
    return tie.first <= this.to && tie.last >= this.from;
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

  /** A person is shown if pinned, or with any group of theirs that is switched on, unless hidden by hand. */
  shownPersons(persons) {
    const isOn = group => !this.groupsOff.has(group);
    return persons.map(({groups}, person) =>
      !this.hidden.has(person)
      && (this.pinned.has(person) || (groups.length ? groups.some(isOn) : isOn(this.noGroup))));
  }

  /** Note the choices as they are, so that `undo` comes back to them. */
  remember() {
    const {groupsOff, hidden, pinned} = this;
    this.#past.push({hidden: new Set(hidden), groupsOff: new Set(groupsOff), pinned: new Set(pinned)});
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  undo() {
    Object.assign(this, this.#past.pop());
  }

  /** Nobody is pinned who is hidden. */
  hide(person) {
    this.hidden.add(person);
    this.pinned.delete(person);
  }

  togglePin(person) {
    if (!this.pinned.delete(person)) this.pinned.add(person);
  }

  /** What a reader has changed, for paper and files; "" if nothing. */
  words(months, nGroups) {
    const nHidden = this.hidden.size;
    const changes = [];
    if (!this.isWholePeriod)
      changes.push(text("only {first} to {last}", {first: months[this.from], last: months[this.to]}));
    if (this.groupsOff.size)
      changes.push(text("{n} of {all} groups switched off", {n: this.groupsOff.size, all: nGroups + 1}));
    if (nHidden) changes.push(text("{persons} hidden by hand", {persons: plural(nHidden, "person", "persons")}));
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
