// Passkeys: asks the server for a question, the device for its answer, and sends that with the form. The only script
// that anything here needs. What the device computes (PRF) opens the person's keys and is sent once, over TLS.
"use strict";
(() => {
  const place = document.querySelector("[data-passkey]");
  const form = document.getElementById("passkey-form");
  const adding = place.dataset.passkey === "add";

  const say = (name) => {
    for (const line of place.querySelectorAll("[data-say]")) line.hidden = line.dataset.say !== name;
  };
  const bytes = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");

  const put = (name, value) => {
    const field = form.elements[name] ?? form.appendChild(document.createElement("input"));
    field.type = "hidden";
    field.name = name;
    field.value = value;
  };

  const asked = async () => {
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
    const answer = await fetch(place.dataset.ask, { method: "POST", body });
    if (!answer.ok) {
      location.reload();
      throw new Error("asked too late");
    }
    const options = await answer.json();
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const known of [...(options.excludeCredentials ?? []), ...(options.allowCredentials ?? [])]) known.id = bytes(known.id);
    options.extensions.prf.eval.first = bytes(options.extensions.prf.eval.first);
    return options;
  };
  const output = (credential) => credential.getClientExtensionResults().prf?.results?.first;
  const plain = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    const id = text(credential.rawId);
    return JSON.stringify({ id, rawId: id, type: credential.type, response, clientExtensionResults: {} });
  };

  // Some devices compute nothing while they make a passkey: they are asked a second time, with the same question.
  const made = async (options) => {
    const credential = await navigator.credentials.create({ publicKey: options });
    let computed = output(credential);
    if (!computed && credential.getClientExtensionResults().prf?.enabled) {
      const again = {
        challenge: options.challenge,
        rpId: options.rp.id,
        allowCredentials: [{ type: "public-key", id: credential.rawId }],
        userVerification: "required",
        extensions: options.extensions,
      };
      const proof = await navigator.credentials.get({ publicKey: again });
      put("passkey_proof", plain(proof));
      computed = output(proof);
    }
    return [credential, computed];
  };
  const found = async (options) => {
    const credential = await navigator.credentials.get({ publicKey: options });
    return [credential, output(credential)];
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("busy");
    try {
      const [credential, computed] = await (adding ? made : found)(await asked());
      if (!computed) {
        say("no_prf");
        return;
      }
      put("passkey", plain(credential));
      put("passkey_secret", text(computed));
      form.submit();
    } catch (problem) {
      say(problem.name === "SecurityError" ? "unsupported" : "cancelled");
    }
  });

  place.querySelector("[data-without]").hidden = true;
  if (window.PublicKeyCredential) form.hidden = false;
  else say("unsupported");
})();
