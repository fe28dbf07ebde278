/** Shell scripts are files of their own; esbuild bundles them as text. */
declare module '*.sh' {
  const text: string;
  export default text;
}
