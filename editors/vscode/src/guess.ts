// What a Python can start, from the files of its virtual environment: starting it to ask takes a tenth of a second.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/** The answer of `launch.py probe`. */
export interface Probe {
  readonly version: readonly [number, number, number];
  readonly installed: boolean;
  readonly bundled: boolean;
}

const USUAL = new Set(["distutils-precedence.pth", "_virtualenv.pth"]);
const NEEDED = ["loadlint", "libcst", "pygls"];

/** Undefined where only the Python itself knows: no virtual environment, or one that has the packages of another. */
export function guessed(python: string, script: string): Probe | undefined {
  const folder = dirname(dirname(python));
  const settings = configuration(join(folder, "pyvenv.cfg"));
  const version = /^(3)\.(\d+)\.(\d+)/.exec(settings.get("version") ?? settings.get("version_info") ?? "");
  const shared = settings.get("include-system-site-packages")?.toLowerCase() === "true";
  if (!version || shared || (settings.get("implementation") ?? "CPython") !== "CPython") return undefined;
  const minor = version[2] ?? "";
  const names = listed(packages(folder, minor));
  if (!names) return undefined;
  const installed = NEEDED.every((name) => names.some((it) => it.startsWith(`${name}-`) && it.endsWith(".dist-info")));
  // A file of paths may lead to packages elsewhere.
  if (!installed && names.some((it) => it.endsWith(".pth") && !USUAL.has(it))) return undefined;
  const native = new RegExp(`^native\\.(?:cpython-|cp)3${minor}[-.]`);
  const bundled = (listed(join(dirname(script), "libs", "libcst")) ?? []).some((it) => native.test(it));
  return { version: [3, Number(minor), Number(version[3])], installed, bundled };
}

function packages(folder: string, minor: string): string {
  const windows = join(folder, "Lib", "site-packages");
  return existsSync(windows) ? windows : join(folder, "lib", `python3.${minor}`, "site-packages");
}

function configuration(path: string): Map<string, string> {
  try {
    const lines = readFileSync(path, "utf8").split(/\r?\n/).map((it) => it.split("="));
    return new Map(lines.map(([name = "", ...value]) => [name.trim().toLowerCase(), value.join("=").trim()]));
  } catch {
    // No virtual environment.
    return new Map();
  }
}

function listed(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    // Nothing is known of a folder that cannot be read.
    return undefined;
  }
}
