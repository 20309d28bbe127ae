/** The stream of what happens in the chats, and its reconnecting. */

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15000;

/**
 * Listen for as long as the page lives.
 * @param {(event: object) => void} onEvent one event of the server's
 * @param {(isFirst: boolean) => void} onOpen the stream begins, with all that stands in the chats
 * @param {() => void} onLost it broke off; it is being opened anew
 */
export function listen(onEvent, onOpen, onLost) {
  let pause = FIRST_PAUSE_MS;
  let isFirst = true;

  function open() {
    const source = new EventSource("/api/events");
    source.addEventListener("open", () => {
      pause = FIRST_PAUSE_MS;
      onOpen(isFirst);
      isFirst = false;
    });
    source.addEventListener("message", (event) => onEvent(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      // The browser's own attempts end where the server refuses; ours do not.
      source.close();
      onLost();
      setTimeout(open, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    });
  }

  open();
}
