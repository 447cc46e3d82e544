// The records behind the picture, decoded. Persons, groups and ties are numbers: positions in their lists.

import {text} from "#map/words";

/** The rows of a table as objects, by the names of its columns. */
export const objectsOf = ({columns, rows}) =>
  rows.map(row => Object.fromEntries(columns.map((column, i) => [column, row[i]])));

export class Records {
  /** `pageData` is what the page carries: settings, months, positions [x, y, reach] of the persons, tables. */
  constructor({settings, months, positions, tables}) {
    this.settings = settings;
    this.months = months;
    this.positions = positions;
    this.persons = objectsOf(tables.persons);
    this.groups = objectsOf(tables.groups);
    this.ties = objectsOf(tables.ties);
    this.memberships = objectsOf(tables.memberships);
    this.involvements = objectsOf(tables.involvements);
    this.incidents = objectsOf(tables.incidents);
    this.conflicts = objectsOf(tables.conflicts);
    this.alliances = objectsOf(tables.alliances);
    this.incidentCounts = objectsOf(tables.incidentCounts); // of those that are not listed one by one
  }

  get lastMonth() {
    return this.months.length - 1;
  }

  isWithheld(person) {
    return this.persons[person].id === this.settings.withheld;
  }

  /** Where somebody belongs: a group that is not shown is named by its id, and never passed over. */
  groupNames(person) {
    if (this.isWithheld(person)) return "";
    const {elsewhere, groups} = this.persons[person];
    const names = groups.map(group => this.groups[group].name);
    if (elsewhere.length === 1) names.push(text("a group not shown ({groups})", {groups: elsewhere[0]}));
    if (elsewhere.length > 1) names.push(text("groups not shown ({groups})", {groups: elsewhere.join(", ")}));
    return names.join(` ${text("and")} `) || text("in no group");
  }

  minorWords(person) {
    return this.isWithheld(person) ? "" : this.settings.minorWords[this.persons[person].minor] ?? "";
  }

  membershipsOf(person) {
    return this.memberships.filter(membership => membership.person === person);
  }

  /** What links somebody to incidents, each with its incident; one person may be linked by several records. */
  involvementsOf(person) {
    return this.involvements.filter(involvement => involvement.person === person)
      .map(involvement => ({...involvement, of: this.incidents[involvement.incident]}));
  }

  involvementsIn(incident) {
    const position = this.incidents.indexOf(incident);
    return this.involvements.filter(involvement => involvement.incident === position);
  }

  roleWords(person) {
    return this.settings.roleWords[this.persons[person].role] ?? "";
  }

  kindWords({kinds}) {
    return kinds.map(kind => this.settings.tieKinds[kind]).join(", ");
  }

  statusWords(person) {
    return this.settings.statusWords[this.persons[person].status] ?? "";
  }

  /** A label that fits on the map. */
  shortLabel(person) {
    const {label} = this.persons[person];
    const {labelSigns} = this.settings;
    return label.length > labelSigns ? `${label.slice(0, labelSigns - 1)}…` : label;
  }

  incidentsOf(conflict) {
    return conflict.incidents.map(i => this.incidents[i]);
  }

  tiesOf(person) {
    return this.ties.filter(tie => tie.a === person || tie.b === person);
  }

  /** Members of a group, those with most points first. */
  membersOf(group) {
    const members = [...this.persons.keys()].filter(person => this.persons[person].groups.includes(group));
    return members.sort((a, b) => this.persons[b].points - this.persons[a].points);
  }

  /** The person with most points among those for whom `isShown` is true; null if there is none. */
  mostPoints(isShown) {
    let leader = null;
    this.persons.forEach(({points}, person) => {
      if (isShown(person) && (leader === null || points > this.persons[leader].points)) leader = person;
    });
    return leader;
  }
}
