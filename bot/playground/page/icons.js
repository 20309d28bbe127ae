/** The page's own line icons, on a grid of 24. */

import { hidden, svg } from "./dom.js";

const PATHS = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  send: "M5 12h13M12 5l7 7-7 7",
  reply: "M10 6L4 12l6 6M4 12h9c4 0 7 2.5 7 7",
  look: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5M8.5 9.5h5M8.5 12.5h3",
  down: "M6 9l6 6 6-6",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  download: "M12 4v11M7 10l5 5 5-5M5 20h14",
  group: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6"
    + "M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.2.8 3.5 2.6 3.5 5.5",
  topic: "M9 4L7 20M17 4l-2 16M4 9h16M4 15h16",
  inline: "M13 3L5 13h6l-1 8 8-10h-6z",
  book: "M12 6c-2.5-1.6-5.5-2-8-1.5V19c2.5-.5 5.5 0 8 1.5 2.5-1.5 5.5-2 8-1.5V4.5"
    + "C17.5 4 14.5 4.4 12 6zM12 6v14.5",
  chart: "M4 20h16M7 17v-6M12 17V5M17 17v-9",
  at: "M15.5 12a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zm0 0v1.5a2.5 2.5 0 0 0 5 0V12"
    + "a8.5 8.5 0 1 0-3.5 6.9",
  link: "M8 16L17 7M10 7h7v7",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  upload: "M12 19V6M7 11l5-5 5 5M5 20h14",
  pencil: "M5 19l1-4L16 5l3 3L9 18z",
  good: "M7 11v9H3.5v-9zM7 12l4-8c1.8 0 2.6 1.2 2.3 2.8L12.8 10H19c1.3 0 2 1 1.7 2.2l-1.5 6"
    + "c-.3 1.1-1 1.8-2.2 1.8H7",
  bad: "M7 13V4H3.5v9zM7 12l4 8c1.8 0 2.6-1.2 2.3-2.8L12.8 14H19c1.3 0 2-1 1.7-2.2l-1.5-6"
    + "C18.9 4.7 18.2 4 17 4H7",
  bin: "M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5",
};

// The signs on the bot's buttons, which a machine without a font for them would show as boxes.
const SIGNS = {
  "📖": "book", "📄": "file", "📋": "copy", "👍": "good", "👎": "bad", "🗑": "bin",
};

/** An icon by name; it says nothing to screen readers, what holds it does. */
export function icon(name) {
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }),
  );
}

/** A text with its signs as icons; it still reads, and is found, as it was. */
export function pictured(text) {
  const isSign = new RegExp(`(${Object.keys(SIGNS).join("|")})`, "u");
  return text.split(isSign).filter(Boolean).map(
    (part) => SIGNS[part] ? [icon(SIGNS[part]), hidden(part)] : part,
  );
}
