// The records behind the picture, decoded. Persons, groups and ties are numbers: positions in their lists.

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
    this.incidents = objectsOf(tables.incidents);
    this.conflicts = objectsOf(tables.conflicts);
    this.alliances = objectsOf(tables.alliances);
  }

  get lastMonth() {
    return this.months.length - 1;
  }

  groupNames(person) {
    return this.persons[person].groups.map(group => this.groups[group].name).join(" and ") || "in no group";
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

  incidentsWith(person) {
    return this.incidents.filter(({suspects, victims}) => suspects.includes(person) || victims.includes(person));
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
