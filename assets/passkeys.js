// Passkeys: asks the server what to ask, the browser to make or show a key, and sends its answer as a form.
(() => {
  const can =
    window.PublicKeyCredential &&
    PublicKeyCredential.parseRequestOptionsFromJSON &&
    PublicKeyCredential.parseCreationOptionsFromJSON;
  if (!can) return;

  const words = {
    InvalidStateError: "This device has a passkey for this sign-in already.",
    NotAllowedError: "Nothing was done: the request was canceled, or it took too long.",
    SecurityError: "Passkeys do not work at this address.",
  };
  // What the field of the e-mail address offers, and how to stop it: a browser shows its keys in one place at a time.
  const inField = { options: null, control: null };

  async function optionsOf(form) {
    const asked = await fetch(form.dataset.options, { method: "POST", headers: { "content-length": "0" } });
    if (asked.redirected) return void window.location.assign(asked.url);
    if (!asked.ok) throw new Error((await asked.text()).slice(0, 200));
    return asked.json();
  }

  async function answered(form) {
    const options = inField.options || (await optionsOf(form));
    inField.control?.abort();
    inField.options = null;
    if (!options) return null;
    if (form.dataset.passkey === "create") {
      return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
    }
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  }

  function send(form, key) {
    form.elements.credential.value = JSON.stringify(key.toJSON());
    form.submit();
  }

  // The browser lists its keys below the field as it lists e-mail addresses; where it has none, nothing is seen of this.
  async function offerInField(form) {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    const options = await optionsOf(form);
    if (!options) return;
    const control = new AbortController();
    Object.assign(inField, { options, control });
    setTimeout(() => {
      if (inField.control === control) inField.options = null;
      control.abort();
    }, options.timeout);
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const key = await navigator.credentials.get({ publicKey, mediation: "conditional", signal: control.signal });
    if (key) send(form, key);
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const trouble = form.querySelector("[data-trouble]");
    const button = form.querySelector("button");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      trouble.textContent = "";
      button.disabled = true;
      try {
        const key = await answered(form);
        if (key) send(form, key);
      } catch (error) {
        trouble.textContent = words[error.name] || error.message;
      } finally {
        button.disabled = false;
      }
    });
  }
  for (const each of document.querySelectorAll("[data-without-passkeys]")) each.hidden = true;

  // Not before somebody is at the field: each asking is written down by the server, and most visits need none.
  const field = document.querySelector("input[autocomplete~=webauthn]");
  const asking = document.querySelector("form[data-passkey=get]");
  if (field && asking) {
    field.addEventListener("focus", () => void offerInField(asking).catch(() => {}), { once: true });
  }
})();
