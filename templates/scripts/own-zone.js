// Puts the viewer's own hour beside those of the newsletter's clock, where it is another.
const hour = (at, timeZone) =>
  new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit", timeZone }).format(at);

for (const time of document.querySelectorAll("time[data-zone]")) {
  const at = new Date(time.dateTime);
  if (hour(at) !== hour(at, time.dataset.zone)) time.after(` · ${hour(at)} where you are`);
}
