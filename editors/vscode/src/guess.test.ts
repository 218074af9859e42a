// What is known of an environment from its files.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { guessed } from "./guess";

const ALL = ["loadlint-0.2.0.dist-info", "libcst-1.9.0.dist-info", "pygls-2.1.1.dist-info", "_editable_impl_loadlint.pth"];

/** The guess for an environment with these lines in pyvenv.cfg and these names among its packages. */
function guess(settings: string, names: readonly string[], native = "native.cpython-311-x86_64-linux-gnu.so") {
  const folder = mkdtempSync(join(tmpdir(), "guess-"));
  const packages = join(folder, "env", "lib", "python3.11", "site-packages");
  const libs = join(folder, "bundled", "libs", "libcst");
  for (const it of [packages, libs, join(folder, "env", "bin")]) mkdirSync(it, { recursive: true });
  for (const it of names) writeFileSync(join(packages, it), "");
  writeFileSync(join(libs, native), "");
  if (settings) writeFileSync(join(folder, "env", "pyvenv.cfg"), settings);
  try {
    return guessed(join(folder, "env", "bin", "python"), join(folder, "bundled", "launch.py"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("an environment is known by its files", () => {
  assert.deepEqual(guess("version = 3.11.7\n", ALL), { version: [3, 11, 7], installed: true, bundled: true });
  assert.deepEqual(guess("version_info = 3.11.7.final.0", [], "native.cp310-win_amd64.pyd"), {
    version: [3, 11, 7],
    installed: false,
    bundled: false,
  });
});

test("a Python that may have packages elsewhere is asked", () => {
  assert.equal(guess("", ALL), undefined);
  assert.equal(guess("version = 3.11.7\ninclude-system-site-packages = true\n", ALL), undefined);
  assert.equal(guess("version = 3.11.7\n", ["others.pth"]), undefined);
  assert.equal(guess("version = 3.12.1\n", ALL), undefined);
  assert.equal(guess("version = 3.11.9\nimplementation = PyPy\n", ALL), undefined);
});
