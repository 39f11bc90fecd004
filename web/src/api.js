// What the page asks of the service.

/** What is wrong with a request, as the service says it. */
export class Problem extends Error {
  constructor(body) {
    super(body.detail ?? "");
    this.body = body;
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ code: "no-service", detail: "" });
  }
  const type = response.headers.get("content-type") ?? "";
  const body = type.includes("json") ? await response.json() : await response.text();
  if (!response.ok) throw new Problem(typeof body === "string" ? { status: response.status, detail: body } : body);
  return body;
}

/** The answer to a GET. */
export const get = (path, options) => ask(path, options);

/** The answer to a POST of JSON. */
export const post = (path, body, options = {}) =>
  ask(path, { method: "POST", body: JSON.stringify(body), ...options, headers: { "content-type": "application/json", ...options.headers } });
