/** The icon in the tabs of our pages: that of the view, in the two colours that VS Code's own icons have there. */
import * as vscode from 'vscode';

const icon = (colour: string): vscode.Uri => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="1 1 22 22" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"><rect x="5" y="5" width="14" height="14" rx="2"/><path d="M9 5V2.5M12 5V2.5M15 5V2.5M9 21.5V19M12 21.5V19M15 21.5V19M2 12h6.5l1.75-3.5 3 7L15 12h7"/></svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
};

export const pageIcon = { light: icon('#424242'), dark: icon('#c5c5c5') };
