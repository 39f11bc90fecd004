// Elements: the only place where something becomes a part of the page.

/** An element with attributes (`on…` are listeners, false and null are left out) and children; texts stay texts. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const ELEMENTS = new Set(
  ("a b body br caption code dd details div dl dt em footer h1 h2 h3 h4 h5 h6 i li main mark nav ol p pre section small span strong " +
    "summary sup table tbody td th thead tr ul circle defs g line marker path pattern polygon polyline rect svg text title tspan").split(" "),
);
const ATTRIBUTES = new Set(
  ("aria-hidden aria-label class colspan cx cy d dx dy fill fill-opacity height href id lang markerheight markerwidth marker-end open orient patterntransform patternunits points r " +
    "refx refy role rowspan rx ry scope stroke stroke-dasharray stroke-width text-anchor transform viewbox width x x1 x2 y y1 y2").split(" "),
);

/** What the server wrote of report blocks, as nodes: of elements and attributes only those that reports are made of. */
export function fragment(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const element of [...parsed.body.querySelectorAll("*")]) {
    if (!ELEMENTS.has(element.localName.toLowerCase())) {
      element.remove();
      continue;
    }
    for (const { name, value } of [...element.attributes]) {
      const strange = name.toLowerCase() === "href" && !/^(#|\/(?!\/))/.test(value);
      if (!ATTRIBUTES.has(name.toLowerCase()) || strange) element.removeAttribute(name);
    }
  }
  const nodes = document.createDocumentFragment();
  nodes.append(...parsed.body.childNodes);
  return nodes;
}
