// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
)

func TestTls_NegotiatesVersion13AndH2(t *testing.T) {
	client := newIdentity(t)
	h := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem)).handshake()
	config := h.tlsConfig(client.certificate)
	config.NextProtos = []string{"h2"} // grpc-go refuses a server that does not select it
	c, err := tls.Dial(h.network, h.address, config)
	check(t, err)
	defer c.Close()
	state := c.ConnectionState()
	// With TLS 1.2 as the highest version, gRPC C++ refuses the host's P-521 certificate.
	if state.Version != tls.VersionTLS13 || state.NegotiatedProtocol != "h2" {
		t.Errorf("version %x, protocol %q", state.Version, state.NegotiatedProtocol)
	}
}

func TestTls_RefusesVersion12(t *testing.T) {
	skipUnlessStatic(t)
	client := newIdentity(t)
	h := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem)).handshake()
	config := h.tlsConfig(client.certificate)
	config.MaxVersion = tls.VersionTLS12
	if c, err := tls.Dial(h.network, h.address, config); err == nil {
		_ = c.Close()
		t.Error("a host that speaks TLS 1.2 alone is served")
	}
	check(t, h.dialAs(t, client).served(patience))
}

// The values that provider/static/quick_tls.cc sets.
func skipUnlessStatic(t *testing.T) {
	t.Helper()
	if os.Getenv("CTS_SLOW_BINARY") != "" {
		t.Skip("only the static binary sets its own TLS")
	}
}

// ticketCounter is a client's session cache that counts the tickets it receives.
type ticketCounter struct{ count atomic.Int32 }

func (*ticketCounter) Get(string) (*tls.ClientSessionState, bool) { return nil, false }

func (c *ticketCounter) Put(_ string, state *tls.ClientSessionState) {
	if state != nil {
		c.count.Add(1)
	}
}

// Each would cost time at every start: a second hello a round trip, a ticket a copy of the session.
func TestTls_AcceptsTheFirstHelloAndIssuesNoTicket(t *testing.T) {
	skipUnlessStatic(t)
	client := newIdentity(t)
	h := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem)).handshake()
	tickets := &ticketCounter{}
	config := h.tlsConfig(client.certificate)
	config.NextProtos = []string{"h2"}
	config.ClientSessionCache = tickets
	c, err := tls.Dial(h.network, h.address, config)
	check(t, err)
	defer c.Close()
	check(t, c.SetDeadline(time.Now().Add(patience)))
	// Messages after the handshake are read only with the first frame.
	_, err = c.Write([]byte(http2.ClientPreface))
	check(t, err)
	framer := http2.NewFramer(c, c)
	check(t, framer.WriteSettings())
	_, err = framer.ReadFrame()
	check(t, err)
	state := c.ConnectionState()
	if state.HelloRetryRequest || state.CurveID != tls.X25519 {
		t.Errorf("hello retried: %v, key exchange %v", state.HelloRetryRequest, state.CurveID)
	}
	if n := tickets.count.Load(); n != 0 {
		t.Errorf("%d tickets", n)
	}
}

func TestTls_ConnectsToAHostWithOnlyOneCurve(t *testing.T) {
	client := newIdentity(t)
	p := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem))
	h := p.handshake()
	curves := []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}
	if os.Getenv("CTS_SLOW_BINARY") != "" {
		curves = []tls.CurveID{tls.CurveP256} // gRPC's default
	}
	for _, curve := range curves {
		t.Run(curve.String(), func(t *testing.T) {
			config := h.tlsConfig(client.certificate)
			config.NextProtos = []string{"h2"}
			config.CurvePreferences = []tls.CurveID{curve}
			c, err := tls.Dial(h.network, h.address, config)
			check(t, err)
			check(t, c.Close())
		})
	}
}

func TestTls_AcceptsAnyKindOfHostCertificate(t *testing.T) {
	kinds := map[string]func() (crypto.Signer, error){
		"ECDSA P-256": func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) },
		"ECDSA P-384": func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P384(), rand.Reader) },
		"ECDSA P-521": func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P521(), rand.Reader) },
		"RSA":         func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) },
		"Ed25519": func() (crypto.Signer, error) {
			_, key, err := ed25519.GenerateKey(rand.Reader)
			return key, err
		},
	}
	for kind, generate := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			key, err := generate()
			check(t, err)
			client := identityOf(t, key, time.Now().Add(-time.Minute), time.Now().Add(time.Hour))
			h := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem)).handshake()
			check(t, h.dialAs(t, client).served(patience))
			if h.dialAs(t, newIdentity(t)).served(unknownClientPatience) == nil {
				t.Error("a stranger is served")
			}
		})
	}
}
