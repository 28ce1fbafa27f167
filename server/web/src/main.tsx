import "@fontsource-variable/inter/wght.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { BrowserRouter } from "react-router";
import { Api } from "./api/client";
import { ApiProvider } from "./api/questions";
import { createMessages } from "./i18n";
import { Pages } from "./shell/Pages";

const messages = createMessages();
const api = new Api(() => messages.language);

// A page that the browser kept aside may show what its reader may no longer see: ask again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with id root");
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={messages}>
      <ApiProvider api={api}>
        <BrowserRouter>
          <Pages />
        </BrowserRouter>
      </ApiProvider>
    </I18nextProvider>
  </StrictMode>,
);
