// Words of the server where VS Code shows no Markdown.

/** The text without the marks around code. */
export function plain(text: string): string {
  return text.replaceAll("`", "");
}
