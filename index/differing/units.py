"""Units of measure and money in English: which figures can be compared, and by what factor."""

import re

_M, _FT, _GRAM, _MINUTE, _MONTH = "length", "length ft", "mass", "time", "months"
# Each unit: what it measures, its size in that, its names. Metric and other lengths stay apart,
# since one is often the rounded other; so do days and months, and a pound may be of either kind.
_UNITS = (
    (_M, 0.001, "mm millimetre millimeter"),
    (_M, 0.01, "cm centimetre centimeter"),
    (_M, 1, "m metre meter"),
    (_M, 1000, "km kilometre kilometer"),
    (_FT, 1 / 12, "inch inches"),
    (_FT, 1, "ft foot feet"),
    (_FT, 3, "yd yard"),
    (_FT, 5280, "mi mile"),
    ("area", 1, "m2"),
    ("area", 1e4, "ha hectare"),
    ("area", 1e6, "km2"),
    ("area ft", 1, "ft2"),
    ("area ft", 43_560, "acre"),
    ("area ft", 27_878_400, "mi2"),
    (_GRAM, 0.001, "mg milligram"),
    (_GRAM, 1, "g gram"),
    (_GRAM, 1000, "kg kilo kilogram"),
    (_GRAM, 1e6, "tonne"),
    ("mass ton", 1, "ton tons"),
    ("mass lb", 1, "lb lbs"),
    ("mass lb", 1 / 16, "oz ounce"),
    ("volume", 0.001, "ml millilitre milliliter"),
    ("volume", 1, "l litre liter"),
    ("volume", 1000, "m3"),
    ("volume gal", 1, "gallon"),
    (_MINUTE, 1 / 60, "sec second"),
    (_MINUTE, 1, "min mins minute"),
    (_MINUTE, 60, "h hr hrs hour"),
    (_MINUTE, 60 * 24, "day days"),
    (_MINUTE, 60 * 24 * 7, "week"),
    (_MONTH, 1, "month"),
    (_MONTH, 12, "year"),
    (_MONTH, 120, "decade"),
    (_MONTH, 1200, "century centuries"),
    ("speed", 1, "km/h"),
    ("speed mi", 1, "mph"),
    ("heat c", 1, "°c"),
    ("heat f", 1, "°f"),
    ("share", 1, "% percent"),
    ("dollar", 1, "$ us$ usd dollar"),
    ("euro", 1, "€ eur euro"),
    ("pound", 1, "£ gbp pound"),
    ("yuan", 1, "cny rmb yuan"),
    ("yen", 1, "¥ jpy yen"),
    ("rupee", 1, "₹ inr rupee"),
    ("baht", 1, "฿ thb baht"),
    ("dong", 1, "₫ vnd dong"),
)
UNITS = {
    written: (measures, float(size))
    for measures, size, names in _UNITS
    for name in names.split()
    for written in ((name, f"{name}s") if len(name) > 3 else (name,))
}
CURRENCIES = frozenset({"dollar", "euro", "pound", "yuan", "yen", "rupee", "baht", "dong"})
SHARE = "share"
# What units are called in several words, and their one name above; before that parts of which each
# has one: these are looked for far quicker.
_PHRASES = tuple(
    (tuple(marks.split()), re.compile(pattern), name)
    for marks, pattern, name in (
        ("cent", r"\bper cent\b", "percent"),
        ("sq", r"\b(?:sq\.?|square) ?(?:km|kilomet(?:re|er)s?)\b", "km2"),
        ("sq", r"\b(?:sq\.?|square) ?(?:m|met(?:re|er)s?)\b", "m2"),
        ("sq", r"\b(?:sq\.?|square) ?(?:mi|miles?)\b", "mi2"),
        ("sq", r"\b(?:sq\.?|square) ?(?:ft|feet|foot)\b", "ft2"),
        ("cubic", r"\bcubic (?:m|met(?:re|er)s?)\b", "m3"),
        (
            "kph kmh km kilomet",
            r"\b(?:kph|kmh|km per hour|kilomet(?:re|er)s (?:per|an) hour)\b",
            "km/h",
        ),
        ("miles", r"\bmiles (?:per|an) hour\b", "mph"),
        ("metric", r"\bmetric tons?\b", "tonnes"),
        ("° degrees", r"(?:° ?|\bdegrees )c(?:elsius)?\b", "°c"),
        ("° degrees", r"(?:° ?|\bdegrees )f(?:ahrenheit)?\b", "°f"),
        ("dollar", r"\b(?:us|american) dollars?\b", "usd"),
        ("age", r"\b(aged?|age of) (\d{1,3})\b(?! ?(?:year|month|week|day))", r"\1 \2 years"),
    )
)


def with_short_units(text: str) -> str:
    """A text in lower case whose units are one word each."""
    for marks, pattern, name in _PHRASES:
        if any(mark in text for mark in marks):
            text = pattern.sub(name, text)
    return text
