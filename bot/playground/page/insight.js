/** The page of insight: what was asked, how it went, and what the documents lack. */

import * as api from "./api.js";
import { dayChart } from "./chart.js";
import { byId, fill, h } from "./dom.js";
import { pictured } from "./icons.js";

/** Show the numbers as they are now. */
export async function showInsight() {
  const section = byId("insight");
  fill(section, h("p", { class: "empty", role: "status" }, "Loading…"));
  let content;
  try {
    content = insightOf(await api.insight(), section.clientWidth);
  } catch (error) {
    content = h("p", { class: "empty", role: "alert" }, error.message);
  }
  fill(section, h("div", { class: "page-body" }, content));
}

function insightOf(seen, width) {
  const share = (count) => seen.questions
    ? `${Math.round((count / seen.questions) * 100)} %` : "";
  const { votes, inline, latency_ms: latency } = seen;
  return [
    h("dl", { class: "tiles" },
      tile("Questions", seen.questions, `in ${seen.days.length} days`),
      tile("Found", seen.found, share(seen.found), "found"),
      tile("Unsure", seen.unsure, share(seen.unsure), "unsure"),
      tile("Nothing found", seen.nothing, share(seen.nothing), "nothing"),
      tile("Votes", `👍 ${votes.good}`, `👎 ${votes.bad}`),
      tile("Inline", inline.searches, `searches, ${inline.posted} posted`),
      tile("Half within", latency ? milliseconds(latency.p50) : "–",
        latency ? `95 % ${milliseconds(latency.p95)}, 99 % ${milliseconds(latency.p99)}`
          : "no answer yet")),
    h("section", { class: "card", "aria-labelledby": "days-title" },
      h("h2", { id: "days-title" }, "Questions a day"),
      seen.questions ? dayChart(seen.days, chartWidth(width))
        : h("p", { class: "empty" }, "Nothing was asked yet.")),
    h("section", { class: "card", "aria-labelledby": "gaps-title" },
      h("h2", { id: "gaps-title" }, "Asked most without an answer"),
      seen.gaps.length ? gapsOf(seen.gaps)
        : h("p", { class: "empty" }, "No question is waiting for an answer.")),
  ];
}

function tile(label, value, more, kind) {
  return h("div", { class: kind ? `tile ${kind}` : "tile" },
    h("dt", {}, label), h("dd", {}, pictured(String(value))),
    h("dd", { class: "note" }, pictured(more)));
}

function gapsOf(gaps) {
  return h("ol", { class: "gaps" }, gaps.map((gap) => h("li", {},
    h("span", { class: "count" }, `${gap.count}×`),
    h("span", { class: "question" }, gap.question),
    h("span", { class: "note" }, `last ${gap.date}`))));
}

/** What the page's and the card's edges leave of a width. */
function chartWidth(width) {
  return Math.max(260, Math.min(width, 980) - 84);
}

function milliseconds(value) {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
