/** The active option of a list box whose text field keeps the focus. */

/** Make one option active, or none (-1), and tell screen readers which. */
export function activate(field, list, index) {
  [...list.children].forEach((option, n) => {
    option.setAttribute("aria-selected", String(n === index));
    if (n === index) option.scrollIntoView({ block: "nearest" });
  });
  const active = list.children[index];
  if (active) field.setAttribute("aria-activedescendant", active.id);
  else field.removeAttribute("aria-activedescendant");
}

/** Where an arrow key leads from an option; undefined for other keys. */
export function steppedTo(key, index, count) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (!step || !count) return undefined;
  return index < 0 && step < 0 ? count - 1 : (index + step + count) % count;
}
