// @ts-check
/** Numbers as people read them; shares are rounded down, so that a gap never vanishes. */

/** Return a share with one decimal, as reports have it: only what is complete reads 100.0.
 * @param {number} share_pct */
export function percent(share_pct) {
  return (Math.floor((share_pct + 1e-7) * 10) / 10).toFixed(1);
}

/** Return an area with one decimal; what is there but small never reads 0.0.
 * @param {number} area_m2 */
export function squareMetres(area_m2) {
  if (area_m2 > 0 && area_m2 < 0.05) return "< 0.1";
  return area_m2.toFixed(1).replace(/\B(?=(\d{3})+\.)/g, ",");
}
