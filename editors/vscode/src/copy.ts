// The copy of loadlint that comes with the extension. LibCST's compiled modules, one for each release of Python, are
// alike, and take a quarter of the room in one archive: they are laid out when the extension first starts.
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";

/** Written by bundle.py: a line of JSON with names and sizes, and the files one after the other. */
const ARCHIVE = join("libs", "modules.br");

/**
 * The folder of a copy with its modules: `own`, or the copy of it at `other` where nothing may be written to `own`, as
 * in a folder of the administrator. `other` is of one version of the extension; others beside it are removed.
 */
export async function unpacked(own: string, other: string): Promise<string> {
  const archive = join(own, ARCHIVE);
  if (!existsSync(archive)) return own;
  if (existsSync(other)) return other;
  try {
    await unpack(archive, own);
    // Another window may have done so meanwhile.
    await rm(archive, { force: true });
    return own;
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await rm(dirname(other), { recursive: true, force: true });
    const unfinished = `${other}.${randomUUID()}`;
    await duplicate(own, unfinished);
    await unpack(archive, unfinished);
    await rename(unfinished, other);
    return other;
  }
}

async function unpack(archive: string, target: string): Promise<void> {
  const bytes = await promisify(brotliDecompress)(await readFile(archive));
  let start = bytes.indexOf("\n") + 1;
  for (const [name, size] of JSON.parse(bytes.toString("utf8", 0, start)) as [string, number][]) {
    const file = join(target, "libs", name);
    // Python never sees half of a module, and windows that start together do not write to one file.
    const unfinished = `${file}.${randomUUID()}`;
    await writeFile(unfinished, bytes.subarray(start, start + size));
    await rename(unfinished, file);
    start += size;
  }
}

/** Modes of folders are left: nothing could be added to those of an administrator. */
async function duplicate(from: string, to: string): Promise<void> {
  for (const it of await readdir(from, { recursive: true, withFileTypes: true })) {
    const file = join(it.parentPath ?? it.path, it.name);
    if (!it.isFile() || basename(ARCHIVE) === it.name) continue;
    const target = join(to, relative(from, file));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(file, target);
  }
}
