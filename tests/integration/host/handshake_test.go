// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"context"
	"github.com/hashicorp/go-hclog"
	plugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// grpcPlugin returns the connection unchanged.
type grpcPlugin struct{ plugin.NetRPCUnsupportedPlugin }

func (grpcPlugin) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error { return nil }
func (grpcPlugin) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, c *grpc.ClientConn) (any, error) {
	return c, nil
}

// clientConfig is the configuration that both cores give go-plugin.
func clientConfig() *plugin.ClientConfig {
	set := plugin.PluginSet{"provider": grpcPlugin{}}
	return &plugin.ClientConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  4,
			MagicCookieKey:   "TF_PLUGIN_MAGIC_COOKIE",
			MagicCookieValue: strings.SplitN(cookie, "=", 2)[1],
		},
		VersionedPlugins: map[int]plugin.PluginSet{5: set, 6: set},
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         true,
		Logger:           hclog.NewNullLogger(),
	}
}

// servesAndStops requests the schema of a provider that go-plugin has connected to, and stops it.
func servesAndStops(t *testing.T, client *plugin.Client, protocol plugin.ClientProtocol) {
	t.Helper()
	dispensed, err := protocol.Dispense("provider")
	check(t, err)
	conn := &connection{t: t, grpc: dispensed.(*grpc.ClientConn)}
	if response := conn.call("GetProviderSchema", nil); !response.has(1) {
		t.Error("GetProviderSchema answers without a provider schema")
	}
	began := time.Now()
	client.Kill()
	// go-plugin waits two seconds before it kills; a provider that obeys Shutdown does not need them.
	if took := time.Since(began); took > slack(500*time.Millisecond) {
		t.Errorf("stopping took %v", took)
	}
}

func TestHandshake_GoPluginConnectsPingsAndStops(t *testing.T) {
	config := clientConfig()
	config.Cmd = exec.Command(binary(t))
	client := plugin.NewClient(config)
	defer client.Kill()
	protocol, err := client.Client()
	check(t, err)
	if version := client.NegotiatedVersion(); version != 6 {
		t.Errorf("negotiated protocol %d, not 6", version)
	}
	check(t, protocol.Ping())
	servesAndStops(t, client, protocol)
	if !client.Exited() {
		t.Error("the provider still runs after Kill")
	}
}

func TestHandshake_LineHasSixFieldsAndAnUnpaddedCertificate(t *testing.T) {
	client := newIdentity(t)
	p := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem))
	h := p.handshake() // decodes strictly without padding
	if len(h.fields) != 6 {
		t.Errorf("%d fields; without PLUGIN_MULTIPLEX_GRPC a seventh corrupts the certificate", len(h.fields))
	}
	if got := strings.Join(h.fields[:3], "|") + "|" + h.fields[4]; got != "1|6|"+localNetwork+"|grpc" {
		t.Errorf("line says %q, want 1|6|%s|grpc", got, localNetwork)
	}
	if strings.ContainsAny(h.fields[5], "=\r ") {
		t.Errorf("certificate is padded or dirty: %q", h.fields[5])
	}
	c := h.certificate
	if c == nil {
		t.Fatal("no certificate under AutoMTLS")
	}
	key, isECDSA := c.PublicKey.(*ecdsa.PublicKey)
	if !isECDSA || key.Curve != elliptic.P256() {
		t.Errorf("certificate's key is %T, want ECDSA P-256", c.PublicKey)
	}
	check(t, c.VerifyHostname("localhost"))
	pool := x509.NewCertPool()
	pool.AddCert(c)
	_, err := c.Verify(x509.VerifyOptions{Roots: pool, DNSName: "localhost",
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	check(t, err)
	// For a host whose clock is a little slow, the certificate must already be valid.
	if c.NotBefore.After(time.Now().Add(-25 * time.Second)) {
		t.Errorf("certificate is valid from %v only", c.NotBefore)
	}
}

func TestHandshake_EachStartHasItsOwnKey(t *testing.T) {
	seen := map[string]bool{}
	for range 3 {
		client := newIdentity(t)
		h := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem)).handshake()
		seen[h.fields[5]] = true
	}
	if len(seen) != 3 {
		t.Errorf("three starts used %d certificates", len(seen))
	}
}

func TestHandshake_PrintsAnExplanationWithoutTheCookie(t *testing.T) {
	for name, environment := range map[string][]string{
		"no cookie":    baseEnvironment(),
		"wrong cookie": append(baseEnvironment(), cookie+"0", "PLUGIN_PROTOCOL_VERSIONS=6"),
		"empty cookie": append(baseEnvironment(), "TF_PLUGIN_MAGIC_COOKIE="),
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, environment)
			if code := p.exitCode(); code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			if strings.Contains(p.stdout.String(), "|grpc|") {
				t.Errorf("a handshake without the cookie: %q", p.stdout)
			}
			said := p.stdout.String() + p.stderr.String()
			for _, word := range []string{"terraform-provider-cts", "Terraform", "plugin"} {
				if !strings.Contains(said, word) {
					t.Errorf("the explanation does not say %q: %q", word, said)
				}
			}
			if n := strings.Count(said, "\n"); n < 2 || n > 15 {
				t.Errorf("the explanation has %d lines", n)
			}
		})
	}
}

func TestHandshake_OffersProtocol6ForAnyVersionsVariable(t *testing.T) {
	// If no version matches, go-plugin servers respond with their own version and leave it to the host to
	// report the mismatch.
	certificate := "PLUGIN_CLIENT_CERT=" + newIdentity(t).pem // without it, TCP is refused
	for _, versions := range []string{"5,6", "6,5", "6", "7,6,5", " 6 ", "5", "garbage", "", "6,x", ",,",
		"99999999999999999999,6", "-6"} {
		t.Run(fmt.Sprintf("%q", versions), func(t *testing.T) {
			p := start(t, append(baseEnvironment(), cookie, certificate, "PLUGIN_PROTOCOL_VERSIONS="+versions))
			if h := p.handshake(); h.fields[1] != "6" {
				t.Errorf("answers %q", h.fields[1])
			}
		})
	}
	t.Run("unset", func(t *testing.T) {
		if h := start(t, append(baseEnvironment(), cookie, certificate)).handshake(); h.fields[1] != "6" {
			t.Errorf("answers %q", h.fields[1])
		}
	})
}

func TestHandshake_DoesNotOfferMultiplexing(t *testing.T) {
	for variable, extra := range map[string][]string{
		"PLUGIN_MULTIPLEX_GRPC=true":  {"false"},
		"PLUGIN_MULTIPLEX_GRPC=false": {"false"},
		"PLUGIN_MULTIPLEX_GRPC=":      nil, // as if it were not set, see TestHandshake_LineHasSixFields…
	} {
		t.Run(variable, func(t *testing.T) {
			h := start(t, mtlsEnvironment(newIdentity(t), variable)).handshake()
			if !slices.Equal(h.fields[6:], extra) {
				t.Errorf("after the sixth field: %q, want %q", h.fields[6:], extra)
			}
		})
	}
}

func TestHandshake_InvalidHostCertificateServesNobody(t *testing.T) {
	for name, value := range map[string]string{
		"text":        "not a certificate",
		"truncated":   newIdentity(t).pem[:300],
		"wrong block": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+value))
			// The line may be written before the certificate is checked. What matters: no plaintext connection.
			select {
			case line, running := <-p.stdout.next:
				if !running {
					break
				}
				h := handshake{fields: strings.Split(line, "|")}
				h.network, h.address = h.fields[2], h.fields[3]
				if err := h.dialPlain(t).served(2 * time.Second); err == nil {
					t.Error("a garbled host certificate turned mTLS off")
				}
			case <-time.After(patience):
				t.Fatal("neither a line nor an end")
			}
		})
	}
}
