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

  async function answered(form) {
    const asked = await fetch(form.dataset.options, { method: "POST", headers: { "content-length": "0" } });
    if (asked.redirected) return void window.location.assign(asked.url);
    if (!asked.ok) throw new Error((await asked.text()).slice(0, 200));
    const options = await asked.json();
    if (form.dataset.passkey === "create") {
      return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
    }
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
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
        if (!key) return;
        form.elements.credential.value = JSON.stringify(key.toJSON());
        form.submit();
      } catch (error) {
        trouble.textContent = words[error.name] || error.message;
      } finally {
        button.disabled = false;
      }
    });
  }
  for (const each of document.querySelectorAll("[data-without-passkeys]")) each.hidden = true;
})();
