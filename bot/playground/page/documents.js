/** The page of documents: the library, and one document with its passages. */

import * as api from "./api.js";
import { byId, fill, h } from "./dom.js";
import { annotatedText, linesOf } from "./passage.js";
import { Upload } from "./upload.js";
import { counted } from "./welcome.js";

/** The view of the library. */
export class Documents {
  constructor(app) {
    this.app = app;
    this.section = byId("documents");
    this.upload = app.store.visit.may.upload ? new Upload() : null;
    app.store.addEventListener("library", () => {
      if (!this.section.hidden && !this.shown) this.show();
    });
  }

  /** Show the list, or a document with a passage of it. */
  async show(id, passage) {
    this.shown = id;
    fill(this.section, h("p", { class: "empty", role: "status" }, "Loading…"));
    let content;
    try {
      content = id ? documentOf(await api.documentOf(id)) : this.listOf(await api.documents());
    } catch (error) {
      content = h("p", { class: "empty", role: "alert" }, error.message);
    }
    if (this.shown !== id) return;
    fill(this.section, h("div", { class: id ? "page-body" : "page-body narrow" }, content));
    if (passage) jumpTo(passage);
  }

  listOf({ collections, skipped }) {
    this.upload?.offer(collections.map((one) => one.name).filter(Boolean));
    return [
      this.upload?.node,
      !collections.length && h("p", { class: "empty" }, "The library is empty."),
      collections.map((one) => collectionOf(one, collections.length > 1)),
      skipped.length > 0 && skippedOf(skipped),
    ];
  }
}

function collectionOf({ name, documents }, isOneOfSeveral) {
  const title = name || (isOneOfSeveral ? "In no collection" : "All documents");
  return h(
    "section",
    { class: "collection", "aria-label": title },
    h("h2", {}, title, h("span", {}, counted(documents.length, "document"))),
    h("ul", {}, documents.map((one) => h("li", {}, h(
      "a",
      { href: `#/documents/${encodeURIComponent(one.id)}`, "data-document": one.id },
      h("strong", {}, one.title),
      h("span", { class: "path" }, one.path),
      h("span", {}, [one.date, counted(one.passages, "passage"),
        counted(one.characters, "character")].filter(Boolean).join(" · ")),
    )))),
  );
}

function skippedOf(skipped) {
  return h(
    "details",
    { class: "skipped" },
    h("summary", {}, `${counted(skipped.length, "file")} skipped`),
    h("ul", {}, skipped.map((one) => h("li", {}, h("code", {}, one.path), ` ${one.reason}`))),
  );
}

function documentOf(document) {
  const size = [counted(document.passages.length, "passage"),
    counted(Array.from(document.text).length, "character")];
  return [
    h("p", {}, h("a", { class: "up", href: "#/documents" }, "All documents")),
    h("h2", { class: "document-title" }, document.title),
    h("p", { class: "source" },
      [document.path, document.collection, document.date, ...size].filter(Boolean).join(" · ")),
    h("details", { class: "jumps" },
      h("summary", {}, "Jump to a passage"),
      h("ol", {}, document.passages.map((passage) => h("li", {}, h(
        "button",
        { type: "button", onclick: () => jumpTo(passage.id) },
        [passage.heading, linesOf(passage)].filter(Boolean).join(" · "),
      ))))),
    annotatedText(document),
  ];
}

function jumpTo(passage) {
  const node = byId(`passage-${passage}`);
  if (!node) return;
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "center" });
}
