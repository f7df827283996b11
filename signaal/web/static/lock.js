// Says that this screen is about to close, and covers it when it has. Nothing needs this script: the page itself says
// until when it is open, and the server keeps what is sent too late.
"use strict";
(() => {
  const box = document.getElementById("closing");
  const main = document.getElementById("main");
  const WARN = 120;
  const title = document.title;
  let end = 0;
  let typed = false;
  let covered = false;

  const begin = (seconds) => {
    end = Date.now() + seconds * 1000;
  };
  const show = (name) => {
    for (const part of box.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name;
    box.classList.toggle("closing--over", name === "over");
    if (!box.open) box.showModal();
  };
  const cover = () => {
    if (covered) return;
    covered = true;
    if (!typed) {
      location.replace(box.dataset.login);
      return;
    }
    main.hidden = true;
    document.title = "";
    show("over");
  };
  const look = () => {
    const left = (end - Date.now()) / 1000;
    if (left <= 0) {
      cover();
    } else if (left <= WARN && !box.open) {
      const at = new Date(end).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      box.querySelector("[data-at]").textContent = at;
      show("soon");
    }
  };
  // Somebody is there: the server says until when, and hands out new tokens for the forms of this page.
  const stay = async () => {
    const answer = await fetch(box.dataset.longer).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const seconds = page && !answer.redirected && page.body.dataset.closesIn;
    box.querySelector("[data-not-yet]").hidden = Boolean(seconds);
    if (!seconds) {
      cover();
      return;
    }
    const fresh = page.querySelector("input[name=csrf_token]").value;
    for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = fresh;
    begin(Number(seconds));
    covered = main.hidden = false;
    document.title = title;
    box.close();
  };

  begin(Number(document.body.dataset.closesIn));
  document.addEventListener("input", () => {
    typed = true;
  });
  box.addEventListener("cancel", (event) => event.preventDefault());
  for (const button of box.querySelectorAll("[data-stay]")) button.addEventListener("click", stay);
  document.addEventListener("visibilitychange", look);
  setInterval(look, 5000);
})();
