/** The list of commands that opens when a message begins with "/". */

import { fill, h } from "./dom.js";
import { activate, steppedTo } from "./options.js";

/** Stands over a text field, which keeps the focus. */
export class CommandMenu {
  constructor(app, field, choose) {
    this.app = app;
    this.field = field;
    this.choose = choose;
    this.list = h("ul", { id: "commands", role: "listbox", "aria-label": "Commands",
      hidden: true });
    this.offered = [];
    this.active = -1;
    field.addEventListener("blur", () => this.close());
  }

  /** Offer what fits the text in the field, in a kind of chat. */
  suggest(kind) {
    const typed = this.field.value.match(/^\/([a-z0-9_]*)$/i)?.[1].toLowerCase();
    const { bot, commands } = this.app.store.visit;
    const suffix = kind === "group" ? `@${bot.username}` : "";
    this.offered = typed === undefined ? [] : commands[kind]
      .filter((one) => one.command.startsWith(typed))
      .map((one) => ({ text: `/${one.command}${suffix}`, description: one.description }));
    fill(this.list, this.offered.map((one, n) => this.optionOf(one, n)));
    this.list.hidden = !this.offered.length;
    this.activate(this.offered.length ? 0 : -1);
  }

  /** Take a key if it is for the list; say whether it was. */
  onKey(event) {
    if (this.list.hidden) return false;
    const next = steppedTo(event.key, this.active, this.offered.length);
    if (next !== undefined) this.activate(next);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" && !event.shiftKey) this.take(this.active);
    else if (event.key === "Enter" && !event.shiftKey) {
      // What is written out already is sent.
      if (this.field.value === this.offered[this.active].text) return this.close();
      this.take(this.active);
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  close() {
    this.list.hidden = true;
    this.activate(-1);
    return false;
  }

  take(index) {
    this.choose(`${this.offered[index].text} `);
    this.close();
  }

  activate(index) {
    this.active = index;
    activate(this.field, this.list, index);
  }

  optionOf(one, index) {
    return h(
      "li",
      {
        id: `command-${index}`,
        role: "option",
        "aria-selected": "false",
        // Before the field loses the focus.
        onmousedown: (event) => event.preventDefault(),
        onclick: () => {
          this.take(index);
          this.field.focus();
        },
      },
      h("b", {}, one.text),
      h("span", {}, one.description),
    );
  }
}
