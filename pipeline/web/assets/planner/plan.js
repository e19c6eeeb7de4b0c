// @ts-check
/**
 * The plain value of a site file, as `sightline schema` describes it, and how it is read.
 * Metres, y up, angles in degrees counter-clockwise from +x, tilt positive downwards.
 *
 * @typedef {[number, number]} Point
 * @typedef {string | {zh: string, en: string}} Name
 * @typedef {{hfov_deg?: number, projection?: string, circle_px?: number, focal_mm?: number,
 *   sensor_width_mm?: number}} Lens
 * @typedef {{id: string, name?: Name, position: Point, height_m: number, pan_deg: number,
 *   tilt_deg: number, roll_deg?: number, hfov_deg?: number, lens?: Lens,
 *   heads?: Record<string, unknown>[], picture: [number, number], ir_range_m?: number,
 *   ptz?: Record<string, unknown>, [more: string]: unknown}} Camera
 * @typedef {{id: string, kind: string, line?: Point[], ring?: Point[], thickness_m?: number,
 *   bottom_m?: number, top_m?: number, sill_m?: number, lintel_m?: number}} Occluder
 * @typedef {{id: string, kind: string, name: Name, ring: Point[], ground_m?: number,
 *   facing_deg?: number, clear_width_m?: number}} Zone
 * @typedef {{id: string, kind: string, name: Name, ring: Point[]}} Prohibited
 * @typedef {{zone: string, camera: string, picture_zone: Point[], counts: number[],
 *   [more: string]: unknown}} Gate
 * @typedef {{id: string, kind: string, name?: Name, position?: Point, line?: Point[],
 *   [more: string]: unknown}} Device
 * @typedef {{id: string, name: Name, outline: Point[], voids?: Point[][], lit?: Point[][],
 *   occluders?: Occluder[], zones?: Zone[], prohibited?: Prohibited[], cameras?: Camera[],
 *   gates?: Gate[], devices?: Device[], mounting?: Record<string, unknown>,
 *   underlay?: Record<string, any>}} Floor
 * @typedef {{format: number, id: string, name: Name, floors: Floor[],
 *   [more: string]: unknown}} Site
 * @typedef {"cameras" | "zones" | "prohibited" | "occluders"} ListName
 * @typedef {Camera | Zone | Prohibited | Occluder} Thing
 * @typedef {{list: ListName, id: string}} Selection
 * @typedef {{x0: number, y0: number, x1: number, y1: number}} Bounds
 */

/** What a wall is thick that does not say so, as in the schema. */
export const THICKNESS_M = 0.2;

/** Return a name in a language; what has no name is told by its id.
 * @param {{id: string, name?: Name}} thing @param {string} language */
export function nameOf(thing, language) {
  if (!thing.name) return thing.id;
  if (typeof thing.name === "string") return thing.name;
  return language === "zh" ? thing.name.zh : thing.name.en;
}

/** Return the id of a thing that is told by its name, or "" where both are the same.
 * @param {{id: string, name?: Name}} thing @param {string} language */
export function besides(thing, language) {
  return nameOf(thing, language) === thing.id ? "" : thing.id;
}

/** Return a name with its words in one language changed; plain text stays one text.
 * @param {Name | undefined} name @param {string} language @param {string} words @returns {Name} */
export function renamed(name, language, words) {
  if (!name || typeof name === "string") return words;
  return { ...name, [language]: words };
}

/** Below this focal length a lens is taken as f·θ, as `pipeline/domain/lens.py` says. */
const SHORT_MM = 6;

/** @param {Lens} lens */
export const isShort = (lens) => (lens.focal_mm ?? SHORT_MM) < SHORT_MM && !lens.projection;

/** Return a camera's horizontal field of view by its own entry, or null where its lens has none.
 * @param {{hfov_deg?: number, lens?: Lens}} camera @returns {number | null} */
export function fieldOf(camera) {
  const { lens } = camera;
  if (camera.hfov_deg ?? lens?.hfov_deg) return camera.hfov_deg ?? lens?.hfov_deg ?? null;
  if (!lens?.focal_mm || !lens.sensor_width_mm) return null;
  const share = lens.sensor_width_mm / lens.focal_mm;
  return ((isShort(lens) ? share : 2 * Math.atan(share / 2)) * 180) / Math.PI;
}

/** Return what of a camera's entry changes for another field of view.
 * @param {Camera} camera @param {number} hfov_deg @returns {Partial<Camera>} */
export function fieldPatch(camera, hfov_deg) {
  const { lens } = camera;
  if (lens?.hfov_deg !== undefined) return { lens: { ...lens, hfov_deg } };
  if (lens && isShort(lens)) return { lens: { hfov_deg, projection: "equidistant" } };
  return hfov_deg < 180 ? { hfov_deg, lens: undefined } : {};
}

/** @param {Floor} floor @param {Selection | null} selection @returns {Thing | null} */
export function chosen(floor, selection) {
  if (!selection) return null;
  const things = /** @type {Thing[]} */ (floor[selection.list] ?? []);
  return things.find((thing) => thing.id === selection.id) ?? null;
}

/** Return the corners that a thing is drawn by, and the field that holds them.
 * @param {Thing} thing @returns {{field: "ring" | "line", points: Point[]} | null} */
export function corners(thing) {
  if ("ring" in thing && thing.ring) return { field: "ring", points: /** @type {Point[]} */ (thing.ring) };
  if ("line" in thing && thing.line) return { field: "line", points: /** @type {Point[]} */ (thing.line) };
  return null;
}

/** Return the box around all that a floor draws.
 * @param {Floor} floor @returns {Bounds} */
export function boundsOf(floor) {
  const points = [...floor.outline, ...(floor.cameras ?? []).map((camera) => camera.position)];
  return boxAround(points);
}

/** @param {Point[]} points @returns {Bounds} */
export function boxAround(points) {
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const [x, y] of points) {
    box.x0 = Math.min(box.x0, x);
    box.x1 = Math.max(box.x1, x);
    box.y0 = Math.min(box.y0, y);
    box.y1 = Math.max(box.y1, y);
  }
  return box;
}

/** Return a point inside of most rings where a name can stand: the centre of their area.
 * @param {Point[]} ring @returns {Point} */
export function middleOf(ring) {
  let twice = 0;
  let sumX = 0;
  let sumY = 0;
  const [ox, oy] = ring[0];
  ring.forEach(([x, y], at) => {
    const [nx, ny] = ring[(at + 1) % ring.length];
    const cross = (x - ox) * (ny - oy) - (nx - ox) * (y - oy);
    twice += cross;
    sumX += cross * (x + nx - 2 * ox);
    sumY += cross * (y + ny - 2 * oy);
  });
  return twice ? [ox + sumX / (3 * twice), oy + sumY / (3 * twice)] : ring[0];
}
