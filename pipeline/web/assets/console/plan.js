// @ts-check
/**
 * A floor as it is now: views of the cameras that can be relied on, what is blind for want of the
 * others, and how full its gates are. Everything that can be asked about is a link.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Floor} Floor
 * @typedef {import("./state.js").Rings} Rings
 */
import { element, shape } from "../planner/element.js";
import { word } from "../words.js";
import { addressOf, named } from "./panel.js";
import { boxAround, boxOf, middleOf, placeBeside, widthOf } from "./places.js";
import { figure, nameOf, sinceTold } from "./times.js";

const SIGNS = { well: "●", failing: "✕", not_watched: "?", no_stream: "○" };
const EDGE_M = 1;
const LAYERS = ["ground", "views", "walls", "spots", "gates", "cameras"];
/** Layers with words in them, which would stand on their heads otherwise. */
const UPRIGHT = ["spots", "gates", "cameras"];

/** @param {Rings} rings */
export const ringsData = (rings) => rings.map((ring) => `M${ring.map(([x, y]) => `${x} ${y}`).join("L")}Z`).join("");

export class PlanView {
  /** @param {State} state @param {HTMLElement} host @param {HTMLElement} tabs */
  constructor(state, host, tabs) {
    this.state = state;
    this.host = host;
    this.tabs = tabs;
    this.floorId = "";
    /** Metres that a pixel of the screen takes. */
    this.perPx = 0.1;
    /** @type {Record<string, SVGGElement>} */
    this.layers = {};
    for (const name of LAYERS)
      this.layers[name] = shape("g", {
        class: `layer ${name}`,
        transform: UPRIGHT.includes(name) ? null : "scale(1 -1)",
      });
    this.defs = shape("defs");
    this.svg = shape("svg", { class: "plan", role: "group" }, this.defs, ...Object.values(this.layers));
    /** A place that is shown besides, such as that of a hazard. @type {{floor: string, rings: Rings} | null} */
    this.shown = null;
    host.replaceChildren(this.svg);
    new ResizeObserver(() => this.draw()).observe(host);
    state.on("gates", () => this.#fill("gates"));
    state.on("today", () => this.draw(["views", "spots", "cameras"]));
  }

  /** @returns {Floor | undefined} */
  get floor() {
    return this.state.floor(this.floorId) ?? this.state.site.floors[0];
  }

  /** Show another floor. @param {string} floorId */
  turnTo(floorId) {
    if (!floorId || floorId === this.floorId || !this.state.floor(floorId)) return;
    this.floorId = floorId;
    this.draw();
  }

  /** Draw some of what there is, all of it where nothing is named. @param {string[]} layers */
  draw(layers = LAYERS) {
    const floor = this.floor;
    if (!floor) return;
    this.floorId = floor.id;
    this.#drawTabs();
    const [x0, y0, x1, y1] = floor.bounds;
    const [wide, high] = [x1 - x0 + 2 * EDGE_M, y1 - y0 + 2 * EDGE_M];
    this.perPx = wide / Math.max(this.host.clientWidth, 100);
    this.svg.setAttribute("viewBox", `${x0 - EDGE_M} ${-(y1 + EDGE_M)} ${wide} ${high}`);
    this.svg.setAttribute("aria-label", word("console.plan.label", { floor: nameOf(floor.names) }));
    this.defs.replaceChildren(hatching(this.perPx));
    for (const name of layers) this.#fill(name);
  }

  /** Draw a layer, and leave the focus where it was in it. @param {string} name */
  #fill(name) {
    const floor = this.floor;
    if (!floor) return;
    const layer = this.layers[name];
    const focused = layer.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
    layer.replaceChildren(...this.#drawn(name, floor));
    if (focused) /** @type {SVGAElement | null} */ (layer.querySelector(`a[href="${focused}"]`))?.focus();
  }

  /** @param {string} name @param {Floor} floor @returns {Node[]} */
  #drawn(name, floor) {
    if (name === "ground") return this.#ground(floor);
    if (name === "views") return this.#views(floor);
    if (name === "walls") return this.#walls(floor);
    if (name === "spots") return this.#spots(floor);
    return name === "gates" ? this.#gates(floor) : this.#cameras(floor);
  }

  #drawTabs() {
    const floors = this.state.site.floors;
    this.tabs.hidden = floors.length < 2;
    if (this.tabs.hidden || this.tabs.dataset.now === `${this.floorId} ${document.documentElement.lang}`) return;
    this.tabs.dataset.now = `${this.floorId} ${document.documentElement.lang}`;
    const isFocused = this.tabs.contains(document.activeElement);
    const buttons = floors.map((floor) =>
      element(
        "button",
        {
          type: "button",
          "aria-pressed": String(floor.id === this.floorId),
          on: { click: () => this.turnTo(floor.id) },
        },
        nameOf(floor.names),
      ),
    );
    this.tabs.replaceChildren(...buttons);
    if (isFocused) buttons.find((each) => each.getAttribute("aria-pressed") === "true")?.focus();
  }

  /** @param {Floor} floor */
  #ground(floor) {
    return [
      shape("path", { class: "ground", d: ringsData(floor.outline) }),
      ...floor.zones.map((zone) =>
        shape("path", { class: "zone", d: ringsData(zone.rings) }, shape("title", {}, nameOf(zone.names))),
      ),
      ...floor.prohibited.map((zone) =>
        shape("path", { class: "prohibited", d: ringsData(zone.rings) }, shape("title", {}, nameOf(zone.names))),
      ),
    ];
  }

  /** Return the views of those cameras that count; those of others are taken out. @param {Floor} floor */
  #views(floor) {
    const now = new Map(this.state.cameras.map((camera) => [camera.id, camera]));
    const chosen = named();
    return floor.cameras
      .filter((camera) => now.get(camera.id)?.counts ?? true)
      .map((camera) => {
        const isChosen = chosen.kind === "camera" && chosen.id === camera.id;
        const status = now.get(camera.id)?.status ?? "no_stream";
        return shape("path", {
          class: `view ${status} ${isChosen ? "chosen" : ""}`,
          "fill-rule": "evenodd",
          "data-camera": camera.id,
          d: ringsData(camera.view),
        });
      });
  }

  /** @param {Floor} floor */
  #walls(floor) {
    return floor.occluders.map((wall) => shape("path", { class: `wall ${wall.kind}`, d: ringsData(wall.rings) }));
  }

  /** @param {Floor} floor */
  #spots(floor) {
    const chosen = named();
    const spots = this.state.today?.blind_spots ?? [];
    /** @type {SVGElement[]} */
    const drawn = spots.flatMap((spot, n) => {
      if (spot.floor !== floor.id) return [];
      const isChosen = chosen.kind === "spot" && chosen.id === String(n);
      const words = word("console.spot.label", {
        area: figure(spot.area_m2, 1),
        place: nameOf(this.state.zoneNames(spot.floor, spot.zone)),
        since: sinceTold(spot.since_s, this.state.at_s),
      });
      return [
        shape(
          "a",
          { href: addressOf("spot", String(n)), class: `spot ${isChosen ? "chosen" : ""}`, "aria-label": words },
          shape("title", {}, words),
          shape("path", { transform: "scale(1 -1)", "fill-rule": "evenodd", d: ringsData([spot.ring, ...spot.holes]) }),
        ),
      ];
    });
    if (this.shown?.floor === floor.id) {
      drawn.push(
        shape("path", {
          class: "shown",
          transform: "scale(1 -1)",
          "fill-rule": "evenodd",
          d: ringsData(this.shown.rings),
        }),
      );
    }
    return drawn;
  }

  /** @param {Floor} floor */
  #gates(floor) {
    /** @type {import("./places.js").Box[]} */
    const taken = floor.cameras.map((camera) => boxAround(camera.x_m, camera.y_m, 20 * this.perPx, 20 * this.perPx));
    return this.state.gates
      .filter((gate) => gate.floor === floor.id)
      .map((gate) => {
        const tier = word(`console.tier.${gate.tier}`);
        const people = gate.fresh
          ? word("console.people", { n: figure(gate.people) })
          : word("console.camera.not_watched");
        const density = gate.fresh && gate.density_p_m2 !== null ? ` · ${figure(gate.density_p_m2, 1)}/m²` : "";
        const words = `${people}${density}`;
        return shape(
          "a",
          {
            href: addressOf("gate", gate.id),
            class: `gate tier-${gate.tier}`,
          },
          shape("path", { transform: "scale(1 -1)", d: ringsData(gate.rings) }),
          ...this.#plate(gate.rings, [`${nameOf(gate.names)} · ${tier}`, words], taken),
        );
      });
  }

  /** Return lines of text on a plate beside an area, of one size on the screen however large the plan
   * is, where it hides as little as can be of what is `taken`.
   * @param {Rings} rings @param {string[]} lines @param {import("./places.js").Box[]} taken */
  #plate(rings, lines, taken) {
    const wide = Math.max(...lines.map(widthOf)) + 14;
    // By a rounded width, or it would jump about as figures change.
    const room = Math.ceil(wide / 40) * 40 + 20;
    const place = placeBeside(
      boxOf(rings),
      [room * this.perPx, 38 * this.perPx],
      10 * this.perPx,
      taken,
      this.floor?.bounds ?? [],
    );
    taken.push(place);
    const [x, y] = [(place.x0 + place.x1) / 2, (place.y0 + place.y1) / 2];
    const [mx, my] = middleOf(rings);
    return [
      shape("path", { class: "plate-line", d: `M${mx} ${-my}L${x} ${-y}` }),
      shape(
        "g",
        { class: "plate", transform: `translate(${x} ${-y}) scale(${this.perPx})` },
        shape("rect", { x: -wide / 2, y: -19, width: wide, height: 38, rx: 4 }),
        ...lines.map((line, n) => shape("text", { y: -4 + 17 * n, "text-anchor": "middle" }, line)),
      ),
    ];
  }

  /** @param {Floor} floor */
  #cameras(floor) {
    const now = new Map(this.state.cameras.map((camera) => [camera.id, camera]));
    return floor.cameras.map((camera) => {
      const status = /** @type {keyof typeof SIGNS} */ (now.get(camera.id)?.status ?? "no_stream");
      const words = `${nameOf(camera.names)} (${camera.id}): ${word(`console.camera.${status}`)}`;
      return shape(
        "a",
        { href: addressOf("camera", camera.id), class: `camera ${status}`, "aria-label": words },
        shape("title", {}, words),
        shape(
          "g",
          { transform: `translate(${camera.x_m} ${-camera.y_m}) scale(${this.perPx})` },
          shape("path", { class: "nose", d: "M6 -4L14 0L6 4Z", transform: `rotate(${-camera.pan_deg})` }),
          shape("circle", { r: 8 }),
          shape("text", { y: 4, "text-anchor": "middle" }, SIGNS[status]),
        ),
      );
    });
  }
}

/** @param {number} perPx */
function hatching(perPx) {
  const pattern = shape(
    "pattern",
    {
      id: "hatch",
      width: 8,
      height: 8,
      patternUnits: "userSpaceOnUse",
      patternTransform: `scale(${perPx}) rotate(45)`,
    },
    shape("rect", { width: 8, height: 8, class: "hatch-ground" }),
    shape("path", { d: "M0 0V8", class: "hatch-line" }),
  );
  return shape("defs", {}, pattern);
}
