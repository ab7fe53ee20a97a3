/**
 * What explains a run: what octets are, what the cores log, which lines of a configuration decide. Loaded with the first
 * run, for it brings every codec and the reader of configurations.
 */
export { dissect, titleOf, type Unit } from '../../../core/inspect/dissect.ts';
export { type Marker, markerOf } from '../view/config-marks.ts';
export { type Logged, loggedBy, logOf } from '../view/log.ts';
