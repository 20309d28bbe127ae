/** Where messages are written: the field, who speaks, what is replied to or edited. */

import * as api from "./api.js";
import { CommandMenu } from "./commands.js";
import { byId, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { isService, summaryOf } from "./store.js";
import { trying } from "./toast.js";

const MOST_CHARACTERS = 4096;

/** The composer of whichever place is shown. */
export class Composer {
  constructor(app) {
    this.app = app;
    this.place = null;
    this.about = null;
    this.drafts = new Map();
    this.field = h("textarea", {
      id: "text", rows: "1", maxlength: String(MOST_CHARACTERS), "aria-label": "Message",
      placeholder: "Message", autocomplete: "off", enterkeyhint: "send",
      "aria-autocomplete": "list", "aria-controls": "commands",
      oninput: () => this.changed(),
      onkeydown: (event) => this.onKey(event),
    });
    this.menu = new CommandMenu(app, this.field, (text) => this.set(text));
    this.build();
  }

  /** Write in a place; what was begun there before stands in the field again. */
  show(place) {
    if (this.place) this.drafts.set(keyOf(this.place), this.field.value);
    this.place = place;
    this.cancel();
    this.speakers.hidden = place.chat.kind === "private";
    this.mention.hidden = place.chat.kind === "private";
    this.set(this.drafts.get(keyOf(place)) ?? "");
  }

  /** Reply to a message with the next one. */
  replyTo(message) {
    this.begin("reply", message);
  }

  /** Empty the field of what it replies to or edits. */
  cancel() {
    if (this.about?.kind === "edit") this.set("");
    this.about = null;
    this.strip.hidden = true;
  }

  build() {
    this.strip = h("div", { id: "about-message", hidden: true });
    this.speakers = this.speakerChoice();
    const { username } = this.app.store.visit.bot;
    this.mention = h("button", {
      type: "button", id: "mention", class: "icon-button", "aria-label": `Mention @${username}`,
      title: `Mention @${username}`, onclick: () => this.insertMention(username),
    }, icon("at"));
    const send = h("button", { type: "submit", id: "send", class: "icon-button",
      "aria-label": "Send", title: "Send" }, icon("send"));
    const form = byId("composer");
    fill(form, this.menu.list, this.speakers, this.strip,
      h("div", { class: "line" }, this.mention, this.field, send));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  speakerChoice() {
    const { you } = this.app.store.visit;
    const choices = you.map((person, n) => h(
      "label",
      {},
      h("input", { type: "radio", name: "speaker", value: String(person.id), checked: n === 0,
        onchange: () => this.app.speakAs(person) }),
      h("span", {}, person.name),
    ));
    return h("fieldset", { id: "speakers", hidden: true }, h("legend", {}, "Speak as"), choices);
  }

  onKey(event) {
    if (event.isComposing || this.menu.onKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.about) {
      event.stopPropagation();
      this.cancel();
    } else if (event.key === "ArrowUp" && !this.field.value) {
      event.preventDefault();
      this.editLast();
    }
  }

  async submit() {
    const text = this.field.value.trim();
    if (!text) return;
    const { about, place } = this;
    this.about = null;
    this.cancel();
    this.set("");
    const sent = await trying(() => about?.kind === "edit"
      ? this.edited(place, about.message, text)
      : this.app.say(place, text, about && { reply_to: about.message.message_id }));
    // Nothing that was written is lost where sending fails.
    if (!sent && !this.field.value && this.place === place) {
      this.set(text);
      if (about) this.begin(about.kind, about.message, text);
    }
  }

  async edited(place, message, text) {
    const edited = await api.edit(place.chat.id, message.message_id, text);
    this.app.store.put(place.chat.id, edited);
    return edited;
  }

  editLast() {
    const { store } = this.app;
    const speaker = store.speakerIn(this.place);
    const own = store.said(this.place).filter((one) => one.from.id === speaker.id
      && one.text && !one.via_bot && !isService(one));
    if (own.length) this.begin("edit", own.at(-1), own.at(-1).text);
  }

  begin(kind, message, text) {
    this.about = { kind, message };
    const isEdit = kind === "edit";
    const cancel = h("button", { type: "button", class: "icon-button", onclick: () => {
      this.cancel();
      this.field.focus();
    }, "aria-label": isEdit ? "Stop editing" : "Don't reply" }, icon("close"));
    const title = isEdit ? "Edit message" : `Reply to ${this.app.nameOf(message.from)}`;
    fill(this.strip, icon(isEdit ? "pencil" : "reply"),
      h("p", {}, h("strong", {}, title), h("span", {}, summaryOf(message))), cancel);
    this.strip.hidden = false;
    if (text !== undefined) this.set(text);
    this.field.focus();
  }

  insertMention(username) {
    const mention = `@${username} `;
    if (!this.field.value.startsWith(mention)) this.set(mention + this.field.value);
    this.field.focus();
  }

  set(text) {
    this.field.value = text;
    this.changed();
  }

  changed() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 160)}px`;
    if (this.place) this.menu.suggest(this.place.chat.kind);
  }
}

function keyOf(place) {
  return `${place.chat.id}/${place.topic}`;
}
