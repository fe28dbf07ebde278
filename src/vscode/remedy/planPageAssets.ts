/** How the page of a plan looks, and the few lines that run in it: all colours are the theme's. */
import { Markup } from '../markup';
import { pageStyle } from '../pageStyle';

export const style = new Markup(`
${pageStyle}
.evidence { font-size: 1.15em; }
.evidence::first-letter { text-transform: uppercase; }
ol { list-style: none; margin: 0; padding: 0; }
.step { display: grid; grid-template-columns: 2rem 1fr; padding: 0.7rem 0.8rem; border: 1px solid transparent; border-top-color: var(--vscode-widget-border, var(--vscode-panel-border)); }
.step.next, .step.running { border-color: var(--vscode-focusBorder); border-radius: 4px; background: var(--vscode-editorWidget-background); color: var(--vscode-editorWidget-foreground); }
.step .symbol { font-size: 1.15em; line-height: 1.3; }
.step.done .symbol { color: var(--vscode-testing-iconPassed); }
.step.blocked .symbol { color: var(--vscode-problemsErrorIcon-foreground); }
.step.next .symbol, .step.unknown .symbol { color: var(--vscode-problemsWarningIcon-foreground); }
.step h3 { font-size: 1em; font-weight: 600; margin: 0; }
.step h3 .state { font-weight: normal; color: var(--vscode-descriptionForeground); }
.revisions { display: grid; grid-template-columns: 1fr auto 1fr auto 1fr; gap: 0.6rem; }
.revision { min-width: 0; border: 1px solid var(--vscode-widget-border, var(--vscode-panel-border)); border-radius: 4px; padding: 0.5rem 0.9rem; }
.revision .value { font-family: var(--vscode-editor-font-family); font-size: 1.5em; margin: 0; }
.revision p { margin: 0; }
.arrow { align-self: center; }
@media (max-width: 28rem) {
  .revisions { grid-template-columns: 1fr; }
  .arrow { justify-self: center; transform: rotate(90deg); }
}
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0; font-weight: normal; overflow-wrap: anywhere; }
th { width: 9rem; padding-right: 1rem; color: var(--vscode-descriptionForeground); }
details { margin: 0.6rem 0; }
summary { cursor: pointer; color: var(--vscode-descriptionForeground); }
summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
pre { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); background: var(--vscode-textCodeBlock-background); padding: 0.6rem 0.9rem; overflow-x: auto; }
`);

/** Keeps the host's id over a reload of the window, and hands the name of a clicked button's command to the extension. */
export const script = new Markup(`
const api = acquireVsCodeApi();
api.setState({ hostId: document.body.dataset.host });
document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-command]');
  if (button) api.postMessage({ command: button.dataset.command });
});
`);
