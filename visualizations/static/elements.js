// Elements by their id, and new ones. Text enters the page through textContent alone.

const SVG = "http://www.w3.org/2000/svg";

export const byId = id => document.getElementById(id);

/** A new HTML element; an attribute `onclick` and the like is a listener. */
export function element(tag, text = "", attributes = {}) {
  const node = document.createElement(tag);
  node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value);
  }
  return node;
}

/** A new SVG element. */
export function shape(tag, attributes, text = "") {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
}
