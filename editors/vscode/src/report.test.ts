// The frame around the server's page, without an editor.
import assert from "node:assert/strict";
import { test } from "node:test";

import { framed } from "./report";

test("only the page's own style and script may run", () => {
  const page = { title: "t", style: "main { margin: 0 }", content: "<main>it</main>" };
  const html = framed(page, { style: "a.css", script: "a.js", source: "https://here", nonce: "n0" });
  assert.match(html, /default-src 'none'; style-src https:\/\/here 'nonce-n0'; script-src 'nonce-n0'"/);
  assert.match(html, /<style nonce="n0">main \{ margin: 0 \}<\/style>/);
  assert.match(html, /<body>\n<main>it<\/main>\n<script nonce="n0" src="a.js">/);
  // The theme comes last, as it replaces colours of the page.
  assert.ok(html.indexOf("a.css") > html.indexOf("</style>"));
});
