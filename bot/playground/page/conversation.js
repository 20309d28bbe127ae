/** The messages of one place: kept in order, drawn once, scrolled as a messenger does. */

import { bubbleOf, dayOf } from "./bubbles.js";
import { byId, h } from "./dom.js";
import { icon } from "./icons.js";
import { isService } from "./store.js";
import { drawWelcome } from "./welcome.js";

// What the same person writes within this time belongs together.
const TOGETHER_S = 300;
const NEAR_END_PX = 120;
// Until then what comes is what stood there before, and is not read out.
const REPLAY_MS = 1200;

/** Draws whichever place it is told to show. */
export class Conversation {
  constructor(app) {
    this.app = app;
    this.place = null;
    this.isAtEnd = true;
    this.drawn = new Map();
    this.log = byId("log");
    this.scroll = byId("scroll");
    this.latest = byId("latest");
    this.latest.append(icon("down"));
    this.latest.addEventListener("click", () => this.toEnd());
    this.scroll.addEventListener("scroll", () => {
      this.isAtEnd = this.isNearEnd();
      if (this.isAtEnd) this.latest.hidden = true;
    });
    // A photo that arrives, or a field that grows, does not hide the newest message.
    const keep = new ResizeObserver(() => this.isAtEnd && this.toEnd("instant"));
    keep.observe(this.scroll);
    keep.observe(this.log);
    app.store.addEventListener("changed", (event) => {
      if (event.detail === this.place?.chat.id) this.schedule();
    });
  }

  /** Show a place, at its end. */
  show(place) {
    this.place = place;
    this.drawn.clear();
    this.log.replaceChildren();
    this.hush();
    this.draw();
    this.toEnd("instant");
  }

  /** Draw soon; many changes at once are one. */
  schedule() {
    if (this.waits) return;
    this.waits = true;
    // Not an animation frame: those stand still while the page is in the background.
    setTimeout(() => {
      this.waits = false;
      this.draw();
    }, 16);
  }

  /** Keep screen readers from reading out what stood there already. */
  hush() {
    clearTimeout(this.hushed);
    this.log.setAttribute("aria-live", "off");
    this.hushed = setTimeout(() => this.log.setAttribute("aria-live", "polite"), REPLAY_MS);
  }

  /** Scroll to the newest message. */
  toEnd(behavior) {
    this.isAtEnd = true;
    // A welcome is read from its beginning.
    const top = byId("welcome").hidden ? this.scroll.scrollHeight : 0;
    this.scroll.scrollTo({ top, behavior });
    this.latest.hidden = true;
  }

  /** Scroll to a message and let it be seen. */
  jumpTo(id) {
    const node = this.log.querySelector(`[data-id="${id}"]`);
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("flash");
    setTimeout(() => node.classList.remove("flash"), 1600);
  }

  isNearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }

  draw() {
    const { store } = this.app;
    const said = store.said(this.place);
    const wasAtEnd = this.isAtEnd;
    const before = this.newest;
    this.newest = said.at(-1)?.message_id;
    const nodes = this.nodesOf(said, store.speakerIn(this.place));
    const focused = this.focusedIn(nodes);
    this.put(nodes);
    focused?.();
    byId("typing").hidden = !store.isTyping(this.place);
    drawWelcome(this.app, this.place, said.every(isService));
    if (wasAtEnd || said.at(-1)?.from?.id === store.speakerIn(this.place).id) this.toEnd();
    else if (this.newest > (before ?? 0)) this.latest.hidden = false;
  }

  /** The nodes to be seen, those that did not change among them. */
  nodesOf(said, speaker) {
    const kept = new Map();
    let previous = null;
    const nodes = said.flatMap((message) => {
      const isNewDay = !previous || dayOf(previous.date) !== dayOf(message.date);
      const follows = !isNewDay && isTogether(previous, message);
      previous = message;
      const own = this.nodeOf(kept, `${message.message_id}`, [message, follows, speaker],
        () => bubbleOf(this.app, this.place, message, { follows, speaker }));
      if (!isNewDay) return [own];
      const day = dayOf(message.date);
      return [this.nodeOf(kept, `day ${day}`, [day], () => h("p", { class: "day" },
        h("span", {}, day))), own];
    });
    this.drawn = kept;
    return nodes;
  }

  nodeOf(kept, key, state, make) {
    const old = this.drawn.get(key);
    const isSame = old && old.state.every((part, n) => part === state[n]);
    kept.set(key, isSame ? old : { state, node: make() });
    return kept.get(key).node;
  }

  /** Where the focus is on a message that is about to be replaced: what puts it back. */
  focusedIn(nodes) {
    const message = document.activeElement?.closest?.("#log [data-id]");
    if (!message || nodes.includes(message)) return null;
    const at = document.activeElement.dataset.at ?? "0-0";
    return () => {
      const same = this.log.querySelector(`[data-id="${message.dataset.id}"]`);
      const key = same?.querySelector(`[data-at="${at}"]`) ?? same?.querySelector("[data-at]");
      (key ?? this.scroll).focus({ preventScroll: true });
    };
  }

  put(nodes) {
    const wanted = new Set(nodes);
    for (const node of [...this.log.children]) if (!wanted.has(node)) node.remove();
    nodes.forEach((node, n) => {
      if (this.log.children[n] !== node) this.log.insertBefore(node, this.log.children[n] ?? null);
    });
  }
}

function isTogether(previous, message) {
  return !isService(previous) && !isService(message) && previous.from.id === message.from.id
    && previous.via_bot?.id === message.via_bot?.id
    && message.date - previous.date < TOGETHER_S;
}
