// button[data-print]: the browser's own way to paper. Hidden until there is a script that can take it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
