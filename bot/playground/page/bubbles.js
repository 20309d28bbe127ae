/** One message as a bubble. */

import { attachmentOf } from "./attachments.js";
import { h, hidden } from "./dom.js";
import { richText } from "./entities.js";
import { icon } from "./icons.js";
import { keyboardOf } from "./keyboard.js";
import { isAnswer, isService, summaryOf } from "./store.js";

const COLOURS = 5;

/**
 * A message as a node.
 * @param {object} app
 * @param {{chat: object, topic: ?number}} place
 * @param {object} message
 * @param {{follows: boolean, speaker: object}} seen whether the same person wrote just before,
 *   and through whose eyes the chat is seen
 */
export function bubbleOf(app, place, message, seen) {
  if (isService(message)) return serviceOf(message);
  const isBot = message.from.id === app.store.visit.bot.id;
  const side = isBot ? "bot" : message.from.id === seen.speaker.id ? "own" : "other";
  const name = app.nameOf(message.from);
  return h(
    "article",
    {
      class: `message ${side}${seen.follows ? " follows" : ""}`,
      "data-id": message.message_id,
      "data-from": message.from.id,
      "aria-label": `${name}, ${timeOf(message.date)}`,
    },
    h("div", { class: "column" }, bodyOf(app, place, message, { ...seen, side, name }),
      keyboardOf(app, place, message)),
    toolsOf(app, place, message),
  );
}

/** The number of a person's colour. */
function colourOf(person) {
  return Math.abs(person.id) % COLOURS;
}

/** A day as the page writes it. */
export function dayOf(seconds) {
  const day = new Date(seconds * 1000);
  if (day.toDateString() === new Date().toDateString()) return "Today";
  return day.toLocaleDateString("en", { day: "numeric", month: "long", year: "numeric" });
}

function bodyOf(app, place, message, seen) {
  const hasName = seen.side === "other" || (seen.side === "bot" && place.chat.kind === "group");
  const words = message.text ?? message.caption ?? "";
  const doing = {
    open: (address) => app.isOurs(address) && (app.open(address), true),
    command: seen.side === "bot" ? (text) => app.send(place, text) : undefined,
  };
  return h(
    "div",
    { class: "bubble" },
    hasName && !seen.follows
      && h("p", { class: `name colour-${seen.side === "bot" ? "bot" : colourOf(message.from)}` },
        seen.name),
    message.via_bot && h("p", { class: "via" }, `via @${message.via_bot.username}`),
    repliedOf(app, message),
    attachmentOf(place.chat.id, message),
    words && h("div", { class: "text" },
      richText(words, message.entities ?? message.caption_entities, doing)),
    metaOf(message),
  );
}

function metaOf(message) {
  const time = new Date(message.date * 1000).toISOString();
  return h("p", { class: "meta" }, message.edit_date && "edited ",
    h("time", { datetime: time }, timeOf(message.date)));
}

function repliedOf(app, message) {
  const replied = message.reply_to_message;
  // Whatever stands in a topic answers the message that opened it.
  if (!replied || isService(replied)) return null;
  const onclick = () => app.jumpTo(replied.message_id);
  return h(
    "button",
    { type: "button", class: "replied", onclick },
    hidden("In reply to "),
    h("strong", {}, app.nameOf(replied.from)),
    h("span", {}, summaryOf(message.quote?.text ? { text: message.quote.text } : replied)),
  );
}

function toolsOf(app, place, message) {
  const tool = (name, label, onclick) => h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, onclick },
    icon(name),
  );
  return h(
    "div",
    { class: "tools" },
    tool("reply", "Reply", () => app.replyTo(message)),
    isAnswer(message, app.store.visit.bot) && tool("look", "Behind this quote",
      (event) => app.showFinding([message], event.currentTarget)),
  );
}

function serviceOf(message) {
  return h("p", { class: "service", "data-id": message.message_id },
    h("span", {}, happenedIn(message)));
}

function happenedIn(message) {
  const who = message.from?.first_name ?? "Somebody";
  const names = (people) => people.map((one) => one.first_name).join(", ");
  if (message.forum_topic_created) {
    return `${who} opened the topic “${message.forum_topic_created.name}”`;
  }
  if (message.new_chat_members) return `${who} added ${names(message.new_chat_members)}`;
  if (message.left_chat_member) return `${message.left_chat_member.first_name} left`;
  if (message.forum_topic_closed) return `${who} closed the topic`;
  return "The chat was changed";
}

function timeOf(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString("en", {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
}
