// Tells the extension which button was pressed; everything else on the page works without a script.
(() => {
  const editor = acquireVsCodeApi();
  for (const button of document.querySelectorAll("button[data-do]")) {
    button.addEventListener("click", () => editor.postMessage({ do: button.dataset.do }));
  }
  editor.postMessage({ do: "shown" });
  window.addEventListener("message", ({ data }) => {
    const phase = document.querySelector("[data-phase]");
    if (phase && typeof data.phase === "string") phase.textContent = data.phase;
  });
  // A report that is drawn anew stays where it was being read.
  const { top = 0 } = editor.getState() ?? {};
  window.scrollTo(0, top);
  window.addEventListener("scroll", () => editor.setState({ top: window.scrollY }), { passive: true });
})();
