/** A text with Telegram's entities as nodes. Offsets count UTF-16 units, as JavaScript does. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
};
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
let quotes = 0;

/**
 * The nodes of a text.
 * @param {string} text
 * @param {object[]} entities nested or apart, never crossing
 * @param {{open: (address: string) => boolean, command?: (text: string) => void}} doing what
 *   links and commands do; `open` says whether it handled an address of the bot's own
 */
export function richText(text, entities, doing) {
  const ordered = [...(entities ?? [])].sort(
    (one, other) => one.offset - other.offset || other.length - one.length,
  );
  return nodesOf(text, ordered, 0, text.length, doing);
}

function nodesOf(text, entities, start, end, doing) {
  const nodes = [];
  let at = start;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const close = Math.min(entity.offset + entity.length, end);
    const isInside = (one) => one.offset < close;
    if (close > at) {
      const open = Math.max(entity.offset, at);
      nodes.push(plain(text, at, open, entity));
      const inner = nodesOf(text, others.filter(isInside), open, close, doing);
      nodes.push(wrapped(entity, text.slice(open, close), inner, doing));
      // A block ends its line by itself.
      at = close + (BLOCKS.has(entity.type) && text[close] === "\n" ? 1 : 0);
    }
    rest = others.filter((one) => !isInside(one));
  }
  nodes.push(text.slice(at, end));
  return nodes;
}

function plain(text, start, end, next) {
  const isBreak = BLOCKS.has(next.type) && text[end - 1] === "\n";
  return text.slice(start, isBreak ? end - 1 : end);
}

function wrapped(entity, words, inner, doing) {
  if (TAGS[entity.type]) return h(TAGS[entity.type], {}, inner);
  switch (entity.type) {
    case "blockquote": return h("blockquote", {}, inner);
    case "expandable_blockquote": return expandable(inner);
    case "spoiler": return spoiler(inner);
    case "url": return link(/^[a-z]+:/i.test(words) ? words : `https://${words}`, inner, doing);
    case "text_link": return link(entity.url, inner, doing);
    case "email": return link(`mailto:${words}`, inner, doing);
    case "bot_command": return command(words, inner, doing);
    case "mention":
    case "text_mention": return h("span", { class: "mention" }, inner);
    default: return inner;
  }
}

function link(address, inner, doing) {
  if (!/^(https?|mailto):/i.test(address)) return inner;
  const onclick = (event) => {
    if (doing.open(address)) event.preventDefault();
  };
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer", onclick }, inner);
}

function command(words, inner, doing) {
  if (!doing.command) return h("span", { class: "mention" }, inner);
  const onclick = () => doing.command(words);
  return h("button", { type: "button", class: "command", onclick }, inner);
}

function spoiler(inner) {
  const words = h("span", { class: "covered", "aria-hidden": "true" }, inner);
  const uncover = h("button", { type: "button", class: "spoiler", "aria-label": "Show hidden text",
    onclick: () => uncover.replaceWith(h("span", {}, inner)) }, words);
  return uncover;
}

/** A quote that shows three lines until its button is pressed. */
function expandable(inner) {
  quotes += 1;
  const id = `quote-${quotes}`;
  const words = h("div", { class: "words", id }, inner);
  const label = h("span", {}, "Show all");
  const toggle = h(
    "button",
    { type: "button", class: "expand", "aria-expanded": "false", "aria-controls": id },
    icon("down"),
    label,
  );
  const quote = h("blockquote", { class: "expandable collapsed" }, words, toggle);
  toggle.addEventListener("click", () => {
    const isOpen = !quote.classList.toggle("collapsed");
    toggle.setAttribute("aria-expanded", String(isOpen));
    label.textContent = isOpen ? "Show less" : "Show all";
  });
  // Whether it is cut is known once it has a width.
  new ResizeObserver(() => {
    const isCut = words.scrollHeight > words.clientHeight + 2;
    if (quote.classList.contains("collapsed")) toggle.hidden = !isCut;
  }).observe(words);
  return quote;
}
