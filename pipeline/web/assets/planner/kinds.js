// @ts-check
/** Kinds of zones, of prohibited zones and of what hides, as the schema lists them, with their words. */
import { word } from "../words.js";

export const ZONE_KINDS = [
  ...["gate", "gate_outside", "perimeter", "entrance", "corridor", "stairs", "playground", "yard", "road"],
  ...["canteen", "dormitory_entrance", "library", "classroom", "laboratory", "office", "storage", "kitchen"],
  ...["hazard_store", "valuables", "equipment_room", "control_room", "guard_room", "hall", "garage", "lift"],
  "activity_room",
];
export const PROHIBITED_KINDS = ["toilet", "dormitory_room", "changing_room", "neighbour"];
export const OCCLUDER_KINDS = [
  "wall",
  "door",
  "glass",
  "fence",
  "hedge",
  "furniture",
  "building",
  "pillar",
  "lintel",
];

/** @param {"zones" | "prohibited" | "occluders"} list @returns {[string, string][]} */
export function kindOptions(list) {
  const kinds = { zones: ZONE_KINDS, prohibited: PROHIBITED_KINDS, occluders: OCCLUDER_KINDS }[list];
  return kinds.map((kind) => [kind, word(`planner.kind.${kind}`)]);
}
