/** The panel "Behind the quote": how an answer was found. */

import * as api from "./api.js";
import { byId, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { gateScale, partBars, stepBars, VERDICTS } from "./measures.js";
import { linesOf, passageInDocument, showMark } from "./passage.js";

// Below this width the panel lies over the conversation.
const OVERLAYS = window.matchMedia("(max-width: 1099px)");

/** The panel; it follows the answers of the conversation while it is open. */
export class FindingPanel {
  constructor(app) {
    this.app = app;
    this.panel = byId("finding");
    this.body = h("div", { class: "body", tabindex: "0", role: "region", "aria-label": "Details" });
    this.title = h("h2", { id: "finding-title", tabindex: "-1" }, "Behind the quote");
    const close = h("button", { type: "button", class: "icon-button", id: "finding-close",
      "aria-label": "Close", onclick: () => this.close() }, icon("close"));
    fill(this.panel, h("div", { class: "panel-head" }, this.title, close), this.body);
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    OVERLAYS.addEventListener("change", () => this.arrange());
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  /** Open it for the first of some messages that is an answer. */
  async open(place, messages, opener) {
    this.opener = opener;
    this.panel.hidden = false;
    this.arrange();
    this.title.focus();
    await this.load(place, messages);
  }

  /** Close it and give the focus back. */
  close() {
    if (!this.isOpen) return;
    this.panel.hidden = true;
    this.arrange();
    (this.opener?.isConnected ? this.opener : byId("behind")).focus();
  }

  /** Show another answer in the open panel, without moving the focus. */
  async load(place, messages) {
    const asked = this.asked = Symbol("asked");
    let content = h("p", { class: "empty" }, "There is no answer here yet. Ask something first.");
    for (const message of messages) {
      try {
        content = findingOf(await api.finding(place.chat.id, message.message_id));
      } catch (error) {
        content = h("p", { class: "empty" }, error.message);
        if (error.status === 404) continue;
      }
      // Another answer may have been asked for meanwhile.
      if (asked !== this.asked) return;
      this.message = message;
      break;
    }
    if (asked !== this.asked) return;
    fill(this.body, content);
    this.body.scrollTop = 0;
    this.body.querySelectorAll(".excerpt").forEach(showMark);
  }

  arrange() {
    const isModal = this.isOpen && OVERLAYS.matches;
    byId("app").dataset.panel = this.isOpen ? "open" : "closed";
    byId("behind").setAttribute("aria-expanded", String(this.isOpen));
    this.panel.setAttribute("role", isModal ? "dialog" : "complementary");
    if (isModal) this.panel.setAttribute("aria-modal", "true");
    else this.panel.removeAttribute("aria-modal");
    for (const id of ["side", "main", "skip"]) byId(id).inert = isModal;
  }
}

function findingOf(found) {
  return [
    h("p", { class: "asked" }, `“${found.question}”`),
    found.searched_for && h("p", { class: "searched" }, "Searched for: ",
      h("strong", {}, found.searched_for)),
    h("section", { "aria-label": "Verdict" },
      h("h3", {}, "Verdict"),
      h("p", { class: "verdict-line" }, h("span", { class: `verdict ${found.verdict}` },
        VERDICTS[found.verdict])),
      gateScale(found)),
    found.steps?.length > 0 && h("section", { "aria-label": "Time" },
      h("h3", {}, "Time"), stepBars(found.steps)),
    h("section", { "aria-label": "Matches" },
      h("h3", {}, `Matches (${found.matches.length})`),
      !found.matches.length && h("p", { class: "empty" }, "No passage came near the question."),
      found.matches.map((match, n) => matchOf(match, n === found.shown, found.verdict))),
    h("p", { class: "note" }, `Library version ${found.library_version}`),
  ];
}

function matchOf(match, isShown, verdict) {
  const { document, passage } = match;
  const place = [passage.heading, linesOf(passage),
    isShown && verdict !== "nothing" && "on the card"];
  const details = h("details", { class: "match", "data-rank": match.rank, open: isShown },
    h("summary", {},
      h("span", { class: "rank" }, String(match.rank)),
      h("span", { class: "match-title" },
        h("strong", {}, document.title),
        h("span", {}, place.filter(Boolean).join(" · "))),
      h("span", { class: `dot ${match.verdict}`, title: VERDICTS[match.verdict] },
        h("span", { class: "hidden" }, `${VERDICTS[match.verdict]}, score `),
        match.score.toFixed(2))));
  const draw = () => details.append(
    passageInDocument(match),
    h("p", { class: "source" },
      h("a", { href: `#/documents/${encodeURIComponent(document.id)}/${passage.id}` },
        document.path),
      document.date && ` · ${document.date}`),
    h("h4", {}, `What its score of ${match.score.toFixed(2)} is made of`),
    partBars(match.parts),
  );
  if (isShown) draw();
  else {
    details.addEventListener("toggle", () => {
      draw();
      showMark(details.querySelector(".excerpt"));
    }, { once: true });
  }
  return details;
}
