/** Ranges that count code points, as Python does, in texts that count UTF-16 units. */

/**
 * What cuts pieces out of a text by code points.
 * @param {string} text
 * @param {number} [shift] where the text begins in what the offsets count from
 * @returns {(start: number, end: number) => string}
 */
export function slicerOf(text, shift = 0) {
  const isSimple = !/[\ud800-\udbff]/.test(text);
  const points = isSimple ? null : Array.from(text);
  return (start, end) => {
    const [from, to] = [Math.max(0, start - shift), Math.max(0, end - shift)];
    return isSimple ? text.slice(from, to) : points.slice(from, to).join("");
  };
}
