// @ts-check
/**
 * The triangle mesh of free space as flat arrays, and in which triangle a point lies.
 *
 * Python makes the mesh (`pipeline/geometry/mesh.py`) and sends points and triangles; what lies
 * across each edge is found here, which is quicker than reading it. Half-edge `3t + e` runs from
 * corner e of triangle t to the next one, counter-clockwise, with its own triangle on the left.
 */

/** Square metres; a point on the edge between two triangles may come out outside of both. */
const ON_EDGE_M2 = 1e-7;

/** How many cells of the grid a triangle may lie in, in the mean. */
const CROWD = 16;

export class Mesh {
  /**
   * @param {ArrayLike<number>} points x, y, x, y … in metres
   * @param {ArrayLike<number>} triangles three numbers of points each, counter-clockwise
   */
  constructor(points, triangles) {
    const count = points.length / 2;
    this.xs = new Float64Array(count);
    this.ys = new Float64Array(count);
    for (let n = 0; n < count; n++) {
      this.xs[n] = points[2 * n];
      this.ys[n] = points[2 * n + 1];
    }
    /** The point at which each half-edge begins, and the one at which it ends. */
    this.tail = Int32Array.from(triangles);
    this.head = new Int32Array(this.tail.length);
    for (let edge = 0; edge < this.tail.length; edge++) {
      this.head[edge] = this.tail[edge - (edge % 3) + ((edge + 1) % 3)];
    }
    /** What lies across each half-edge: a half-edge of the next triangle, -1 at a wall. */
    this.twin = linked(this.tail, this.head, count);
    // A grid over the triangles: those that touch cell k are members[starts[k] … starts[k + 1]].
    this.west = least(this.xs);
    this.south = least(this.ys);
    const wide = greatest(this.xs) - this.west;
    const deep = greatest(this.ys) - this.south;
    const triangleCount = this.tail.length / 3;
    this.cell = Math.max(wide, deep, 1e-3) / Math.max(1, Math.sqrt(triangleCount));
    let spans = this.#spans();
    // Where triangles are long and thin their boxes fill cells by the thousand.
    while (spans.total > CROWD * triangleCount && triangleCount > 0) {
      this.cell *= 2;
      spans = this.#spans();
    }
    this.columns = Math.floor(wide / this.cell) + 1;
    this.rows = Math.floor(deep / this.cell) + 1;
    this.starts = new Int32Array(this.columns * this.rows + 1);
    this.#each(spans.boxes, (cell) => this.starts[cell + 1]++);
    for (let k = 0; k < this.columns * this.rows; k++) this.starts[k + 1] += this.starts[k];
    const next = this.starts.slice();
    const members = new Int32Array(this.starts[this.columns * this.rows]);
    this.#each(spans.boxes, (cell, triangle) => (members[next[cell]++] = triangle));
    this.members = members;
  }

  /**
   * Return the triangle that holds a point best, -1 where none does.
   *
   * @param {number} x
   * @param {number} y
   * @returns {number}
   */
  locate(x, y) {
    const column = Math.floor((x - this.west) / this.cell);
    const row = Math.floor((y - this.south) / this.cell);
    if (!(column >= 0 && column < this.columns && row >= 0 && row < this.rows)) return -1;
    const cell = column * this.rows + row;
    let best = -1;
    let mostInside = -ON_EDGE_M2;
    for (let k = this.starts[cell]; k < this.starts[cell + 1]; k++) {
      const first = 3 * this.members[k];
      const inside = Math.min(
        this.#turn(first, x, y), this.#turn(first + 1, x, y), this.#turn(first + 2, x, y),
      );
      if (inside > mostInside) {
        mostInside = inside;
        best = this.members[k];
      }
    }
    return best;
  }

  /**
   * Return twice the area that a half-edge spans with a point; positive on its left.
   *
   * @param {number} edge
   * @param {number} x
   * @param {number} y
   */
  #turn(edge, x, y) {
    const from = this.tail[edge];
    const to = this.head[edge];
    const ax = this.xs[from];
    const ay = this.ys[from];
    return (this.xs[to] - ax) * (y - ay) - (this.ys[to] - ay) * (x - ax);
  }

  /** Return the columns and rows that each triangle's box spans, and how many cells in all. */
  #spans() {
    const boxes = new Int32Array((4 * this.tail.length) / 3);
    const { tail, xs, ys, west, south, cell } = this;
    let total = 0;
    for (let t = 0; t < tail.length / 3; t++) {
      const a = tail[3 * t];
      const b = tail[3 * t + 1];
      const c = tail[3 * t + 2];
      boxes[4 * t] = Math.floor((Math.min(xs[a], xs[b], xs[c]) - west) / cell);
      boxes[4 * t + 1] = Math.floor((Math.max(xs[a], xs[b], xs[c]) - west) / cell);
      boxes[4 * t + 2] = Math.floor((Math.min(ys[a], ys[b], ys[c]) - south) / cell);
      boxes[4 * t + 3] = Math.floor((Math.max(ys[a], ys[b], ys[c]) - south) / cell);
      total += (boxes[4 * t + 1] - boxes[4 * t] + 1) * (boxes[4 * t + 3] - boxes[4 * t + 2] + 1);
    }
    return { boxes, total };
  }

  /**
   * @param {Int32Array} boxes
   * @param {(cell: number, triangle: number) => void} visit
   */
  #each(boxes, visit) {
    for (let t = 0; t < boxes.length / 4; t++) {
      const lastColumn = Math.min(boxes[4 * t + 1], this.columns - 1);
      const lastRow = Math.min(boxes[4 * t + 3], this.rows - 1);
      for (let column = boxes[4 * t]; column <= lastColumn; column++) {
        for (let row = boxes[4 * t + 2]; row <= lastRow; row++) visit(column * this.rows + row, t);
      }
    }
  }
}

/** @param {Float64Array} numbers */
function least(numbers) {
  let found = Infinity;
  for (const number of numbers) if (number < found) found = number;
  return found;
}

/** @param {Float64Array} numbers */
function greatest(numbers) {
  let found = -Infinity;
  for (const number of numbers) if (number > found) found = number;
  return found;
}

/**
 * Return for each half-edge the one that runs the other way, or -1.
 *
 * @param {Int32Array} tail
 * @param {Int32Array} head
 * @param {number} points
 */
function linked(tail, head, points) {
  const starts = new Int32Array(points + 1);
  for (const point of tail) starts[point + 1]++;
  for (let n = 0; n < points; n++) starts[n + 1] += starts[n];
  const next = starts.slice();
  const leaving = new Int32Array(tail.length);
  for (let edge = 0; edge < tail.length; edge++) leaving[next[tail[edge]]++] = edge;
  const twin = new Int32Array(tail.length).fill(-1);
  for (let edge = 0; edge < tail.length; edge++) {
    for (let k = starts[head[edge]]; k < starts[head[edge] + 1]; k++) {
      if (head[leaving[k]] === tail[edge]) twin[edge] = leaving[k];
    }
  }
  return twin;
}
