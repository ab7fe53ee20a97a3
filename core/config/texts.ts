/**
 * Every link of a complaint about a configuration: the package that says it, and what it says.
 *
 * Xray's and Go's own words (Xray v26.7.28, Go 1.26), to the letter; the last are ours. A link of Go's library has no
 * package.
 */

const conf = <const A extends readonly string[]>(say: (...args: A) => string) => ({
  from: 'infra/conf',
  say,
});
const link = <const A extends readonly string[]>(from: string, say: (...args: A) => string) => ({
  from,
  say,
});
const removed = (feature: string, instead: string) =>
  link(
    'common/errors',
    () =>
      `The feature ${feature} has been removed and migrated to ${instead}. Please update your config(s) according to release note and documentation.`,
  );

export const texts = {
  // reading files
  'config:unknown_format': link('core', (file) => `Failed to get format of ${file}`),
  'config:file_not_decoded': link(
    'infra/conf/serial',
    (file) => `failed to decode config: &{Name:${file} Format:json}`,
  ),
  'config:file_not_read': link(
    'infra/conf/serial',
    (position) => `failed to read config file${position}`,
  ),
  'config:json_malformed': link('', (said) => said),
  'config:json_type_mismatched': link('', (said) => said),

  // scalars
  'config:string_list_malformed': conf((raw) => `unknown format of a string list: ${raw}`),
  'config:integer_range_malformed': conf(
    () => 'Invalid integer range, expected either string of form "1-2" or plain integer.',
  ),
  'config:address_malformed': conf((raw) => `invalid address: ${raw}`),
  'config:port_malformed': conf((raw) => `invalid port: ${raw}`),
  'config:port_range_malformed': conf((raw) => `invalid port range: ${raw}`),
  'config:port_out_of_range': link('common/net', (raw) => `invalid port range: ${raw}`),
  'config:user_id_malformed': link('common/uuid', (id) => `invalid UUID: ${id}`),
  'config:user_id_not_hex': link('', (said) => said),
  'config:go_complaint': link('', (said) => said),

  // top level
  'config:global_transport_removed': removed(
    'Global transport config',
    'streamSettings in inbounds and outbounds',
  ),
  'config:legacy_reverse_removed': removed('"legacy reverse"', '"VLESS Reverse Proxy"'),
  'config:routing_not_built': conf(() => 'failed to build routing configuration'),
  'config:inbound_not_built': conf((tag) => `failed to build inbound config with tag ${tag}`),
  'config:outbound_not_built': conf((tag) => `failed to build outbound config with tag ${tag}`),
  'config:inbound_tag_repeated': link(
    'app/proxyman/inbound',
    (tag) => `existing tag found: ${tag}`,
  ),
  'config:outbound_tag_repeated': link(
    'app/proxyman/outbound',
    (tag) => `existing tag found: ${tag}`,
  ),

  // inbounds and outbounds
  'config:inbound_settings_not_loaded': conf(
    (protocol) => `failed to load inbound detour config for protocol ${protocol}`,
  ),
  'config:outbound_settings_not_loaded': conf(
    (protocol) => `failed to load outbound detour config for protocol ${protocol}`,
  ),
  'config:unknown_protocol': conf((id) => `unknown config id: ${id}`),
  'config:inbound_handler_not_built': conf(
    (protocol) => `failed to build inbound handler for protocol ${protocol}`,
  ),
  'config:outbound_handler_not_built': conf(
    (protocol) => `failed to build outbound handler for protocol ${protocol}`,
  ),
  'config:listen_without_port': conf(() => 'Listen on AnyIP but no Port(s) set in InboundDetour.'),
  'config:listen_ip_without_port': conf(
    () => 'Listen on specific ip without port in InboundDetour.',
  ),
  'config:listen_on_domain': conf((domain) => `unable to listen on domain address: ${domain}`),
  'config:sniffing_not_built': conf(() => 'failed to build sniffing config'),
  'config:unknown_sniffed_protocol': conf((protocol) => `unknown protocol: ${protocol}`),
  'config:unsupported_target_strategy': conf(
    (strategy) => `unsupported target domain strategy: ${strategy}`,
  ),
  'config:unsupported_domain_strategy': conf(
    (strategy) => `unsupported domain strategy: ${strategy}`,
  ),
  'config:send_through_domain': conf((address) => `unable to send through: ${address}`),
  'config:proxy_tag_conflict': conf(
    () => 'proxySettings.tag is conflicted with sockopt.dialerProxy',
  ),
  'config:proxy_settings_not_built': conf(() => 'invalid outbound detour proxy settings'),
  'config:proxy_tag_missing': conf(() => 'Proxy tag is not set.'),
  'config:mux_not_built': conf(() => 'failed to build Mux config'),
  'config:unknown_udp443_policy': conf((policy) => `unknown "xudpProxyUDP443": ${policy}`),
  'config:plain_vless_to_public': conf(
    () =>
      'vless without TLS or other encryption is prohibited unless the server address is a private IP or domain',
  ),

  // vless
  'config:vless_flow_unsupported': conf(
    (flow) => `VLESS users: "flow" doesn't support "${flow}" in this version`,
  ),
  'config:vless_settings_flow_unsupported': conf(
    (flow) => `VLESS "settings.flow" doesn't support "${flow}" in this version`,
  ),
  'config:vless_user_invalid': conf(() => 'VLESS users: invalid user'),
  'config:vless_inbound_encryption': conf(
    () => 'VLESS users: "encryption" should not be in inbound settings',
  ),
  'config:vless_reverse_tag_empty': conf(() => `VLESS users: "tag" can't be empty for "reverse"`),
  'config:vless_decryption_missing': conf(
    () => 'VLESS settings: please add/set "decryption":"none" to every settings',
  ),
  'config:vless_decryption_unsupported': conf(
    (value) => `VLESS settings: unsupported "decryption": ${value}`,
  ),
  'config:vless_fallbacks_with_decryption': conf(
    () => 'VLESS settings: "fallbacks" can not be used together with "decryption"',
  ),
  'config:fallback_path_relative': conf(
    () => 'VLESS fallbacks: "path" must be empty or start with "/"',
  ),
  'config:fallback_dest_invalid': conf(
    () => 'VLESS fallbacks: please fill in a valid value for every "dest"',
  ),
  'config:fallback_xver_invalid': conf(
    () => 'VLESS fallbacks: invalid PROXY protocol version, "xver" only accepts 0, 1, 2',
  ),
  'config:vless_vnext_count': conf(
    () =>
      'VLESS settings: "vnext" should have one and only one member. Multiple endpoints in "vnext" should use multiple VLESS outbounds and routing balancer instead',
  ),
  'config:vless_address_missing': conf(() => 'VLESS vnext: "address" is not set'),
  'config:vless_users_count': conf(
    () =>
      'VLESS vnext: "users" should have one and only one member. Multiple members in "users" should use multiple VLESS outbounds and routing balancer instead',
  ),
  'config:vless_vnext_reverse': conf(
    () => `VLESS users: please use simplified outbound's config style to use "reverse"`,
  ),
  'config:vless_outbound_reverse_tag_empty': conf(() => `VLESS reverse: "tag" can't be empty`),
  'config:vless_encryption_missing': conf(
    () => 'VLESS users: please add/set "encryption":"none" for every user',
  ),
  'config:vless_encryption_unsupported': conf(
    (value) => `VLESS users: unsupported "encryption": ${value}`,
  ),
  'config:vless_user_not_added': link('proxy/vless/inbound', () => 'failed to initiate user'),
  'config:vless_email_repeated': link('proxy/vless', (email) => `User ${email} already exists.`),

  // freedom
  'config:freedom_noise_removed': removed('noise = { ... }', 'noises = [ { ... } ]'),
  'config:freedom_redirect_malformed': conf(
    (value, said) => `invalid redirect address: ${value}: ${said}`,
  ),
  'config:freedom_redirect_port_malformed': conf(
    (value, said) => `invalid redirect port: ${value}: ${said}`,
  ),
  'config:unknown_rule_action': conf((action) => `unknown action: ${action}`),

  // stream settings
  'config:outbound_stream_not_built': conf(
    () => 'failed to build stream settings for outbound detour',
  ),
  'config:unknown_transport': conf((name) => `Config: unknown transport protocol: ${name}`),
  'config:http_transport_removed': removed(
    'HTTP transport (without header padding, etc.)',
    'XHTTP stream-one H2 & H3',
  ),
  'config:quic_transport_removed': removed(
    'QUIC transport (without web service, etc.)',
    'XHTTP stream-one H3',
  ),
  'config:xtls_removed': removed('Legacy XTLS', 'xtls-rprx-vision with TLS or REALITY'),
  'config:unknown_security': conf((name) => `Unknown security "${name}".`),
  'config:reality_transport': conf(() => 'REALITY only supports RAW, XHTTP and gRPC for now.'),
  'config:reality_settings_missing': conf(() => 'REALITY: Empty "realitySettings".'),
  'config:raw_not_built': conf(() => 'Failed to build RAW config.'),
  'config:raw_header_invalid': conf(() => 'invalid TCP header config'),
  'config:type_missing': conf(() => 'type not found in JSON context'),
  'config:xhttp_not_built': conf(() => 'Failed to build XHTTP config.'),
  'config:sockopt_not_built': conf(() => 'Failed to build sockopt.'),
  'config:tcp_fast_open_invalid': conf(
    () => 'tcpFastOpen: only boolean and integer value is acceptable',
  ),
  'config:unsupported_address_port_strategy': conf(
    (strategy) => `unsupported address and port strategy: ${strategy}`,
  ),

  // tls
  'config:tls_not_built': conf(() => 'Failed to build TLS config.'),
  'config:certificate_not_parsed': conf(() => 'failed to parse certificate'),
  'config:key_not_parsed': conf(() => 'failed to parse key'),
  'config:file_and_bytes_empty': conf(() => 'both file and bytes are empty.'),
  'config:tls_alpn_from_mitm': conf(
    () => 'only one element is allowed in "alpn" when using "fromMitm" in it',
  ),
  'config:unknown_fingerprint': conf((name) => `unknown "fingerprint": ${name}`),
  'config:allow_insecure_removed': removed(
    '"allowInsecure"',
    '"pinnedPeerCertSha256"(pcs) and "verifyPeerCertByName"(vcn)',
  ),
  'config:tls_pin_length': conf((pin) => `incorrect pinnedPeerCertSha256 length: ${pin}`),
  'config:ech_keys_invalid': conf((keys) => `invalid ECH Config${keys}`),
  'config:ech_sockopt_not_built': conf(() => 'Failed to build ech sockopt.'),

  // reality
  'config:reality_not_built': conf(() => 'Failed to build REALITY config.'),
  'config:reality_target_invalid': conf(() => 'please fill in a valid value for "target"'),
  'config:reality_xver_invalid': conf(
    () => 'invalid PROXY protocol version, "xver" only accepts 0, 1, 2',
  ),
  'config:reality_names_empty': conf(() => 'empty "serverNames"'),
  'config:reality_private_key_empty': conf(() => 'empty "privateKey"'),
  'config:reality_private_key_invalid': conf((key) => `invalid "privateKey": ${key}`),
  'config:reality_version_invalid': conf((key, version) => `invalid "${key}": ${version}`),
  'config:reality_version_too_great': conf(
    (key, part) => `"${key}[${part}]" should be less than 256`,
  ),
  'config:reality_short_ids_empty': conf(() => 'empty "shortIds"'),
  'config:reality_listed_short_id_long': conf((i, id) => `too long "shortIds[${i}]": ${id}`),
  'config:reality_listed_short_id_invalid': conf((i, id) => `invalid "shortIds[${i}]": ${id}`),
  'config:reality_seed_is_key': conf(
    (seed) => `"mldsa65Seed" and "privateKey" can not be the same value: ${seed}`,
  ),
  'config:reality_seed_invalid': conf((seed) => `invalid "mldsa65Seed": ${seed}`),
  'config:reality_fingerprint_invalid': conf((name) => `invalid "fingerprint": ${name}`),
  'config:reality_client_names': conf(
    () => 'non-empty "serverNames", please use "serverName" instead',
  ),
  'config:reality_password_empty': conf(() => 'empty "password"'),
  'config:reality_password_invalid': conf((key) => `invalid "password": ${key}`),
  'config:reality_client_short_ids': conf(
    () => 'non-empty "shortIds", please use "shortId" instead',
  ),
  'config:reality_short_id_long': conf((id) => `too long "shortId": ${id}`),
  'config:reality_short_id_invalid': conf((id) => `invalid "shortId": ${id}`),
  'config:reality_verify_invalid': conf((key) => `invalid "mldsa65Verify": ${key}`),
  'config:reality_spider_invalid': conf((path) => `invalid "spiderX": ${path}`),

  // dokodemo and blackhole
  'config:port_map_invalid': conf((target) => `invalid portMap: ${target}`),
  'config:dokodemo_without_network': link('proxy/dokodemo', () => 'no network specified'),
  'config:blackhole_response_invalid': conf(
    () => 'Config: Failed to parse Blackhole response config.',
  ),

  // xhttp
  'config:xhttp_extra_invalid': conf(() => 'Failed to unmarshal "extra".'),
  'config:xhttp_mode_unsupported': conf((mode) => `unsupported mode: ${mode}`),
  'config:xhttp_host_header': conf(() => `"headers" can't contain "host"`),
  'config:xhttp_padding_disabled': conf(() => 'xPaddingBytes cannot be disabled'),
  'config:xhttp_padding_placement': conf((value) => `unsupported padding placement: ${value}`),
  'config:xhttp_padding_method': conf((value) => `unsupported padding method: ${value}`),
  'config:xhttp_data_placement': conf((value) => `unsupported uplink data placement: ${value}`),
  'config:xhttp_data_placement_mode': conf(
    (value) => `UplinkDataPlacement can be ${value} only in packet-up mode`,
  ),
  'config:xhttp_get_mode': conf(() => 'uplinkHTTPMethod can be GET only in packet-up mode'),
  'config:xhttp_session_placement': conf((value) => `unsupported session placement: ${value}`),
  'config:xhttp_seq_placement': conf((value) => `unsupported seq placement: ${value}`),
  'config:xhttp_session_room': conf(() => 'sessionIDTable or sessionIDLength is too small'),
  'config:xhttp_session_length': conf(() => 'sessionIDLength.from must be greater than 0'),
  'config:xhttp_session_table': conf(() => 'sessionIDTable must contain only ASCII characters'),
  'config:xhttp_header_bytes': conf(() => 'invalid negative value of maxHeaderBytes'),
  'config:xmux_conflict': conf(
    () => 'maxConnections cannot be specified together with maxConcurrency',
  ),
  'config:xhttp_stream_one_download': conf(
    () => 'Can not use "downloadSettings" in "stream-one" mode.',
  ),
  'config:xhttp_download_not_built': conf(() => 'Failed to build "downloadSettings".'),

  // routing
  'config:router_rule_invalid': conf(() => 'invalid router rule'),
  'config:field_rule_invalid': conf(() => 'invalid field rule'),
  'config:rule_without_outbound': conf(
    () => 'neither outboundTag nor balancerTag is specified in routing rule',
  ),
  'config:domain_rule_illegal': link('common/geodata', (rule) => `illegal domain rule: ${rule}`),
  'config:ip_rule_illegal': link('common/geodata', (rule) => `illegal ip rule: ${rule}`),
  'config:dotless_with_dot': link(
    'common/geodata',
    () => 'substr in dotless rule should not contain a dot',
  ),
  'config:ip_rule_not_ip': link('common/geodata', () => 'unsupported address family'),
  'config:prefix_length_malformed': link(
    'common/geodata',
    (prefix) => `invalid CIDR prefix length: ${prefix}`,
  ),
  'config:prefix_length_too_long': link(
    'common/geodata',
    (prefix, most) => `CIDR prefix length ${prefix} exceeds max ${most}`,
  ),
  'config:number_syntax': link('', (said) => said),
  'config:balancer_tag_empty': conf(() => 'empty balancer tag'),
  'config:balancer_selector_empty': conf(() => 'empty selector list'),
  'config:balancer_strategy_unknown': conf((name) => `unknown balancing strategy: ${name}`),
  'config:rule_without_condition': link('app/router', () => 'this rule has no effective fields'),
  'config:balancer_not_found': link('app/router', (tag) => `balancer ${tag} not found`),

  // ours, see `refuse`
  'config:unsupported': link('xhttp-lab', (said) => said),
  'config:breaks_xray': link('xhttp-lab', (said) => said),
  'config:limit_exceeded': link('xhttp-lab', (said) => said),
} as const;
