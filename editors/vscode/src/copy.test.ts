// The modules of the copy are laid out once, wherever the extension lies.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { brotliCompressSync } from "node:zlib";

import { unpacked } from "./copy";

const MODULES = { "libcst/native.a.so": Buffer.from([0, 10, 255, 10]), "libcst/native.b.so": Buffer.from("second\n") };

const folders: string[] = [];
after(() => {
  for (const it of folders) rmSync(it, { recursive: true });
});

/** A copy as bundle.py leaves it, and a place for another. */
function laidOut(): { own: string; other: string } {
  const folder = mkdtempSync(join(tmpdir(), "copy-"));
  folders.push(folder);
  chmodSync(folder, 0o777);
  const own = join(folder, "bundled");
  mkdirSync(join(own, "libs", "libcst"), { recursive: true });
  for (const it of ["launch.py", join("libs", "libcst", "__init__.py")]) writeFileSync(join(own, it), "");
  const names = Object.entries(MODULES).map(([name, bytes]) => [name, bytes.length]);
  const archive = Buffer.concat([Buffer.from(`${JSON.stringify(names)}\n`), ...Object.values(MODULES)]);
  writeFileSync(join(own, "libs", "modules.br"), brotliCompressSync(archive));
  return { own, other: join(folder, "storage", "copy", "0.2.0") };
}

function modules(folder: string): Record<string, Buffer> {
  const names = readdirSync(join(folder, "libs", "libcst")).filter((it) => it !== "__init__.py").sort();
  return Object.fromEntries(names.map((it) => [`libcst/${it}`, readFileSync(join(folder, "libs", "libcst", it))]));
}

test("modules are laid out beside the rest, once, by several windows", async () => {
  const { own, other } = laidOut();
  assert.deepEqual(await Promise.all([unpacked(own, other), unpacked(own, other)]), [own, own]);
  assert.deepEqual(modules(own), MODULES);
  assert.equal(existsSync(join(own, "libs", "modules.br")), false);
  assert.equal(await unpacked(own, other), own);
  assert.equal(existsSync(other), false);
});

test("a copy is made where the extension's folder takes nothing", { skip: process.platform === "win32" }, async () => {
  const { own, other } = laidOut();
  const kept = ["", "libs", join("libs", "libcst")].map((it) => join(own, it));
  for (const it of kept) chmodSync(it, 0o555);
  const { seteuid, geteuid } = process;
  const user = geteuid?.() ?? 1;
  // The system lets its administrator write anywhere.
  if (user === 0) seteuid?.(65534);
  try {
    mkdirSync(join(other, "..", "0.1.0"), { recursive: true });
    assert.equal(await unpacked(own, other), other);
    assert.deepEqual(readdirSync(other).sort(), ["launch.py", "libs"]);
    writeFileSync(join(other, "compiled"), "");
    assert.equal(await unpacked(own, other), other);
    assert.equal(existsSync(join(other, "compiled")), true);
  } finally {
    if (user === 0) seteuid?.(user);
    for (const it of kept) chmodSync(it, 0o755);
  }
  assert.deepEqual(modules(other), MODULES);
  assert.deepEqual(modules(own), {});
  assert.deepEqual(readdirSync(join(other, "..")), ["0.2.0"]);
  assert.deepEqual(readdirSync(join(other, "libs")), ["libcst"]);
});

test("an archive that is damaged is an error", async () => {
  const { own, other } = laidOut();
  writeFileSync(join(own, "libs", "modules.br"), "none");
  await assert.rejects(unpacked(own, other));
});
