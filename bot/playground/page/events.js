/** The stream of what happens in the chats, and its reconnecting. */

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15000;

/**
 * Listen for as long as the page lives.
 * @param {object} on what to do
 * @param {(event: object) => void} on.event with one event of the server's
 * @param {() => void} on.open as the stream begins, with all that stands in the chats
 * @param {() => void} on.lost as it breaks off
 * @param {() => Promise<void>} on.return before it is opened anew; failing puts that off
 */
export function listen(on) {
  let pause = FIRST_PAUSE_MS;

  function open() {
    const source = new EventSource("/api/events");
    source.addEventListener("open", () => {
      pause = FIRST_PAUSE_MS;
      on.open();
    });
    source.addEventListener("message", (event) => on.event(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      // The browser's own attempts end where the server refuses; ours do not.
      source.close();
      on.lost();
      later();
    });
  }

  function later() {
    setTimeout(() => on.return().then(open, later), pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }

  open();
}
