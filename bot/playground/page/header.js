/** The line over a view: its title, the state of the connection, and what can be opened. */

import { byId, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { counted } from "./welcome.js";

const PAGES = {
  inline: ["Inline try-out", "inline", "quotes for any chat, as you type"],
  documents: ["Documents", "book", ""],
  insight: ["Insight", "chart", "the same numbers as /stats"],
};

/** Knows whether the stream is open, and what to say of it. */
export class Header {
  constructor(app) {
    this.app = app;
    this.isConnected = false;
    this.wasConnected = false;
    fill(byId("back"), icon("back"));
    const behind = byId("behind");
    fill(behind, icon("look"), h("span", {}, "Behind the quote"));
    behind.addEventListener("click", () => {
      if (app.panel.isOpen) app.panel.close();
      else app.showFinding(app.lastAnswers(), behind);
    });
    app.store.addEventListener("changed", () => this.refresh());
    app.store.addEventListener("library", () => this.refresh());
  }

  showPlace(place) {
    this.place = place;
    const isPrivate = place.chat.kind === "private";
    this.name(place.topic ? `${place.chat.title} › ${place.name}` : place.chat.title);
    fill(byId("avatar"), isPrivate
      ? h("img", { src: "/static/mark.svg", alt: "" }) : icon(place.topic ? "topic" : "group"));
    byId("behind").hidden = false;
    this.refresh();
  }

  showPage(name) {
    this.place = null;
    const [title, picture, text] = PAGES[name];
    this.name(title);
    fill(byId("avatar"), icon(picture));
    byId("behind").hidden = true;
    this.text = text;
    this.refresh();
  }

  connected() {
    this.isConnected = this.wasConnected = true;
    byId("offline").hidden = true;
    this.refresh();
  }

  lost() {
    this.isConnected = false;
    const note = byId("offline");
    note.hidden = false;
    note.textContent = "The connection broke off. Reconnecting… If this stays, see whether the "
      + "server still runs (make run).";
    this.refresh();
  }

  refresh() {
    const line = byId("state");
    const text = this.stateText();
    // What is said again is read out again.
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("lively", text === "typing…");
  }

  stateText() {
    const { store } = this.app;
    const { documents, passages } = store.visit.library;
    if (!this.isConnected) return this.wasConnected ? "reconnecting…" : "connecting…";
    if (this.place && store.isTyping(this.place)) return "typing…";
    const size = `${counted(documents, "document")}, ${counted(passages, "passage")}`;
    if (!this.place) return this.text || size;
    if (!store.isReady) return "warming up the model…";
    if (this.place.chat.kind === "private") return `bot · ${size}`;
    return `${store.visit.you.map((one) => one.name).join(", ")} and ${store.visit.bot.name}`;
  }

  name(title) {
    byId("title").textContent = title;
    document.title = `${title} · Quoth playground`;
  }
}
