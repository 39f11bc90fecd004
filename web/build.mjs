// Builds the page: src/ → engine/backhaul/page/assets, the same bytes wherever it runs.
import { build } from "esbuild";
import { copyFile, readFile, readdir, rm, writeFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../engine/backhaul/page/assets");

/** The files of a folder of src/ that end so, in alphabetical order. */
const names = async (folder, end) => (await readdir(join(here, "src", folder))).filter((name) => name.endsWith(end)).sort();

/** `every:words` is all words of a language by the files `words/<page>.<language>.js`, `every:pages` what loads each page. */
const every = {
  name: "every",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^every:/ }, ({ path }) => ({ path: path.slice(6), namespace: "every" }));
    onLoad({ filter: /^words$/, namespace: "every" }, async () => {
      const parts = { en: await names("words", ".en.js"), zh: await names("words", ".zh.js") };
      const imports = Object.values(parts).flat().map((name) => `import { words as ${variable(name)} } from "./words/${name}";`);
      const table = Object.entries(parts).map(([language, files]) => `${language}: {${files.map((name) => `...${variable(name)}`)}}`);
      return { contents: `${imports.join("\n")}\nexport const every = {${table}};`, resolveDir: join(here, "src") };
    });
    onLoad({ filter: /^pages$/, namespace: "every" }, async () => {
      const pages = (await names("pages", ".js")).map((name) => `"${name.slice(0, -3)}": () => import("./pages/${name}")`);
      return { contents: `export const pages = {${pages}};`, resolveDir: join(here, "src") };
    });
    onLoad({ filter: /src\/shell\.css$/ }, async () => {
      const sheets = (await names("styles", ".css")).filter((name) => name !== "base.css");
      const imports = ["base.css", ...sheets].map((name) => `@import "./styles/${name}";`);
      return { contents: imports.join("\n"), loader: "css", resolveDir: join(here, "src") };
    });
  },
};
const variable = (name) => name.replace(/\W/g, "_");

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const result = await build({
  entryPoints: [join(here, "src/shell.js"), join(here, "src/shell.css")],
  absWorkingDir: here,
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  charset: "utf8",
  target: "es2022",
  legalComments: "none",
  chunkNames: "[name]-[hash]",
  metafile: true,
  plugins: [every],
});
for (const name of ["index.html", "icon.svg"]) await copyFile(join(here, "src", name), join(out, name));
await writeFile(join(out, "LICENSES.txt"), await licences(result.metafile));

/** The licence texts of every package of which something is in the built files. */
async function licences(metafile) {
  const packages = new Set();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const match = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
      if (match && bytesInOutput > 0) packages.add(match[1]);
    }
  }
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    const text = await readFile(join(folder, file), "utf8");
    texts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}
