/** Short notes, and dialogs that wait for an answer. */

import { byId, fill, h } from "./dom.js";
import { icon } from "./icons.js";

const SHOWN_MS = 4000;
const MOST_SHOWN = 2;
const TROUBLE_SHOWN_MS = 9000;

/** Show a note for some seconds; screen readers say it. */
export function toast(text, isTrouble = false) {
  const note = h("p", { class: isTrouble ? "toast trouble" : "toast" }, text);
  byId("toasts").append(note);
  if (byId("toasts").childElementCount > MOST_SHOWN) byId("toasts").firstElementChild.remove();
  setTimeout(() => note.remove(), isTrouble ? TROUBLE_SHOWN_MS : SHOWN_MS);
}

/** Do something, and show why where it fails. */
export async function trying(action) {
  try {
    return await action();
  } catch (error) {
    if (error.name !== "AbortError") toast(error.message, true);
    return undefined;
  }
}

/** Put a text on the clipboard and say so. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    toast("The browser did not allow copying. Select the text and copy it by hand.", true);
  }
}

/** Show a text until it is confirmed. */
export function alertOf(text) {
  return ask(text, ["OK"]);
}

/** Ask for a decision; true where the last label was chosen. */
export function ask(text, labels) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "alert", role: "alertdialog", "aria-labelledby": "alert" });
    const buttons = labels.map((label, n) => h(
      "button",
      {
        type: "button",
        class: n === labels.length - 1 ? "primary" : "",
        onclick: () => dialog.close(n === labels.length - 1 ? "yes" : ""),
      },
      label,
    ));
    dialog.append(h("p", { id: "alert" }, text), h("div", { class: "actions" }, buttons));
    opened(dialog, () => resolve(dialog.returnValue === "yes"));
  });
}

/** Open a dialog with a title, a close button and a body; return it. */
export function openDialog(title, body) {
  const dialog = h("dialog", { class: "reading", "aria-labelledby": "dialog-title" });
  const close = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => dialog.close() },
    icon("close"),
  );
  fill(
    dialog,
    h("div", { class: "panel-head" }, h("h2", { id: "dialog-title" }, title), close),
    h("div", { class: "body", tabindex: "0", role: "region", "aria-label": title }, body),
  );
  return opened(dialog, () => {});
}

function opened(dialog, onClose) {
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
