/** Questions a day as stacked bars, with a table of the same for those who do not see it. */

import { h, svg } from "./dom.js";

const KINDS = [["found", "Found"], ["unsure", "Unsure"], ["nothing", "Nothing found"]];
const [HEIGHT, LEFT, BOTTOM, TOP] = [220, 34, 24, 8];
// Room for one date under the axis.
const DATE_WIDTH = 64;

/** The chart of some days, oldest first, in so many pixels. */
export function dayChart(days, width) {
  const most = Math.max(...days.map(totalOf), 1);
  const step = stepOf(most);
  const top = Math.ceil(most / step) * step;
  const y = (count) => HEIGHT - BOTTOM - (count / top) * (HEIGHT - BOTTOM - TOP);
  const slot = (width - LEFT) / days.length;
  const drawing = svg(
    "svg",
    { class: "chart", viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true" },
    axisOf(step, top, y, width),
    days.map((day, n) => barOf(day, LEFT + n * slot, slot, y)),
    datesOf(days, slot),
  );
  const legend = h("ul", { class: "legend" },
    KINDS.map(([kind, label]) => h("li", {}, h("span", { class: `swatch ${kind}` }), label)));
  return h("figure", {}, legend, drawing, tableOf(days));
}

function axisOf(step, top, y, width) {
  const lines = [];
  for (let count = 0; count <= top; count += step) {
    lines.push(
      svg("line", { class: "grid", x1: LEFT, x2: width, y1: y(count), y2: y(count) }),
      svg("text", { x: LEFT - 8, y: y(count) + 4, "text-anchor": "end" }, String(count)),
    );
  }
  return lines;
}

function barOf(day, x, slot, y) {
  const gap = Math.min(4, slot * 0.25);
  let below = 0;
  const parts = KINDS.filter(([kind]) => day[kind] > 0).map(([kind]) => {
    const rect = svg("rect", {
      class: kind, x: x + gap / 2, width: slot - gap, rx: 1.5,
      y: y(below + day[kind]), height: y(below) - y(below + day[kind]),
    });
    below += day[kind];
    return rect;
  });
  const words = KINDS.map(([kind, label]) => `${label} ${day[kind]}`).join(", ");
  return svg("g", {}, svg("title", {}, `${day.date}: ${words}`), parts);
}

function datesOf(days, slot) {
  const every = Math.ceil(DATE_WIDTH / slot);
  return days.map((day, n) => n % every === 0 && svg("text", {
    x: LEFT + (n + 0.5) * slot, y: HEIGHT - 6, "text-anchor": "middle",
  }, day.date.slice(5)));
}

function tableOf(days) {
  const head = ["Day", ...KINDS.map(([, label]) => label)];
  return h("div", { class: "hidden" }, h("table", {},
    h("caption", {}, "Questions a day"),
    h("thead", {}, h("tr", {}, head.map((one) => h("th", { scope: "col" }, one)))),
    h("tbody", {}, days.map((day) => h("tr", {},
      h("th", { scope: "row" }, day.date),
      KINDS.map(([kind]) => h("td", {}, String(day[kind]))))))));
}

/** 1, 2 or 5 times a power of ten, so that about four lines are drawn. */
function stepOf(most) {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  return power * ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10);
}

function totalOf(day) {
  return KINDS.reduce((sum, [kind]) => sum + day[kind], 0);
}
