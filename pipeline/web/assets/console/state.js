// @ts-check
/**
 * What the console knows, and who wants to hear when that changes.
 *
 * @typedef {import("./chart.js").Row} Row
 * @typedef {{zh: string, en: string}} Names
 * @typedef {number[][][]} Rings
 * @typedef {{id: string, gate: string, camera: string, floor: string, names: Names, rings: Rings, counts: number[],
 *   known_s: number | null, fresh: boolean, tier: string, people: number | null, people_mean: number | null,
 *   density_p_m2: number | null, peak_p_m2: number | null, people_in: number | null, people_out: number | null,
 *   quality: string | null, visible_m2: number | null, max_measurable_p_m2: number | null, seconds: Row[]}} Gate
 * @typedef {{id: string, status: string, counts: boolean, since_s: number | null, seen_s: number | null,
 *   faults: string[], detail: string | null, detail_zh: string | null}} CameraNow
 * @typedef {{floor: string, zone: string, clause: string, area_m2: number, x_m: number, y_m: number,
 *   cameras: {id: string, status: string}[], since_s: number | null, ring: number[][], holes: Rings}} Spot
 * @typedef {{at_s: number, status: string, watched_until_s: number | null, required_m2: number, planned_pct: number,
 *   covered_pct: number, confirmed_pct: number, planned_m2: number, covered_m2: number, confirmed_m2: number,
 *   profile: string, blind_spots: Spot[]}} Today
 * @typedef {{id: string, kind: string, names: Names, rings: Rings}} Area
 * @typedef {{id: string, names: Names, x_m: number, y_m: number, pan_deg: number, view: Rings}} Camera
 * @typedef {{id: string, names: Names, bounds: number[], outline: Rings, occluders: {id: string, kind: string, rings: Rings}[],
 *   zones: Area[], prohibited: {id: string, names: Names, rings: Rings}[], cameras: Camera[]}} Floor
 * @typedef {{site: string, names: Names, timezone: string, trouble: Names | null,
 *   floors: Floor[]}} Site
 */
export const TREND_S = 600;

export class State {
  constructor() {
    /** @type {Site} */
    this.site = { site: "", names: { zh: "", en: "" }, timezone: "", trouble: null, floors: [] };
    /** @type {Gate[]} */
    this.gates = [];
    /** @type {CameraNow[]} */
    this.cameras = [];
    /** @type {Today | null} */
    this.today = null;
    /** The server's time when it was heard last, in Unix seconds. */
    this.at_s = Date.now() / 1000;
    /** @type {{name: string, ear: () => void}[]} */
    this.ears = [];
  }

  /** @param {string} name of what changes @param {() => void} ear */
  on(name, ear) {
    this.ears.push({ name, ear });
  }

  /** @param {string} name */
  tell(name) {
    for (const each of this.ears) if (each.name === name) each.ear();
  }

  /** Take in gates as they are now, with some of their last seconds. @param {{at_s: number, gates: Gate[]}} told */
  takeGates(told) {
    this.at_s = told.at_s;
    const known = new Map(this.gates.map((gate) => [gate.id, gate.seconds]));
    this.gates = told.gates.map((gate) => ({ ...gate, seconds: joined(known.get(gate.id) ?? [], gate.seconds) }));
    this.tell("gates");
  }

  /** @param {string} id @returns {Floor | undefined} */
  floor(id) {
    return this.site.floors.find((floor) => floor.id === id);
  }

  /** @param {string} id @returns {{floor: Floor, camera: Camera} | null} */
  camera(id) {
    for (const floor of this.site.floors) {
      const camera = floor.cameras.find((each) => each.id === id);
      if (camera) return { floor, camera };
    }
    return null;
  }

  /** @param {string} floorId @param {string} zoneId @returns {Names} */
  zoneNames(floorId, zoneId) {
    const zone = this.floor(floorId)?.zones.find((each) => each.id === zoneId);
    return zone?.names ?? { zh: zoneId, en: zoneId };
  }
}

/** Return seconds with newer ones behind or in place of them, those of the last minutes alone.
 * @param {Row[]} before @param {Row[]} after @returns {Row[]} */
export function joined(before, after) {
  if (!after.length) return before;
  const first = after[0][0];
  const all = [...before.filter((row) => row[0] < first), ...after];
  const last = all[all.length - 1][0];
  return all.filter((row) => row[0] > last - TREND_S);
}
