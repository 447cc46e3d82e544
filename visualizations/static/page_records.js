// The records of this page, as its data element carries them.

import {Records} from "#map/records";

export const records = new Records(JSON.parse(document.getElementById("data").textContent));
export const {settings, months, lastMonth, positions, persons, groups, ties, incidents, conflicts, alliances} = records;
