/** Builds nodes, so that no text is ever read as markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. Attributes that are functions listen (`onclick`), `true` stands without a
 * value, and `null`, `undefined` and `false` are left out; children may be nested lists.
 * @param {string} tag
 * @param {Object<string, *>} [attributes]
 * @param {...*} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** Make an SVG element, as `h` does. */
export function svg(tag, attributes, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** The element of the page with an id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Put these children in the place of what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...nodesOf(children));
}

/** A text that only screen readers meet. */
export function hidden(text, tag = "span") {
  return h(tag, { class: "hidden" }, text);
}

/** Set the width of an element, in percent; a policy forbids style attributes, not this. */
export function width(element, percent) {
  element.style.width = `${Math.max(0, Math.min(100, percent))}%`;
  return element;
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...nodesOf(children));
  return element;
}

function nodesOf(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined
    && child !== false && child !== "");
}
