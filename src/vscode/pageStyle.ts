/** What every page of ours looks like: all colours are the theme's. */
export const pageStyle = `
body { font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); color: var(--vscode-foreground); line-height: 1.5; max-width: 52rem; margin: 0 auto; padding: 1.5rem 2rem 3rem; }
h1 { font-size: 1.6em; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15em; font-weight: 600; margin: 2rem 0 0.6rem; }
p { margin: 0.4rem 0; overflow-wrap: anywhere; }
.whole { white-space: nowrap; }
.muted { color: var(--vscode-descriptionForeground); }
.notice { border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border))); border-left: 4px solid var(--vscode-editorWarning-foreground); padding: 0.5rem 0.9rem; margin: 1rem 0; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.9rem 0; }
button { font: inherit; padding: 0.3rem 0.9rem; border: 1px solid var(--vscode-button-border, transparent); border-radius: 3px; color: var(--vscode-button-foreground); background: var(--vscode-button-background); cursor: pointer; }
button:hover { background: var(--vscode-button-hoverBackground); }
button.secondary { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); }
button.secondary:hover { background: var(--vscode-button-secondaryHoverBackground); }
button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; }
`;
