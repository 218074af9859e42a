// How the server is started: which Python, and whose copy of loadlint.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { workspace, type ExtensionContext, type LogOutputChannel } from "vscode";

import { unpacked } from "./copy";
import { guessed, type Probe } from "./guess";
import { chosen, discovered, elsewhere, type Interpreter } from "./python";
import { read } from "./settings";

/** A command line, and what of it a person wants to know. */
export interface Launch {
  readonly command: string;
  readonly args: string[];
  readonly about: string;
  /** The chosen Python, which verifies, and who chose it; undefined to leave the choice to the server. */
  readonly interpreter?: string;
  readonly source?: string;
}

/** Nothing can be started. `python` is where loadlint could be installed, when there is a Python at all. */
export class CannotStart extends Error {
  constructor(
    message: string,
    readonly python?: string,
  ) {
    super(message);
  }
}

const run = promisify(execFile);

/** Asks each Python once; starting one takes a tenth of a second. */
type Asked = Map<string, Promise<Probe | undefined>>;

/** The way to start the server now; raises CannotStart. */
export async function launch(context: ExtensionContext, log: LogOutputChannel): Promise<Launch> {
  const script = join(await copy(context, log), "launch.py");
  const asked: Asked = new Map();
  if (!workspace.isTrusted) return withCopy(script, elsewhere(), log, asked, ["-I"]);
  const settings = read();
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const choice = await chosen(folder);
  const known = choice ? { interpreter: choice.path, source: choice.source } : {};
  if (settings.path) return { command: settings.path, args: ["server"], about: "loadlint.path", ...known };
  const others = discovered(folder?.fsPath);
  const first = choice ?? others[0];
  const probed = first && (await probe(script, first, log, asked));
  if (first && probed?.installed && settings.importStrategy !== "useBundled") {
    return { command: first.path, args: [script, "installed", "server"], about: `installed in ${named(first)}`, ...known };
  }
  return { ...(await withCopy(script, choice ? [choice, ...others] : others, log, asked)), ...known };
}

/** The folder of the copy that comes with the extension. */
async function copy({ extensionPath, extension, globalStorageUri }: ExtensionContext, log: LogOutputChannel): Promise<string> {
  const own = join(extensionPath, "bundled");
  const { version } = extension.packageJSON as { version: string };
  try {
    return await unpacked(own, join(globalStorageUri.fsPath, "copy", version));
  } catch (error) {
    log.warn(`the extension's copy could not be unpacked: ${error instanceof Error ? error.message : String(error)}`);
    // The loadlint of an environment is started all the same.
    return own;
  }
}

/** The copy that comes with the extension, under the first Python that can run it. */
async function withCopy(
  script: string,
  candidates: Interpreter[],
  log: LogOutputChannel,
  asked: Asked,
  options: string[] = [],
): Promise<Launch> {
  for (const it of candidates) {
    if ((await probe(script, it, log, asked, options))?.bundled) {
      const about = `the extension's copy, run by ${named(it)}`;
      return { command: it.path, args: [...options, script, "bundled", "server"], about };
    }
  }
  const first = candidates[0];
  if (!first) throw new CannotStart("no Python found; loadlint needs 3.10 or newer");
  throw new CannotStart(`not installed in ${named(first)}, and the extension's copy does not run there`, first.path);
}

function probe(
  script: string,
  python: Interpreter,
  log: LogOutputChannel,
  asked: Asked,
  options: string[] = [],
): Promise<Probe | undefined> {
  const known = workspace.isTrusted ? guessed(python.path, script) : undefined;
  const answer = asked.get(python.path) ?? (known ? Promise.resolve(known) : ask(script, python, log, options));
  asked.set(python.path, answer);
  return answer;
}

async function ask(
  script: string,
  python: Interpreter,
  log: LogOutputChannel,
  options: string[],
): Promise<Probe | undefined> {
  try {
    const { stdout } = await run(python.path, [...options, script, "probe"], { timeout: 20_000, windowsHide: true });
    return JSON.parse(stdout) as Probe;
  } catch (error) {
    log.warn(`${named(python)} could not be asked: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function named(python: Interpreter): string {
  return `${python.path} (${python.source})`;
}
