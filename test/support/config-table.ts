/**
 * Configurations, good and broken, each new key in both. A line of a table is what stands in its frame; `! ` at its front:
 * our core refuses what Xray takes or panics at. Words in angle brackets stand for what `words` says.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { toBase64 } from '../../core/bytes/base64.ts';
import { pemLines } from '../../core/config/pem.ts';
import { authority, identityOf } from '../../core/scenarios/certificates.ts';

const pem = (type: string, octets: Uint8Array) => JSON.stringify(pemLines(type, octets));
function otherKey(type: 'ec' | 'rsa', options: object, form: 'sec1' | 'pkcs1'): string {
  const { privateKey } = (generateKeyPairSync as GenerateKeyPair)(type, options);
  return JSON.stringify(privateKey.export({ type: form, format: 'pem' }).toString().split('\n'));
}
type GenerateKeyPair = (type: 'ec' | 'rsa', options: object) => { privateKey: KeyObject };
const { chain, privateKey } = identityOf('cdn.example');
const [leaf] = chain as [Uint8Array];
const key32 = 'GMlWSDuVZF4NnWq-mk1y9mBJcEhkPyPzqWd-zFJDZFM';

export const words: Readonly<Record<string, string>> = {
  cert: pem('CERTIFICATE', leaf),
  ca: pem('CERTIFICATE', authority()),
  key: pem('PRIVATE KEY', privateKey),
  otherKey: otherKey('ec', { namedCurve: 'P-256' }, 'sec1'),
  rsaKey: otherKey('rsa', { modulusLength: 2048 }, 'pkcs1'),
  pin: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  k: key32,
  k2: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  verify: toBase64(new Uint8Array(1952), 'url'),
  server: `"target":"a.example:443","serverNames":["a.example"],"privateKey":"${key32}","shortIds":[""]`,
};

const user = '"address":"127.0.0.1","port":1,"id":"example","encryption":"none"';
const outbound = (stream: string) =>
  `{"outbounds":[{"tag":"p","protocol":"vless","settings":{${user}},"streamSettings":${stream}}]}`;
const inbound = (stream: string, port: string | number = 1) =>
  `{"inbounds":[{"tag":"i","port":${port},"protocol":"vless","settings":{"decryption":"none"},"streamSettings":${stream}}]}`;
const xhttp = (settings: string) => `{"network":"xhttp","xhttpSettings":${settings}}`;

/** What stands around a line. */
type Frame = (written: string) => string;
export const tables: readonly (readonly [name: string, frame: Frame, lines: string])[] = [
  [
    'tlsSettings of an outbound',
    (tls) => outbound(`{"security":"tls","tlsSettings":${tls}}`),
    `
{}
null
{"serverName":"a.example","alpn":["h2"]}
{"serverName":5}
{"servername":"x","SERVERNAME":"y","unknown":[1]}
{"alpn":"h2,http/1.1"}
{"alpn":5}
{"alpn":[5]}
{"alpn":["h3"]}
{"alpn":["fromMitm","h2"]}
! {"alpn":["fromMITM"]}
! {"serverName":"fromMitm"}
! {"verifyPeerCertByName":"a,FromMitm"}
{"fingerprint":"chrome"}
{"fingerprint":"Chrome"}
{"fingerprint":""}
{"fingerprint":"unsafe"}
{"fingerprint":"HelloGolang"}
{"fingerprint":"hellochrome_133"}
{"fingerprint":"HELLOCHROME_AUTO"}
! {"fingerprint":"hellochrome_120"}
! {"fingerprint":"hellochrome_131"}
! {"fingerprint":"hellochrome_106_shuffle"}
! {"fingerprint":"hellochrome_115_pq_psk"}
! {"fingerprint":"firefox"}
! {"fingerprint":"hellofirefox_148"}
! {"fingerprint":"safari"}
! {"fingerprint":"hellosafari_26_3"}
! {"fingerprint":"ios"}
! {"fingerprint":"helloios_11_1"}
! {"fingerprint":"android"}
! {"fingerprint":"helloandroid_11_okhttp"}
! {"fingerprint":"edge"}
! {"fingerprint":"helloedge_106"}
! {"fingerprint":"360"}
! {"fingerprint":"hello360_7_5"}
! {"fingerprint":"qq"}
! {"fingerprint":"helloqq_11_1"}
! {"fingerprint":"random"}
! {"fingerprint":"randomized"}
! {"fingerprint":"randomizednoalpn"}
! {"fingerprint":"hellorandomizedalpn"}
{"fingerprint":"opera"}
{"fingerprint":"hellochrome"}
{"fingerprint":"hellochrome_134"}
{"fingerprint":"Firefox_Auto"}
{"fingerprint":5}
{"allowInsecure":true}
{"allowInsecure":false}
{"allowInsecure":"true"}
{"allowInsecure":true,"pinnedPeerCertSha256":"zz"}
{"allowInsecure":true,"fingerprint":"opera"}
{"pinnedPeerCertSha256":"<pin>"}
{"pinnedPeerCertSha256":" <pin> ,,<pin>,"}
{"pinnedPeerCertSha256":"9F:86:D0:81:88:4c:7d:65:9a:2f:ea:a0:c5:5a:d0:15:a3:bf:4f:1b:2b:0b:82:2c:d1:5d:6c:15:b0:f0:0a:08"}
{"pinnedPeerCertSha256":"9f86"}
{"pinnedPeerCertSha256":" 9f:86 "}
{"pinnedPeerCertSha256":"9f8"}
{"pinnedPeerCertSha256":"xy"}
{"pinnedPeerCertSha256":"é"}
{"pinnedPeerCertSha256":"x"}
{"pinnedPeerCertSha256":["<pin>"]}
{"verifyPeerCertByName":"a.example, b.example"}
{"verifyPeerCertByName":["a"]}
{"minVersion":"1.2","maxVersion":"1.3"}
{"minVersion":"1.4","maxVersion":"x"}
! {"maxVersion":"1.2"}
! {"minVersion":"1.0","maxVersion":"1.1"}
{"minVersion":1.3}
{"cipherSuites":"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256:nothing"}
{"cipherSuites":["a"]}
{"curvePreferences":["X25519MLKEM768","x25519"]}
{"curvePreferences":"x25519,X25519MLKEM768,CurveP256"}
{"curvePreferences":[]}
{"curvePreferences":["nothing"]}
! {"curvePreferences":["CurveP256"]}
! {"curvePreferences":["X25519"]}
{"curvePreferences":5}
{"enableSessionResumption":true,"disableSystemRoot":false,"rejectUnknownSni":true}
{"enableSessionResumption":1}
{"masterKeyLog":"none"}
{"masterKeyLog":"/run/key.log"}
{"masterKeyLog":5}
{"echServerKeys":"a"}
{"echServerKeys":"a==="}
{"echServerKeys":"YWJj="}
! {"echServerKeys":"YWJj"}
! {"echConfigList":"YWJj"}
{"echSockopt":{}}
{"echSockopt":{"domainStrategy":"x"}}
{"echSockopt":5}
{"certificates":[]}
{"certificates":null}
{"certificates":[{}]}
{"certificates":[{"certificate":[]}]}
{"certificates":[{"certificate":"x"}]}
{"certificates":[{"certificate":["x",5]}]}
! {"certificates":[null]}
{"certificates":[{"certificate":<ca>,"usage":"verify"}],"disableSystemRoot":true}
{"certificates":[{"certificate":<ca>,"usage":"Verify"},{"certificate":<cert>,"key":<key>}]}
! {"certificates":[{"certificate":["x"],"usage":"verify"}]}
{"certificates":[{"certificateFile":"/no/such.crt","usage":"verify"}]}
`,
  ],
  [
    'tlsSettings of an inbound',
    (tls) => inbound(`{"security":"tls","tlsSettings":${tls}}`),
    `
{}
{"certificates":[{"certificate":<cert>,"key":<key>}]}
{"certificates":[{"certificate":<cert>,"key":<key>},{"certificate":<ca>,"usage":"verify"}],"rejectUnknownSni":true}
{"certificates":[{"certificate":<cert>,"key":<key>,"ocspStapling":3600,"oneTimeLoading":true,"buildChain":true,"usage":"anything"}]}
{"certificates":[{"certificate":<cert>,"key":<key>,"ocspStapling":-1}]}
{"certificates":[{"certificate":<cert>,"key":<key>,"ocspStapling":"1"}]}
{"certificates":[{"certificate":<cert>,"key":<key>,"oneTimeLoading":1}]}
! {"certificates":[{"certificate":<ca>,"key":<key>,"usage":"issue"}]}
! {"certificates":[{"certificate":<cert>}]}
! {"certificates":[{"certificate":<cert>,"key":<otherKey>}]}
! {"certificates":[{"certificate":<cert>,"key":<rsaKey>}]}
! {"certificates":[{"certificate":<key>,"key":<key>}]}
! {"certificates":[{"certificate":<cert>,"key":<cert>}]}
! {"certificates":[{"certificate":["x"],"key":["y"]}]}
{"certificates":[{"key":<key>}]}
{"certificates":[{"certificate":<cert>,"keyFile":"/no/such.key"}]}
{"certificates":[{"certificateFile":"/no/such.crt","keyFile":"/no/such.key"}]}
{"certificates":[{"certificateFile":"/","keyFile":"/no/such.key"}]}
{"certificates":[{"certificateFile":5}]}
{"certificates":{}}
{"certificates":[5]}
{"fingerprint":"firefox"}
{"fingerprint":"opera"}
{"alpn":["http/1.1"]}
{"alpn":["h3"]}
{"allowInsecure":true,"certificates":[{}]}
{"pinnedPeerCertSha256":"1"}
! {"echServerKeys":"YWJj"}
! {"maxVersion":"1.0"}
`,
  ],
  [
    'TLS with XHTTP',
    (stream) => outbound(stream),
    `
{"network":"xhttp","security":"tls"}
{"network":"xhttp","security":"TLS","tlsSettings":{"alpn":["http/1.1"]}}
{"network":"xhttp","security":"tls","tlsSettings":{"alpn":["h2","http/1.1"]}}
{"network":"xhttp","security":"tls","tlsSettings":{"alpn":["h3","h2"]}}
! {"network":"xhttp","security":"tls","tlsSettings":{"alpn":["h3"]}}
! {"network":"xhttp","security":"tls","tlsSettings":{"alpn":"h3"}}
{"network":"xhttp","security":"tls","tlsSettings":{"fingerprint":"opera"},"xhttpSettings":{"mode":"x"}}
{"network":"xhttp","security":"tls","tlsSettings":null,"xhttpSettings":{"mode":"x"}}
{"network":"xhttp","security":"none","tlsSettings":{"fingerprint":"opera"}}
{"network":"xhttp","tlsSettings":{"alpn":5}}
{"network":"ws","security":"reality"}
{"network":"kcp","security":"reality","realitySettings":{}}
{"security":"xtls"}
{"security":"reality"}
{"security":"reality","realitySettings":null}
`,
  ],
  [
    'realitySettings of an outbound',
    (reality) => outbound(`{"security":"reality","realitySettings":${reality}}`),
    `
{}
{"password":"<k>"}
{"publicKey":"<k>"}
{"password":"","publicKey":"<k>"}
{"password":"x","publicKey":"<k>"}
{"publicKey":"<k>="}
{"publicKey":"<k>\\n"}
{"publicKey":"GMlWSDuVZF4NnWq+mk1y9mBJcEhkPyPzqWd/zFJDZFM"}
{"publicKey":"AAAA"}
{"publicKey":"GMlWSDuVZF4NnWq-mk1y9mBJcEhkPyPzqWd-zFJDZFN"}
{"publicKey":5}
{"password":"<k>","serverName":"a.example","fingerprint":"chrome","spiderX":"/"}
{"password":"<k>","fingerprint":"unsafe"}
{"password":"<k>","fingerprint":"HelloGolang"}
{"password":"<k>","fingerprint":"opera"}
! {"password":"<k>","fingerprint":"firefox"}
! {"password":"<k>","fingerprint":"random"}
! {"password":"<k>","fingerprint":"hellochrome_120"}
{"fingerprint":"unsafe","serverNames":["a"]}
{"serverNames":["a"]}
{"serverNames":[]}
{"password":"<k>","shortIds":[""]}
{"password":"<k>","shortIds":[]}
{"password":"<k>","shortId":""}
{"password":"<k>","shortId":"0123456789abcdef"}
{"password":"<k>","shortId":"0123456789ABCDEF"}
{"password":"<k>","shortId":"01"}
{"password":"<k>","shortId":"0"}
{"password":"<k>","shortId":"012"}
{"password":"<k>","shortId":"xx"}
{"password":"<k>","shortId":"0123456789abcdef0"}
{"password":"<k>","shortId":"éééééééé"}
{"password":"<k>","shortId":"ééééééééé"}
{"password":"<k>","shortId":5}
{"password":"<k>","mldsa65Verify":"<verify>"}
{"password":"<k>","mldsa65Verify":"<k>"}
{"password":"<k>","mldsa65Verify":"*"}
{"password":"<k>","spiderX":"/a?p=1-2&c=3"}
{"password":"<k>","spiderX":"a"}
{"password":"<k>","spiderX":"?"}
! {"password":"<k>","spiderX":"/%zz"}
! {"password":"<k>","spiderX":"/a#%2"}
! {"password":"<k>","spiderX":"/\\u0001"}
! {"password":"<k>","spiderX":"//a:b/"}
{"password":"<k>","spiderX":"/?%zz"}
{"password":"<k>","spiderX":"///x"}
{"password":"<k>","spiderX":"//a:1/b"}
{"password":"<k>","show":true,"masterKeyLog":"none"}
{"password":"<k>","show":"yes"}
{"password":"<k>","maxTimeDiff":-1}
{"password":"<k>","xver":"1"}
{"password":"<k>","limitFallbackUpload":{"afterBytes":1,"bytesPerSec":2,"burstBytesPerSec":3}}
{"password":"<k>","limitFallbackUpload":{"AFTERBYTES":"1"}}
{"password":"<k>","limitFallbackDownload":5}
{"password":"<k>","target":null}
! {<server>}
`,
  ],
  [
    'realitySettings of an inbound',
    (reality) => inbound(`{"security":"reality","realitySettings":${reality}}`, 443),
    `
{<server>}
! {"password":"<k>"}
{"target":"","serverNames":["a"]}
{"target":"a","serverNames":["a"]}
{"target":"a:b:c"}
{"target":true}
{"target":[443]}
{"target":65536}
{"target":44.3}
{"target":"443"}
{"target":443}
{"dest":443}
{"dest":"a:1","target":""}
{"target":null,"dest":"a:1"}
{"target":443,"serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
{"target":"443","serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
{"dest":"a.example:443","serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
{"dest":null,"serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
{"target":"[::1]:443","serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
! {"target":"/run/x","serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
! {"target":"@x","serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
! {"target":"@@x","serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
! {"target":"a:http","serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
! {"target":"-1","serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
! {"target":"70000","serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
! {"target":"x","type":"unix","serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
! {"target":"443","type":"tcp","serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
{"target":"a:443","type":"tcp","serverNames":["a"],"privateKey":"<k>","shortIds":["01"]}
{<server>,"xver":1}
{<server>,"xver":2}
{<server>,"xver":3}
{<server>,"xver":-1}
{"target":1,"xver":3}
{"target":1}
{"target":1,"serverNames":[]}
{"target":1,"serverNames":"a"}
{"target":1,"serverNames":["a"]}
{"target":1,"serverNames":["a"],"privateKey":"x"}
{"target":1,"serverNames":["a"],"privateKey":"<k>AA"}
{"target":1,"serverNames":["a"],"privateKey":"<k>"}
{"target":1,"serverNames":["a"],"privateKey":"<k>","shortIds":[]}
{<server>,"minClientVer":"26.3.27"}
{<server>,"minClientVer":"1"}
{<server>,"minClientVer":"1.8.0.1"}
{<server>,"minClientVer":"1.256"}
{<server>,"minClientVer":"x"}
{<server>,"minClientVer":"1..2"}
{<server>,"minClientVer":"+1"}
{<server>,"minClientVer":"001.2"}
{<server>,"minClientVer":1}
{<server>,"maxClientVer":"26.3.27"}
{<server>,"maxClientVer":"1.2.3."}
{<server>,"maxClientVer":"1.-2"}
{<server>,"maxClientVer":"99999999999999999999"}
{<server>,"minClientVer":"1.2.3","maxClientVer":"x"}
{<server>,"maxTimeDiff":60000}
{<server>,"maxTimeDiff":"60000"}
{<server>,"shortIds":["","01","0123456789abcdef"]}
{<server>,"shortIds":["01","0123456789abcdef0"]}
{<server>,"shortIds":["01","xx"]}
{<server>,"shortIds":["01","0"]}
{<server>,"shortIds":[null]}
{<server>,"shortIds":[5]}
{<server>,"mldsa65Seed":"<k2>"}
{<server>,"mldsa65Seed":"<k>"}
{<server>,"mldsa65Seed":"x"}
{<server>,"serverNames":["a.RU","b.ir","c.cn","www.Apple.com","icloud","x.microsoft.y","ok.example",""]}
{<server>,"limitFallbackUpload":{"afterBytes":1,"bytesPerSec":2,"burstBytesPerSec":3},"limitFallbackDownload":{"bytesPerSec":0}}
{<server>,"limitFallbackUpload":{"bytesPerSec":-1}}
{<server>,"limitFallbackUpload":null}
{<server>,"fingerprint":"opera","password":"x","show":true,"masterKeyLog":"/run/key.log"}
`,
  ],
  [
    'ports of a REALITY inbound',
    (port) => inbound('{"security":"reality","realitySettings":{<server>}}', port),
    `
443
"443"
"443,443"
"443-444"
1443
"443-443"
`,
  ],
  [
    'downloadSettings',
    (download) => outbound(xhttp(`{"downloadSettings":${download}}`)),
    `
{"address":"a","port":443,"network":"xhttp","security":"tls"}
{"address":"a","port":443,"network":"xhttp","security":"tls","tlsSettings":{"fingerprint":"opera"}}
{"address":"a","port":443,"network":"xhttp","security":"tls","tlsSettings":{"allowInsecure":true}}
! {"address":"a","port":443,"network":"xhttp","security":"tls","tlsSettings":{"alpn":["h3"]}}
! {"address":"a","port":443,"network":"xhttp","security":"tls","tlsSettings":{"fingerprint":"qq"}}
{"address":"a","port":443,"network":"xhttp","security":"reality"}
{"address":"a","port":443,"network":"xhttp","security":"reality","realitySettings":{"password":"<k>"}}
{"address":"a","port":443,"network":"xhttp","security":"reality","realitySettings":{"password":"x"}}
{"address":"a","port":443,"network":"xhttp","security":"reality","realitySettings":{"password":"<k>","shortId":"zz"}}
! {"address":"a","port":443,"network":"xhttp","security":"reality","realitySettings":{<server>}}
{"address":"a","port":443,"network":"ws","security":"reality","realitySettings":{}}
{"address":"a","port":443,"network":"xhttp","security":"wtls"}
{"address":"a","port":443,"network":"xhttp","xhttpSettings":{"mode":"stream-one","xPaddingObfsMode":true,"sessionIDPlacement":"cookie"}}
{"address":"a","port":443,"network":"xhttp","xhttpSettings":{"sessionIDPlacement":"body"}}
{"address":"a","port":443,"network":"xhttp","sockopt":{"penetrate":true,"trustedXForwardedFor":["X"]}}
! {"address":"a","port":443,"network":"xhttp","sockopt":{"dialerProxy":"x"}}
! {"port":443,"network":"xhttp","security":"tls"}
! {"address":"a","port":443,"security":"tls"}
`,
  ],
  [
    'xhttpSettings of an outbound',
    (settings) => outbound(xhttp(settings)),
    `
{"mode":"stream-up"}
{"mode":"stream-one"}
{"mode":"packet-up","uplinkHTTPMethod":"get"}
{"mode":"stream-up","uplinkHTTPMethod":"PUT"}
{"mode":"auto","uplinkHTTPMethod":"GET"}
{"xPaddingObfsMode":true,"xPaddingKey":"k","xPaddingHeader":"H","xPaddingPlacement":"cookie","xPaddingMethod":"tokenish"}
{"xPaddingPlacement":"body"}
{"xPaddingPlacement":"QueryInHeader"}
{"xPaddingMethod":"random"}
{"xPaddingObfsMode":1}
{"sessionIDPlacement":"header","sessionIDKey":"S","seqPlacement":"query","seqKey":"q"}
{"sessionIDPlacement":"body"}
{"seqPlacement":"PATH"}
{"mode":"packet-up","uplinkDataPlacement":"header","uplinkDataKey":"D","uplinkChunkSize":"1-2"}
{"mode":"packet-up","uplinkDataPlacement":"cookie"}
{"uplinkDataPlacement":"cookie"}
{"mode":"stream-up","uplinkDataPlacement":"header"}
{"mode":"stream-up","uplinkDataPlacement":"body"}
{"uplinkDataPlacement":"query"}
{"sessionIDTable":"Base62","sessionIDLength":"8-12"}
{"sessionIDTable":"hex","sessionIDLength":5}
{"sessionIDTable":"hex","sessionIDLength":"0-20"}
{"sessionIDTable":"éa","sessionIDLength":"40"}
{"noGRPCHeader":true,"noSSEHeader":true,"scMaxBufferedPosts":5,"scMinPostsIntervalMs":"0-1"}
{"scStreamUpServerSecs":"-1","serverMaxHeaderBytes":1}
{"serverMaxHeaderBytes":-1}
{"xmux":{"maxConcurrency":1,"hKeepAlivePeriod":-1,"cMaxReuseTimes":"1-2","hMaxRequestTimes":3,"hMaxReusableSecs":4}}
{"xmux":{"maxConcurrency":1,"maxConnections":1}}
{"xmux":{"hKeepAlivePeriod":"1"}}
{"headers":{"User-Agent":"firefox","X":"y"}}
{"headers":{"HOST":"x"}}
{"mode":"stream-one","downloadSettings":{"address":"a"}}
{"extra":{"mode":"x","xmux":{"maxConnections":4},"downloadSettings":{"address":"a","port":1,"network":"xhttp","security":"tls"}}}
{"extra":5}
! {"scMaxEachPostBytes":-5}
`,
  ],
  [
    'xhttpSettings of an inbound',
    (settings) => inbound(xhttp(settings)),
    `
{"mode":"stream-up","scStreamUpServerSecs":"1-2","noSSEHeader":true}
{"mode":"stream-one","path":"/a?b=c"}
{"mode":"packet-up","sessionIDPlacement":"cookie","seqPlacement":"header","uplinkDataPlacement":"header"}
{"downloadSettings":{"security":"tls","tlsSettings":{"fingerprint":"firefox"}}}
{"downloadSettings":{"security":"tls","tlsSettings":{"fingerprint":"opera"}}}
! {"scMaxBufferedPosts":-1}
`,
  ],
  [
    'sockopt',
    (sockopt) => inbound(`{"network":"xhttp","sockopt":${sockopt}}`),
    `
{"trustedXForwardedFor":["CF-Connecting-IP","X-Real-IP"]}
{"trustedXForwardedFor":"X-Real-IP"}
{"trustedXForwardedFor":[5]}
{"trustedXForwardedFor":null,"penetrate":true}
{"penetrate":"true"}
! {"acceptProxyProtocol":true}
{"tcpFastOpen":"x"}
! {"tcpFastOpen":1}
! {"mark":1}
! {"v6only":true}
! {"tcpKeepAliveIdle":5}
`,
  ],
  [
    'inbounds',
    (written) => `{"inbounds":[${written}]}`,
    `
{"protocol":"http","port":1}
{"protocol":"HTTP","port":1,"settings":{"users":[{"user":"a","pass":"b"}],"allowTransparent":true,"userLevel":1}}
{"protocol":"http","port":1,"settings":{"accounts":[{"user":"a","pass":"b"}],"users":[null]}}
! {"protocol":"http","port":1,"settings":{"accounts":[null]}}
{"protocol":"http","port":1,"settings":{"accounts":{}}}
{"protocol":"http","port":1,"settings":{"accounts":[{"user":5}]}}
{"protocol":"http","port":1,"settings":{"allowTransparent":"x"}}
{"protocol":"http","port":1,"settings":{"userLevel":-1}}
{"protocol":"http","port":1,"settings":5}
{"protocol":"http"}
{"protocol":"http","listen":"a.example","port":1}
! {"protocol":"http","port":1,"streamSettings":{"network":"xhttp"}}
! {"protocol":"http","port":1,"streamSettings":{"security":"tls"}}
{"protocol":"mixed","port":1,"settings":{"auth":"password","accounts":[{"user":"a","pass":"b"}],"udp":true,"ip":"127.0.0.1"}}
{"protocol":"mixed","port":1,"settings":{"auth":5}}
{"protocol":"mixed","port":1,"settings":{"ip":5}}
{"protocol":"dokodemo-door","port":1}
{"protocol":"tunnel","port":1,"settings":{"address":"a.example","port":80,"network":"tcp"}}
{"protocol":"Tunnel","port":1,"settings":{"rewriteAddress":"1.2.3.4","rewritePort":80,"allowedNetwork":["TCP"],"userLevel":3}}
{"protocol":"dokodemo-door","port":1,"settings":{"address":"a","rewriteAddress":"b","port":0,"rewritePort":5}}
! {"protocol":"dokodemo-door","port":1,"settings":{"network":"tcp,udp"}}
! {"protocol":"dokodemo-door","port":1,"settings":{"network":"udp"}}
! {"protocol":"dokodemo-door","port":1,"settings":{"network":["x"]}}
! {"protocol":"dokodemo-door","port":1,"settings":{"network":""}}
{"protocol":"dokodemo-door","port":1,"settings":{"network":[]}}
{"protocol":"dokodemo-door","port":1,"settings":{"allowedNetwork":[],"network":"tcp"}}
{"protocol":"dokodemo-door","port":1,"settings":{"network":5}}
{"protocol":"dokodemo-door","port":1,"settings":{"port":70000}}
{"protocol":"dokodemo-door","port":1,"settings":{"port":"80"}}
{"protocol":"dokodemo-door","port":1,"settings":{"address":5}}
{"protocol":"dokodemo-door","port":1,"settings":{"portMap":{"80":"a:81","81":":82","82":"[::1]:83","83":"b:"}}}
{"protocol":"dokodemo-door","port":1,"settings":{"portMap":{"80":"a"}}}
{"protocol":"dokodemo-door","port":1,"settings":{"portMap":{"80":"a:b:c"}}}
{"protocol":"dokodemo-door","port":1,"settings":{"portMap":{"80":null}}}
{"protocol":"dokodemo-door","port":1,"settings":{"portMap":{"80":"[::1"}}}
{"protocol":"dokodemo-door","port":1,"settings":{"portMap":{"80":5}}}
{"protocol":"dokodemo-door","port":1,"settings":{"portMap":["a:1"]}}
! {"protocol":"dokodemo-door","port":1,"settings":{"portMap":{"80":"a:http"}}}
! {"protocol":"dokodemo-door","port":1,"settings":{"portMap":{"80":"a:70000"}}}
! {"protocol":"dokodemo-door","port":1,"settings":{"followRedirect":true}}
{"protocol":"dokodemo-door","port":1,"settings":{"followRedirect":"x"}}
! {"protocol":"dokodemo-door","port":1,"streamSettings":{"security":"reality","realitySettings":{<server>}}}
{"protocol":"socks","port":1,"tag":"a"},{"protocol":"http","port":2,"tag":"a"}
{"protocol":"dokodemo-door","port":1,"tag":"a","settings":{"network":[]}},{"protocol":"http","port":2,"tag":"a"}
{"protocol":"http","port":1,"tag":"a"},{"protocol":"http","port":2,"tag":"b"},{"protocol":"mixed","port":3}
! {"protocol":"trojan","port":1,"settings":{"clients":[]}}
`,
  ],
  [
    'outbounds',
    (written) => `{"outbounds":[${written}]}`,
    `
{"protocol":"blackhole"}
{"protocol":"Block","tag":"b"}
{"protocol":"blackhole","settings":{"response":{"type":"http"}}}
{"protocol":"blackhole","settings":{"response":{"type":"NONE"}}}
{"protocol":"blackhole","settings":{"response":{"type":"x"}}}
{"protocol":"blackhole","settings":{"response":{"Type":"http"}}}
{"protocol":"blackhole","settings":{"response":{}}}
{"protocol":"blackhole","settings":{"response":null}}
{"protocol":"blackhole","settings":{"response":"http"}}
{"protocol":"blackhole","settings":{"response":{"type":5}}}
{"protocol":"blackhole","settings":5}
{"protocol":"blackhole","streamSettings":{"security":"reality"}}
{"protocol":"freedom","settings":{"ipsBlocked":["1.2.3.4"]}}
{"protocol":"freedom","settings":{"ipsBlocked":[],"finalRules":[{"action":"x"}]}}
{"protocol":"freedom","settings":{"ipsBlocked":5}}
! {"protocol":"freedom","streamSettings":{"security":"tls"}}
{"protocol":"vless","settings":{"address":"8.8.8.8","port":1,"id":"x","encryption":"none"}}
{"protocol":"vless","settings":{"address":"8.8.8.8","port":1,"id":"x","encryption":"none"},"streamSettings":{"security":"tls"}}
{"protocol":"vless","settings":{"address":"8.8.8.8","port":1,"id":"x","encryption":"none"},"streamSettings":{"security":"reality","realitySettings":{"password":"<k>"}}}
{"protocol":"blackhole","tag":"a"},{"protocol":"freedom","tag":"a"}
{"protocol":"blackhole","tag":"a"},{"protocol":"freedom","tag":"b"},{"protocol":"freedom"}
! {"protocol":"freedom","mux":{"enabled":true}}
{"protocol":"freedom","mux":{"enabled":true,"concurrency":-1}}
! {"protocol":"freedom","targetStrategy":"ForceIP"}
{"protocol":"freedom","targetStrategy":"x"}
! {"protocol":"http","settings":{"address":"a","port":1}}
`,
  ],
  [
    'rules',
    (rule) => `{"routing":{"rules":[${rule}]},"outbounds":[{"protocol":"freedom","tag":"d"}]}`,
    `
{"outboundTag":"d","inboundTag":["a","b"],"network":"tcp","port":"80,443,1000-2000","user":["a@b"]}
{"outboundTag":"d","domain":["full:a.b","domain:c","keyword:k","plain"],"ip":["10.0.0.0/8","!::1"],"ruleTag":"r","type":"field"}
{"outboundTag":"none","port":1}
{"outboundTag":"d"}
{"port":1}
{"balancerTag":"b","port":1}
{"outboundTag":"d","domain":"a,b"}
{"outboundTag":"d","domain":[5]}
{"outboundTag":"d","ip":["x"]}
{"outboundTag":"d","port":"x"}
! {"outboundTag":"d","domain":["regexp:^a"]}
! {"outboundTag":"d","source":["10.0.0.1"]}
! {"outboundTag":"d","sourcePort":1}
! {"outboundTag":"d","protocol":"tls"}
`,
  ],
];
