// @ts-check
/**
 * A floor of the planner, alive: what each camera sees, how much is covered, what is blind.
 *
 * Made of one floor of `/api/plan/scene` (`pipeline/report/scene_json.py`). All of it is nominal:
 * cameras hang exactly as drawn. What is computed here is shown as "≈" until the server's exact
 * numbers come.
 */

import { coneOf } from "./cone.js";
import { Meter } from "./meter.js";
import { densityAt, raysOf } from "./optics/density.js";
import { outlineOf, reachOf } from "./optics/picture.js";
import { Outline } from "./outline.js";
import { BlindPath, pathOf } from "./path.js";
import { CLEARANCE_M, perched } from "./perch.js";
import { isWithin, nearestOn, ringsOf } from "./place.js";
import { Stage } from "./stage.js";

/** @typedef {{hfov_deg: number, projection: string, circle_px: number | null}} Lens */

/**
 * Where a camera hangs and which way it looks; what is left out stays as it is.
 *
 * @typedef {Partial<{x_m: number, y_m: number, height_m: number, pan_deg: number,
 *   tilt_deg: number, roll_deg: number, hfov_deg: number}>} Pose
 */

/**
 * A camera as a scene tells it; `looks` are the numbers of its outlines, lens by lens, where Python
 * has made them for it as it is.
 *
 * @typedef {{id: string, x_m: number, y_m: number, height_m: number, pan_deg: number,
 *   tilt_deg: number, roll_deg: number, width_px: number, height_px: number,
 *   ir_range_m: number | null, lens: Lens,
 *   heads: {pan_deg: number, tilt_deg: number, lens: Lens}[], masks: number[][][],
 *   looks?: Record<string, number[]>}} SentCamera
 */

/**
 * @typedef {{id: string, plane_m: number, density_px_per_m: number,
 *   max_elevation_deg: number | null, facing_deg: number | null, max_facing_deg: number | null,
 *   at_night: boolean, zones: string[],
 *   required: {zone: string, clause: string, min_cameras: number, polygons: number[][][][]}[],
 *   required_m2: number}} SentLook
 */

/**
 * @typedef {{id: string, bounds: number[], outline: number[][][],
 *   occluders: import("./stage.js").SentOccluder[], lit: number[][][][],
 *   required_m2: number, looks: SentLook[], meshes: import("./stage.js").SentMesh[],
 *   cameras: SentCamera[], outlines: number[][][][][]}} SentFloor
 */

/**
 * A camera with what it sees for each look.
 *
 * @typedef {{camera: SentCamera, cones: Map<string, Float64Array[]>}} Hung
 */

/** @typedef {import("./cone.js").Aimed} Aimed */

/** Corners of the polygon inside the circle of a camera's own light, as Python has them. */
const LIGHT_CORNERS = 128;

/** Outlines that are kept: some for each camera that is copied or changed. */
const MOST_OUTLINES = 256;

export class Floor {
  /** @param {SentFloor} sent */
  constructor(sent) {
    this.id = sent.id;
    this.bounds = sent.bounds;
    this.stage = new Stage(sent.occluders, sent.meshes);
    this.outline = ringsOf([sent.outline]);
    /** @type {Map<string, SentLook>} */
    this.looks = new Map(sent.looks.map((look) => [look.id, look]));
    this.lit = ringsOf(sent.lit);
    this.sentOutlines = sent.outlines;
    /** @type {(Outline | undefined)[]} */
    this.outlines = [];
    /** @type {Map<string, Outline>} those made here, by what they are made of */
    this.ownOutlines = new Map();
    this.meter = new Meter(
      sent.looks.flatMap((look) =>
        look.required.map((each) => ({
          look: look.id, minCameras: each.min_cameras, rings: ringsOf(each.polygons),
        })),
      ),
    );
    this.blind = new BlindPath(this.meter);
    /** @type {Map<string, Hung>} */
    this.cameras = new Map();
    for (const camera of sent.cameras) this.add(camera);
  }

  /**
   * Return the rings of what a camera sees for a look, the first one where none is named.
   *
   * @param {SentCamera} camera
   * @param {string} look
   * @returns {Float64Array[]}
   */
  cone(camera, look = this.#firstLook()) {
    const asked = this.looks.get(look);
    if (!asked) return [];
    const place = this.#perch(camera);
    if (!place) return [];
    const eye = { x: place[0], y: place[1], heightM: camera.height_m };
    const lenses = this.#lensesOf(camera, asked);
    const bright = asked.at_night ? this.#bright(camera, eye, asked.plane_m) : null;
    return coneOf(this.stage, eye, asked.plane_m, lenses, bright);
  }

  /**
   * Hang a camera.
   *
   * @param {SentCamera} camera
   */
  add(camera) {
    this.remove(camera.id);
    /** @type {Hung} */
    const hung = { camera: { ...camera }, cones: new Map() };
    this.cameras.set(camera.id, hung);
    this.#see(hung);
  }

  /**
   * Take a camera down.
   *
   * @param {string} id
   */
  remove(id) {
    const hung = this.cameras.get(id);
    if (!hung) return;
    this.#forget(hung);
    this.cameras.delete(id);
  }

  /**
   * Move, turn or change a camera; its cones and the meter follow.
   *
   * @param {string} id
   * @param {Pose} pose
   */
  move(id, pose) {
    const hung = this.cameras.get(id);
    if (!hung) return;
    this.#forget(hung);
    hung.camera = this.#changed(hung.camera, pose);
    this.#see(hung);
  }

  /** About how much of what must be seen is seen, in percent: each square metre once. */
  coveredPct() {
    return this.meter.coveredPct;
  }

  /** What must be seen and is not, as SVG path data; "" where there is none. */
  blindPath() {
    return this.blind.told();
  }

  /**
   * What a camera sees on its first look, as SVG path data.
   *
   * @param {string} id
   */
  conePath(id) {
    const rings = this.cameras.get(id)?.cones.get(this.#firstLook());
    return rings ? pathOf(rings) : "";
  }

  /**
   * Which cameras see a place, for which looks, and how densely.
   *
   * @param {number} x
   * @param {number} y
   * @returns {{id: string, look: string, density_px_per_m: number}[]}
   */
  whoSees(x, y) {
    const found = [];
    for (const [id, { camera, cones }] of this.cameras) {
      for (const [look, rings] of cones) {
        if (isWithin(rings, x, y)) {
          found.push({ id, look, density_px_per_m: this.#density(camera, look, x, y) });
        }
      }
    }
    return found;
  }

  /**
   * The nearest place on a wall where a camera may hang, and which way its wall faces.
   *
   * @param {number} x
   * @param {number} y
   * @param {number} withinM
   * @returns {{x_m: number, y_m: number, normal_deg: number} | null}
   */
  snap(x, y, withinM = 0.5) {
    let bestM = withinM;
    let found = null;
    const rings = this.stage.occluders.flatMap((each) => {
      const [west, south, east, north] = each.bounds;
      const isFar = x < west - bestM || x > east + bestM || y < south - bestM || y > north + bestM;
      return isFar ? [] : each.rings;
    });
    // The outline is looked at from within.
    for (const ring of [...rings, ...this.outline]) {
      for (let at = 0, before = ring.length - 2; at < ring.length; before = at, at += 2) {
        const [ax, ay, bx, by] = [ring[before], ring[before + 1], ring[at], ring[at + 1]];
        const [px, py] = nearestOn(x, y, ax, ay, bx, by);
        const awayM = Math.hypot(px - x, py - y);
        if (awayM >= bestM) continue;
        const length = Math.hypot(bx - ax, by - ay);
        const side = this.outline.includes(ring) ? -1 : 1;
        const nx = (side * (by - ay)) / length;
        const ny = (side * (ax - bx)) / length;
        bestM = awayM;
        found = {
          x_m: px + CLEARANCE_M * nx, y_m: py + CLEARANCE_M * ny,
          normal_deg: (Math.atan2(ny, nx) * 180) / Math.PI,
        };
      }
    }
    return found;
  }

  /**
   * How many pixels per metre a camera gives a place, by the lens that gives it most.
   *
   * @param {SentCamera} camera
   * @param {string} look
   * @param {number} x
   * @param {number} y
   */
  #density(camera, look, x, y) {
    const dropM = camera.height_m - (this.looks.get(look)?.plane_m ?? 0);
    const awayM = Math.hypot(x - camera.x_m, y - camera.y_m);
    const bearing = Math.atan2(y - camera.y_m, x - camera.x_m);
    return headsOf(camera).reduce((most, head) => {
      const tilt = ((camera.tilt_deg + head.tilt_deg) * Math.PI) / 180;
      const pan = ((camera.pan_deg + head.pan_deg) * Math.PI) / 180;
      const rayAt = raysOf(head.lens, camera.width_px, camera.height_px, tilt, dropM);
      return Math.max(most, densityAt(rayAt(bearing - pan), awayM));
    }, 0);
  }

  #firstLook() {
    return this.looks.keys().next().value ?? "";
  }

  /** @param {Hung} hung */
  #see(hung) {
    const first = this.#firstLook();
    for (const [id, look] of this.looks) {
      if (id !== first && look.required.length === 0) continue;
      const rings = this.cone(hung.camera, id);
      hung.cones.set(id, rings);
      this.meter.count(id, rings, 1);
    }
  }

  /** @param {Hung} hung */
  #forget(hung) {
    for (const [id, rings] of hung.cones) this.meter.count(id, rings, -1);
    hung.cones.clear();
  }

  /** @param {SentCamera} camera */
  #perch(camera) {
    const { x_m: x, y_m: y, height_m: heightM, pan_deg: panDeg } = camera;
    const solids = this.stage.solidNear(x, y, heightM, 1);
    return perched(solids, this.outline, x, y, panDeg);
  }

  /**
   * Return a camera in another pose, without the outlines that it does not have any more.
   *
   * Moved and turned about its foot it keeps them, but where it matters which way people face.
   *
   * @param {SentCamera} camera
   * @param {Pose} pose
   * @returns {SentCamera}
   */
  #changed(camera, pose) {
    const { hfov_deg: hfovDeg, ...rest } = pose;
    const lens = hfovDeg === undefined ? camera.lens : { ...camera.lens, hfov_deg: hfovDeg };
    const found = { ...camera, ...rest, lens };
    const isOther =
      found.height_m !== camera.height_m || found.tilt_deg !== camera.tilt_deg ||
      found.roll_deg !== camera.roll_deg || lens.hfov_deg !== camera.lens.hfov_deg;
    if (isOther) delete found.looks;
    else if (found.pan_deg !== camera.pan_deg && found.looks) {
      const looks = Object.entries(found.looks);
      found.looks = Object.fromEntries(
        looks.filter(([id]) => this.looks.get(id)?.facing_deg === null),
      );
    }
    return found;
  }

  /**
   * @param {SentCamera} camera
   * @param {SentLook} look
   * @returns {Aimed[]}
   */
  #lensesOf(camera, look) {
    const sent = camera.looks?.[look.id];
    return headsOf(camera).map((head, n) => {
      const panDeg = camera.pan_deg + head.pan_deg;
      const outline = sent ? this.#sentOutline(sent[n]) : this.#ownOutline(camera, head, look);
      return { outline, panRad: (panDeg * Math.PI) / 180 };
    });
  }

  /** @param {number} n */
  #sentOutline(n) {
    return (this.outlines[n] ??= new Outline(ringsOf(this.sentOutlines[n])));
  }

  /**
   * @param {SentCamera} camera
   * @param {{pan_deg: number, tilt_deg: number, lens: Lens}} head
   * @param {SentLook} look
   */
  #ownOutline(camera, head, look) {
    const { x_m: x, y_m: y, width_px: widthPx, height_px: heightPx, masks } = camera;
    const hung = {
      lens: head.lens, widthPx, heightPx, heightM: camera.height_m, masks,
      panDeg: look.facing_deg === null ? 0 : camera.pan_deg + head.pan_deg,
      tiltDeg: camera.tilt_deg + head.tilt_deg, rollDeg: camera.roll_deg,
    };
    const reachM = reachOf(this.bounds, x, y);
    const key = JSON.stringify([look.id, hung, reachM]);
    const kept = this.ownOutlines.get(key);
    if (kept) return kept;
    // A tilt that is dragged has hundreds of values.
    if (this.ownOutlines.size > MOST_OUTLINES) this.ownOutlines.clear();
    const found = new Outline(outlineOf(hung, look, reachM));
    this.ownOutlines.set(key, found);
    return found;
  }

  /**
   * Where a camera sees at night: what is lit, and as far as its own light reaches.
   *
   * @param {SentCamera} camera
   * @param {import("./cone.js").Eye} eye
   * @param {number} planeM
   */
  #bright(camera, eye, planeM) {
    const dropM = Math.abs(camera.height_m - planeM);
    const rangeM = camera.ir_range_m ?? 0;
    if (dropM >= rangeM) return this.lit;
    const radiusM = Math.sqrt(rangeM * rangeM - dropM * dropM);
    const ring = new Float64Array(2 * LIGHT_CORNERS);
    for (let n = 0; n < LIGHT_CORNERS; n++) {
      const turn = (2 * Math.PI * n) / LIGHT_CORNERS;
      ring[2 * n] = eye.x + radiusM * Math.cos(turn);
      ring[2 * n + 1] = eye.y + radiusM * Math.sin(turn);
    }
    return [...this.lit, ring];
  }
}

/**
 * Return the lenses of a camera, aimed against its own pan and tilt.
 *
 * @param {SentCamera} camera
 */
function headsOf({ heads, lens }) {
  return heads.length ? heads : [{ pan_deg: 0, tilt_deg: 0, lens }];
}
