// Builds the page anew and tells every built file that is not the committed one.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const committed = join(here, "../engine/backhaul/page/assets");
const built = mkdtempSync(join(tmpdir(), "page-"));
try {
  execFileSync(process.execPath, [join(here, "build.mjs"), built], { stdio: "inherit" });
  const names = new Set([...readdirSync(built), ...readdirSync(committed)]);
  const bytes = (folder, name) => (readdirSync(folder).includes(name) ? readFileSync(join(folder, name)) : null);
  const unlike = [...names].filter((name) => {
    const [ours, theirs] = [bytes(committed, name), bytes(built, name)];
    return !ours || !theirs || !ours.equals(theirs);
  });
  if (unlike.length) {
    console.error(`these files of the page are not what its sources make: ${unlike.sort().join(", ")}`);
    console.error("run `npm run build` in web/ and commit what it writes");
    process.exitCode = 1;
  }
} finally {
  rmSync(built, { recursive: true, force: true });
}
