// The records of this page, as its data element carries them.

import {Records} from "#map/records";
import {speak} from "#map/words";

export const records = new Records(JSON.parse(document.getElementById("data").textContent));
speak(records.settings);
export const {settings, months, lastMonth, positions, persons, groups, ties, incidents, conflicts, alliances} = records;
