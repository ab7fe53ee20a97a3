/**
 * A scenario on loopback sockets with a real Xray as its client, its server or both: every connection passes a tap, and
 * what the taps have seen and what the cores have logged become a recording.
 *
 * Hosts that are not Xray's are ours, unwatched: they are seen as the foreign ones are, by taps and facts. What is shown
 * has the scenario's addresses; the time between hosts is the scenario's, but for handshakes of TCP.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostAndPort } from '../bytes/ip.ts';
import type { AppHost, CoreHost, Host, World } from '../engine/hosts.ts';
import type { Listener } from '../engine/network.ts';
import { findListener, sourceAddress } from '../engine/topology.ts';
import {
  type TappedConnection,
  type TappedEvent,
  type TappedFact,
  tappedSteps,
} from '../inspect/tapped-steps.ts';
import { type Scenario, worldOf } from '../scenarios/scenario.ts';
import type { Recording } from '../trace/serialize.ts';
import { otherSide, type Side } from '../trace/step.ts';
import { type AddressPolicy, addressesOf } from './address-policy.ts';
import { type Dial, dialsOf, legOf } from './dials.ts';
import { freePort } from './free-port.ts';
import { keyLogLine } from './key-log.ts';
import { LiveHosts, type LiveHostsEvents } from './live-hosts.ts';
import { Tap, type Tapping } from './tap.ts';
import { Xray } from './xray.ts';
import { type XrayPlaces, xrayConfig } from './xray-config.ts';
import { xrayFacts, xrayListeners } from './xray-host.ts';

export interface TappedRunOptions {
  readonly scenario: Scenario;
  /** The path of a real Xray. */
  readonly xray: string;
  /** Who is Xray's; the others are ours. */
  readonly foreign: readonly ('client' | 'vps')[];
}
