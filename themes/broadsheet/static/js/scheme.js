// Light or dark as the reader chose. It runs before the page is painted, so that nothing
// flashes; without it, the device decides.
{
  const root = document.documentElement;
  const stored = () => {
    try {
      return localStorage.getItem("scheme");
    } catch {
      return null; // Where nothing may be kept, a choice lasts as long as the page.
    }
  };
  const apply = (scheme) => {
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
  };
  const show = (scheme) => {
    for (const choice of document.querySelectorAll(".scheme input")) choice.checked = choice.value === (scheme ?? "");
  };
  root.dataset.scripts = ""; // What works by scripts only has its place from the start.
  apply(stored());
  addEventListener("storage", (event) => {
    if (event.key !== "scheme") return;
    apply(event.newValue);
    show(event.newValue);
  });
  addEventListener("DOMContentLoaded", () => {
    show(stored());
    document.addEventListener("change", ({ target }) => {
      if (!target.matches(".scheme input")) return;
      apply(target.value);
      try {
        if (target.value) localStorage.setItem("scheme", target.value);
        else localStorage.removeItem("scheme");
      } catch {
        // The choice is not kept.
      }
    });
  });
}
