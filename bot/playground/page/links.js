/** Addresses inside the page, and the bot's own links. */

/** The address of a place. */
export function addressOf(place) {
  return `#/chat/${place.chat.id}${place.topic ? `/${place.topic}` : ""}`;
}

/** What `https://t.me/<bot>?start=…` starts the private chat with; null for other addresses. */
export function startOf(address, username) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const isOurs = /^(www\.)?(t\.me|telegram\.me)$/.test(url.hostname)
    && url.pathname.toLowerCase() === `/${username.toLowerCase()}`;
  return isOurs ? url.searchParams.get("start") ?? "" : null;
}

/** Where the page's address leads: `[view, ...arguments]`. */
export function routeOf(hash) {
  return hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
}
