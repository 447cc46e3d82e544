// What leaves the screen: print, and the picture as a file.

import {camera} from "#map/commands";
import {byId} from "#map/elements";
import {filterWords, shownBox, svg} from "#map/picture";

const KEPT_MS = 10_000; // how long a file stays in memory after its download began

export function toPaper() {
  byId("filtered").textContent = filterWords();
  camera.toPaper(shownBox(camera.bounds));
}

/** Save what is shown, without the choice: a picture that stands alone as the one it was made from. */
export function save() {
  toPaper();
  const copy = svg.cloneNode(true);
  camera.draw();
  copy.classList.remove("dim", "moving", "gliding");
  copy.removeAttribute("style");
  copy.querySelector("#lit").replaceChildren();
  for (const node of copy.querySelectorAll(".off")) node.remove();
  for (const node of copy.querySelectorAll(".quiet")) node.setAttribute("opacity", ".3");
  for (const node of copy.querySelectorAll("[display=none]")) node.remove();
  const text = new XMLSerializer().serializeToString(copy);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], {type: "image/svg+xml"}));
  link.download = "group-map.svg";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
