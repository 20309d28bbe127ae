/** The try-out of inline mode: results as one types, posted into a chat of one's choice. */

import * as api from "./api.js";
import { byId, fill, h } from "./dom.js";
import { addressOf } from "./links.js";
import { activate, steppedTo } from "./options.js";
import { toast, trying } from "./toast.js";

const PAUSE_MS = 250;

/** The view of inline mode. */
export class InlineTryOut {
  constructor(app) {
    this.app = app;
    this.results = [];
    this.active = -1;
    this.offset = "";
    this.build();
  }

  /** Show it, with a query if one is given. */
  show(query) {
    if (query !== undefined) this.field.value = query;
    this.search();
    this.field.focus();
  }

  build() {
    const { bot } = this.app.store.visit;
    this.field = h("input", {
      id: "inline-query", type: "text", role: "combobox", maxlength: "256", autocomplete: "off",
      "aria-label": `Inline query to @${bot.username}`, "aria-expanded": "false",
      "aria-controls": "inline-results", "aria-autocomplete": "list", placeholder: "your question",
      oninput: () => this.soon(),
      onkeydown: (event) => this.onKey(event),
    });
    this.list = h("ul", { id: "inline-results", role: "listbox", "aria-label": "Results" });
    this.note = h("p", { id: "inline-note", role: "status" });
    this.button = h("div", { class: "inline-button" });
    this.more = h("button", { type: "button", class: "more", hidden: true,
      onclick: () => this.next() }, "More results");
    this.target = h("select", { id: "inline-target" }, this.app.store.places().map(
      (place, n) => h("option", { value: String(n) }, labelOf(place)),
    ));
    fill(
      byId("inline"),
      h("div", { class: "page-body narrow" },
        h("p", { class: "lead" }, "In Telegram, type the bot's name and a question in any chat, ",
          "and post a quote there without leaving it. Here you choose the chat."),
        h("label", { class: "target" }, h("span", {}, "Post into"), this.target),
        h("div", { class: "inline-field" },
          h("span", { "aria-hidden": "true" }, `@${bot.username}`), this.field),
        this.note, this.button, this.list, this.more),
    );
    new IntersectionObserver(([entry]) => entry.isIntersecting && this.next()).observe(this.more);
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), PAUSE_MS);
  }

  async search() {
    clearTimeout(this.timer);
    this.abort?.abort();
    this.abort = new AbortController();
    const page = await this.ask("", this.abort.signal);
    if (!page) return;
    this.results = [];
    this.list.replaceChildren();
    this.take(page);
    this.activate(-1);
    this.offer(page.button);
  }

  async next() {
    if (!this.offset || this.isPaging) return;
    this.isPaging = true;
    const page = await this.ask(this.offset, this.abort.signal);
    this.isPaging = false;
    if (page) this.take(page);
  }

  /** One page of results; nothing where the person typed on meanwhile. */
  async ask(offset, signal) {
    const speaker = this.app.store.speakerIn(this.place);
    this.field.setAttribute("aria-busy", "true");
    const page = await trying(
      () => api.askInline(speaker.id, this.field.value.trim(), offset, signal),
    );
    if (signal.aborted) return null;
    this.field.removeAttribute("aria-busy");
    return page;
  }

  take(page) {
    const from = this.results.length;
    this.results.push(...page.results.map((result, index) => ({
      result, index, query: page.query_id,
    })));
    this.offset = page.next_offset ?? "";
    this.more.hidden = !this.offset;
    this.list.append(...this.results.slice(from).map((one, n) => this.optionOf(one, from + n)));
    const count = this.results.length;
    this.field.setAttribute("aria-expanded", String(count > 0));
    const number = `${count}${this.offset ? " or more" : ""} result${count === 1 ? "" : "s"}`;
    this.note.textContent = count ? `${number}. Arrow keys and Enter choose.` : "No results";
  }

  /** The button over the results leads to the private chat. */
  offer(button) {
    fill(this.button, button && h("button", {
      type: "button", onclick: () => this.app.start(button.start_parameter),
    }, button.text));
  }

  get place() {
    return this.app.store.places()[Number(this.target.value)];
  }

  onKey(event) {
    const next = steppedTo(event.key, this.active, this.results.length);
    if (next !== undefined) {
      event.preventDefault();
      this.activate(next);
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape") {
      this.activate(-1);
    }
  }

  activate(index) {
    this.active = index;
    activate(this.field, this.list, index);
  }

  async choose(position) {
    const { query, index } = this.results[position];
    const { place } = this;
    const speaker = this.app.store.speakerIn(place);
    const message = await trying(() => api.choose(query, speaker.id, index, place));
    if (!message) return;
    this.app.store.put(place.chat.id, message);
    toast(`Posted into ${labelOf(place)}`);
    this.app.go(addressOf(place));
  }

  optionOf({ result }, position) {
    return h(
      "li",
      { id: `result-${position}`, role: "option", "aria-selected": "false",
        onclick: () => this.choose(position) },
      h("b", {}, result.title),
      h("span", {}, result.description),
    );
  }
}

function labelOf(place) {
  if (place.chat.kind === "private") return `${place.chat.title} (private)`;
  return place.topic ? `${place.chat.title} › ${place.name}` : place.chat.title;
}
