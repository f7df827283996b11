// Small comforts. Every page works without this file.
"use strict";
(() => {
  // The error summary and the receipt are where reading starts.
  document.querySelector("[data-focus]")?.focus();

  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.value);
      button.parentElement.querySelector("[role=status]").textContent = button.dataset.done;
    });
  }

  for (const area of document.querySelectorAll("textarea[data-max]")) {
    const left = document.getElementById(`${area.id}-left`);
    const count = () => {
      const rest = Number(area.dataset.max) - Array.from(area.value.trim()).length;
      left.textContent = (rest < 0 ? left.dataset.over : left.dataset.left).replace("#", String(Math.abs(rest)));
      left.classList.toggle("left--over", rest < 0);
    };
    area.addEventListener("input", count);
    if (area.value) count();
  }

  // What stood open stays open, and whoever was answering a question goes on there.
  const replace = (old, fresh) => {
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    for (const fold of old.querySelectorAll("details[open][id]")) {
      fresh.querySelector(`#${CSS.escape(fold.id)}`)?.setAttribute("open", "");
    }
    old.replaceChildren(...fresh.childNodes);
    const at = focused ? document.getElementById(focused) : null;
    (at?.closest("details:not([open])")?.querySelector("summary") ?? at)?.focus();
  };

  // <form data-live="ideas">: after a tick, the page is asked again and only the part with that id is replaced.
  // The address is that of the button with formaction inside the form that asks for the same without script; a form
  // without such a button, that does nothing but ask, is asked itself.
  for (const form of document.querySelectorAll("form[data-live]")) {
    const button = form.querySelector("[formaction][data-live-ask]") || form.querySelector("[formaction]");
    let running;
    let timer;
    const ask = async () => {
      running?.abort();
      running = new AbortController();
      try {
        const body = new URLSearchParams(new FormData(form));
        if (button?.name) body.set(button.name, button.value);
        const answer = await fetch(button?.formAction ?? form.action, { method: "POST", body, signal: running.signal });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById(form.dataset.live);
        if (answer.ok && fresh) replace(document.getElementById(form.dataset.live), fresh);
      } catch (problem) {
        if (button && problem.name !== "AbortError") button.hidden = false;
      }
    };
    if (button) button.hidden = true;
    form.addEventListener("change", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 250);
    });
  }
})();
