/** A real Xray as an independent peer, as test/interop/xray/go.mod pins it. */
import { builtProgram, hasGoFor } from './go-program.ts';

/** Whether this machine can build it; where everything is required, its lack is an error. */
export const hasGo = (): boolean => hasGoFor('a real Xray');

/** The path of the binary; builds it first where it is not there, which takes minutes the first time. */
export const builtXray = (): Promise<string> =>
  builtProgram('xray', 'github.com/xtls/xray-core/main');
