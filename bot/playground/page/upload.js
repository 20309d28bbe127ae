/** Files for the library, by drag and drop or a button, with progress. */

import { addDocument } from "./api.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { counted } from "./welcome.js";

/** A zone that takes files one after another. */
export class Upload {
  constructor() {
    this.files = h("input", { id: "upload-files", type: "file", multiple: true, class: "hidden",
      onchange: () => this.take(this.files.files) });
    this.names = h("datalist", { id: "collections" });
    this.collection = h("input", { id: "upload-collection", list: "collections", maxlength: "60",
      placeholder: "none", autocomplete: "off" });
    this.queue = h("ul", { class: "uploads", "aria-live": "polite", "aria-label": "Files" });
    this.pending = Promise.resolve();
    this.node = h("section", { class: "upload", "aria-label": "Add documents",
      ondragover: (event) => this.onOver(event, true),
      ondragleave: (event) => this.onOver(event, false),
      ondrop: (event) => this.onDrop(event) },
    h("div", { class: "zone-line" },
      icon("upload"),
      h("p", {}, "Drop files here, or ",
        h("label", { class: "choose", for: "upload-files" }, "choose files"), this.files),
      h("label", { class: "into" }, h("span", {}, "Collection"), this.collection), this.names),
    this.queue);
  }

  /** Offer the collections there are. */
  offer(names) {
    fill(this.names, names.map((name) => h("option", { value: name })));
  }

  onOver(event, isOver) {
    event.preventDefault();
    this.node.classList.toggle("over", isOver);
  }

  onDrop(event) {
    this.onOver(event, false);
    this.take(event.dataTransfer.files);
  }

  take(files) {
    const collection = this.collection.value.trim();
    for (const file of files) {
      const row = new Row(file);
      this.queue.append(row.node);
      this.pending = this.pending.then(() => row.send(collection));
    }
    this.files.value = "";
  }
}

/** One file on its way. */
class Row {
  constructor(file) {
    this.file = file;
    this.bar = h("progress", { max: "1", "aria-label": `Progress of ${file.name}` });
    this.state = h("p", { class: "state" }, "waiting");
    this.node = h("li", {}, h("strong", {}, file.name), this.bar, this.state);
    this.bar.value = 0;
  }

  async send(collection) {
    this.state.textContent = "reading";
    this.bar.removeAttribute("value");
    try {
      for await (const news of addDocument(this.file, collection)) this.tell(news);
    } catch (error) {
      this.tell({ error: error.message });
    }
    this.bar.remove();
  }

  tell({ expected, embedded, done, error }) {
    if (expected !== undefined) this.bar.max = expected || 1;
    if (embedded !== undefined) {
      this.bar.value = embedded;
      this.state.textContent = `embedding ${embedded} of ${this.bar.max}`;
    }
    if (error !== undefined) {
      this.node.classList.add("failed");
      this.state.textContent = error;
    }
    if (done) this.finish(done);
  }

  finish({ title, passages, warnings }) {
    this.node.classList.add("done");
    this.state.textContent = `“${title}” is in the library: ${counted(passages, "passage")}.`;
    if (warnings?.length) this.node.append(h("ul", {}, warnings.map((one) => h("li", {}, one))));
  }
}
