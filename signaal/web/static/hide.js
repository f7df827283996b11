// Esc twice within a second shows the calendar instead of this page; so does the button in the header. Who is logged in
// is locked by it: the form in the header is sent. Nothing needs this script.
"use strict";
(() => {
  const away = document.body.dataset.hide;
  const lock = document.querySelector("form[data-away]");
  let last = -Infinity;
  const hide = () => {
    document.body.hidden = true;
    document.title = "";
    if (lock) lock.submit();
    else location.replace(away);
  };
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const twice = event.timeStamp - last < 1000;
    last = event.timeStamp;
    // To a browser Escape also means "stop loading": it would stop the calendar that we are leaving for.
    if (twice || document.body.hidden) event.preventDefault();
    if (twice && !document.body.hidden) hide();
  });
  document.querySelector(".bar__hide")?.addEventListener("click", (event) => {
    event.preventDefault();
    hide();
  });
})();
