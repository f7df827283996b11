// Esc twice within a second shows the calendar instead of this page; so does the link in the header. Nothing needs it.
"use strict";
(() => {
  const away = document.body.dataset.hide;
  let last = 0;
  const hide = () => {
    document.body.hidden = true;
    location.replace(away);
  };
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - last < 1000) hide();
    last = event.timeStamp;
  });
  document.querySelector(".bar__hide")?.addEventListener("click", (event) => {
    event.preventDefault();
    hide();
  });
})();
