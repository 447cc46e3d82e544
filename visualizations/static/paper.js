// What leaves the screen: print, and the picture as a file.

import {camera} from "#map/commands";
import {byId, element} from "#map/elements";
import {filterWords, shownBox, svg} from "#map/picture";

const PIXELS = 3;
const KEPT_MS = 10_000; // how long a file stays in memory after its download began

export function toPaper() {
  byId("filtered").textContent = filterWords();
  camera.toPaper(shownBox(camera.bounds));
}

/** What is shown, without the choice: a picture that stands alone as the one it was made from. */
function pictureAlone() {
  toPaper();
  const copy = svg.cloneNode(true);
  camera.draw();
  copy.classList.remove("dim", "moving", "gliding");
  copy.removeAttribute("style");
  copy.querySelector("#lit").replaceChildren();
  for (const node of copy.querySelectorAll(".off")) node.remove();
  for (const node of copy.querySelectorAll(".quiet")) node.setAttribute("opacity", ".3");
  for (const node of copy.querySelectorAll("[display=none]")) node.remove();
  return copy;
}

const textOf = picture => new XMLSerializer().serializeToString(picture);

function download(blob, name) {
  const link = element("a", "", {href: URL.createObjectURL(blob), download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}

export function save() {
  download(new Blob([textOf(pictureAlone())], {type: "image/svg+xml"}), "group-map.svg");
}

/** Save the same as pixels, three for each of the sheet: enough for a page of A4. */
export async function savePixels() {
  const picture = pictureAlone();
  const [, , width, height] = picture.getAttribute("viewBox").split(" ").map(Number);
  const canvas = element("canvas", "", {width: Math.round(width * PIXELS), height: Math.round(height * PIXELS)});
  picture.setAttribute("width", canvas.width);
  picture.setAttribute("height", canvas.height);
  const image = element("img", "", {src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(textOf(picture))}`});
  await image.decode();
  canvas.getContext("2d").drawImage(image, 0, 0);
  canvas.toBlob(blob => download(blob, "group-map.png"), "image/png");
}
