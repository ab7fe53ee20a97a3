// Makes certificate chains and writes them with the verdicts of Go's crypto/x509: go run make.go > cases.json
package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net"
	"os"
	"time"
)

var now = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

type party struct {
	der  []byte
	cert *x509.Certificate
	key  crypto.Signer
}

type outcome struct {
	Name    string   `json:"name"`
	Chain   []string `json:"chain"`
	Roots   []string `json:"roots"`
	Host    string   `json:"host"`
	NowMs   int64    `json:"nowMs"`
	Message string   `json:"message"`
	Length  int      `json:"length"`
}

var outcomes []outcome
var serial int64

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func p256() crypto.Signer  { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) }
func p384() crypto.Signer  { return must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)) }
func rsa2k() crypto.Signer { return must(rsa.GenerateKey(rand.Reader, 2048)) }
func ed() crypto.Signer    { _, key, err := ed25519.GenerateKey(rand.Reader); return must(key, err) }

type change func(*x509.Certificate)

func make_(name string, key crypto.Signer, issuer *party, changes ...change) *party {
	serial++
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	for _, c := range changes {
		c(template)
	}
	parent, signer := template, key
	if issuer != nil {
		parent, signer = issuer.cert, issuer.key
	}
	der := must(x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer))
	return &party{der, must(x509.ParseCertificate(der)), key}
}

func ca(t *x509.Certificate) {
	t.IsCA, t.BasicConstraintsValid = true, true
	t.KeyUsage = x509.KeyUsageCertSign
}
func path(n int) change {
	return func(t *x509.Certificate) { t.MaxPathLen, t.MaxPathLenZero = n, n == 0 }
}
func names(list ...string) change { return func(t *x509.Certificate) { t.DNSNames = list } }
func ips(list ...string) change {
	return func(t *x509.Certificate) {
		for _, ip := range list {
			t.IPAddresses = append(t.IPAddresses, net.ParseIP(ip))
		}
	}
}
func usage(list ...x509.ExtKeyUsage) change {
	return func(t *x509.Certificate) { t.ExtKeyUsage = list }
}
func algorithm(a x509.SignatureAlgorithm) change {
	return func(t *x509.Certificate) { t.SignatureAlgorithm = a }
}
func until(year int) change {
	return func(t *x509.Certificate) { t.NotAfter = time.Date(year, 3, 4, 5, 6, 7, 0, time.UTC) }
}
func from(year int) change {
	return func(t *x509.Certificate) { t.NotBefore = time.Date(year, 3, 4, 5, 6, 7, 0, time.UTC) }
}
func extra(id []int, critical bool) change {
	return func(t *x509.Certificate) {
		t.ExtraExtensions = append(t.ExtraExtensions, pkix.Extension{Id: id, Critical: critical, Value: []byte{5, 0}})
	}
}

func text(list []*party) []string {
	out := []string{}
	for _, p := range list {
		out = append(out, base64.StdEncoding.EncodeToString(p.der))
	}
	return out
}

func check(name, host string, roots []*party, chain ...*party) {
	pool, others := x509.NewCertPool(), x509.NewCertPool()
	for _, r := range roots {
		pool.AddCert(r.cert)
	}
	for _, c := range chain[1:] {
		others.AddCert(c.cert)
	}
	found, err := chain[0].cert.Verify(x509.VerifyOptions{DNSName: host, Roots: pool, Intermediates: others, CurrentTime: now})
	o := outcome{Name: name, Chain: text(chain), Roots: text(roots), Host: host, NowMs: now.UnixMilli()}
	if err != nil {
		o.Message = err.Error()
	} else {
		o.Length = len(found[0])
	}
	outcomes = append(outcomes, o)
}

func corrupt(p *party) *party {
	der := append([]byte{}, p.der...)
	der[len(der)-1] ^= 1
	return &party{der, must(x509.ParseCertificate(der)), p.key}
}

func main() {
	root := make_("Root", p256(), nil, ca)
	rsaRoot := make_("RSA Root", rsa2k(), nil, ca)
	edRoot := make_("Ed Root", ed(), nil, ca)
	bigRoot := make_("P-384 Root", p384(), nil, ca)
	inter := make_("Intermediate", p384(), root, ca)
	a := names("a.example", "www.a.example")
	leaf := make_("leaf", p256(), inter, a)
	R := []*party{root}

	check("a leaf that the root has signed", "a.example", R, make_("leaf", p256(), root, a))
	check("one intermediate", "a.example", R, leaf, inter)
	check("the root sent too", "a.example", R, leaf, inter, root)
	check("no intermediate", "a.example", R, leaf)
	check("intermediates that do not matter, before and after", "a.example", R, leaf, edRoot, inter, rsaRoot)
	check("other roots only", "a.example", []*party{rsaRoot, edRoot}, leaf, inter)
	check("no roots", "a.example", nil, leaf, inter)
	check("RSA PKCS#1 SHA-256", "a.example", []*party{rsaRoot}, make_("leaf", rsa2k(), rsaRoot, a))
	check("RSA PKCS#1 SHA-384", "a.example", []*party{rsaRoot}, make_("leaf", p256(), rsaRoot, a, algorithm(x509.SHA384WithRSA)))
	check("RSA PKCS#1 SHA-512", "a.example", []*party{rsaRoot}, make_("leaf", p256(), rsaRoot, a, algorithm(x509.SHA512WithRSA)))
	check("RSA-PSS SHA-256", "a.example", []*party{rsaRoot}, make_("leaf", p256(), rsaRoot, a, algorithm(x509.SHA256WithRSAPSS)))
	check("RSA-PSS SHA-384", "a.example", []*party{rsaRoot}, make_("leaf", p256(), rsaRoot, a, algorithm(x509.SHA384WithRSAPSS)))
	check("RSA-PSS SHA-512", "a.example", []*party{rsaRoot}, make_("leaf", p256(), rsaRoot, a, algorithm(x509.SHA512WithRSAPSS)))
	check("Ed25519", "a.example", []*party{edRoot}, make_("leaf", ed(), edRoot, a))
	check("P-384 with SHA-384", "a.example", []*party{bigRoot}, make_("leaf", p256(), bigRoot, a))
	check("P-384 with SHA-256", "a.example", []*party{bigRoot}, make_("leaf", p256(), bigRoot, a, algorithm(x509.ECDSAWithSHA256)))
	check("P-256 with SHA-384", "a.example", R, make_("leaf", p256(), root, a, algorithm(x509.ECDSAWithSHA384)))
	check("an ECDSA signature that is wrong", "a.example", R, corrupt(make_("leaf", p256(), root, a)))
	check("an RSA signature that is wrong", "a.example", []*party{rsaRoot}, corrupt(make_("leaf", p256(), rsaRoot, a)))
	check("an Ed25519 signature that is wrong", "a.example", []*party{edRoot}, corrupt(make_("leaf", p256(), edRoot, a)))
	check("a root of the same name with another key", "a.example", []*party{make_("Root", p256(), nil, ca)}, leaf, inter)
	check("two roots of one name, the right one second", "a.example", []*party{make_("Root", p256(), nil, ca), root}, leaf, inter)
	check("an intermediate of the same name with another key, then the right one", "a.example", R, leaf, make_("Intermediate", p384(), root, ca), inter)

	check("another name", "b.example", R, leaf, inter)
	check("a name in capitals", "A.Example", R, leaf, inter)
	check("a name with a dot at its end", "a.example.", R, leaf, inter)
	check("a name below", "x.a.example", R, leaf, inter)
	check("an address where there are names", "192.0.2.1", R, leaf, inter)
	wild := make_("leaf", p256(), root, names("*.a.example", "*", "w*.b.example", "*.*.c.example"))
	check("a wildcard", "x.a.example", R, wild)
	check("a wildcard in capitals", "X.A.example.", R, wild)
	check("a wildcard for no label", "a.example", R, wild)
	check("a wildcard for two labels", "x.y.a.example", R, wild)
	check("a wildcard for part of a label", "www.b.example", R, wild)
	check("a wildcard past the first label", "x.y.c.example", R, wild)
	check("a wildcard alone", "example", R, wild)
	check("a wildcard asked for as it is", "*.a.example", R, wild)
	check("an underscore", "_x.a.example", R, wild)
	check("a hyphen in front", "-x.a.example", R, wild)
	addresses := make_("leaf", p256(), root, ips("203.0.113.10", "2001:db8::1"))
	check("an IPv4 address", "203.0.113.10", R, addresses)
	check("an IPv6 address", "2001:DB8:0::1", R, addresses)
	check("an IPv6 address in brackets", "[2001:db8::1]", R, addresses)
	check("another address", "203.0.113.11", R, addresses)
	check("a name where there are addresses", "a.example", R, addresses)
	check("no alternative names", "b.example", R, make_("a.example", p256(), root))
	check("a common name only", "a.example", R, make_("a.example", p256(), root))
	many := []string{}
	for i := 0; i < 100; i++ {
		many = append(many, fmt.Sprintf("n%d.example", i))
	}
	check("a hundred other names", "a.example", R, make_("leaf", p256(), root, names(many...)))

	check("a leaf that has expired", "a.example", R, make_("leaf", p256(), root, a, from(2020), until(2025)))
	check("a leaf that is not yet valid", "a.example", R, make_("leaf", p256(), root, a, from(2027), until(2029)))
	check("a leaf that is valid past 2049", "a.example", R, make_("leaf", p256(), root, a, until(2099)))
	oldRoot := make_("Old Root", p256(), nil, ca, from(2010), until(2020))
	check("a root that has expired", "a.example", []*party{oldRoot}, make_("leaf", p256(), oldRoot, a))
	oldInter := make_("Intermediate", p256(), root, ca, from(2010), until(2020))
	check("an intermediate that has expired", "a.example", R, make_("leaf", p256(), oldInter, a), oldInter)
	check("expired and of another name", "b.example", R, make_("leaf", p256(), root, a, from(2020), until(2025)))

	notCa := make_("Intermediate", p256(), root, a)
	check("an intermediate that is no authority", "a.example", R, make_("leaf", p256(), notCa, a), notCa)
	noBit := make_("Intermediate", p256(), root, ca, func(t *x509.Certificate) { t.KeyUsage = x509.KeyUsageDigitalSignature })
	check("an authority that may not sign certificates", "a.example", R, make_("leaf", p256(), noBit, a), noBit)
	short := make_("Short Root", p256(), nil, ca, path(0))
	shortInter := make_("Intermediate", p256(), short, ca)
	check("a path that is too long", "a.example", []*party{short}, make_("leaf", p256(), shortInter, a), shortInter)
	one := make_("One Root", p256(), nil, ca, path(1))
	oneInter := make_("Intermediate", p256(), one, ca)
	check("a path as long as allowed", "a.example", []*party{one}, make_("leaf", p256(), oneInter, a), oneInter)
	self := make_("self", p256(), nil, a)
	check("signed by its own key", "a.example", R, self)
	check("signed by its own key, and a root", "a.example", []*party{self}, self)
	check("a root itself", "a.example", []*party{make_("x", p256(), nil, ca)}, make_("self", p256(), nil, ca, a))
	check("for clients only", "a.example", R, make_("leaf", p256(), root, a, usage(x509.ExtKeyUsageClientAuth)))
	check("for servers", "a.example", R, make_("leaf", p256(), root, a, usage(x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth)))
	check("for anything", "a.example", R, make_("leaf", p256(), root, a, usage(x509.ExtKeyUsageAny)))
	clientInter := make_("Intermediate", p256(), root, ca, usage(x509.ExtKeyUsageClientAuth))
	check("an intermediate for clients only", "a.example", R, make_("leaf", p256(), clientInter, a), clientInter)
	check("a critical extension that nobody knows", "a.example", R, make_("leaf", p256(), root, a, extra([]int{1, 2, 3, 4}, true)))
	check("an extension that nobody knows", "a.example", R, make_("leaf", p256(), root, a, extra([]int{1, 2, 3, 4}, false)))
	strange := make_("Intermediate", p256(), root, ca, extra([]int{1, 2, 3, 4}, true))
	check("a critical extension of an intermediate", "a.example", R, make_("leaf", p256(), strange, a), strange)

	// two authorities that have signed each other, and are below no root
	x, y := p256(), p256()
	X := make_("X", x, nil, ca)
	Y := make_("Y", y, nil, ca)
	crossX := make_("X", x, Y, ca)
	crossY := make_("Y", y, X, ca)
	check("authorities that have signed each other", "a.example", R, make_("leaf", p256(), X, a), crossX, crossY)
	check("a root reached across", "a.example", []*party{Y}, make_("leaf", p256(), X, a), crossX)
	// 9 levels of 3 authorities that all have the same name by level: more paths than signatures
	crowd := []*party{}
	above := []*party{make_("Level 9", p256(), nil, ca)}
	for level := 8; level >= 0; level-- {
		next := []*party{}
		for i := 0; i < 3; i++ {
			key := p256()
			for _, parent := range above {
				p := make_(fmt.Sprintf("Level %d", level), key, parent, ca)
				p.cert.SubjectKeyId, p.cert.AuthorityKeyId = nil, nil
				if len(next) < i+1 {
					next = append(next, p)
				}
				crowd = append(crowd, p)
			}
		}
		above = next
	}
	check("more paths than anybody tries", "a.example", R, append([]*party{make_("leaf", p256(), above[2], a)}, crowd[len(crowd)-60:]...)...)

	encoder := json.NewEncoder(os.Stdout)
	fmt.Println("[")
	for i, o := range outcomes {
		if i > 0 {
			fmt.Print(",")
		}
		must(0, encoder.Encode(o))
	}
	fmt.Println("]")
}
