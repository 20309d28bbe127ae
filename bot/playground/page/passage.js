/** Passages in their documents: one with the answering sentence, or a whole text with all. */

import { h, hidden } from "./dom.js";
import { slicerOf } from "./codepoints.js";

/** A match's passage between what stands around it, its best sentence marked. */
export function passageInDocument(match) {
  const { passage, best } = match;
  const cut = slicerOf(match.text, passage.start);
  return h(
    "div",
    { class: "excerpt", tabindex: "0", role: "region",
      "aria-label": "The passage in its document" },
    h("span", { class: "around" }, match.text_before),
    cut(passage.start, best.start),
    h("mark", {}, cut(best.start, best.end)),
    cut(best.end, passage.end),
    h("span", { class: "around" }, match.text_after),
  );
}

/** Scroll an excerpt to its marked sentence. */
export function showMark(excerpt) {
  const mark = excerpt.querySelector("mark");
  excerpt.scrollTop = mark.offsetTop - (excerpt.clientHeight - mark.offsetHeight) / 2;
}

/** A document's text with its passages numbered in the margin. */
export function annotatedText(document) {
  const cut = slicerOf(document.text);
  const blocks = [];
  let at = 0;
  document.passages.forEach((passage, n) => {
    blocks.push(between(cut(at, passage.start)));
    const start = Math.max(at, passage.start);
    blocks.push(blockOf(passage, n, cut(start, passage.end)));
    at = Math.max(at, passage.end);
  });
  blocks.push(between(cut(at, Infinity)));
  return h("div", { class: "annotated" }, blocks);
}

/** The lines of a passage in words, and its page where there are any. */
export function linesOf({ first_line: first, last_line: last, page }) {
  const lines = first === last ? `line ${first}` : `lines ${first}–${last}`;
  return page ? `page ${page}, ${lines}` : lines;
}

function blockOf(passage, n, text) {
  return h(
    "section",
    { class: "passage", id: `passage-${passage.id}`, tabindex: "-1",
      "aria-label": `Passage ${n + 1}, ${linesOf(passage)}` },
    h("div", { class: "margin" }, h("b", {}, hidden("Passage "), String(n + 1)),
      h("span", {}, linesOf(passage))),
    h("div", { class: "text" }, text.replace(/^\n+|\n+$/g, "")),
  );
}

function between(text) {
  return text.trim() && h("div", { class: "between" }, text.trim());
}
