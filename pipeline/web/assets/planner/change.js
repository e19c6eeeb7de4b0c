// @ts-check
/**
 * What has changed of a plan, where that is cameras alone: the server, which knows the rest, need not
 * be sent it again. Edits share what they leave as it is (`edits.js`), so that this is soon told.
 *
 * @typedef {import("./plan.js").Site} Site
 * @typedef {import("./plan.js").Camera} Camera
 */

/** Return the cameras of floors that have others than before, those that are as they were by their
 * ids; or null where more has changed.
 * @param {Site} before @param {Site} now @returns {Record<string, (string | Camera)[]> | null} */
export function camerasSince(before, now) {
  if (!sameBut(before, now, "floors") || before.floors.length !== now.floors.length) return null;
  /** @type {Record<string, (string | Camera)[]>} */
  const changes = {};
  for (const [at, floor] of now.floors.entries()) {
    const other = before.floors[at];
    if (!sameBut(other, floor, "cameras")) return null;
    if (other.cameras === floor.cameras) continue;
    if (!other.cameras || !floor.cameras) return null;
    const known = new Map(other.cameras.map((camera) => [camera.id, camera]));
    changes[floor.id] = floor.cameras.map((each) => (known.get(each.id) === each ? each.id : each));
  }
  return changes;
}

/** Tell whether two values are the same, one of their fields aside.
 * @param {Record<string, any>} one @param {Record<string, any>} other @param {string} field */
function sameBut(one, other, field) {
  if (one === other) return true;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => key in other && (key === field || one[key] === other[key]));
}
