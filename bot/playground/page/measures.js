/** Figures drawn as bars: the gate, the parts of a score, milliseconds. */

import { h, width } from "./dom.js";

export const VERDICTS = { found: "Found", unsure: "Unsure", nothing: "Nothing found" };
// How far the scale reaches beyond what it has to show.
const MARGIN = 2;

/** The gate on a scale with its two thresholds. */
export function gateScale({ gate, thresholds }) {
  if (gate === null || gate === undefined) {
    return h("p", { class: "note" }, "There was no match to judge.");
  }
  const low = Math.min(gate, thresholds.unsure) - MARGIN;
  const high = Math.max(gate, thresholds.found) + MARGIN;
  const at = (value) => ((value - low) / (high - low)) * 100;
  const zone = (kind, from, to) => width(h("span", { class: `zone ${kind}` }), at(to) - at(from));
  const needle = h("span", { class: "needle" });
  needle.style.left = `${at(gate)}%`;
  return h(
    "div",
    { class: "gate" },
    h("div", { class: "scale", "aria-hidden": "true" },
      zone("nothing", low, thresholds.unsure),
      zone("unsure", thresholds.unsure, thresholds.found),
      zone("found", thresholds.found, high),
      needle),
    h("p", { class: "note" }, "The gate gives ", h("strong", {}, signed(gate)),
      `. Found from ${signed(thresholds.found)}, unsure from ${signed(thresholds.unsure)}.`),
  );
}

/** The parts of a score; what speaks against a match goes to the left. */
export function partBars(parts) {
  const points = parts.map((part) => part.points);
  const low = Math.min(0, ...points);
  const span = Math.max(0, ...points) - low || 1;
  const zero = (-low / span) * 100;
  return h("ul", { class: "parts" }, parts.map((part) => {
    const bar = width(h("span", { class: part.points < 0 ? "bar against" : "bar" }),
      (Math.abs(part.points) / span) * 100);
    bar.style.marginInlineStart = `${part.points < 0 ? zero + (part.points / span) * 100 : zero}%`;
    return h("li", { "data-part": part.name },
      h("span", { class: "label" }, part.label),
      h("span", { class: "sum" }, `${part.value.toFixed(2)} × ${signed(part.weight)}`),
      h("span", { class: "points" }, signed(part.points)),
      h("span", { class: "track", "aria-hidden": "true" }, bar));
  }));
}

/** Milliseconds of each step, and of all. */
export function stepBars(steps) {
  const most = Math.max(...steps.map((step) => step.ms)) || 1;
  const total = steps.reduce((sum, step) => sum + step.ms, 0);
  return h("ul", { class: "steps" },
    steps.map((step) => h("li", {},
      h("span", { class: "label" }, step.name),
      h("span", { class: "track", "aria-hidden": "true" },
        width(h("span", { class: "bar" }), (step.ms / most) * 100)),
      h("span", { class: "points" }, `${step.ms.toFixed(1)} ms`))),
    h("li", { class: "total" },
      h("span", { class: "label" }, "Together"), h("span", {}),
      h("span", { class: "points" }, `${total.toFixed(1)} ms`)));
}

function signed(value) {
  return value.toFixed(2).replace("-", "−");
}
