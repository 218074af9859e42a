// The page of a report, without an editor: whatever a report holds, it stays text, and whatever it lacks is left out.
import assert from "node:assert/strict";
import { test } from "node:test";

import { page, seconds, size } from "./report";
import type { Report, Verification } from "./reports";

const AROUND = { style: "a.css", script: "a.js", source: "https://here", nonce: "n0", file: "load.py" };
const BARE: Report = {
  site: { path: "/p/load.py", line: 4 },
  request: { call: "AutoModel.from_pretrained('m')" },
  outcome: "refused",
  environment: {},
  preflight: null,
  model: null,
  times: {},
  memory: {},
  smoke: {},
  diagnosis: [],
  error: null,
  log: [],
};
const LOADED: Report = {
  ...BARE,
  outcome: "loaded",
  model: {
    class: "M",
    parameters: 1000,
    bytes: 3000,
    bytes_per_device: { "cuda:0": 1000, cpu: 2000 },
    dtypes: { float16: { bytes: 3000 } },
    device_map: { "model.a": "0", "model.b": "cpu" },
    missing_count: null,
    unexpected_count: null,
  },
};

function shown(report: Report, more: Partial<Verification> = {}): string {
  const start = { line: 3, character: 0 };
  const range = { start, end: start };
  return page({ range, name: "1", state: "done", line: "a line", stale: false, text: null, report, fixed: null, ...more }, AROUND);
}

test("no text of a report becomes markup", () => {
  const evil = `"><img src=x onerror='alert(1)'>&`;
  const html = shown({
    ...LOADED,
    request: { call: evil, notes: [evil] },
    environment: { python: evil, versions: { torch: evil } },
    diagnosis: [{ name: evil, evidence: evil, cure: evil, problem: true }],
    error: { type: evil, message: evil, phase: evil, cause: evil, cure: evil, traceback: evil },
    smoke: { tokens: 1, text: evil },
    log: [evil],
  });
  assert.equal(html.includes("<img"), false);
  assert.equal(html.includes("onerror='"), false);
  assert.ok(html.includes("&#60;img"));
});

test("no control character and no mark of direction reaches the page", () => {
  const html = shown({ ...LOADED, request: { call: "a\u001b[2J\u009b\u202eb\u2066", notes: ["x\u0000y\tz"] } });
  assert.equal(/[\u0000\u001b\u009b\u202e\u2066]/.test(html), false);
  assert.ok(html.includes("a\\u001b[2J\\u009b\\u202eb\\u2066"));
  assert.ok(html.includes("x\\u0000y\tz"));
});

test("only the page's own style and script may run", () => {
  const html = shown(BARE);
  assert.match(html, /default-src &#39;none&#39;; style-src https:\/\/here; script-src &#39;nonce-n0&#39;/);
  assert.equal(/ (style|on\w+)=/.test(html), false);
});

test("a report without anything is a page all the same", () => {
  const html = shown(BARE);
  assert.match(html, /refused/);
  assert.equal(html.includes("undefined"), false);
  assert.equal(html.includes("NaN"), false);
});

test("a card's number in the map has the colour of its device", () => {
  const html = shown(LOADED);
  assert.match(html, /<li class="d0"><code>model\.a<\/code>/);
  assert.match(html, /<li class="d1"><code>model\.b<\/code>/);
});

test("a comparison names what differs, and a load that failed has its error", () => {
  const failure = { type: "E", message: "m", phase: "loading", cause: "the disk is full", cure: "free it", traceback: "" };
  const html = shown(LOADED, { fixed: { ...BARE, outcome: "failed", error: failure } });
  assert.match(html, /<tr class="changed">\s*<th scope="row">outcome/);
  assert.match(html, /<tr class="same">\s*<th scope="row">load</);
  assert.match(html, /the disk is full/);
});

test("an edited load says so", () => {
  assert.match(shown(LOADED, { stale: true }), /has been edited since/);
});

test("sizes and times read as people write them", () => {
  assert.deepEqual([size(999), size(1500), size(3.42e9), size(null)], ["999 B", "1.5 kB", "3.42 GB", "unknown"]);
  assert.deepEqual([seconds(0.25), seconds(12.34), seconds(undefined)], ["250 ms", "12.3 s", "unknown"]);
});
