// The frame around the page that the server makes of a verification: what of it may run, and the theme's colours.

/** A page as the server makes it. */
export interface Page {
  readonly title: string;
  readonly style: string;
  readonly content: string;
}

/** What a page needs from its window: where its files are, and the word that lets its script run. */
export interface Surroundings {
  readonly style: string;
  readonly script: string;
  readonly source: string;
  readonly nonce: string;
}

export function framed(page: Page, around: Surroundings): string {
  const { nonce, source } = around;
  const policy = `default-src 'none'; style-src ${source} 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<style nonce="${nonce}">${page.style}</style>
<link rel="stylesheet" href="${around.style}">
<title>verification report</title>
</head>
<body>
${page.content}
<script nonce="${nonce}" src="${around.script}"></script>
</body>
</html>`;
}
