/** What the page knows: the visit, the messages of each chat, who types, who speaks. */

const TYPING_MS = 5000;
// The topic that every forum has; its messages carry no thread id.
const GENERAL = 1;

/** Tells with `changed` (detail: the chat's id) and `library` what is new. */
export class Store extends EventTarget {
  constructor(visit) {
    super();
    this.visit = visit;
    this.messages = new Map();
    this.typists = new Map();
    this.speaker = visit.you[0];
    this.isReady = false;
    for (const chat of visit.chats) chat.topics = withGeneral(chat.topics ?? []);
    this.clear();
  }

  /** Forget the messages, before the server tells them anew. */
  clear() {
    for (const chat of this.visit.chats) {
      this.messages.set(chat.id, new Map());
      this.tell(chat.id);
    }
  }

  /** Take in a message, new or changed. */
  put(chat, message) {
    const known = this.messages.get(chat);
    if (!known) return;
    known.set(message.message_id, message);
    if (message.from?.id === this.visit.bot.id) this.stopTyping(chat, threadOf(message));
    this.tell(chat);
  }

  /** Take out a message that was deleted. */
  drop(chat, id) {
    this.messages.get(chat)?.delete(id);
    this.tell(chat);
  }

  /** The bot types; it stops by itself after five seconds. */
  type(chat, topic) {
    const key = `${chat}/${topic ?? GENERAL}`;
    clearTimeout(this.typists.get(key));
    this.typists.set(key, setTimeout(() => this.stopTyping(chat, topic), TYPING_MS));
    this.tell(chat);
  }

  stopTyping(chat, topic) {
    const key = `${chat}/${topic ?? GENERAL}`;
    clearTimeout(this.typists.get(key));
    if (this.typists.delete(key)) this.tell(chat);
  }

  /** Whether the bot types in a place. */
  isTyping(place) {
    return this.typists.has(`${place.chat.id}/${place.topic ?? GENERAL}`);
  }

  /** What stands in a place, oldest first. */
  said(place) {
    const all = [...this.messages.get(place.chat.id).values()];
    const here = place.topic ? all.filter((one) => threadOf(one) === place.topic) : all;
    return here.sort((one, other) => one.message_id - other.message_id);
  }

  /** Who writes in a place: the private chat belongs to the first person. */
  speakerIn(place) {
    return place.chat.kind === "private" ? this.visit.you[0] : this.speaker;
  }

  /** The chats, or the topics of those that have any, in the order of the list. */
  places() {
    return this.visit.chats.flatMap((chat) => chat.topics.length
      ? chat.topics.map((topic) => ({ chat, topic: topic.id, name: topic.name }))
      : [{ chat, topic: null, name: chat.title }]);
  }

  tell(chat) {
    this.dispatchEvent(new CustomEvent("changed", { detail: chat }));
  }
}

/** Whether a message only tells what happened to the chat. */
export function isService(message) {
  return ["text", "caption", "document", "photo"].every((name) => message[name] === undefined);
}

/** Whether a message of the bot's may be an answer; only the server knows for sure. */
export function isAnswer(message, bot) {
  const asked = message.reply_to_message;
  if (message.from?.id !== bot.id || message.document || !asked || isService(asked)) return false;
  return !asked.text?.startsWith("/") || /^\/(ask\b|start(@\w+)? a_)/.test(asked.text);
}

/** The words of a message on one line. */
export function summaryOf(message) {
  const words = message.text ?? message.caption ?? message.document?.file_name ?? "Photo";
  return words.replace(/\s+/g, " ").slice(0, 160);
}

function threadOf(message) {
  return message.message_thread_id ?? GENERAL;
}

function withGeneral(topics) {
  const hasGeneral = !topics.length || topics.some((topic) => topic.id === GENERAL);
  return hasGeneral ? topics : [{ id: GENERAL, name: "General" }, ...topics];
}
