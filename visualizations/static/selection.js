// Who is chosen, and what is lit for them; no document in here.

import {commonContacts, within} from "#map/graph";

export class Selection {
  selected = null; // a person, or null
  cursor = null; // a contact looked at, but not chosen
  path = null; // persons on the path shown; its two ends where there is none
  pathFrom = null; // where a path begins whose end is not chosen yet
  steps = 1; // how far contacts are lit
  together = []; // persons whose common contacts are looked for, in the order in which they came in
  showsCommon = false; // whether these are lit, and not the chosen person

  select(person) {
    Object.assign(this, {selected: person, cursor: null, path: null, pathFrom: null, steps: 1, showsCommon: false});
    if (person === null) this.together = [];
  }

  showPath(path) {
    Object.assign(this, {path, selected: path[0], cursor: null, showsCommon: false});
  }

  /** Look at a person together with those who are looked at together, or no longer. */
  toggleTogether(person) {
    const {together} = this;
    this.select(person);
    this.together = together.includes(person) ? together.filter(each => each !== person) : [...together, person];
    this.showsCommon = this.together.length > 1;
  }

  /** Does choosing this person end a path? */
  endsPath(person) {
    return person !== null && this.pathFrom !== null && person !== this.pathFrom;
  }

  /** Map of lit person -> steps from the chosen one. */
  lit(contacts, shown) {
    if (this.path) return new Map(this.path.map((person, i) => [person, i]));
    if (this.showsCommon) return this.#litTogether(contacts, shown);
    if (this.selected === null || !shown[this.selected]) return new Map();
    return within(contacts, this.selected, this.steps);
  }

  #litTogether(contacts, shown) {
    const people = this.together.filter(person => shown[person]);
    const common = commonContacts(contacts, people);
    return new Map([...people.map(person => [person, 0]), ...common.map(person => [person, 1])]);
  }

  /** A tie is lit where it leads from one step to the next, or lies within the steps shown. */
  lights(tie, distance) {
    if (!distance.has(tie.a) || !distance.has(tie.b)) return false;
    const [near, far] = [distance.get(tie.a), distance.get(tie.b)].sort((a, b) => a - b);
    return this.path ? far - near === 1 : near < this.steps;
  }

  isNamedBold(person) {
    const isTogether = this.showsCommon && this.together.includes(person);
    return isTogether || person === this.selected || Boolean(this.path?.includes(person));
  }

  /** The contact after (1) or before (-1) the one looked at, in a round. */
  nextInRound(round, direction) {
    return round[(round.indexOf(this.cursor) + direction + round.length) % round.length];
  }
}
