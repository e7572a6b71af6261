// Printing and copying of recovery codes, where the browser lets a page do that.
(() => {
  const row = document.querySelector("[data-keep]");
  if (!row) return;
  const said = row.querySelector("[role=status]");
  const codes = [...document.querySelectorAll(".codes code")].map((each) => each.textContent).join("\n");
  row.hidden = false;
  row.querySelector("[data-print]").addEventListener("click", () => window.print());
  const copy = row.querySelector("[data-copy]");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(codes);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "Your browser did not let us copy them.";
    }
  });
})();
