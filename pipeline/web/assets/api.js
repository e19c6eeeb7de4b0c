// @ts-check
/**
 * Asks the server, and gives what it answers; what it refuses is thrown as an `ApiError`.
 * @module
 */

/** @typedef {{where: string, message: string, remedy?: string}} Problem */

/** What the server has refused, in a sentence; a conflict carries more in `details`. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 where the server cannot be reached
   * @param {string} message
   * @param {Problem[]} problems
   * @param {Record<string, any>} details all that stands in the error
   */
  constructor(status, message, problems = [], details = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.problems = problems;
    this.details = details;
  }
}

/** Where one goes who is not known; the page asked for comes back after it. */
function toLogin() {
  const here = location.pathname + location.search;
  location.assign(`/login?to=${encodeURIComponent(here)}`);
}

/** The language that the page speaks. @returns {string} */
function language() {
  return document.documentElement.lang || "en";
}

/**
 * Asks the server for something.
 *
 * @param {"GET" | "POST" | "PUT" | "DELETE"} method
 * @param {string} path
 * @param {any} [body] a value to send as JSON, or a Blob or buffer to send as it is
 * @param {{signal?: AbortSignal, headers?: Record<string, string>, stay?: boolean, raw?: boolean}} [options]
 *   `stay` keeps a stranger on the page; `raw` gives the answer itself, for what is no JSON
 * @returns {Promise<any>}
 */
export async function api(method, path, body, options = {}) {
  /** @type {Record<string, string>} */
  const headers = { "X-Sightline": "1", "Accept-Language": language(), ...options.headers };
  const isRaw = body instanceof Blob || body instanceof ArrayBuffer || ArrayBuffer.isView(body);
  if (method !== "GET") headers["Content-Type"] = isRaw ? "application/octet-stream" : "application/json";
  /** @type {BodyInit | undefined} */
  let sent;
  if (method !== "GET") sent = isRaw ? /** @type {BodyInit} */ (body) : JSON.stringify(body ?? {});
  let response;
  try {
    response = await fetch(path, { method, headers, body: sent, signal: options.signal, credentials: "same-origin" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, String(error));
  }
  if (response.ok && options.raw) return response;
  if (response.status === 204) return null;
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  const value = isJson ? await response.json().catch(() => null) : await response.text();
  if (response.ok) return value;
  if (response.status === 401 && !options.stay) toLogin();
  const told = isJson && value && value.error ? value.error : {};
  throw new ApiError(response.status, told.message ?? response.statusText, told.problems ?? [], told);
}
