// Shows two files in Monaco, the editor within VS Code: what is offered in one, and what is underlined in the other.

import * as monaco from "monaco-editor";
import { configureMonacoYaml } from "monaco-yaml";

const SWAN = `# SWAN on one node
type: docker
image: swan:41.45
cpu: 4

`;
const WRONG = `type: docker
image: swan:41.45
dockerfile: Dockerfile
cpu: "\${CPUS:-4}"
memory: 2x
timeout: fast
env_vars:
  OMP_NUM_THREADS: 4
`;

window.MonacoEnvironment = {
  getWorker: (_, label) => new Worker(label === "yaml" ? "yaml.worker.js" : "editor.worker.js"),
};

// the window of a browser that nobody sees is lower than the picture, and lists are made to fit it
window.innerHeight = document.documentElement.offsetHeight;

const show = (name, text) =>
  monaco.editor.create(document.getElementById(name), {
    model: monaco.editor.createModel(text, "yaml", monaco.Uri.parse(`file:///${name}.yml`)),
    fontFamily: "DejaVu Sans Mono",
    fontSize: 13,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    renderLineHighlight: "none",
    overviewRulerLanes: 0,
    scrollbar: { vertical: "hidden", horizontal: "hidden", verticalScrollbarSize: 0 },
    lineNumbersMinChars: 2,
    folding: false,
    cursorBlinking: "solid",
    fixedOverflowWidgets: true,
    suggest: { showStatusBar: false, preview: false },
  });

const until = async (holds) => {
  while (!holds()) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const visible = (selector) => [...document.querySelectorAll(selector)].some((found) => found.offsetHeight > 0);

(async () => {
  const schema = await (await fetch("schema.json")).json();
  configureMonacoYaml(monaco, { schemas: [{ uri: "file:///backend.json", fileMatch: ["*"], schema }] });

  const wrong = show("wrong", WRONG);
  await until(() => monaco.editor.getModelMarkers({ resource: wrong.getModel().uri }).length >= 4);
  wrong.focus();
  wrong.trigger("picture", "editor.action.marker.next");
  await until(() => visible("#wrong .marker-widget"));

  const swan = show("swan", SWAN);
  swan.setPosition({ lineNumber: 5, column: 1 });
  swan.focus();
  swan.trigger("picture", "editor.action.triggerSuggest");
  await until(() => visible("#swan .suggest-widget .monaco-list-row"));
  const chosen = () => document.querySelector("#swan .suggest-widget .monaco-list-row.focused")?.textContent ?? "";
  while (!chosen().startsWith("timeout")) {
    swan.trigger("picture", "selectNextSuggestion");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  swan.trigger("picture", "toggleSuggestionDetails");
  await until(() => visible(".suggest-details"));
  // what is still moving comes to rest
  await new Promise((resolve) => setTimeout(resolve, 500));
  await fetch("ready", { method: "POST" });
})();
