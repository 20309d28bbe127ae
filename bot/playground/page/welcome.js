/** What stands in a chat where nobody has said anything yet. */

import { byId, fill, h } from "./dom.js";

export const GO_LIVE = "TELEGRAM_BOT_TOKEN=… make run";

/** Show or hide the welcome of a place. */
export function drawWelcome(app, place, isEmpty) {
  const card = byId("welcome");
  const { library } = app.store.visit;
  const state = isEmpty && `${place.chat.id} ${library.documents} ${library.passages}`;
  // Drawn anew, it would lose the focus.
  if (card.dataset.state === String(state)) return;
  card.dataset.state = String(state);
  card.hidden = !isEmpty;
  if (!isEmpty) return;
  fill(card, place.chat.kind === "private" ? inPrivate(app, place) : inGroup(app, place));
}

function inPrivate(app, place) {
  const { documents, passages, samples } = app.store.visit.library;
  return [
    h("img", { src: "/static/mark.svg", alt: "", width: "56", height: "56" }),
    h("h2", {}, "Ask, and read it in the document's own words"),
    h("p", {}, `This is the real bot, talking to you in the browser instead of Telegram. It `
      + `answers from ${counted(documents, "document")} (${counted(passages, "passage")}) with an `
      + "exact quote, or says honestly that it found nothing."),
    samples?.length
      ? [h("h3", {}, "Try one of these"), chips(app, place, samples, (text) => text)] : null,
    h("p", { class: "note" }, "Then press “Behind the quote” to see how it was found. ",
      "To go live: ", h("code", {}, GO_LIVE)),
  ];
}

function inGroup(app, place) {
  const { bot, library } = app.store.visit;
  const samples = (library.samples ?? []).slice(0, 2);
  return [
    h("h2", {}, "A group that the bot is in"),
    h("p", {}, `Choose below who speaks. The bot hears /ask@${bot.username}, a mention of `
      + `@${bot.username}, and replies to its messages; the rest it leaves to you.`),
    chips(app, place, samples, (text) => `@${bot.username} ${text}`),
  ];
}

function chips(app, place, samples, said) {
  return h("ul", { class: "chips", "aria-label": "Sample questions" }, samples.map(
    (text) => h("li", {}, h("button", { type: "button", class: "chip",
      onclick: () => app.send(place, said(text)) }, text)),
  ));
}

/** A count with its noun. */
export function counted(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
