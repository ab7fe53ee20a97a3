/** What the HTTP/1.1 machines state of their decisions. */
export interface HttpFacts {
  /** A server will not serve what came; `status` is null where it closes without an answer. */
  'http1:request_refused': { readonly code: string; readonly status: number | null };
  /** A client will not read an answer further. */
  'http1:response_refused': { readonly code: string };
  /** The connection ended before a message on it was complete. */
  'http1:message_cut_off': { readonly message: 'request' | 'response' };
}
