/** The buttons under a message. */

import * as api from "./api.js";
import { h } from "./dom.js";
import { icon, pictured } from "./icons.js";
import { alertOf, copy, toast, trying } from "./toast.js";

/**
 * The keyboard of a message, or null where it has none.
 * @param {object} app
 * @param {{chat: object}} place
 * @param {object} message
 */
export function keyboardOf(app, place, message) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h(
    "div",
    { class: "keyboard", role: "group", "aria-label": "Buttons of this message" },
    rows.map((row, y) => h("div", { class: "row" }, row.map(
      (button, x) => keyOf(app, place, message, button, `${y}-${x}`),
    ))),
  );
}

function keyOf(app, place, message, button, at) {
  const act = actionOf(app, place, message, button);
  const isAway = button.url && !app.isOurs(button.url);
  const mark = isAway ? icon("link") : null;
  if (isAway && /^https?:/i.test(button.url)) {
    const attributes = { href: button.url, target: "_blank", rel: "noopener noreferrer" };
    return h("a", { class: "key", "data-at": at, ...attributes }, pictured(button.text),
      mark);
  }
  const onclick = async (event) => {
    const key = event.currentTarget;
    // A second tap while the first is on its way would count twice.
    if (key.getAttribute("aria-busy") === "true") return;
    key.setAttribute("aria-busy", "true");
    await trying(act);
    key.removeAttribute("aria-busy");
  };
  return h("button", { type: "button", class: "key", "data-at": at, onclick },
    pictured(button.text));
}

function actionOf(app, place, message, button) {
  if (button.callback_data !== undefined) {
    return () => tapped(app, place, message, button.callback_data);
  }
  if (button.copy_text) return () => copy(button.copy_text.text);
  if (button.url) return () => app.open(button.url);
  const query = button.switch_inline_query_current_chat ?? button.switch_inline_query
    ?? button.switch_inline_query_chosen_chat?.query;
  if (query !== undefined) return () => app.askInline(query);
  return () => toast("The playground does not know this kind of button.");
}

async function tapped(app, place, message, data) {
  const speaker = app.store.speakerIn(place);
  const answer = await api.tap(place.chat.id, message.message_id, speaker.id, data);
  if (answer.url) app.open(answer.url);
  if (!answer.text) return;
  if (answer.show_alert) await alertOf(answer.text);
  else toast(answer.text);
}
