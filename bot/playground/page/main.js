/** The page: what stands where, and what leads from one part to another. */

import * as api from "./api.js";
import { ChatList } from "./chats.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Documents } from "./documents.js";
import { byId, fill, h } from "./dom.js";
import { listen } from "./events.js";
import { FindingPanel } from "./finding.js";
import { Header } from "./header.js";
import { InlineTryOut } from "./inline.js";
import { showInsight } from "./insight.js";
import { addressOf, routeOf, startOf } from "./links.js";
import { isAnswer, Store } from "./store.js";
import { trying } from "./toast.js";

const VIEWS = ["conversation", "inline", "documents", "insight"];
// Of these, the panel shows the first that the server knows as an answer.
const MOST_CANDIDATES = 4;
const IS_PHONE = window.matchMedia("(max-width: 719px)");

/** Holds the parts together; they reach each other only through it. */
class App {
  constructor(visit) {
    this.store = new Store(visit);
    this.place = this.store.places()[0];
    this.header = new Header(this);
    this.chats = new ChatList(this);
    this.conversation = new Conversation(this);
    this.composer = new Composer(this);
    this.inline = new InlineTryOut(this);
    this.documents = new Documents(this);
    this.panel = new FindingPanel(this);
    this.store.addEventListener("changed", (event) => this.follow(event.detail));
    window.addEventListener("hashchange", () => this.route());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.panel.close();
    });
    byId("skip").addEventListener("click", (event) => {
      event.preventDefault();
      (byId("conversation").hidden ? byId("main") : byId("text")).focus();
    });
  }

  /** Show what the address names. */
  route() {
    const [view, ...rest] = routeOf(window.location.hash);
    this.screen(view === "chats");
    if (view === "inline") return this.showPage("inline", () => this.inline.show(rest[0]));
    if (view === "documents") {
      return this.showPage("documents", () => this.documents.show(...rest));
    }
    if (view === "insight" && this.store.visit.may.see_insight) {
      return this.showPage("insight", showInsight);
    }
    const places = this.store.places();
    const place = places.find((one) => addressOf(one) === `#/${view}/${rest.join("/")}`);
    return this.showPlace(place ?? places[0], view === "chats");
  }

  /** On a phone, the list and what it leads to are two screens. */
  screen(isList) {
    const { dataset } = byId("app");
    const isOther = isList !== (dataset.screen === "list");
    dataset.screen = isList ? "list" : "main";
    const isAlone = isList && IS_PHONE.matches;
    byId("side").setAttribute("role", isAlone ? "main" : "navigation");
    byId("skip").hidden = isAlone;
    if (!isOther || !IS_PHONE.matches) return;
    const came = document.querySelector(`#side a[href="${this.chats.address}"]`);
    (isList ? came ?? byId("side") : byId("main")).focus();
  }

  showPlace(place, isList) {
    this.place = place;
    this.reveal("conversation");
    this.chats.mark(isList && IS_PHONE.matches ? "#/chats" : addressOf(place), place);
    this.header.showPlace(place);
    this.composer.show(place);
    this.conversation.show(place);
    if (this.panel.isOpen) this.panel.load(place, this.lastAnswers());
    if (!IS_PHONE.matches) byId("text").focus({ preventScroll: true });
  }

  showPage(name, show) {
    if (this.panel.isOpen) this.panel.close();
    this.reveal(name);
    this.chats.mark(`#/${name}`);
    this.header.showPage(name);
    show();
  }

  reveal(name) {
    for (const view of VIEWS) byId(view).hidden = view !== name;
  }

  /** Go to an address inside the page. */
  go(address) {
    if (window.location.hash === address) this.route();
    else window.location.hash = address;
  }

  /** Say something, and show it at once. */
  async say(place, text, more) {
    const sent = await api.say(place, this.store.speakerIn(place).id, text, more);
    this.store.put(place.chat.id, sent);
    return sent;
  }

  /** The same for what is not typed; it is shown where it fails. */
  send(place, text) {
    return trying(() => this.say(place, text));
  }

  /** Whether an address is a link to the bot that the page follows itself. */
  isOurs(address) {
    return startOf(address, this.store.visit.bot.username) !== null;
  }

  /** Follow a link: the bot's own here, others in a new tab. */
  open(address) {
    if (this.isOurs(address)) this.start(startOf(address, this.store.visit.bot.username));
    else if (/^https?:/i.test(address)) window.open(address, "_blank", "noopener,noreferrer");
  }

  /** Go to the private chat and press its start button. */
  start(payload) {
    const place = this.store.places().find((one) => one.chat.kind === "private");
    this.go(addressOf(place));
    return this.send(place, payload ? `/start ${payload}` : "/start");
  }

  askInline(query) {
    this.go(`#/inline/${encodeURIComponent(query)}`);
  }

  speakAs(person) {
    this.store.speaker = person;
    this.conversation.draw();
  }

  replyTo(message) {
    this.composer.replyTo(message);
  }

  jumpTo(id) {
    this.conversation.jumpTo(id);
  }

  nameOf(person) {
    return person.id === this.store.visit.bot.id ? this.store.visit.bot.name : person.first_name;
  }

  showFinding(messages, opener) {
    this.newestFollowed = this.lastAnswers()[0]?.message_id;
    this.panel.open(this.place, messages, opener);
  }

  /** The newest answers where one reads, newest first. */
  lastAnswers() {
    const { visit } = this.store;
    return this.store.said(this.place).filter((one) => isAnswer(one, visit.bot))
      .slice(-MOST_CANDIDATES).reverse();
  }

  /** Keep the open panel at the newest answer, and at what it shows after paging. */
  follow(chat) {
    if (!this.panel.isOpen || chat !== this.place.chat.id) return;
    const current = this.store.messages.get(chat).get(this.panel.message?.message_id);
    const answers = this.lastAnswers();
    const isNew = answers[0]?.message_id > (this.newestFollowed ?? 0);
    this.newestFollowed = answers[0]?.message_id;
    if (isNew) this.panel.load(this.place, answers);
    else if (current && current !== this.panel.message) this.panel.load(this.place, [current]);
  }
}

function hear(app) {
  const { store } = app;
  const on = {
    message: ({ chat, message }) => store.put(chat, message),
    deleted: ({ chat, message_id: id }) => store.drop(chat, id),
    typing: ({ chat, topic }) => store.type(chat, topic),
    ready: () => { store.isReady = true; },
    library: ({ documents, passages }) => {
      Object.assign(store.visit.library, { documents, passages });
      store.dispatchEvent(new Event("library"));
    },
  };
  listen({
    event: (event) => {
      on[event.type]?.(event);
      app.header.refresh();
    },
    open: () => {
      app.header.connected();
      app.conversation.hush();
      // What was deleted during a break is gone.
      store.clear();
    },
    lost: () => {
      store.isReady = false;
      app.header.lost();
    },
    return: () => comeBack(store),
  });
}

/** A server that was started anew knows neither the visitor nor the chats: begin anew, too. */
async function comeBack(store) {
  const ids = (visit) => visit.chats.map((chat) => chat.id).join();
  if (ids(await api.visit()) !== ids(store.visit)) window.location.assign("/");
}

async function begin() {
  try {
    const app = new App(await api.visit());
    app.route();
    hear(app);
  } catch (error) {
    const again = h("button", { type: "button", class: "primary",
      onclick: () => window.location.reload() }, "Try again");
    fill(byId("main"), h("div", { class: "failed-start", role: "alert" },
      h("h1", {}, "The playground could not start"), h("p", {}, error.message), again));
  }
}

begin();
