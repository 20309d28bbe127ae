/** Photos and documents that stand in messages, and the viewer for documents of text. */

import { fileAddress, textOf } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openDialog, trying } from "./toast.js";

const TEXT_NAME = /\.(txt|md|markdown|csv|tsv|json|jsonl|html?|xml|log|rst)$/i;

/** What is attached to a message, or null. */
export function attachmentOf(chat, message) {
  if (message.photo?.length) return photoOf(chat, message);
  return message.document ? documentOf(chat, message) : null;
}

function photoOf(chat, message) {
  const largest = message.photo.reduce((one, other) => other.width > one.width ? other : one);
  const address = fileAddress(chat, message.message_id, largest.file_id);
  return h("img", { class: "photo", src: address, alt: message.caption || "Photo" });
}

function documentOf(chat, message) {
  const { file_id: id, file_name: name = "document", file_size: size } = message.document;
  const address = fileAddress(chat, message.message_id, id);
  const isText = /^text\//.test(message.document.mime_type ?? "") || TEXT_NAME.test(name);
  const open = () => trying(() => view(name, address, message.caption ?? ""));
  return h(
    "div",
    { class: "document" },
    h("span", { class: "file-mark" }, icon("file")),
    h("div", {},
      h("p", { class: "file-name" }, name), h("p", { class: "file-size" }, sized(size))),
    h(
      "div",
      { class: "file-actions" },
      isText && h("button", { type: "button", onclick: open, "aria-label": `Open ${name}` },
        "Open"),
      h("a", { href: address, download: name, "aria-label": `Download ${name}` }, icon("download")),
    ),
  );
}

/** Show a text file with its lines numbered, at the lines that the caption names. */
async function view(name, address, caption) {
  const lines = (await textOf(address)).replace(/\r\n?/g, "\n").split("\n");
  const [first, last] = linesIn(caption);
  const rows = lines.map((line, n) => h(
    "li",
    { class: n + 1 >= first && n + 1 <= last ? "cited" : null },
    line || "\u200b",
  ));
  openDialog(name, h("ol", { class: "lines" }, rows));
  rows[first - 1]?.scrollIntoView({ block: "center" });
}

function linesIn(caption) {
  const found = caption.match(/\blines? (\d+)(?:\s*[-–]\s*(\d+))?/i);
  return found ? [Number(found[1]), Number(found[2] ?? found[1])] : [0, 0];
}

function sized(bytes) {
  if (bytes === undefined) return "";
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(1)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
