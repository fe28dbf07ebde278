/** Secrets that the user asked to remember, in the editor's SecretStorage. */
import type * as vscode from 'vscode';
import type { SecretStore } from '../ssh';

export function secretStore(storage: vscode.SecretStorage): SecretStore {
  return {
    get: async (key) => await storage.get(key),
    store: async (key, secret) => {
      await storage.store(key, secret);
    },
    delete: async (key) => {
      await storage.delete(key);
    },
  };
}
