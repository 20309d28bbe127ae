/** The list at the left: chats with their topics, the try-out, the pages. */

import { endVisit } from "./api.js";
import { byId, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { addressOf } from "./links.js";
import { isService, summaryOf } from "./store.js";
import { ask, copy, trying } from "./toast.js";
import { GO_LIVE } from "./welcome.js";

/** Draws the list and keeps its previews fresh. */
export class ChatList {
  constructor(app) {
    this.app = app;
    this.seen = new Map();
    const { store } = app;
    fill(byId("chats"), store.visit.chats.map((chat) => this.chatOf(chat)),
      h("li", {}, entry("#/inline", "inline", "Inline try-out", "quote in any chat")));
    fill(byId("pages"),
      h("li", {}, entry("#/documents", "book", "Documents", "what I answer from")),
      store.visit.may.see_insight
        && h("li", {}, entry("#/insight", "chart", "Insight", "questions, votes, gaps")));
    fill(byId("about"), aboutOf());
    store.addEventListener("changed", () => this.schedule());
  }

  /** Mark the entry of what is shown; a place is read by that. */
  mark(address, place) {
    this.address = address;
    this.place = place;
    for (const link of document.querySelectorAll("#side a[href]")) {
      if (link.getAttribute("href") === address) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.refresh();
  }

  schedule() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), 50);
  }

  refresh() {
    for (const place of this.app.store.places()) this.preview(place);
  }

  preview(place) {
    const address = addressOf(place);
    const link = document.querySelector(`#chats a[href="${address}"]`);
    const said = this.app.store.said(place).filter((one) => !isService(one));
    const last = said.at(-1);
    const isHere = address === this.address;
    if (isHere || !this.seen.has(address)) this.seen.set(address, last?.message_id ?? 0);
    const unread = said.filter((one) => one.message_id > this.seen.get(address)).length;
    link.querySelector(".preview").textContent = this.app.store.isTyping(place) ? "typing…"
      : last ? `${this.app.nameOf(last.from)}: ${summaryOf(last)}` : "nothing said yet";
    const badge = link.querySelector(".badge");
    badge.hidden = !unread;
    fill(badge, String(unread), h("span", { class: "hidden" }, " unread"));
  }

  chatOf(chat) {
    const { bot, you } = this.app.store.visit;
    const members = [...you, bot].map((one) => one.name).join(", ");
    const picture = chat.kind === "private"
      ? h("img", { class: "avatar", src: "/static/mark.svg", alt: "" })
      : h("span", { class: "avatar" }, icon("group"));
    if (!chat.topics.length) return h("li", {}, linkTo({ chat, topic: null }, chat.title, picture));
    return h(
      "li",
      { class: "forum" },
      h("p", { class: "forum-title" }, picture, h("span", {}, h("strong", {}, chat.title),
        h("span", {}, members))),
      h("ul", { "aria-label": `Topics of ${chat.title}` }, chat.topics.map((topic) => h("li", {},
        linkTo({ chat, topic: topic.id }, topic.name, icon("topic"))))),
    );
  }
}

function linkTo(place, name, picture) {
  const attributes = { "data-chat": place.chat.id, "data-topic": place.topic };
  return h("a", { href: addressOf(place), class: place.topic ? "entry topic" : "entry",
    ...attributes }, picture,
  h("span", { class: "entry-text" }, h("strong", {}, name), h("span", { class: "preview" })),
  h("span", { class: "badge", hidden: true }));
}

function entry(address, name, title, text) {
  return h("a", { href: address, class: "entry" }, h("span", { class: "avatar" }, icon(name)),
    h("span", { class: "entry-text" }, h("strong", {}, title), h("span", {}, text)));
}

function aboutOf() {
  const forget = async () => {
    const isSure = await ask("Forget this visit? Everything said here is erased, and a new one "
      + "begins.", ["Keep it", "Forget it"]);
    if (isSure && await trying(endVisit)) window.location.assign("/");
  };
  return [
    h("p", {}, "Go live with a token of @BotFather's:"),
    h("button", { type: "button", class: "go-live", "aria-label": `Copy: ${GO_LIVE}`,
      onclick: () => copy(GO_LIVE.replace("…", "")) }, h("code", {}, GO_LIVE), icon("copy")),
    h("button", { type: "button", id: "forget", class: "quiet", onclick: forget },
      "Forget this visit"),
  ];
}
