// The period: set by hand, or played month by month.

import {refresh} from "#map/commands";
import {byId} from "#map/elements";
import {playWindow} from "#map/filters";
import {lastMonth} from "#map/page_records";
import {filters} from "#map/picture";
import {text} from "#map/words";

const TICK_MS = 550;
let timer = 0; // 0 while nothing plays

export function setPeriod(from, to) {
  Object.assign(filters, {from, to});
  byId("from").value = from;
  byId("to").value = to;
  refresh();
}

export function play() {
  if (!lastMonth) return;
  const button = byId("play");
  button.setAttribute("aria-pressed", !timer);
  button.textContent = timer ? text("Play") : text("Pause");
  if (timer) {
    clearInterval(timer);
    timer = 0;
    return;
  }
  const {width, firstEnd} = playWindow(filters);
  let end = firstEnd;
  const tick = () => {
    setPeriod(end - width, end);
    end += 1;
    if (end > lastMonth) play();
  };
  timer = setInterval(tick, TICK_MS);
  tick();
}
