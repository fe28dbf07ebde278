import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension in VS Code', () => {
  it('is there, and activates', async () => {
    const extension = vscode.extensions.getExtension('pve-doctor.pve-doctor');
    assert.ok(extension);
    await extension.activate();
    assert.ok(extension.isActive);
  });
});
