// Keeps the page up to date: the first version, which loads it anew when it has changed.
(() => {
  const own = document.currentScript.dataset;
  if (own.reload !== "true") return;
  const events = new EventSource("/__dateline/events?page=" + encodeURIComponent(own.path));
  events.addEventListener("hello", (event) => {
    const etag = JSON.parse(event.data).etags[own.path];
    if (etag && etag !== own.etag) location.reload();
  });
  events.addEventListener("change", () => location.reload());
})();
