// Material has not noted which page was opened: when somebody first goes to another part of it, it fetches the page and
// puts it in place of itself. What was entered there would be gone, a running timer, say. So the browser alone takes such
// a step. Loads before Material's own script (overrides/main.html), because listeners hear in turn.
{
  const page = () => location.href.split("#")[0];
  const opened = page();
  let noted = false;
  const stays = () => !noted && page() === opened;
  addEventListener("popstate", (event) => stays() && event.stopImmediatePropagation());
  const leave = ({ target }) => {
    const link = target.closest?.("a[href*='#']");
    if (link?.href.startsWith(`${opened}#`) && stays()) link.target = "_self"; // Material leaves links with a target alone
  };
  addEventListener("click", leave, { capture: true });
  addEventListener("DOMContentLoaded", () => window.location$?.subscribe(() => (noted = true)));
}
