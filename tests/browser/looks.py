"""What can be measured of how a page looks and is read out."""

import re
from pathlib import Path
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

SCREENSHOTS = Path(__file__).parent / "screenshots"
# WCAG 2.2 AA, for text that is not large.
LEAST_CONTRAST = 4.5
_NAMED = (
    "button|link|textbox|combobox|listbox|option|dialog|alertdialog|complementary|navigation|"
    "region|log|radio|progressbar|img"
)
_NAMELESS = re.compile(rf"^\s*- '?({_NAMED})(?! \")(?=[:\[ ']|$).*$", re.MULTILINE)

# The contrast of each text that is seen, with the nearest ground that is painted behind it.
_CONTRASTS = """() => {
  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, below) => {
    const mixed = [0, 1, 2].map((n) => top[n] * top[3] + below[n] * (1 - top[3]));
    return [...mixed, 1];
  };
  const groundOf = (node) => {
    const stack = [];
    for (let one = node; one; one = one.parentElement) {
      stack.push(parse(getComputedStyle(one).backgroundColor));
      if (stack.at(-1)[3] === 1) break;
    }
    return stack.reverse().reduce((below, top) => over(top, below));
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((one) => one / 255).map(
      (one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    const isSeen = node.checkVisibility({opacityProperty: true, visibilityProperty: true});
    if (!text || !isSeen || node.closest(".hidden, noscript, .skip, svg")) continue;
    const ground = groundOf(node);
    const ink = over(parse(getComputedStyle(node).color), ground);
    const [low, high] = [light(ink), light(ground)].sort((one, other) => one - other);
    found.push([(high + 0.05) / (low + 0.05), text.slice(0, 60)]);
  }
  return found;
}"""

# What reaches beyond the right edge of the window; where a box clips or scrolls it, it is no fault.
_WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  const isClipped = (node) => {
    for (let one = node.parentElement; one && one !== document.body; one = one.parentElement) {
      const {overflowX} = getComputedStyle(one);
      if (overflowX === "hidden" || overflowX === "clip") return true;
    }
    return false;
  };
  const scrolled = [...document.querySelectorAll("*")].filter((one) => {
    const {overflowX} = getComputedStyle(one);
    return /auto|scroll/.test(overflowX) && one.scrollWidth > one.clientWidth + 1;
  });
  const wide = [...document.body.querySelectorAll("*")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > edge + 1 || box.left < -1) && !isClipped(one)
      && !one.closest(".skip, svg");
  });
  const root = document.documentElement.scrollWidth > edge ? [document.documentElement] : [];
  return [...new Set([...root, ...scrolled, ...wide])].map(
    (one) => `<${one.tagName.toLowerCase()} class="${one.getAttribute("class") ?? ""}"> `
      + one.textContent.slice(0, 40));
}"""

# Whether what has the focus looks otherwise than without it; a box around it may show that.
_SHOWS_FOCUS = """() => {
  const node = document.activeElement;
  const around = node.parentElement;
  const boxes = [node, node.nextElementSibling, around, around?.parentElement];
  const look = () => boxes.filter(Boolean).map((one) => {
    const {outlineStyle, outlineWidth, outlineColor, boxShadow} = getComputedStyle(one);
    return [outlineStyle === "none" || outlineWidth, outlineColor, boxShadow].join("|");
  }).join();
  const focused = look();
  node.blur();
  const plain = look();
  node.focus({preventScroll: true});
  return focused !== plain;
}"""


async def violations(page: Page) -> str:
    """What axe has against a page; empty where it is content."""
    found = await Axe().run(page, options={"resultTypes": ["violations"]})
    report: str = found.generate_report() if found.violations_count else ""
    return report


async def faint(page: Page) -> list[Any]:
    """Texts that stand out too little from their ground: the contrast, and how they begin."""
    contrasts = await page.evaluate(_CONTRASTS)
    assert contrasts
    return [one for one in contrasts if one[0] < LEAST_CONTRAST]


async def too_wide(page: Page) -> list[str]:
    """What has to be scrolled sideways, or is cut off at the window's edge."""
    found: list[str] = await page.evaluate(_WIDE)
    return found


async def nameless(page: Page) -> list[str]:
    """Controls and landmarks that a screen reader has no words for."""
    read = await page.locator("body").aria_snapshot()
    return [found.group().strip() for found in _NAMELESS.finditer(read)]


async def shows_focus(page: Page) -> bool:
    """Whether one sees where the focus is."""
    seen: bool = await page.evaluate(_SHOWS_FOCUS)
    return seen


async def focused(page: Page) -> str:
    """What a screen reader says of what has the focus, such as `button "Send"`."""
    read = await page.locator(":focus").aria_snapshot()
    return read.split("\n")[0].removeprefix("- ").strip("':")


async def shoot(page: Page, name: str) -> Path:
    """Keep a picture of what is seen, for people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    await page.screenshot(path=path, animations="disabled")
    return path
