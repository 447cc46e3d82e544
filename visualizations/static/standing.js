// What held at the end of a month: members, custody, notifications by then, active conflicts; no document in here.

const holdsAt = (spans, month) => spans.some(([first, last]) => first <= month && month <= last);

/** Counts over the persons and conflicts for which `isShown` and `hasSides` are true. */
export function standing({persons, conflicts, isShown, hasSides, month}) {
  const people = persons.filter((_, i) => isShown(i));
  const count = kind => people.filter(person => holdsAt(person[`${kind}Months`], month)).length;
  return {
    nMembers: count("membership"),
    nInCustody: count("custody"),
    nNotified: count("notified"),
    nActive: conflicts.filter(conflict => hasSides(conflict) && holdsAt(conflict.active, month)).length,
  };
}
