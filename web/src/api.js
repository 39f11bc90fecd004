// What the page asks of the service, in the language at hand.
import { state } from "./state.js";

/** What is wrong with a request, as the service says it. */
export class Problem extends Error {
  constructor(body) {
    super(body.detail ?? "");
    this.body = body;
  }
}

async function ask(path, options) {
  const response = await send(path, options);
  const type = response.headers.get("content-type") ?? "";
  return type.includes("json") ? response.json() : response.text();
}

async function send(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: { "accept-language": state.language, ...options.headers } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ code: "no-service", detail: "" });
  }
  if (response.ok) return response;
  const type = response.headers.get("content-type") ?? "";
  throw new Problem(type.includes("json") ? await response.json() : { status: response.status, detail: await response.text() });
}

/** The answer to a GET. */
export const get = (path, options) => ask(path, options);

/** The answer to a POST of JSON. */
export const post = (path, body, options) => ask(path, asJson(body, options));

const asJson = (body, options = {}) => ({ method: "POST", body: JSON.stringify(body), ...options, headers: { "content-type": "application/json", ...options.headers } });

/** The answer to a PUT of JSON. */
export const put = (path, body, options = {}) => post(path, body, { ...options, method: "PUT" });

/** The answer to a DELETE. */
export const del = (path) => ask(path, { method: "DELETE" });

/** The lines of JSON that answer a POST, as they come. */
export async function* lines(path, body, signal) {
  const response = await send(path, asJson(body, { signal }));
  let rest = "";
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    const whole = (rest + part).split("\n");
    rest = whole.pop();
    for (const line of whole) if (line) yield JSON.parse(line);
  }
  if (rest.trim()) yield JSON.parse(rest);
}
