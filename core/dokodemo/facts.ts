/** What the dokodemo-door inbound states, and the lines that Xray (v26.7.28, proxy/dokodemo) logs for it. */
export interface DokodemoFacts {
  /**
   * Debug, proxy/dokodemo: `processing connection from: <source>`; info: `received request for <source>`. Xray names
   * the client in both.
   */
  'dokodemo:request_received': { readonly source: string };
}
