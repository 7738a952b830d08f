// Loads the page anew when the server has another version of it (sitegen/adapters/live_site.py).
const { version } = document.currentScript.dataset;

async function look() {
  const now = await fetch(location.href, { method: "HEAD", cache: "no-store" }).then(
    (answer) => answer.headers.get("X-Version"),
    () => version, // the server is starting again
  );
  if (now && now !== version) location.reload();
  else setTimeout(look, 300);
}

look();
