/** What the page asks the server, one function a call (see the README of this package). */

/** A call that the server refused or that never reached it; the message is to be shown. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const AWAY = "The server can't be reached. Is it still running? Start it with “make run”.";

export const visit = () => call("GET", "/api/visit");
export const endVisit = () => call("POST", "/api/visit/end", {});
export const documents = () => call("GET", "/api/documents");
export const documentOf = (id) => call("GET", `/api/documents/${encodeURIComponent(id)}`);
export const insight = () => call("GET", "/api/insight");
export const finding = (chat, id) => call("GET", `${messages(chat)}/${id}/finding`);
export const edit = (chat, id, text) => call("PUT", `${messages(chat)}/${id}`, { text });

/** Say something; `place` is `{chat, topic}`, `more` may hold `reply_to`. */
export function say(place, as, text, more = {}) {
  return call("POST", messages(place.chat.id), { as, text, ...topicOf(place), ...more });
}

/** Tap a button of a message. */
export function tap(chat, id, as, data) {
  return call("POST", `${messages(chat)}/${id}/taps`, { as, data });
}

/** Ask inline; an aborted signal rejects with an `AbortError`. */
export function askInline(as, query, offset, signal) {
  return call("POST", "/api/inline", { as, query, offset }, signal);
}

/** Post an inline result into a chat. */
export function choose(queryId, as, index, place) {
  const path = `/api/inline/${encodeURIComponent(queryId)}/choices`;
  return call("POST", path, { as, index, chat: place.chat.id, ...topicOf(place) });
}

/** The address of a file that stands in a message. */
export function fileAddress(chat, id, fileId) {
  return `${messages(chat)}/${id}/files/${encodeURIComponent(fileId)}`;
}

/** The text of a file. */
export async function textOf(address) {
  return (await answered(address, {})).text();
}

/** Send a file to the library; yields what the server says on the way. */
export async function* addDocument(file, collection) {
  const query = new URLSearchParams({ name: file.name });
  if (collection) query.set("collection", collection);
  const response = await answered(`/api/documents?${query}`, { method: "POST", body: file });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop();
    for (const line of lines.filter(Boolean)) yield JSON.parse(line);
  }
  if (rest.trim()) yield JSON.parse(rest);
}

function messages(chat) {
  return `/api/chats/${chat}/messages`;
}

/** General, the first topic of a forum, has no thread id. */
function topicOf(place) {
  return place.topic && place.topic !== 1 ? { topic: place.topic } : {};
}

async function call(method, path, body, signal) {
  const how = { method, signal };
  if (body) {
    how.body = JSON.stringify(body);
    how.headers = { "Content-Type": "application/json" };
  }
  const response = await answered(path, how);
  return response.status === 204 ? {} : response.json();
}

async function answered(path, how) {
  let response;
  try {
    response = await fetch(path, how);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(AWAY, 0);
  }
  if (!response.ok) throw new Refused(await reasonOf(response), response.status);
  return response;
}

async function reasonOf(response) {
  const body = await response.json().catch(() => ({}));
  return body.error ?? `The server answered ${response.status}. Its log says more.`;
}
